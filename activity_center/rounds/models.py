"""Rounds in which societies ask for rooms of a term."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment
from activity_center.people.models import Person
from activity_center.rooms.models import BookingSeries, Room
from activity_center.rounds import rules
from activity_center.rounds.rules import Stage, Want, Weekly
from activity_center.societies.models import Society
from activity_center.terms.models import Term


class Round(Base):
    """The rooms and weekly times that societies may ask for in a term, from when to when, and the seed of its lots.

    `published_at` is when the bookings were made; before that nothing is promised.
    """

    __tablename__ = "round"

    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]
    published_at: Mapped[Moment | None]
    seed: Mapped[str] = mapped_column(String(32))
    term: Mapped[Term] = relationship()
    slots: Mapped[list["Slot"]] = relationship(
        back_populates="round", order_by="Slot.weekday, Slot.starts, Slot.room_id, Slot.id"
    )
    applications: Mapped[list["Application"]] = relationship(back_populates="round", order_by="Application.society_id")

    __table_args__ = (CheckConstraint("closes_at > opens_at", name="in_order"),)

    def stage(self, at: datetime) -> Stage:
        """Return where the round is at a moment."""
        return rules.stage(self.opens_at, self.closes_at, self.published_at, at)


class Slot(Base):
    """A weekly time of a room on offer in a round: a weekday (1 Monday to 7) and wall times."""

    __tablename__ = "slot"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    round: Mapped[Round] = relationship(back_populates="slots")
    room: Mapped[Room] = relationship()
    allocation: Mapped["Allocation | None"] = relationship(back_populates="slot")

    __table_args__ = (
        UniqueConstraint("round_id", "room_id", "weekday", "starts", "ends"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("ends > starts", name="in_order"),
    )

    @property
    def weekly(self) -> Weekly:
        """Return its time as the rules see it."""
        return Weekly(self.weekday, self.starts, self.ends)


class Application(Base):
    """What one society asks for in a round: for how many people, how many times a week, and who answers for it.

    `minutes_before` is kept when the round is published: what its share was reckoned from.
    """

    __tablename__ = "application"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    society_id: Mapped[int] = mapped_column(ForeignKey("society.id"), index=True)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    attendees: Mapped[int]
    need: Mapped[int]
    note: Mapped[str] = mapped_column(String(400), default="")
    changed_at: Mapped[Moment]
    minutes_before: Mapped[int] = mapped_column(default=0)
    round: Mapped[Round] = relationship(back_populates="applications")
    society: Mapped[Society] = relationship()
    leader: Mapped[Person | None] = relationship()
    wishes: Mapped[list["Wish"]] = relationship(
        back_populates="application", order_by="Wish.rank", cascade="all, delete-orphan"
    )
    allocations: Mapped[list["Allocation"]] = relationship(
        back_populates="application", foreign_keys="Allocation.application_id", order_by="Allocation.slot_id"
    )

    __table_args__ = (
        UniqueConstraint("round_id", "society_id"),
        CheckConstraint("attendees > 0 AND need > 0", name="some"),
    )

    @property
    def wants(self) -> tuple[Want, ...]:
        """Return its wishes as the rules see them, best first."""
        return tuple(wish.want for wish in self.wishes)


class Wish(Base):
    """One wish of an application, from rank 1; without a room any will do.

    `verdict` says since the round was published what became of it: a slot, or reasons as {code, facts}.
    """

    __tablename__ = "wish"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    rank: Mapped[int]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    verdict: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    application: Mapped[Application] = relationship(back_populates="wishes")
    room: Mapped[Room | None] = relationship()

    __table_args__ = (UniqueConstraint("application_id", "rank"),)

    @property
    def want(self) -> Want:
        """Return it as the rules see it."""
        return Want(Weekly(self.weekday, self.starts, self.ends), self.room_id)


class Allocation(Base):
    """A slot that an application gets; the slot can be given only once.

    A new proposal leaves alone what `is_kept` by staff. In `turn` 0 staff have given it, otherwise see rules.Given.
    `left_out` are the dates that were not free when it was published, as {on, reasons}.
    """

    __tablename__ = "allocation"

    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    is_kept: Mapped[bool] = mapped_column(default=False)
    turn: Mapped[int] = mapped_column(default=0)
    moved_for_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    is_rescue: Mapped[bool] = mapped_column(default=False)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("booking_series.id"), unique=True)
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    slot: Mapped[Slot] = relationship(back_populates="allocation")
    application: Mapped[Application] = relationship(back_populates="allocations", foreign_keys=application_id)
    series: Mapped[BookingSeries | None] = relationship()

    __table_args__ = (CheckConstraint("turn >= 0", name="turn"),)

    @property
    def given(self) -> rules.Given:
        """Return it as the rules see it."""
        return rules.Given(self.slot_id, self.application_id, self.turn, self.moved_for_id, self.is_rescue)
