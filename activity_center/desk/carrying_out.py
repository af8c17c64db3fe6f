"""What a paper form asks for, asked for in order of rank: the rules are those of any other ask for a seat."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses.models import Section
from activity_center.db import found, lock, locked
from activity_center.desk.models import PaperForm
from activity_center.desk.rules import Became, FormStatus, Reading, flaws, has_enough
from activity_center.enrolment import listing, queries
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.listing import Listed
from activity_center.enrolment.rules import Status
from activity_center.enrolment.service import Ask
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.people import callers
from activity_center.people.models import Person
from activity_center.people.rules import same_name


@dataclass(frozen=True)
class Choice:
    """One choice of a form and what became of it; `had` where it was so before."""

    number: int
    title: str
    became: Became
    position: int | None = None
    had: bool = False
    reasons: Sequence[Reason] = ()

    def told(self) -> dict[str, Any]:
        """Return it as plain values, for the form and for the notice."""
        return asdict(self) | {"became": self.became.value, "reasons": [asdict(reason) for reason in self.reasons]}


def applicant(session: Session, reading: Reading) -> tuple[Person | None, list[Reason]]:
    """Return whose form it is, or why that cannot be said: the card must be that of the name and birth date."""
    person = callers.holder(session, reading.card)
    is_same = person is not None and same_name(person.name, reading.name)
    birth = person.birth_on.isoformat() if person and person.birth_on else ""
    is_same = is_same and (not reading.birth_on or reading.birth_on == birth)
    return person, flaws(person is not None, is_same)


def carry_out(session: Session, form_id: int, *, at: datetime, by: Actor) -> PaperForm:
    """Ask for the choices of a form in order of rank, keep what became of each, and tell the person all in one.

    A place is asked for until there are as many as were wanted; whoever does not wish to wait is not put on a
    waitlist. Refused where the form is not agreed upon, or is not the card holder's. Doing it again changes nothing.
    """
    if reasons := try_to_carry_out(session, form_id, at=at, by=by):
        raise Refused(*reasons)
    return found(session.get(PaperForm, form_id))


def try_to_carry_out(session: Session, form_id: int, *, at: datetime, by: Actor) -> list[Reason]:
    """Carry a form out and return why that is refused, nothing where it is done; for many, one after the other."""
    form: PaperForm = found(session.get(PaperForm, form_id))
    if form.status is FormStatus.DONE:
        return []
    if form.status is not FormStatus.AGREED or form.agreed is None:
        return [Reason("form_is_further", {"number": form.id})]
    reading = Reading(**form.agreed)
    person, reasons = applicant(session, reading)
    if person and not reasons:
        _carry_out(session, form_id, reading, person, at, replace(by, via="paper"))
    return reasons


def _carry_out(session: Session, form_id: int, reading: Reading, person: Person, at: datetime, by: Actor) -> None:
    lock(session, Person, [person.id])
    lock(session, Section, reading.choices)
    form = locked(session, PaperForm, form_id)
    # Somebody else may have been quicker before the lock.
    if form.status is FormStatus.AGREED:
        _write(session, form, person, _asked(session, form, reading, person.id, at, by), at, by)


def _asked(
    session: Session, form: PaperForm, reading: Reading, person_id: int, at: datetime, by: Actor
) -> list[Choice]:
    sections = queries.sections_loaded(session, reading.choices)
    done: list[Choice] = []
    for number in reading.choices:
        section = sections.get(number)
        title = section.title if section else ""
        if section is None or section.term_id != form.term_id:
            done.append(_unknown(number, title))
        elif has_enough([choice.became for choice in done], reading.most):
            done.append(Choice(number, title, Became.NOT_NEEDED))
        else:
            done.append(_one(session, section, reading.waits, Ask(person_id, number, by, at)))
    return done


def _one(session: Session, section: Section, waits: bool, ask: Ask) -> Choice:
    """Ask for one place; one that would have to be waited for is undone where waiting is not wished."""
    with session.begin_nested() as trial:
        outcome = enrolment.request_seats(session, [ask], ask.at)[0]
        seat = outcome.seat
        if seat and outcome.created and seat.status is Status.WAITING and not waits:
            trial.rollback()
            return Choice(section.id, section.title, Became.FULL)
    if seat is None:
        reasons = enrolment.with_alternatives(session, ask.person_id, section.id, outcome.reasons, ask.at)
        return Choice(section.id, section.title, Became.REFUSED, reasons=reasons)
    return Choice(section.id, section.title, Became(seat.status.value), seat.position, had=not outcome.created)


def _write(session: Session, form: PaperForm, person: Person, done: list[Choice], at: datetime, by: Actor) -> None:
    told = [choice.told() for choice in done]
    form.status, form.person_id, form.outcomes, form.ended_at = FormStatus.DONE, person.id, told, at
    facts = {"choices": [{"number": choice.number, "became": choice.became.value} for choice in done]}
    audit.record(session, by, at, "carry_out_form", "paper_form", form.id, person.id, **facts)
    notices.post(session, [person.id], "form_done", {"outcomes": told}, at=at, once=f"form_done:{form.id}")
    session.flush()


def titles(session: Session, readings: Sequence[Reading]) -> dict[int, str]:
    """Return what the classes are called whose numbers were read."""
    numbers = {number for reading in readings for number in reading.choices}
    return {id: section.title for id, section in queries.sections_loaded(session, list(numbers)).items()}


def agreed_ids(session: Session) -> list[int]:
    """Return the forms that only wait to be carried out, in the order in which they were received."""
    agreed = select(PaperForm.id).where(PaperForm.status == FormStatus.AGREED)
    return list(session.scalars(agreed.order_by(PaperForm.received_at, PaperForm.id)))


def foreseen(session: Session, form: PaperForm, reading: Reading, person_id: int, at: datetime) -> list[Choice]:
    """Return what carrying a form out would lead to at this moment, choice by choice, without doing it."""
    sections = list(queries.sections_loaded(session, reading.choices).values())
    listed = {row.section.id: row for row in listing.listed(session, sections, person_id, at)}
    ahead: list[Choice] = []
    for number in reading.choices:
        row = listed.get(number)
        if row is None or row.section.term_id != form.term_id:
            ahead.append(_unknown(number, row.section.title if row else ""))
        elif has_enough([choice.became for choice in ahead], reading.most):
            ahead.append(Choice(number, row.section.title, Became.NOT_NEEDED))
        else:
            ahead.append(_would_be(row, reading.waits))
    return ahead


def _would_be(row: Listed, waits: bool) -> Choice:
    number, title = row.section.id, row.section.title
    if row.seat:
        return Choice(number, title, Became(row.seat.status.value), row.seat.position, had=True)
    if row.reasons:
        return Choice(number, title, Became.REFUSED, reasons=row.reasons)
    if row.leads_to is Status.WAITING and not waits:
        return Choice(number, title, Became.FULL)
    position = row.counts.waiting + 1 if row.leads_to is Status.WAITING else None
    return Choice(number, title, Became(row.leads_to.value), position)


def _unknown(number: int, title: str) -> Choice:
    return Choice(number, title, Became.REFUSED, reasons=[Reason("form_no_such_number", {"number": number})])
