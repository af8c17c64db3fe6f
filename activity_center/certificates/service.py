"""Issuing certificates, revoking them, and saying of a number whether it is one of ours.

Locks: the centre, under which numbers follow one another without a gap; then the section.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import Centre, the_centre
from activity_center.certificates.models import Certificate
from activity_center.certificates.rules import (
    Candidate,
    Validity,
    grant_refusals,
    is_code_of,
    issue_refusals,
    number_of,
)
from activity_center.courses.models import Section
from activity_center.db import found, locked
from activity_center.errors import NotThere, Refused
from activity_center.insight import service as insight
from activity_center.insight.service import Completion, Standing
from activity_center.notices import service as notices
from activity_center.people.models import Person


def issue(
    session: Session, section_id: int, person_ids: Collection[int], *, at: datetime, by: Actor, zone: ZoneInfo
) -> list[Certificate]:
    """Issue certificates to people who have completed a class, in the order of the roster, and tell them.

    Refused before the class is over, and where somebody named has not completed it: then nobody gets one. Who has one
    that stands gets no second, so pressing twice changes nothing.
    """
    centre, section = _locked(session, section_id)
    known = insight.completion(session, section_id, at)
    rows = _rows(known, person_ids)
    have = set(standing_in(session, section_id))
    wanted = [_candidate(row, have) for row in rows]
    if reasons := issue_refusals(wanted, is_over=known.is_over, coming=known.coming):
        raise Refused(*reasons)
    new = [row for row in rows if row.learner.person_id not in have]
    made = [_new(centre, section, known, row, zone) for row in new]
    return write(session, made, "certificate_issued", at=at, by=by, zone=zone)


def grant(
    session: Session, section_id: int, person_id: int, reason: str, *, at: datetime, by: Actor, zone: ZoneInfo
) -> Certificate:
    """Issue a certificate to somebody who lacks something, with the reason of staff, which only staff read.

    It is numbered and verified like any other, and says nothing of how often they came. Refused before the class is
    over, and to whoever lacks nothing; who has one that stands keeps it.
    """
    centre, section = _locked(session, section_id)
    known = insight.completion(session, section_id, at)
    [row] = _rows(known, [person_id])
    have = standing_in(session, section_id)
    if person_id in have:
        return have[person_id]
    if reasons := grant_refusals(_candidate(row, set()), is_over=known.is_over, coming=known.coming):
        raise Refused(*reasons)
    [made] = _numbered(session, [_new(centre, section, known, row, zone)], at, by, zone)
    made.exception = reason
    told = {"title": made.facts["title"], "number": made.number}
    audit.record(session, by, at, "grant_certificate", "certificate", made.id, person_id, **told, reason=reason)
    notices.post(session, [person_id], "certificate_issued", told, at=at, section_id=section_id)
    return made


def _locked(session: Session, section_id: int) -> tuple[Centre, Section]:
    return locked(session, Centre, found(the_centre(session)).id), locked(session, Section, section_id)


def _rows(known: Completion, person_ids: Collection[int]) -> list[Standing]:
    """Return these people of the roster in its order; NotThere where somebody is not on it."""
    rows = [row for row in known.rows if row.learner.person_id in person_ids]
    if len(rows) < len(set(person_ids)):
        raise NotThere
    return rows


@dataclass(frozen=True)
class New:
    """A certificate that is to be made: whose, what is printed on it, and of which class or entry in a contest."""

    person_id: int
    facts: dict[str, Any]
    section_id: int | None = None
    entry_id: int | None = None


def _new(centre: Centre, section: Section, known: Completion, row: Standing, zone: ZoneInfo) -> New:
    return New(row.learner.person_id, _facts(centre, section, known, row, zone), section_id=section.id)


def write(
    session: Session, wanted: Sequence[New], kind: str, *, at: datetime, by: Actor, zone: ZoneInfo
) -> list[Certificate]:
    """Write certificates and tell their owners; the centre is locked already."""
    made = _numbered(session, wanted, at, by, zone)
    for one in made:
        _tell(session, one, "issue_certificate", kind, {}, at, by)
    return made


def _numbered(session: Session, wanted: Sequence[New], at: datetime, by: Actor, zone: ZoneInfo) -> list[Certificate]:
    """Write certificates with the next numbers of the year."""
    year = at.astimezone(zone).year
    last = session.scalar(select(func.max(Certificate.serial)).where(Certificate.year == year)) or 0
    numbered = {"year": year, "issued_at": at, "issued_by_id": by.person_id}
    made = [
        Certificate(serial=serial, number=number_of(year, serial), **vars(one), **numbered)
        for serial, one in enumerate(wanted, last + 1)
    ]
    session.add_all(made)
    session.flush()
    return made


def _candidate(row: Standing, have: set[int]) -> Candidate:
    id = row.learner.person_id
    return Candidate(id, row.learner.name, tuple(row.lacking), id in have)


def _facts(centre: Centre, section: Section, known: Completion, row: Standing, zone: ZoneInfo) -> dict[str, Any]:
    """Return what is printed: plain values that survive JSON."""
    days = [line.starts_at.astimezone(zone).date().isoformat() for line in known.record.meetings]
    tally = row.learner.tally
    return {
        "centre": centre.name,
        "name": row.learner.name,
        "title": section.title,
        "term": section.term.name if section.term else "",
        "instructor": section.instructor.name if section.instructor else "",
        "first_on": days[0],
        "last_on": days[-1],
        "there": tally.there,
        "held": tally.held,
        "leave": tally.leave,
        "percent": tally.percent,
        "has_work": row.has_work,
    }


def _tell(
    session: Session, one: Certificate, act: str, kind: str, more: dict[str, Any], at: datetime, by: Actor
) -> None:
    told = {"title": one.facts["title"], "number": one.number} | more
    audit.record(session, by, at, act, "certificate", one.id, one.person_id, **told)
    notices.post(session, [one.person_id], kind, told, at=at, section_id=one.section_id)


def revoke(session: Session, certificate_id: int, reason: str, *, at: datetime, by: Actor) -> Certificate:
    """Let a certificate be valid no more, and tell its owner why. One that is revoked stays as it is."""
    locked(session, Centre, found(the_centre(session)).id)
    row = locked(session, Certificate, certificate_id)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by_id, row.reason = at, by.person_id, reason
        _tell(session, row, "revoke_certificate", "certificate_revoked", {"note": reason}, at, by)
    return row


# Looking at them.

_LOADED = (joinedload(Certificate.person), joinedload(Certificate.section))


def certificate(session: Session, certificate_id: int) -> Certificate:
    """Return one, or raise NotThere."""
    return found(session.get(Certificate, certificate_id))


def standing_in(session: Session, section_id: int) -> dict[int, Certificate]:
    """Return the certificates of a class that stand, by person, in the order of their numbers."""
    return {row.person_id: row for row in in_section(session, section_id) if row.revoked_at is None}


def in_section(session: Session, section_id: int) -> Sequence[Certificate]:
    """Return all certificates of a class, also revoked ones, in the order of their numbers."""
    mine = select(Certificate).where(Certificate.section_id == section_id)
    return session.scalars(mine.order_by(Certificate.year, Certificate.serial)).all()


def of_person(session: Session, person_id: int) -> Sequence[Certificate]:
    """Return all certificates of a person, newest first."""
    mine = select(Certificate).where(Certificate.person_id == person_id)
    return session.scalars(mine.order_by(Certificate.year.desc(), Certificate.serial.desc())).all()


def issued(session: Session, q: str = "", *, offset: int = 0, limit: int = 50) -> tuple[Sequence[Certificate], int]:
    """Return one page of all certificates, newest first, and how many there are; `q` is a part of number or name."""
    wanted = select(Certificate).join(Person, Person.id == Certificate.person_id)
    if q:
        wanted = wanted.where(
            or_(Certificate.number.contains(q, autoescape=True), Person.name.contains(q, autoescape=True))
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(Certificate.year.desc(), Certificate.serial.desc()).offset(offset).limit(limit)
    return session.scalars(newest.options(*_LOADED)).all(), total


@dataclass(frozen=True)
class Verified:
    """What somebody who checks a certificate is told; the certificate only where it is one of ours."""

    validity: Validity
    certificate: Certificate | None = None


def verify(session: Session, number: str, code: str, secret_key: str) -> Verified:
    """Say whether a number is one of ours. The code is compared first, so that no number can be tried out."""
    is_right = is_code_of(secret_key, number, code)
    row = session.scalar(select(Certificate).where(Certificate.number == number)) if is_right else None
    if row is None:
        return Verified(Validity.UNKNOWN)
    return Verified(Validity.VALID if row.revoked_at is None else Validity.REVOKED, row)
