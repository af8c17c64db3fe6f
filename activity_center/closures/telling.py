"""Who has to hear of a closure: everybody once, with all that changes for them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.attendance import make_ups
from activity_center.closures.hits import House
from activity_center.closures.models import ClosingLine, ClosingPlan
from activity_center.closures.rules import Act, Fate, Hit
from activity_center.enrolment.models import Enrolment
from activity_center.notices import service as notices
from activity_center.notices.models import Notice
from activity_center.people.models import Person
from activity_center.people.rules import Channel
from activity_center.roster.rules import TOLD

Change = dict[str, Any]


def changed(hit: Hit, fate: Fate, here: House) -> Change | None:
    """Return what is said of one thing: that it is cancelled, later or elsewhere; None where it stays."""
    was = {"title": hit.title, "was_at": hit.span.starts_at.isoformat()}
    if fate.act is Act.CANCEL:
        return {"code": "closing_cancelled", **was, "starts_at": was["was_at"]}
    if fate.span is None:
        return None
    place = here.place(fate.room_ids) or hit.place
    code = "closing_elsewhere" if fate.span == hit.span else "closing_moved"
    return {"code": code, **was, "starts_at": fate.span.starts_at.isoformat(), "place": place}


def by_person(session: Session, changes: Sequence[tuple[Hit, Change]]) -> dict[tuple[int, ...], list[int]]:
    """Return who is told of which changes: tuples of their numbers, each with the people who are told just these."""
    members = _members(session, {hit.section_id for hit, _change in changes if hit.section_id})
    guests = make_ups.guests_of(session, {hit.meeting_id for hit, _change in changes if hit.meeting_id})
    theirs: dict[int, list[int]] = defaultdict(list)
    for n, (hit, _change) in enumerate(changes):
        owner = [hit.owner_id] if hit.owner_id else []
        for person_id in {*members[hit.section_id or 0], *guests[hit.meeting_id or 0], *hit.person_ids, *owner}:
            theirs[person_id].append(n)
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for person_id, numbers in theirs.items():
        alike[tuple(numbers)].append(person_id)
    return alike


def _members(session: Session, section_ids: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    told = select(Enrolment.section_id, Enrolment.person_id).where(
        Enrolment.section_id.in_(section_ids), Enrolment.status.in_(TOLD)
    )
    for section_id, person_id in session.execute(told):
        found[section_id].append(person_id)
    return found


def tell(session: Session, plan: ClosingPlan, changes: Sequence[tuple[Hit, Change]], *, at: Any) -> int:
    """Tell everybody concerned once what changes for them, and return how many people that are."""
    told = by_person(session, changes)
    for numbers, person_ids in told.items():
        mine = [changes[n][1] for n in numbers]
        # Nobody telephones once the last of it would have begun.
        facts = {"why": plan.why, "changes": mine, "was_at": max(change["was_at"] for change in mine)}
        notices.post(session, person_ids, "closing", facts, at=at, once=_about(plan))
    return sum(map(len, told.values()))


def _about(plan: ClosingPlan) -> str:
    return f"closing:{plan.id}"


@dataclass(frozen=True)
class Call:
    """Somebody to telephone about a closure, and whether they know already."""

    person: Person
    notice: Notice

    @property
    def is_told(self) -> bool:
        """Say whether they were told by telephone or have read it themselves."""
        return bool(self.notice.sent_at or self.notice.read_at)


def calls(session: Session, plan: ClosingPlan) -> list[Call]:
    """Return everybody who hears of a closure by telephone only, by name; text messages are sent by nobody."""
    rows = session.execute(
        select(Person, Notice)
        .join(Notice, Notice.person_id == Person.id)
        .where(Notice.once.like(f"{_about(plan)}:%"), Notice.channel.in_([Channel.PHONE, Channel.SMS]))
        .order_by(Person.pinyin, Person.id)
    )
    return [Call(person, notice) for person, notice in rows]


def concerned(session: Session, lines: Sequence[ClosingLine], now: Iterable[Hit]) -> int:
    """Return how many people a draft would tell as it is now."""
    acts = {line.key: line.act for line in lines}
    changes = [(hit, {}) for hit in now if acts.get(hit.key, Act.LEAVE) is not Act.LEAVE]
    return sum(map(len, by_person(session, changes).values()))
