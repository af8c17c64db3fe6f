"""Application forms on paper: keyed in twice by people who do not see the other's reading, and compared."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked
from activity_center.desk.models import PaperForm, PaperReading
from activity_center.desk.rules import OPEN_FORMS, FormStatus, Reading, decided, differences, undecided
from activity_center.errors import Reason, Refused
from activity_center.people.models import Person


def key_in(
    session: Session, term_id: int, reading: Reading, received_at: datetime, *, at: datetime, by: Actor
) -> PaperForm:
    """Keep the first reading of a form and return the form with its number, which is then written on the sheet."""
    form = PaperForm(term_id=term_id, status=FormStatus.KEYED_ONCE, received_at=received_at)
    form.readings = [_reading(1, reading, at, by)]
    session.add(form)
    session.flush()
    audit.record(session, by, at, "key_in_form", "paper_form", form.id, turn=1)
    return form


def key_in_again(session: Session, form_id: int, reading: Reading, *, at: datetime, by: Actor) -> PaperForm:
    """Keep the second reading: where both agree, that is what the form says; refused where there are two already."""
    form = locked(session, PaperForm, form_id)
    _expect(form, FormStatus.KEYED_ONCE)
    form.readings.append(_reading(2, reading, at, by))
    differ = differences(Reading(**form.readings[0].typed), reading)
    form.status = FormStatus.DIFFERS if differ else FormStatus.AGREED
    form.agreed = None if differ else asdict(reading)
    session.flush()
    audit.record(session, by, at, "key_in_form", "paper_form", form.id, turn=2, differ=differ)
    return form


def _reading(turn: int, reading: Reading, at: datetime, by: Actor) -> PaperReading:
    return PaperReading(turn=turn, typed=asdict(reading), keyed_at=at, keyed_by_id=by.person_id)


def decide(session: Session, form_id: int, chosen: Mapping[str, int], *, at: datetime, by: Actor) -> PaperForm:
    """Say of each difference whether the first or the second reading is right; refused while one is left open."""
    form = locked(session, PaperForm, form_id)
    _expect(form, FormStatus.DIFFERS)
    first, second = readings(form)
    if undecided(first, second, chosen):
        raise Refused(Reason("form_undecided"))
    form.agreed, form.status = asdict(decided(first, second, chosen)), FormStatus.AGREED
    facts = {name: chosen[name] for name in differences(first, second)}
    audit.record(session, by, at, "decide_form", "paper_form", form.id, chosen=facts)
    return form


def discard(session: Session, form_id: int, note: str, *, at: datetime, by: Actor) -> PaperForm:
    """Put a form aside that shall not be carried out, with the reason; doing so twice is doing so once."""
    form = locked(session, PaperForm, form_id)
    if form.status is not FormStatus.DISCARDED:
        _expect(form, *OPEN_FORMS)
        form.status, form.ended_at = FormStatus.DISCARDED, at
        audit.record(session, by, at, "discard_form", "paper_form", form.id, note=note)
    return form


def _expect(form: PaperForm, *statuses: FormStatus) -> None:
    if form.status not in statuses:
        raise Refused(Reason("form_is_further", {"number": form.id}))


def readings(form: PaperForm) -> list[Reading]:
    """Return what was read on a form, the first time and the second."""
    return [Reading(**row.typed) for row in form.readings]


def form(session: Session, form_id: int) -> PaperForm:
    """Return one form with its readings and who keyed them in, or raise NotThere."""
    keyed = selectinload(PaperForm.readings).joinedload(PaperReading.keyed_by)
    wanted = select(PaperForm).where(PaperForm.id == form_id)
    return found(session.scalar(wanted.options(keyed, joinedload(PaperForm.term), joinedload(PaperForm.person))))


def forms(
    session: Session, statuses: Collection[FormStatus], *, offset: int = 0, limit: int = 50
) -> tuple[list[PaperForm], int]:
    """Return one page of the forms in these statuses, in the order in which they were received, and how many."""
    where = PaperForm.status.in_(statuses)
    total = session.scalar(select(func.count()).select_from(PaperForm).where(where)) or 0
    rows = select(PaperForm).where(where).order_by(PaperForm.received_at, PaperForm.id).offset(offset).limit(limit)
    keyed = selectinload(PaperForm.readings).joinedload(PaperReading.keyed_by)
    return list(session.scalars(rows.options(keyed, joinedload(PaperForm.term), joinedload(PaperForm.person)))), total


def counts(session: Session) -> dict[FormStatus, int]:
    """Return how many forms there are in each status."""
    counted = session.execute(select(PaperForm.status, func.count()).group_by(PaperForm.status)).all()
    return dict.fromkeys(FormStatus, 0) | dict(counted)


def of_person(session: Session, person: Person) -> list[PaperForm]:
    """Return the forms that were carried out for somebody, newest first."""
    mine = select(PaperForm).where(PaperForm.person_id == person.id).order_by(PaperForm.id.desc())
    return list(session.scalars(mine.options(joinedload(PaperForm.term))))


def history(session: Session, form_id: int) -> list[audit.Audit]:
    """Return what was done with a form, newest first."""
    return audit.history(session, "paper_form", form_id)
