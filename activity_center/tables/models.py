"""Rooms with tables for whoever walks in: the tables, the room's rule, and each turn at a table or in the queue."""

from datetime import date, timedelta

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment, choice
from activity_center.people.models import Person
from activity_center.people.rules import Category
from activity_center.rooms.models import Room
from activity_center.tables.rules import Rule, TurnStatus, Way


class TableRule(Base):
    """What holds in one walk-in room; `categories` empty means everybody. A room with this row is a walk-in room."""

    __tablename__ = "table_rule"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), unique=True)
    way: Mapped[Way] = mapped_column(choice(Way), default=Way.SLOTS)
    turn_minutes: Mapped[int] = mapped_column(default=60)
    hold_minutes: Mapped[int] = mapped_column(default=15)
    extension_minutes: Mapped[int] = mapped_column(default=30)
    extensions: Mapped[int] = mapped_column(default=1)
    most_a_day: Mapped[int | None]
    guests: Mapped[int] = mapped_column(default=0)
    guests_at_desk: Mapped[bool] = mapped_column(default=False)
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    room: Mapped[Room] = relationship()

    __table_args__ = (
        CheckConstraint("turn_minutes > 0 AND hold_minutes > 0 AND extension_minutes > 0", name="minutes"),
        CheckConstraint("extensions >= 0 AND guests >= 0 AND most_a_day > 0", name="counts"),
    )

    @property
    def rule(self) -> Rule:
        """Return this row as the rules see it."""
        return Rule(
            way=self.way,
            turn=timedelta(minutes=self.turn_minutes),
            hold=timedelta(minutes=self.hold_minutes),
            extension=timedelta(minutes=self.extension_minutes),
            extensions=self.extensions,
            most_a_day=self.most_a_day,
            guests=self.guests,
            guests_at_desk=self.guests_at_desk,
            categories=frozenset(Category(value) for value in self.categories),
        )


class PlayTable(Base):
    """A table for billiards, table tennis or chess; one that was played at is never deleted, only out of use."""

    __tablename__ = "play_table"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    name: Mapped[str] = mapped_column(String(40))
    seats: Mapped[int] = mapped_column(default=2)
    is_in_use: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (UniqueConstraint("room_id", "name"), CheckConstraint("seats > 0", name="seats"))


_AT_TABLE = text("status IN ('called', 'playing')")
_LIVE = text("status IN ('waiting', 'called', 'playing')")


class Turn(Base):
    """One person's turn: in the queue, called, playing, over. The database lets nobody have two, and no table.

    `number` counts the turns of a room and a day. `until` is when the turn ends by itself: the room closes, the table
    is kept no longer, the time is over. `guests` come with the person, who answers for them and leaves with them.
    """

    __tablename__ = "turn"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    table_id: Mapped[int | None] = mapped_column(ForeignKey("play_table.id"))
    on: Mapped[date]
    number: Mapped[int]
    guests: Mapped[int] = mapped_column(default=0)
    status: Mapped[TurnStatus] = mapped_column(choice(TurnStatus))
    extensions: Mapped[int] = mapped_column(default=0)
    until: Mapped[Moment]
    joined_at: Mapped[Moment]
    started_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    person: Mapped[Person] = relationship()
    table: Mapped[PlayTable | None] = relationship()
    room: Mapped[Room] = relationship()

    __table_args__ = (
        UniqueConstraint("room_id", "on", "number"),
        CheckConstraint("guests >= 0", name="guests"),
        Index("uq_turn_table_live", "table_id", unique=True, sqlite_where=_AT_TABLE, postgresql_where=_AT_TABLE),
        Index("uq_turn_person_live", "person_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_turn_due", "until", sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "person_id", "on"),
    )

    @property
    def people(self) -> int:
        """Return how many people this turn is for."""
        return 1 + self.guests
