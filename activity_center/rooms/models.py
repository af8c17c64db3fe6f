"""Where things happen, and who holds which room and whose time."""

from datetime import time

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment, choice
from activity_center.rooms.rules import BookingStatus


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


class Opening(Base):
    """When a room may be used on a weekday (1 Monday to 7), wall time; two rows a day leave a lunch break."""

    __tablename__ = "opening"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]
    room: Mapped[Room] = relationship(back_populates="openings")

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("closes > opens", name="in_order"),
    )


class Booking(Base):
    """Rooms and persons held together for a time: the only owner of both.

    What is held is in BookingRoom and BookingPerson, which repeat the interval so that the database itself can
    refuse an overlap (PostgreSQL: exclusion constraints). A cancelled booking holds nothing.
    """

    __tablename__ = "booking"

    title: Mapped[str] = mapped_column(String(160))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    status: Mapped[BookingStatus] = mapped_column(choice(BookingStatus), default=BookingStatus.HELD)
    holds_rooms: Mapped[list["BookingRoom"]] = relationship(cascade="all, delete-orphan")
    holds_persons: Mapped[list["BookingPerson"]] = relationship(cascade="all, delete-orphan")

    __table_args__ = (CheckConstraint("ends_at > starts_at", name="in_order"),)


class BookingRoom(Base):
    """One room held by a booking; the row is there only while it holds."""

    __tablename__ = "booking_room"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    room: Mapped[Room] = relationship()

    __table_args__ = (Index(None, "room_id", "starts_at"), _never_twice("room_id"))


class BookingPerson(Base):
    """The time of one person (an instructor, an officer, a player) held by a booking."""

    __tablename__ = "booking_person"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]

    __table_args__ = (Index(None, "person_id", "starts_at"), _never_twice("person_id"))
