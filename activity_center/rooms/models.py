"""Where things happen, and who holds which room and whose time."""

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment, choice
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from activity_center.rooms.rules import Allowance, BookingStatus, OpenHours, ReportStatus


def _never_twice(column: str) -> ExcludeConstraint:
    """Return the promise of PostgreSQL that no two rows with the same number overlap in time.

    A range of one number stands for the number, because GiST knows ranges without the extension btree_gist.
    """
    return ExcludeConstraint(
        (func.int4range(Column(column), Column(column), "[]"), "&&"),
        (func.tstzrange(Column("starts_at"), Column("ends_at")), "&&"),
        using="gist",
        name=f"ex_booking_{column.removesuffix('_id')}_overlap",
    ).ddl_if(dialect="postgresql")


_EVERYWHERE = text("room_id IS NULL")


class Site(Base):
    """A building, or a school where a catalogue names one."""

    __tablename__ = "site"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    rooms: Mapped[list["Room"]] = relationship(back_populates="site", order_by="Room.name")


class Room(Base):
    """A room one can book, with its seats; without opening rows it is open all day."""

    __tablename__ = "room"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    seats: Mapped[int | None]
    is_open: Mapped[bool] = mapped_column(default=True)
    site: Mapped[Site] = relationship(back_populates="rooms")
    openings: Mapped[list["Opening"]] = relationship(
        back_populates="room", order_by="Opening.weekday, Opening.opens", cascade="all, delete-orphan"
    )

    __table_args__ = (UniqueConstraint("site_id", "name"), CheckConstraint("seats > 0", name="seats"))

    @property
    def hours(self) -> list[OpenHours]:
        """Return the opening hours as the rules see them."""
        return [opening.hours for opening in self.openings]

    @property
    def year_hours(self) -> list[OpenHours]:
        """Return the hours of every day that is in no season."""
        return [hours for hours in self.hours if not hours.season]


class RoomPart(Base):
    """A room that is a part of a larger one: who books the whole holds every part, who books a part only that."""

    __tablename__ = "room_part"

    whole_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)

    __table_args__ = (UniqueConstraint("whole_id", "part_id"), CheckConstraint("whole_id <> part_id", name="apart"))


class RoomRule(Base):
    """What somebody with this role may book by themselves: in one room, or without a room in every other.

    Staff of the desk may book without such a row. Hours and days are counted to the start of the booking.
    """

    __tablename__ = "room_rule"

    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    role: Mapped[RoleName] = mapped_column(choice(RoleName))
    notice_hours: Mapped[int] = mapped_column(default=0)
    ahead_days: Mapped[int | None]
    longest_minutes: Mapped[int | None]
    needs_approval: Mapped[bool] = mapped_column(default=True)
    least_people: Mapped[int | None]
    most_people: Mapped[int | None]
    room: Mapped[Room | None] = relationship()

    __table_args__ = (
        UniqueConstraint("room_id", "role"),
        # A unique constraint lets any number of rows without a room pass.
        Index("uq_room_rule_everywhere", "role", unique=True, sqlite_where=_EVERYWHERE, postgresql_where=_EVERYWHERE),
        CheckConstraint("notice_hours >= 0 AND ahead_days > 0 AND longest_minutes > 0", name="limits"),
        CheckConstraint("least_people > 0 AND most_people > 0", name="people"),
    )

    @property
    def allowance(self) -> Allowance:
        """Return this row as the rules see it."""
        return Allowance(
            timedelta(hours=self.notice_hours),
            None if self.ahead_days is None else timedelta(days=self.ahead_days),
            None if self.longest_minutes is None else timedelta(minutes=self.longest_minutes),
            self.needs_approval,
            self.least_people,
            self.most_people,
        )


class Equipment(Base):
    """Things of one kind that a site lends with its rooms, and how many there are."""

    __tablename__ = "equipment"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    count: Mapped[int]
    site: Mapped[Site] = relationship()

    __table_args__ = (UniqueConstraint("site_id", "name"), CheckConstraint("count >= 0", name="count"))


class Opening(Base):
    """When a room may be used on a weekday (1 Monday to 7), wall time; two rows a day leave a lunch break.

    `season_from` and `season_to` are a first and a last day of every year as "05-01"; where rows of a season hold
    on a day, those without one do not.
    """

    __tablename__ = "opening"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]
    season_from: Mapped[str | None] = mapped_column(String(5))
    season_to: Mapped[str | None] = mapped_column(String(5))
    room: Mapped[Room] = relationship(back_populates="openings")

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("closes > opens", name="in_order"),
    )

    @property
    def hours(self) -> OpenHours:
        """Return this row as the rules see it."""
        season = (self.season_from, self.season_to) if self.season_from and self.season_to else None
        return OpenHours(self.weekday, self.opens, self.closes, season)


class RoomClosure(Base):
    """A time in which nobody can use a room, and why; the parts of a hall that closes have rows of their own."""

    __tablename__ = "room_closure"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    why: Mapped[str] = mapped_column(String(80))

    __table_args__ = (CheckConstraint("ends_at > starts_at", name="in_order"), Index(None, "room_id", "starts_at"))


class BookingSeries(Base):
    """A booking that repeats; each occurrence is a Booking of its own, known by the day the pattern gave it.

    `pattern` is a recurrence.Pattern as plain values.
    """

    __tablename__ = "booking_series"

    title: Mapped[str] = mapped_column(String(160))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    pattern: Mapped[dict[str, Any]] = mapped_column(JSON)
    bookings: Mapped[list["Booking"]] = relationship(back_populates="series", order_by="Booking.starts_at")


class Booking(Base):
    """Rooms, equipment and persons held together for a time: the only owner of them all.

    What is held is in BookingRoom, BookingPerson and BookingEquipment, which repeat the interval so that the database
    itself can refuse an overlap (PostgreSQL: exclusion constraints). Rooms and equipment are held `setup_minutes`
    longer before and `cleanup_minutes` after. A cancelled booking, or one that is asked for and not approved yet,
    holds nothing; `wanted` says what it would hold. `owner_id` is who booked it by themselves; a meeting's booking
    has none. `planned_on` is the day by which a series knows it, None for one added by hand; `by_hand` says that an
    edit of the series leaves it alone. `sequence` and `changed_at` grow with each change a calendar must hear of.
    """

    __tablename__ = "booking"

    title: Mapped[str] = mapped_column(String(160))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    status: Mapped[BookingStatus] = mapped_column(choice(BookingStatus), default=BookingStatus.HELD)
    setup_minutes: Mapped[int] = mapped_column(default=0)
    cleanup_minutes: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("booking_series.id"), index=True)
    planned_on: Mapped[date | None]
    by_hand: Mapped[bool] = mapped_column(default=False)
    is_public: Mapped[bool] = mapped_column(default=True)
    attendees: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(400), default="")
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Moment | None]
    series: Mapped[BookingSeries | None] = relationship(back_populates="bookings")
    owner: Mapped[Person | None] = relationship()
    holds_rooms: Mapped[list["BookingRoom"]] = relationship(cascade="all, delete-orphan")
    holds_persons: Mapped[list["BookingPerson"]] = relationship(cascade="all, delete-orphan")
    holds_equipment: Mapped[list["BookingEquipment"]] = relationship(cascade="all, delete-orphan")

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="in_order"),
        CheckConstraint("setup_minutes >= 0 AND cleanup_minutes >= 0", name="buffers"),
        UniqueConstraint("series_id", "planned_on"),
        Index(None, "status", "starts_at"),
    )

    @property
    def is_on(self) -> bool:
        """Say whether it takes place, or is to as soon as it is approved."""
        return self.status in (BookingStatus.HELD, BookingStatus.REQUESTED)


class BookingRoom(Base):
    """One room held by a booking, with its setting up and clearing away; the row is there only while it holds.

    `whole_id` is the room that was booked where this one is only a part of it.
    """

    __tablename__ = "booking_room"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    whole_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    room: Mapped[Room] = relationship(foreign_keys=room_id)

    __table_args__ = (Index(None, "room_id", "starts_at"), _never_twice("room_id"))


class BookingPerson(Base):
    """The time of one person (an instructor, an officer, a player) held by a booking."""

    __tablename__ = "booking_person"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]

    __table_args__ = (Index(None, "person_id", "starts_at"), _never_twice("person_id"))


class BookingEquipment(Base):
    """So many things of one kind held by a booking, with its setting up and clearing away."""

    __tablename__ = "booking_equipment"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    equipment_id: Mapped[int] = mapped_column(ForeignKey("equipment.id"))
    count: Mapped[int]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]

    __table_args__ = (Index(None, "equipment_id", "starts_at"), CheckConstraint("count > 0", name="count"))


class RoomReport(Base):
    """Something broken in a room, as somebody has reported it; what happened since is in the audit.

    The photo is read only where it is asked for.
    """

    __tablename__ = "room_report"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    what: Mapped[str] = mapped_column(String(400))
    status: Mapped[ReportStatus] = mapped_column(choice(ReportStatus), default=ReportStatus.REPORTED, index=True)
    photo_type: Mapped[str | None] = mapped_column(String(16))
    photo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    reported_at: Mapped[Moment]
