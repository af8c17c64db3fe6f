"""How seats are asked for: many asks at once, in the order in which they came."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses.models import Section
from activity_center.db import found, lock, zone
from activity_center.enrolment import facts
from activity_center.enrolment.facts import Counts, Held, Learner
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.queries import Seat, seats
from activity_center.enrolment.rules import (
    LIVE,
    SEATED,
    WAIVABLE,
    Commitment,
    SectionFacts,
    Status,
    newcomer_status,
    refusals,
)
from activity_center.enrolment.settling import give_up, needs_settling, settle
from activity_center.errors import Reason
from activity_center.many import among, insert_all, one_of, rows
from activity_center.notices import service as notices
from activity_center.people.models import Person


@dataclass(frozen=True)
class Ask:
    """One person's wish for a seat in one section, `at` the moment it arrived.

    `waive` names reasons that staff set aside; a clash cannot be, and nothing makes a seat. `serial` is that of
    the sign-in that asks: where it is not the person's own any more, they have signed out meanwhile.
    `replaces_id` is the enrolment to give up once the seat is held (a swap).
    """

    person_id: int
    section_id: int
    by: Actor
    at: datetime
    waive: frozenset[str] = frozenset()
    serial: int | None = None
    replaces_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one ask: a seat (new, or the live one they had), or the reasons of a refusal."""

    seat: Seat | None = None
    created: bool = False
    reasons: Sequence[Reason] = ()


@dataclass
class _Desk:
    """What deciding needs, loaded after the locks and kept up to date with every decision."""

    at: datetime
    sections: dict[int, SectionFacts]
    counts: dict[int, Counts]
    people: dict[int, Learner]
    held: dict[int, list[Held]]
    booked: dict[int, list[Commitment]]
    live: dict[tuple[int, int], int]
    granted: dict[int, Status] = field(default_factory=dict)  # by place in the batch
    places: dict[tuple[int, int], int] = field(default_factory=dict)  # who was granted what, and where in the batch
    positions: dict[tuple[int, int], int] = field(default_factory=dict)  # and behind how many they wait, counted from 1
    given_up: list[int] = field(default_factory=list)  # sections in which a seat became free by a swap


def request_seats(session: Session, asks: Sequence[Ask], at: datetime) -> list[Outcome]:
    """Decide asks in order of arrival and return their outcomes in the same order.

    Everybody and everything concerned is locked first, so that the counts hold until the commit. Asking again for
    a live enrolment returns it. A refusal is a value in the list and touches no neighbour.
    """
    section_ids = {ask.section_id for ask in asks} | _sections_given_up(session, asks)
    lock(session, Person, {ask.person_id for ask in asks})
    lock(session, Section, section_ids)
    desk = _open_desk(session, asks, section_ids, at)
    reasons = [_decide(desk, place, ask) for place, ask in enumerate(asks)]
    created = _write(session, desk, asks)
    if _settle_again(session, desk):
        now = seats(session, [seat.id for seat in created.values()])
        created = {place: now[seat.id] for place, seat in created.items()}
    had = seats(session, desk.live.values()) if desk.live else {}
    return [_outcome(desk, place, ask, reasons[place], created, had) for place, ask in enumerate(asks)]


def _sections_given_up(session: Session, asks: Sequence[Ask]) -> set[int]:
    replaced = [ask.replaces_id for ask in asks if ask.replaces_id is not None]
    if not replaced:
        return set()
    return set(session.scalars(select(Enrolment.section_id).where(Enrolment.id.in_(replaced))))


def _open_desk(session: Session, asks: Sequence[Ask], section_ids: Collection[int], at: datetime) -> _Desk:
    """Load what the rules need; settle first where a seat is free or an offer has run out while people wait."""
    sections = facts.sections(session, section_ids)
    counts = facts.counts(session, sections, at)
    due = [id for id in sections if needs_settling(sections[id], counts[id])]
    for section_id in due:
        settle(session, section_id, at)
    if due:
        counts = facts.counts(session, sections, at)
    person_ids = {ask.person_id for ask in asks}
    return _Desk(
        at=at,
        sections=sections,
        counts=counts,
        people=facts.people(session, person_ids, {section.term_id for section in sections.values()}),
        held=facts.held(session, person_ids, sections),
        booked=facts.booked(session, person_ids, at),
        live=_live(session, {(ask.person_id, ask.section_id) for ask in asks}),
    )


_LIVE = select(Enrolment.person_id, Enrolment.section_id, Enrolment.id).where(
    # By the people alone: for pairs SQLite looks at every enrolment there is, by sections at a whole waitlist.
    among(Enrolment.person_id, "people"),
    one_of(Enrolment.status, LIVE),
)


def _live(session: Session, pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return the live enrolments of these pairs of person and section."""
    found = rows(session, _LIVE, people={person_id for person_id, _ in pairs})
    return {(person_id, section_id): id for person_id, section_id, id in found if (person_id, section_id) in pairs}


def _decide(desk: _Desk, place: int, ask: Ask) -> list[Reason]:
    """Grant one ask or return why not; a grant changes what the next ask in the batch sees."""
    person, section = desk.people.get(ask.person_id), desk.sections.get(ask.section_id)
    if person is None or (ask.serial is not None and ask.serial != person.serial):
        return [Reason("signed_out")]
    if section is None:
        return [Reason("section_unknown")]
    pair = (ask.person_id, ask.section_id)
    if pair in desk.live or pair in desk.places:
        return []
    seats_held = desk.held[ask.person_id]
    busy = facts.commitments(seats_held, ask.replaces_id) + desk.booked[ask.person_id]
    today = ask.at.astimezone(zone()).date()
    reasons = refusals(person.facts(section), section, busy, today, ask.at)
    reasons = [reason for reason in reasons if reason.code not in ask.waive & WAIVABLE]
    if not reasons:
        _grant(desk, place, ask, section)
    return reasons


def _grant(desk: _Desk, place: int, ask: Ask, section: SectionFacts) -> None:
    counts = desk.counts[section.id]
    status = newcomer_status(section.mode, section.capacity or 0, counts.taken, counts.waiting)
    counts.by_status[status] += 1
    desk.granted[place] = status
    desk.places[ask.person_id, ask.section_id] = place
    desk.positions[ask.person_id, ask.section_id] = counts.waiting
    if status in SEATED:
        seat = Held(-place, ask.replaces_id, Commitment(section.title, section.spans, section.id, section.term_id))
        desk.held[ask.person_id].append(seat)


def _write(session: Session, desk: _Desk, asks: Sequence[Ask]) -> dict[int, Seat]:
    """Write what was granted, in one statement a table, and return the new seats by place in the batch."""
    if not desk.granted:
        return {}
    given = [
        {
            "section_id": asks[place].section_id,
            "person_id": asks[place].person_id,
            "status": status,
            "requested_at": asks[place].at,
            "changed_at": desk.at,
            "replaces_id": asks[place].replaces_id,
        }
        for place, status in desk.granted.items()
    ]
    # In order of arrival, so that among those who wait the smaller id is the earlier ask.
    ids = dict(zip(desk.granted, insert_all(session, Enrolment, given), strict=True))
    audit.record_all(
        session, [_audit_row(desk, asks[place], ids[place], status) for place, status in desk.granted.items()]
    )
    for place, status in desk.granted.items():
        _tell_and_swap(session, desk, asks[place], status)
    return {place: _seat(desk, asks[place], ids[place], status) for place, status in desk.granted.items()}


def _audit_row(desk: _Desk, ask: Ask, id: int, status: Status) -> dict[str, Any]:
    facts = {"section": ask.section_id, "status": status.value} | ({"note": ask.note} if ask.note else {})
    waived = {"waived": sorted(ask.waive)} if ask.waive else {}
    return audit.row(ask.by, desk.at, "request_seat", "enrolment", id, ask.person_id, **facts, **waived)


def _tell_and_swap(session: Session, desk: _Desk, ask: Ask, status: Status) -> None:
    """Give up the seat that a seat held at once replaces, and tell a person for whom somebody else asked."""
    title = desk.sections[ask.section_id].title
    kind, told = "enrolled_for_you", {"title": title, "status": status.value}
    if ask.replaces_id is not None:
        old: Enrolment = found(session.get(Enrolment, ask.replaces_id))
        kind, told = swap_told(old.section.title, title, status, ask.note)
        if status is Status.ENROLLED:
            desk.given_up.append(give_up(session, ask.replaces_id, desk.at, ask.by))
    # Whoever carries out a paper form tells of all its choices in one.
    if ask.by.person_id not in (None, ask.person_id) and ask.by.via != "paper":
        notices.post(session, [ask.person_id], kind, told, at=desk.at, section_id=ask.section_id)


def swap_told(title: str, to_title: str, status: Status, note: str) -> tuple[str, dict[str, str]]:
    """Return the notice for who was put into another section: with a note staff did it, and say why."""
    if not note:
        return "enrolled_for_you", {"title": to_title, "status": status.value}
    told = {"title": title, "to_title": to_title, "note": note}
    return ("moved_by_staff", told) if status is Status.ENROLLED else ("swap_for_you", told | {"status": status.value})


def _seat(desk: _Desk, ask: Ask, id: int, status: Status) -> Seat:
    position = desk.positions[ask.person_id, ask.section_id] if status is Status.WAITING else None
    return Seat(id, ask.section_id, ask.person_id, status, ask.at, None, position)


def _settle_again(session: Session, desk: _Desk) -> bool:
    """Settle what this batch changed: a swap frees a seat, a newcomer may wait behind somebody who cannot have one."""
    due = {id for id, section in desk.sections.items() if needs_settling(section, desk.counts[id])}
    for section_id in sorted(due.union(desk.given_up)):
        settle(session, section_id, desk.at)
    return bool(due or desk.given_up)


def _outcome(
    desk: _Desk,
    place: int,
    ask: Ask,
    reasons: Sequence[Reason],
    created: Mapping[int, Seat],
    had: Mapping[int, Seat],
) -> Outcome:
    if reasons:
        return Outcome(reasons=reasons)
    pair = (ask.person_id, ask.section_id)
    if pair in desk.live:
        return Outcome(had[desk.live[pair]])
    return Outcome(created[desk.places[pair]], created=desk.places[pair] == place)
