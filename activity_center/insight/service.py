"""What completing a class takes, who has done the work, and who completes.

Locks: the section, under which a tick is made or taken back; the term, under which its rule changes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus
from activity_center.db import found, locked
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Reason
from activity_center.insight import reading
from activity_center.insight.models import CompletionRule, Work
from activity_center.insight.reading import ClassRecord, Learner
from activity_center.insight.rules import CompletionFacts, lacking, still_to_attend
from activity_center.leave.models import Monitor
from activity_center.people.models import Role
from activity_center.people.rules import may
from activity_center.terms.models import Term


def rule_of(session: Session, term_id: int | None) -> CompletionFacts:
    """Return what completing a class of a term takes: the usual where nobody has said otherwise."""
    return rules_of(session, [term_id] if term_id else []).get(term_id or 0, CompletionFacts())


def rules_of(session: Session, term_ids: Collection[int]) -> dict[int, CompletionFacts]:
    """Return what these terms ask for; those that are missing ask for the usual."""
    rows = session.scalars(select(CompletionRule).where(CompletionRule.term_id.in_(term_ids)))
    return {row.term_id: CompletionFacts(row.least_percent, row.work_needed) for row in rows}


def set_rule(session: Session, term_id: int, rule: CompletionFacts, *, at: datetime, by: Actor) -> None:
    """Say what completing a class of a term takes from now on; certificates that were issued stand."""
    locked(session, Term, term_id)
    row = session.scalar(select(CompletionRule).where(CompletionRule.term_id == term_id))
    row = row or CompletionRule(term_id=term_id)
    row.least_percent, row.work_needed = rule.least_percent, rule.work_needed
    session.add(row)
    facts = {"least_percent": rule.least_percent, "work_needed": rule.work_needed}
    audit.record(session, by, at, "set_completion_rule", "term", term_id, **facts)


def say_work_done(session: Session, section_id: int, person_ids: Collection[int], *, at: datetime, by: Actor) -> int:
    """Say of everybody in a class whether their work is done: of these it is, of nobody else; return what changed."""
    locked(session, Section, section_id)
    theirs = select(Enrolment.person_id).where(Enrolment.section_id == section_id, Enrolment.status == Status.ENROLLED)
    members = set(session.scalars(theirs))
    before, after = done_in(session, section_id) & members, set(person_ids) & members
    gone, new = before - after, after - before
    session.execute(delete(Work).where(Work.section_id == section_id, Work.person_id.in_(gone)))
    session.add_all(
        Work(section_id=section_id, person_id=id, done_at=at, said_by_id=by.person_id) for id in sorted(new)
    )
    said = [(id, True) for id in sorted(new)] + [(id, False) for id in sorted(gone)]
    audit.record_all(
        session,
        [audit.row(by, at, "say_work_done", "section", section_id, id, is_done=is_done) for id, is_done in said],
    )
    session.flush()
    return len(said)


def done_in(session: Session, section_id: int) -> set[int]:
    """Return whose work for a class is done."""
    return set(session.scalars(select(Work.person_id).where(Work.section_id == section_id)))


def done_by(session: Session, person_id: int) -> set[int]:
    """Return the classes for which somebody's work is done."""
    return set(session.scalars(select(Work.section_id).where(Work.person_id == person_id)))


@dataclass(frozen=True)
class Standing:
    """One person of a class: how often they came, whether the work is done, what they still lack, and how many of
    the coming meetings they must attend; None where even all would not do.
    """

    learner: Learner
    has_work: bool
    lacking: Sequence[Reason]
    must_attend: int | None

    @property
    def completes(self) -> bool:
        """Say whether they complete the class as things stand."""
        return not self.lacking


@dataclass(frozen=True)
class Completion:
    """Who completes a class: its rule, its record, and everybody; `coming` meetings are not over."""

    rule: CompletionFacts
    record: ClassRecord
    coming: int
    rows: Sequence[Standing]

    @property
    def is_over(self) -> bool:
        """Say whether every meeting has taken place, and there was one."""
        return not self.coming and bool(self.record.meetings)


def completion(session: Session, section_id: int, at: datetime) -> Completion:
    """Return who completes a class as things stand, with the computation for each person."""
    section: Section = found(session.get(Section, section_id))
    rule, record = rule_of(session, section.term_id), reading.of_class(session, section_id, at)
    ahead, done = reading.coming(session, [section_id], at).get(section_id, 0), done_in(session, section_id)
    rows = [
        Standing(
            learner,
            learner.person_id in done,
            lacking(learner.tally, rule, has_work=learner.person_id in done),
            still_to_attend(learner.tally, rule, ahead),
        )
        for learner in record.learners
    ]
    return Completion(rule, record, _not_over(session, section_id, at), rows)


def _not_over(session: Session, section_id: int, at: datetime) -> int:
    """Return how many meetings of a section have not ended yet."""
    ahead = select(Meeting.id).where(
        Meeting.section_id == section_id, Meeting.status == MeetingStatus.SCHEDULED, Meeting.ends_at > at
    )
    return len(session.scalars(ahead).all())


# Who may look.


def may_teach(session: Session, section_id: int, person_id: int | None) -> bool:
    """Say whether somebody keeps the registers of a class: its instructor, who stands in at a meeting, and staff."""
    own = select(Section.instructor_id).where(Section.id == section_id)
    teachers = {found(session.execute(own).one_or_none())[0]}
    teachers |= set(session.scalars(select(Meeting.instructor_id).where(Meeting.section_id == section_id).distinct()))
    if person_id is not None and person_id in teachers:
        return True
    return may(session.scalars(select(Role.name).where(Role.person_id == person_id)), "serve_people")


def may_see_class(session: Session, section_id: int, person_id: int | None, at: datetime) -> bool:
    """Say whether somebody may see how the class comes: whoever keeps its registers, and its monitor (班长)."""
    if may_teach(session, section_id, person_id):
        return True
    today = at.date()
    mine = select(Monitor.id).where(
        Monitor.section_id == section_id,
        Monitor.person_id == person_id,
        Monitor.from_on <= today,
        (Monitor.to_on.is_(None)) | (Monitor.to_on >= today),
    )
    return session.scalar(mine.limit(1)) is not None
