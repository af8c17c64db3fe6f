"""When the centre teaches, when it is closed, and for whom enrolment is open."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment, choice
from activity_center.terms.rules import ClosureKind


class Term(Base):
    """A stretch of teaching weeks, with the rules that hold in it.

    `seats_per_person` is how many sections one person may hold; None means any number.
    `offer_working_days` is how long a freed seat is kept for the head of the waitlist. `register_days` is how long
    after a meeting its register stays open; None means as long as attendance.rules says. Where `instructors_ask`,
    instructors do not cancel or move meetings of theirs by themselves: they ask the desk.
    """

    __tablename__ = "term"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    seats_per_person: Mapped[int | None]
    offer_working_days: Mapped[int] = mapped_column(default=2)
    instructors_ask: Mapped[bool] = mapped_column(default=False, server_default=false())
    register_days: Mapped[int | None]
    windows: Mapped[list["Window"]] = relationship(back_populates="term", order_by="Window.opens_at")

    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="in_order"),
        CheckConstraint("offer_working_days >= 1", name="offer_days"),
    )


class Window(Base):
    """When people of these categories may enrol; an empty list means everybody.

    `returning_only` is the first round of many schools: only those who have studied here before.
    """

    __tablename__ = "window"

    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    returning_only: Mapped[bool] = mapped_column(default=False)
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]
    term: Mapped[Term] = relationship(back_populates="windows")

    __table_args__ = (CheckConstraint("closes_at > opens_at", name="in_order"),)


class Closure(Base):
    """A day that is not what its weekday says.

    A HOLIDAY is closed. A WORKDAY is a weekend day that is worked (调休): nothing is taught on it unless
    `follows_weekday` (1 Monday to 7) says whose timetable it follows. `source` says where the row comes from.
    """

    __tablename__ = "closure"

    on: Mapped[date] = mapped_column(unique=True)
    kind: Mapped[ClosureKind] = mapped_column(choice(ClosureKind))
    name: Mapped[str] = mapped_column(String(80))
    follows_weekday: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (CheckConstraint("follows_weekday BETWEEN 1 AND 7", name="weekday"),)
