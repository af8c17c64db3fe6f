"""Who has missed how many meetings of a section, and what a term says follows from it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.attendance.counting import (
    DEFAULTS,
    Absences,
    Proposal,
    Run,
    Threshold,
    absences,
    is_at_risk,
    next_up,
)
from activity_center.attendance.make_ups import made_up
from activity_center.attendance.models import AbsenceRule, Attendance
from activity_center.attendance.rules import Count, counts_as
from activity_center.audit import Actor
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, Mode
from activity_center.db import locked
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.leave.service import covered
from activity_center.people.models import Person
from activity_center.terms.models import Term


@dataclass(frozen=True)
class Missing:
    """One enrolment with what its person has missed."""

    enrolment_id: int
    section_id: int
    person_id: int
    name: str
    absences: Absences
    next: Threshold | None = None


def thresholds(session: Session, term_ids: Collection[int | None]) -> dict[int | None, tuple[Threshold, ...]]:
    """Return what follows from absences in each term: its own rules, or the defaults where it has none."""
    found: dict[int | None, list[AbsenceRule]] = defaultdict(list)
    for rule in session.scalars(
        select(AbsenceRule).where(AbsenceRule.term_id.in_(set(term_ids) - {None})).order_by(AbsenceRule.id)
    ):
        found[rule.term_id].append(rule)
    return {
        term_id: tuple(Threshold(rule.run, rule.count, rule.proposal) for rule in found[term_id] if rule.count)
        if term_id in found
        else DEFAULTS
        for term_id in term_ids
    }


def set_thresholds(
    session: Session,
    term_id: int,
    counts: Mapping[tuple[Run, Proposal], int | None],
    register_days: int | None,
    *,
    at: datetime,
    by: Actor,
) -> None:
    """Say for a term at how many absences what is proposed (None: never), and how long registers stay open."""
    term = locked(session, Term, term_id)
    term.register_days = register_days
    session.execute(delete(AbsenceRule).where(AbsenceRule.term_id == term_id))
    for (run, proposal), count in counts.items():
        session.add(AbsenceRule(term_id=term_id, run=run, proposal=proposal, count=count))
    session.flush()
    told = {f"{run.value}_{proposal.value}": count for (run, proposal), count in counts.items()}
    audit.record(session, by, at, "set_absence_rules", "term", term_id, register_days=register_days, **told)


def missing(session: Session, section_ids: Collection[int], at: datetime) -> list[Missing]:
    """Return what everybody who holds a seat in these sections has missed of what is over, in six queries."""
    held = _held(session, section_ids, at)
    seats = session.execute(
        select(Enrolment.id, Enrolment.section_id, Enrolment.person_id, Enrolment.changed_at, Person.name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.section_id.in_(section_ids), Enrolment.status == Status.ENROLLED)
        .order_by(Enrolment.id)
    ).all()
    people, meetings = {seat.person_id for seat in seats}, [row.id for rows in held.values() for row in rows]
    marks = _marks(session, meetings)
    on_leave, elsewhere = covered(session, people, meetings), made_up(session, people, meetings)

    def counted(place: tuple[int, int]) -> Count:
        return counts_as(marks.get(place), is_on_leave=place in on_leave, is_made_up=place in elsewhere)

    found = []
    for seat in seats:
        counts = [
            (row.id, counted((row.id, seat.person_id)))
            for row in held[seat.section_id]
            if seat.changed_at < row.ends_at
        ]
        found.append(Missing(seat.id, seat.section_id, seat.person_id, seat.name, absences(counts)))
    return found


def at_risk(session: Session, section_id: int, at: datetime) -> list[Missing]:
    """Return who of a section is one absence from a consequence, or has reached one, the most in a row first."""
    term_id = session.scalar(select(Section.term_id).where(Section.id == section_id))
    rules = thresholds(session, [term_id])[term_id]
    known = [one for one in missing(session, [section_id], at) if is_at_risk(one.absences, rules)]
    told = [
        Missing(one.enrolment_id, section_id, one.person_id, one.name, one.absences, next_up(one.absences, rules))
        for one in known
    ]
    return sorted(told, key=lambda one: (-len(one.absences.in_a_row), -len(one.absences.missed), one.enrolment_id))


def _held(session: Session, section_ids: Collection[int], at: datetime) -> dict[int, list[Meeting]]:
    """Return the meetings that have taken place, by section in order of time; walk-ins expect nobody."""
    rows = session.execute(
        select(Meeting.id, Meeting.section_id, Meeting.ends_at)
        .join(Section, Section.id == Meeting.section_id)
        .where(
            Meeting.section_id.in_(section_ids),
            Meeting.status == MeetingStatus.SCHEDULED,
            Meeting.ends_at <= at,
            Section.mode != Mode.WALK_IN,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    found = defaultdict(list)
    for row in rows:
        found[row.section_id].append(row)
    return found


def _marks(session: Session, meeting_ids: Sequence[int]) -> dict[tuple[int, int], Any]:
    rows = session.execute(
        select(Attendance.meeting_id, Attendance.person_id, Attendance.mark).where(
            Attendance.meeting_id.in_(meeting_ids)
        )
    )
    return {(meeting_id, person_id): mark for meeting_id, person_id, mark in rows}
