"""Societies, who is in them, the posts that people hold, their events and who comes to those."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment, choice
from activity_center.people.models import Person
from activity_center.rooms.models import Booking
from activity_center.societies.rules import (
    LIVE,
    Audience,
    EventKind,
    Post,
    SocietyKind,
    SocietyStatus,
    Status,
)

_live = text("status IN ({})".format(", ".join(sorted(f"'{status.value}'" for status in LIVE))))


class Society(Base):
    """A club of the centre; `branch` is the party branch it is linked with, `is_sample` marks one of the demo.

    Without a capacity it takes everybody. When it was suspended, closed and so on, and why, is in the audit.
    """

    __tablename__ = "society"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[SocietyKind] = mapped_column(choice(SocietyKind))
    status: Mapped[SocietyStatus] = mapped_column(choice(SocietyStatus), default=SocietyStatus.APPROVED)
    is_sample: Mapped[bool] = mapped_column(default=False)
    about: Mapped[str] = mapped_column(String(400), default="", server_default="")
    charter: Mapped[str] = mapped_column(Text, default="", server_default="")
    branch: Mapped[str] = mapped_column(String(120), default="", server_default="")
    founded_on: Mapped[date | None]
    capacity: Mapped[int | None]
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    offices: Mapped[list["Office"]] = relationship(back_populates="society", order_by="Office.from_on, Office.id")
    founders: Mapped[list["Founder"]] = relationship(order_by="Founder.id")
    applicant: Mapped[Person | None] = relationship()

    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"),)


class Office(Base):
    """A post that somebody holds from a day to a day, both included; without a last day it goes on.

    Who was elected, and not appointed by staff, has the number of the election.
    """

    __tablename__ = "office"

    society_id: Mapped[int] = mapped_column(ForeignKey("society.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    post: Mapped[Post] = mapped_column(choice(Post))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    election_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"))
    society: Mapped[Society] = relationship(back_populates="offices")
    person: Mapped[Person] = relationship()

    __table_args__ = (CheckConstraint("until_on >= from_on", name="in_order"),)


class Founder(Base):
    """Somebody who has said themselves that they want to found a society; who applied for it is the first."""

    __tablename__ = "founder"

    society_id: Mapped[int] = mapped_column(ForeignKey("society.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    confirmed_at: Mapped[Moment]
    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("society_id", "person_id"),)


class Membership(Base):
    """One person's place in a society, in a status like an enrolment's; among those who wait the smaller id is first.

    `shows_phone` is the member's leave that officers and other members may read their telephone number. `renewed_for`
    is the last year for whose roll they said that they stay.
    """

    __tablename__ = "membership"

    society_id: Mapped[int] = mapped_column(ForeignKey("society.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    status: Mapped[Status] = mapped_column(choice(Status))
    requested_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    offer_expires_at: Mapped[Moment | None]
    shows_phone: Mapped[bool] = mapped_column(default=False)
    renewed_for: Mapped[int | None]
    society: Mapped[Society] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(None, "society_id", "status", "id"),
        Index(None, "person_id", "status"),
        Index("uq_membership_live", "person_id", "society_id", unique=True, sqlite_where=_live, postgresql_where=_live),
    )


class Event(Base):
    """A one-off gathering of a society, or without one of the centre; a weekly rehearsal is one row for each day.

    When, where in the house, and whether it takes place is what its booking says; `place` is where else, and `host`
    the unit that a performance visits. `series_id` is the first event of a weekly series. Without a sign-up whoever it
    is for just comes. `told` is what the people concerned know of time and place, so that whoever moves the booking,
    they are told once. `guests` came without being on the register; the summary is written afterwards.
    """

    __tablename__ = "event"

    society_id: Mapped[int | None] = mapped_column(ForeignKey("society.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(choice(EventKind))
    title: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(String(1000), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    meeting_point: Mapped[str] = mapped_column(String(160), default="")
    host: Mapped[str] = mapped_column(String(120), default="", server_default="")
    audience: Mapped[Audience] = mapped_column(choice(Audience))
    takes_places: Mapped[bool] = mapped_column(default=True)
    capacity: Mapped[int | None]
    asks_health: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(400), default="")
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    summary: Mapped[str] = mapped_column(Text, default="")
    guests: Mapped[int] = mapped_column(default=0)
    summarised_at: Mapped[Moment | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    society: Mapped[Society | None] = relationship()
    booking: Mapped[Booking] = relationship(lazy="joined")

    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"), CheckConstraint("guests >= 0", name="guests"))

    @property
    def starts_at(self) -> datetime:
        """Return when it begins."""
        return self.booking.starts_at

    @property
    def ends_at(self) -> datetime:
        """Return when it is over."""
        return self.booking.ends_at

    @property
    def outside(self) -> str:
        """Return where it is when it is not in the house: the unit it visits, unless the place names that already."""
        return self.place if self.host in self.place else " · ".join(filter(None, (self.host, self.place)))

    @property
    def is_on(self) -> bool:
        """Say whether it takes place, or is to as soon as its room is approved."""
        return self.booking.is_on


class EventPlace(Base):
    """One person's place in an event, in a status like an enrolment's; among those who wait the smaller id is first.

    Whom to call in an emergency is kept as it was said for this event. `is_fit` is the statement that one is well
    enough, `photo_ok` the leave to be in photographs.
    """

    __tablename__ = "event_place"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    status: Mapped[Status] = mapped_column(choice(Status))
    requested_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    offer_expires_at: Mapped[Moment | None]
    is_fit: Mapped[bool] = mapped_column(default=False)
    emergency_name: Mapped[str] = mapped_column(String(80), default="")
    emergency_phone: Mapped[str] = mapped_column(String(32), default="")
    photo_ok: Mapped[bool] = mapped_column(default=False)
    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(None, "event_id", "status", "id"),
        Index(None, "person_id", "status"),
        Index("uq_event_place_live", "person_id", "event_id", unique=True, sqlite_where=_live, postgresql_where=_live),
    )


class Presence(Base):
    """Somebody was at an event, written down by an officer or by themselves; taken back it is deleted."""

    __tablename__ = "presence"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    came_at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("event_id", "person_id"),)


class PhotoConsent(Base):
    """What somebody said about being shown in pictures; rows are only added, and the last one counts."""

    __tablename__ = "photo_consent"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    allows: Mapped[bool]
    said_at: Mapped[Moment]


class EventPhoto(Base):
    """A picture of an event, put up with the word that everybody in it agreed; its content is read only when asked for.

    From `hidden_at` on only those who lead the event see it, until they take it down or show it again.
    """

    __tablename__ = "event_photo"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    type: Mapped[str] = mapped_column(String(16))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    caption: Mapped[str] = mapped_column(String(120), default="")
    audience: Mapped[Audience] = mapped_column(choice(Audience))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[Moment]
    hidden_at: Mapped[Moment | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_sample: Mapped[bool] = mapped_column(default=False)
    event: Mapped[Event] = relationship()
