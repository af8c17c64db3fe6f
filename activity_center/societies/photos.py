"""Pictures of events: put up by who leads them, seen by whom they say, and hidden at once when somebody asks for it.

What somebody says about being shown is kept with its day, and may be said otherwise at any time.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked, zone
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.people.models import Person
from activity_center.rooms.photos import Photo
from activity_center.societies import membership, service
from activity_center.societies.models import Event, EventPhoto, EventPlace, PhotoConsent, Presence
from activity_center.societies.rules import Audience, Status

# More of one event is an archive of its own.
MOST = 60


def say(session: Session, person_id: int, allows: bool, *, at: datetime, by: Actor) -> PhotoConsent:
    """Keep what somebody says about being shown in pictures; saying the same again changes nothing."""
    locked(session, Person, person_id)
    before = said_by(session, [person_id]).get(person_id)
    if before and before.allows is allows:
        return before
    row = PhotoConsent(person_id=person_id, allows=allows, said_at=at)
    session.add(row)
    session.flush()
    audit.record(session, by, at, "photo_consent", "photo_consent", row.id, person_id, allows=allows)
    return row


def said_by(session: Session, person_ids: Collection[int]) -> dict[int, PhotoConsent]:
    """Return what people said last about being shown; nothing for those who never said anything."""
    last = select(func.max(PhotoConsent.id)).where(PhotoConsent.person_id.in_(person_ids))
    rows = session.scalars(select(PhotoConsent).where(PhotoConsent.id.in_(last.group_by(PhotoConsent.person_id))))
    return {row.person_id: row for row in rows}


def not_to_be_shown(session: Session, event_id: int) -> list[Person]:
    """Return who was at an event and has not agreed to be shown, neither in general nor for this event, by name."""
    came = select(Presence.person_id).where(Presence.event_id == event_id)
    agreed = EventPlace.photo_ok & (EventPlace.status == Status.ENROLLED)
    for_this = set(session.scalars(select(EventPlace.person_id).where(EventPlace.event_id == event_id, agreed)))
    people = list(session.scalars(select(Person).where(Person.id.in_(came)).order_by(Person.pinyin, Person.id)))
    said = said_by(session, [one.id for one in people])
    # A "no" in general is younger or older than the list of an event; it always counts.
    return [one for one in people if not (said[one.id].allows if one.id in said else one.id in for_this)]


def put_up(
    session: Session,
    event_id: int,
    photo: Photo,
    caption: str,
    audience: Audience,
    *,
    everybody_agreed: bool,
    is_sample: bool = False,
    at: datetime,
    by: Actor,
) -> EventPhoto:
    """Put up a picture of an event that has begun; refused unless everybody in it agreed."""
    event = locked(session, Event, event_id)
    reasons = [] if everybody_agreed else [Reason("photo_not_agreed")]
    if event.starts_at > at:
        reasons.append(Reason("event_ahead", {"title": event.title, "starts_at": event.starts_at.isoformat()}))
    if len(of_event(session, event_id)) >= MOST:
        reasons.append(Reason("photos_enough", {"limit": MOST}))
    if reasons:
        raise Refused(*reasons)
    row = EventPhoto(event_id=event_id, type=photo.type, content=photo.content, caption=caption.strip())
    row.audience, row.added_by_id, row.added_at, row.is_sample = audience, by.person_id, at, is_sample
    session.add(row)
    session.flush()
    audit.record(session, by, at, "put_up_photo", "event", event_id, photo=row.id, everybody_agreed=True)
    return row


def of_event(session: Session, event_id: int) -> Sequence[EventPhoto]:
    """Return the pictures of an event in the order in which they were put up, hidden ones as well."""
    return session.scalars(select(EventPhoto).where(EventPhoto.event_id == event_id).order_by(EventPhoto.id)).all()


def seen_by(session: Session, event: Event, person_id: int | None, *, leads: bool) -> list[EventPhoto]:
    """Return the pictures of an event that somebody may see: those for members also whoever was there."""
    rows = of_event(session, event.id)
    if leads:
        return list(rows)
    is_close = bool(rows) and _is_close(session, event, person_id)
    return [row for row in rows if row.hidden_at is None and (is_close or row.audience is Audience.PUBLIC)]


def _is_close(session: Session, event: Event, person_id: int | None) -> bool:
    was_there = select(Presence.id).where(Presence.event_id == event.id, Presence.person_id == person_id)
    return membership.is_member(session, event.society_id, person_id) or session.scalar(was_there) is not None


def photo(session: Session, photo_id: int) -> EventPhoto:
    """Return one picture, with what is in it."""
    return found(session.get(EventPhoto, photo_id, options=[undefer(EventPhoto.content)]))


def hide(session: Session, photo_id: int, *, at: datetime, by: Actor) -> EventPhoto:
    """Hide a picture at once because somebody asks for it, and tell who leads the event; twice changes nothing."""
    row = locked(session, EventPhoto, photo_id)
    if row.hidden_at:
        return row
    row.hidden_at, row.hidden_by_id = at, by.person_id
    session.flush()
    audit.record(session, by, at, "hide_photo", "event", row.event_id, photo=photo_id)
    ids = {row.added_by_id} | _leaders(session, row.event, at)
    notices.post(session, {id for id in ids if id} - {by.person_id or 0}, "photo_hidden", _facts(row), at=at)
    return row


def _facts(row: EventPhoto) -> dict[str, str]:
    return {"title": row.event.title}


def _leaders(session: Session, event: Event, at: datetime) -> set[int]:
    if event.society_id is None:
        return set()
    today = at.astimezone(zone()).date()
    return {one.id for one in service.officers(session, [event.society_id], today)[event.society_id]}


def show_again(session: Session, photo_id: int, *, at: datetime, by: Actor) -> EventPhoto:
    """Show a picture again that was hidden by mistake; whoever asked to hide it is told."""
    row = locked(session, EventPhoto, photo_id)
    asked_by, row.hidden_at, row.hidden_by_id = row.hidden_by_id, None, None
    session.flush()
    audit.record(session, by, at, "show_photo_again", "event", row.event_id, photo=photo_id)
    if asked_by and asked_by != by.person_id:
        notices.post(session, [asked_by], "photo_shown_again", _facts(row), at=at)
    return row


def take_down(session: Session, photo_id: int, *, at: datetime, by: Actor) -> int:
    """Take a picture down for good, with its content, and return its event; whoever asked for it is told."""
    row = locked(session, EventPhoto, photo_id)
    event_id, asked_by, told = row.event_id, row.hidden_by_id, _facts(row)
    session.delete(row)
    session.flush()
    audit.record(session, by, at, "take_down_photo", "event", event_id, photo=photo_id)
    if asked_by and asked_by != by.person_id:
        notices.post(session, [asked_by], "photo_taken_down", told, at=at)
    return event_id
