"""The addresses of people's calendars, and how far the centre's public calendar has come."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import Centre
from activity_center.db import found, lock
from activity_center.feeds.events import Owner, Scope, personal_events, public_events, scope_name
from activity_center.feeds.models import FeedAddress
from activity_center.people.models import Person
from activity_center.people.rules import Standing

# What stands in a calendar is long enough for a file of its own; who calls it need not know.
__all__ = [
    "Owner",
    "Revision",
    "Scope",
    "address_of",
    "owner",
    "personal_events",
    "public_events",
    "renew_address",
    "revision",
    "revoke_address",
    "scope_name",
]


def address_of(session: Session, person_id: int) -> FeedAddress | None:
    """Return the address of a person's calendar that works, if there is one."""
    return session.scalar(select(FeedAddress).where(_works(person_id)))


def renew_address(session: Session, person_id: int, *, at: datetime, by: Actor) -> FeedAddress:
    """Give a person an address that nobody can guess; the one they had is dead at once."""
    lock(session, Person, [person_id])
    _revoke(session, person_id, at)
    address = FeedAddress(person_id=person_id, token=token_urlsafe(24), created_at=at)
    session.add(address)
    session.flush()
    audit.record(session, by, at, "renew_feed_address", "feed_address", address.id, person_id)
    return address


def revoke_address(session: Session, person_id: int, *, at: datetime, by: Actor) -> None:
    """Let a person's address be dead at once, without another one; repeating it changes nothing."""
    lock(session, Person, [person_id])
    for id in _revoke(session, person_id, at):
        audit.record(session, by, at, "revoke_feed_address", "feed_address", id, person_id)


def _revoke(session: Session, person_id: int, at: datetime) -> list[int]:
    live = update(FeedAddress).where(_works(person_id)).values(revoked_at=at)
    return list(session.scalars(live.returning(FeedAddress.id)))


def _works(person_id: int) -> ColumnElement[bool]:
    return (FeedAddress.person_id == person_id) & FeedAddress.revoked_at.is_(None)


def owner(session: Session, token: str) -> Owner:
    """Return who owns an address, or raise NotThere alike for one that is revoked, unknown, or of somebody who left."""
    row = session.execute(
        select(FeedAddress.person_id, Person.language, FeedAddress.created_at)
        .join(Person, Person.id == FeedAddress.person_id)
        .where(FeedAddress.token == token, FeedAddress.revoked_at.is_(None), Person.standing != Standing.ENDED)
    ).one_or_none()
    return Owner(*found(row))


@dataclass(frozen=True)
class Revision:
    """The centre's calendar at one moment: as long as the number stays, no public calendar has changed."""

    uid: str
    name: str
    number: int


def revision(session: Session | Connection) -> Revision:
    """Return the present revision of the centre's calendar, or raise NotThere before there is a centre."""
    one = select(Centre.uid, Centre.name, Centre.calendar_revision).order_by(Centre.id).limit(1)
    return Revision(*found(session.execute(one).one_or_none()))
