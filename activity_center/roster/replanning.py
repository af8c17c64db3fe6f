"""Changes of an offered section: its weekly times, days, rooms, instructor. Looked at first, then carried out and told.

What is written is the business of the floor of courses; here is who is in the section, and has to hear of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses import service as courses
from activity_center.courses.meetings import is_on, lock_sections
from activity_center.courses.models import Section
from activity_center.courses.rules import Mode, Planned, SectionStatus, WeeklyTime
from activity_center.courses.schedule import Fate, Move
from activity_center.courses.service import SectionDraft
from activity_center.enrolment.rules import LIVE
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.people import service as people
from activity_center.rooms import register
from activity_center.rooms.rules import Span
from activity_center.roster import audience
from activity_center.roster.audience import Audience, Clash
from activity_center.roster.rules import Change, changes_of_meetings


@dataclass(frozen=True)
class Preview:
    """What a change would do: each meeting's fate, what is told and to whom, and for whom the new times are a clash.

    `changes` is what people read of it, empty where nothing is different for them: then nobody is told. `seen` is
    what it was made from; carrying it out later is refused where that is no longer so.
    """

    plan: courses.Preview
    reasons: Sequence[Reason]
    changes: Sequence[Change]
    audience: Audience
    clashes: Sequence[Clash]
    seen: str

    @property
    def is_possible(self) -> bool:
        """Say whether there is something to do and nothing in the way."""
        return self.plan.is_possible and not self.reasons


@dataclass(frozen=True)
class _Case:
    """One wish, what it concerns as that is now, and what scheduling makes of it."""

    section: Section
    before: SectionDraft
    after: SectionDraft
    title: str
    plan: courses.Preview

    @property
    def moves(self) -> list[Move]:
        """Return the meetings that are touched."""
        return [move for move in self.plan.moves if move.fate is not Fate.SAME]

    @property
    def is_done(self) -> bool:
        """Say whether everything is as it is wished already."""
        return self.before == self.after and not self.plan.missing and not self.moves

    @property
    def seen(self) -> str:
        """Return what is different once somebody changed the section, its meetings, or the days that are closed."""
        categories = sorted(category.value for category in self.before.categories)
        plain = [getattr(self.before, f.name) for f in fields(self.before) if f.name != "categories"]
        fates = [(m.meeting and (m.meeting.id, m.meeting.sequence), m.to, m.fate) for m in self.plan.moves]
        return blake2b(repr((self.section.title, categories, plain, fates)).encode(), digest_size=12).hexdigest()


def look(session: Session, section_id: int, wish: SectionDraft | None, *, at: datetime, zone: ZoneInfo) -> Preview:
    """Return what changing an open section would do; without a wish, what scheduling it again would do."""
    case = _case(session, courses.section(session, section_id), wish, at, zone)
    return Preview(
        plan=case.plan,
        reasons=[Reason("nothing_changes")] if case.is_done else [],
        changes=_changes(session, case),
        audience=_audience(session, case),
        clashes=audience.clashes(session, section_id, _new_times(case), at),
        seen=case.seen,
    )


def carry_out(
    session: Session,
    section_id: int,
    wish: SectionDraft | None,
    seen: str,
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> int | None:
    """Change an open section, tell everybody it concerns, and return how many that are.

    None where it is so already: it is left alone and nobody is told, so that asking twice is asking once. Refused
    where anything that was shown has changed since it was `seen`, and where a room or the instructor is not free.
    """
    locked = lock_sections(session, [section_id], also=[wish] if wish else [])[0]
    case = _case(session, locked, wish, at, zone)
    if case.is_done:
        return None
    if seen != case.seen:
        raise Refused(Reason("preview_stale"))
    changes, told, title = _changes(session, case), _audience(session, case), case.section.title
    if case.before != case.after:
        courses.change_section(session, section_id, case.after, at=at, by=by, zone=zone)
    else:
        courses.schedule(session, section_id, at=at, by=by, zone=zone)
    if not changes:
        return 0
    facts: dict[str, Any] = {"title": title, "changes": changes}
    notices.post(session, told.ids, "section_changed", facts, at=at, section_id=section_id)
    written = {"kinds": ["section_changed"], "people": len(told.ids)}
    audit.record(session, by, at, "tell", "section", section_id, **written)
    return len(told.ids)


def _case(session: Session, section: Section, wish: SectionDraft | None, at: datetime, zone: ZoneInfo) -> _Case:
    if section.status is not SectionStatus.OPEN:
        is_draft = section.status is SectionStatus.DRAFT
        raise Refused(Reason("section_draft" if is_draft else "section_cancelled", {"title": section.title}))
    before = courses.draft_of(section)
    # How it admits and how many are for the page of those who are in it.
    after = replace(wish, mode=before.mode, capacity=before.capacity) if wish else before
    title = f"{courses.course(session, after.course_id).title}{after.label}"
    plan = courses.preview(session, title, after, section.id, at=at, zone=zone)
    return _Case(section, before, after, title, plan)


def _audience(session: Session, case: _Case) -> Audience:
    """Return everybody who is in the section or wishes to be, and who teaches it before, after, or in between."""
    stand_ins = {move.meeting.instructor_id for move in case.moves if move.meeting}
    teachers = {case.before.instructor_id, case.after.instructor_id} | stand_ins
    return audience.of(session, case.section, {id for id in teachers if id}, LIVE)


def _new_times(case: _Case) -> list[Span]:
    return [move.to.span for move in case.moves if move.to and _was(move) != move.to.span]


def _was(move: Move) -> Span | None:
    """Return when a meeting would have been; one that is cancelled, or new, would not."""
    meeting = move.meeting
    return Span(meeting.starts_at, meeting.ends_at) if meeting and is_on(meeting) else None


def _changes(session: Session, case: _Case) -> list[Change]:
    """Return what those who are in the section will read; ages, conditions and remarks do not concern them."""
    return [*_of_section(session, case), *changes_of_meetings(list(_dated(session, case)), _is_weekly(case))]


def _of_section(session: Session, case: _Case) -> Iterator[Change]:
    before, after = case.before, case.after
    if case.title != case.section.title:
        yield {"code": "renamed", "title": case.title}
    if before.instructor_id != after.instructor_id:
        names = people.names(session, [after.instructor_id] if after.instructor_id else [])
        yield {"code": "taught_by", "instructor": names.get(after.instructor_id or 0, "")}
    if _is_weekly(case):
        yield {"code": "weekly", "times": [_weekly(session, weekly) for weekly in after.times]}
    if (before.fee_amount, before.fee_currency, before.fee_per) != (
        after.fee_amount,
        after.fee_currency,
        after.fee_per,
    ):
        amount = None if after.fee_amount is None else str(after.fee_amount)
        yield {"code": "fee", "amount": amount, "currency": after.fee_currency, "per": after.fee_per.value}
    if after.mode is Mode.DRAW and before.draw_at != after.draw_at:
        yield {"code": "draw", "draw_at": after.draw_at.isoformat() if after.draw_at else None}


def _is_weekly(case: _Case) -> bool:
    return case.before.times != case.after.times


def _weekly(session: Session, weekly: WeeklyTime) -> dict[str, Any]:
    hours = {"starts": weekly.starts, "ends": weekly.ends}
    plain = {name: hour.isoformat("minutes") if hour else None for name, hour in hours.items()}
    return {"weekday": weekly.weekday, "place": _place(session, weekly), **plain}


def _dated(session: Session, case: _Case) -> Iterator[tuple[Change | None, Change | None]]:
    """Return when and where each touched meeting was and will be."""
    for move in sorted(case.moves, key=lambda move: move.starts_at):
        meeting, was = move.meeting, _was(move)
        before = {**_moment(was), "place": _place(session, meeting)} if meeting and was else None
        yield before, {**_moment(move.to.span), "place": _place(session, move.to)} if move.to else None


def _moment(span: Span) -> Change:
    return {"starts_at": span.starts_at.isoformat(), "ends_at": span.ends_at.isoformat()}


def _place(session: Session, held: Planned | WeeklyTime | Any) -> str:
    room = register.room(session, held.room_id) if held.room_id else None
    return f"{room.name} · {room.site.name}" if room else held.place
