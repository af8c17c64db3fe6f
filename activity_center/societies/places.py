"""Who comes to an event: signing up, waiting where it is full, giving up; and who was there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, lock, locked, zone
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.people import access
from activity_center.people.models import Person
from activity_center.people.rules import Standing
from activity_center.societies import events, membership, seats, service
from activity_center.societies.models import Event, EventPlace, Presence
from activity_center.societies.rules import LIVE, EventKind, Status, may_take_part
from activity_center.societies.seats import EVENTS

_REGISTER_OPENS = timedelta(hours=1)


@dataclass(frozen=True)
class PlaceDraft:
    """What somebody says with their wish for a place; a trip asks whom to call in an emergency."""

    is_fit: bool = False
    emergency_name: str = ""
    emergency_phone: str = ""
    photo_ok: bool = False


def sign_up(
    session: Session, event_id: int, person_id: int, draft: PlaceDraft, *, at: datetime, by: Actor
) -> EventPlace:
    """Give somebody a place in an event, or one on its waitlist; who has one already keeps it.

    Refused with every reason why they cannot have one. That it is full is no reason, one may wait.
    """
    lock(session, Person, [person_id])
    event = locked(session, Event, event_id)
    if there := seats.live(session, EVENTS, event_id, person_id):
        return there
    person: Person = found(session.get(Person, person_id))
    reasons = [*refusals(session, event, person, at), *_unsaid(event, draft)]
    if reasons:
        raise Refused(*reasons)
    place = seats.ask(session, EVENTS, event, person_id, vars(draft), at)
    audit.record(session, by, at, "sign_up", "event_place", place.id, person_id, title=event.title)
    if by.person_id != person_id:
        facts = {"title": event.title, "status": place.status.value}
        notices.post(session, [person_id], "signed_up_for_you", facts, at=at)
    return place


def refusals(session: Session, event: Event, person: Person, at: datetime) -> list[Reason]:
    """Return why somebody cannot sign up for an event."""
    facts = {"title": event.title}
    if not event.is_on:
        return [Reason("event_cancelled", facts)]
    if event.starts_at <= at:
        return [Reason("event_begun", facts)]
    if not event.takes_places:
        return [Reason("event_without_places", facts)]
    is_mine = membership.is_member(session, event.society_id, person.id)
    name = event.society.name if event.society else ""
    found = [] if may_take_part(event.audience, is_mine) else [Reason("event_for_members", {"society": name})]
    return found + ([] if person.standing is Standing.ACTIVE else [Reason("person_not_active")])


def _unsaid(event: Event, draft: PlaceDraft) -> list[Reason]:
    unfit = event.asks_health and not draft.is_fit
    alone = is_alone(event, draft)
    return [*([Reason("health_unsaid")] if unfit else []), *([Reason("emergency_unsaid")] if alone else [])]


def asks_whom_to_call(event: Event) -> bool:
    """Say whether an event needs to know whom to call in an emergency."""
    return event.kind is EventKind.TRIP


def is_alone(event: Event, draft: PlaceDraft) -> bool:
    """Say whether that is still to be said."""
    return asks_whom_to_call(event) and not (draft.emergency_name.strip() and draft.emergency_phone.strip())


def accept(session: Session, place_id: int, *, at: datetime, by: Actor) -> EventPlace:
    """Take the place that is offered."""
    return seats.change(session, EVENTS, place_id, Status.ENROLLED, at=at, by=by)


def decline(session: Session, place_id: int, *, at: datetime, by: Actor) -> EventPlace:
    """Leave the place that is offered to the next in the waitlist."""
    return seats.change(session, EVENTS, place_id, Status.DECLINED, at=at, by=by)


def give_up(session: Session, place_id: int, *, at: datetime, by: Actor) -> EventPlace:
    """Give up a place in an event or in its waitlist; once it has begun nothing is given up any more."""
    row = place(session, place_id)
    if row.event.starts_at <= at and row.status in LIVE:
        raise Refused(Reason("event_begun", {"title": row.event.title}))
    return seats.change(session, EVENTS, place_id, Status.WITHDRAWN, at=at, by=by)


def remove(session: Session, place_id: int, note: str, *, at: datetime, by: Actor) -> EventPlace:
    """Take somebody off an event; they are told the reason."""
    before = place(session, place_id)
    was_live = before.status in LIVE
    row = seats.change(session, EVENTS, place_id, Status.REMOVED, at=at, by=by, note=note)
    if was_live:
        notices.post(session, [row.person_id], "removed_from_event", {"title": row.event.title, "note": note}, at=at)
    return row


def place(session: Session, place_id: int) -> EventPlace:
    """Return one place."""
    row: EventPlace = found(session.get(EventPlace, place_id))
    return row


def places(session: Session, event_id: int) -> list[EventPlace]:
    """Return who has a place in an event, who was offered one and who waits, in this order, each by time."""
    shown = (Status.ENROLLED, Status.OFFERED, Status.WAITING)
    mine = select(EventPlace).where(EventPlace.event_id == event_id, EventPlace.status.in_(shown))
    rows = session.scalars(mine.options(joinedload(EventPlace.person)))
    return sorted(rows, key=lambda one: (shown.index(one.status), one.id))


def of_person(session: Session, person_id: int, since: datetime) -> list[EventPlace]:
    """Return somebody's live places in events that are not over, in order of time."""
    mine = select(EventPlace).where(EventPlace.person_id == person_id, EventPlace.status.in_(LIVE))
    rows = session.scalars(mine.options(joinedload(EventPlace.event)))
    return sorted((row for row in rows if row.event.ends_at > since), key=lambda row: (row.event.starts_at, row.id))


def attended_by(
    session: Session, person_id: int, since: datetime, until: datetime
) -> list[tuple[Event, EventPlace | None]]:
    """Return the events of a time in which somebody has a place, is offered one or waits, with that place, and those
    without places of their societies and of those they speak for, in order of time. Cancelled ones are among them.
    """
    asked = select(EventPlace).where(EventPlace.person_id == person_id, EventPlace.status.in_(LIVE))
    held = {one.event_id: one for one in session.scalars(asked)}
    joined = [one.society_id for one in membership.of_person(session, person_id) if one.status is Status.ENROLLED]
    led = [one.id for one in service.led_by(session, person_id, since.astimezone(zone()).date())]
    without_places = Event.society_id.in_(joined) & Event.takes_places.is_(False)
    mine = or_(Event.id.in_(held), Event.society_id.in_(led), without_places)
    return [(row, held.get(row.id)) for row in session.scalars(events.within(since, until).where(mine))]


@dataclass(frozen=True)
class Row:
    """One person on the list of an event; `is_expected` says that they have a place or are a member it is for."""

    person: Person
    came: bool
    is_expected: bool
    place: EventPlace | None = None


def register(session: Session, event: Event) -> list[Row]:
    """Return who is expected at an event, by place or by name, then who came besides."""
    came = set(session.scalars(select(Presence.person_id).where(Presence.event_id == event.id)))
    mine = {one.person_id: one for one in places(session, event.id) if one.status is Status.ENROLLED}
    expected = set(mine)
    if not event.takes_places and event.society_id:
        expected |= membership.member_ids(session, event.society_id)
    people = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(expected | came)))}
    order = {id: n for n, id in enumerate(mine)}
    ids = sorted(people, key=lambda id: (id not in expected, order.get(id, len(order)), people[id].pinyin, id))
    return [Row(people[id], id in came, id in expected, mine.get(id)) for id in ids]


def opens_at(event: Event) -> datetime:
    """Return from when on the list of an event can be ticked."""
    return event.starts_at - _REGISTER_OPENS


def note_presence(
    session: Session, event_id: int, came: Collection[int], gone: Collection[int], *, at: datetime, by: Actor
) -> None:
    """Write down who is there, and take back who is not; the others stay, so that two officers can tick at once."""
    event = locked(session, Event, event_id)
    if not event.is_on:
        raise Refused(Reason("event_cancelled", {"title": event.title}))
    if at < opens_at(event):
        raise Refused(Reason("event_register_closed", {"opens_at": opens_at(event).isoformat()}))
    there = set(session.scalars(select(Presence.person_id).where(Presence.event_id == event_id)))
    known = set(session.scalars(select(Person.id).where(Person.id.in_(came))))
    new, lost = (known - there), (there & set(gone))
    session.add_all([Presence(event_id=event_id, person_id=id, came_at=at) for id in sorted(new)])
    if lost:
        session.execute(delete(Presence).where(Presence.event_id == event_id, Presence.person_id.in_(lost)))
    session.flush()
    rows = [audit.row(by, at, "came", "event", event_id, id) for id in sorted(new)]
    audit.record_all(session, rows + [audit.row(by, at, "came_not", "event", event_id, id) for id in sorted(lost)])


def note_newcomer(session: Session, event_id: int, login: str, *, at: datetime, by: Actor) -> Person:
    """Write down somebody who came without being expected, by card number or telephone."""
    person = access.one_called(session, login)
    note_presence(session, event_id, [person.id], [], at=at, by=by)
    return person


def count_came(session: Session, event_ids: Collection[int]) -> dict[int, int]:
    """Return for each event how many of the register were there."""
    rows = session.execute(
        select(Presence.event_id, func.count()).where(Presence.event_id.in_(event_ids)).group_by(Presence.event_id)
    )
    known: dict[int, int] = {row[0]: row[1] for row in rows}
    return {id: known.get(id, 0) for id in event_ids}


def summarise(session: Session, event_id: int, text: str, guests: int, *, at: datetime, by: Actor) -> Event:
    """Write down afterwards how an event was, and how many came who are not on the register."""
    event = locked(session, Event, event_id)
    if event.starts_at > at:
        raise Refused(Reason("event_ahead", {"title": event.title, "starts_at": event.starts_at.isoformat()}))
    event.summary, event.guests, event.summarised_at = text.strip(), guests, at
    session.flush()
    audit.record(session, by, at, "summarise_event", "event", event_id, guests=guests)
    return event
