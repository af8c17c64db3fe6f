"""Judged shows and measured events: their works, judges, marks and votes, and how tries are counted."""

from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.competitions.measuring import Quantity, Tally
from activity_center.competitions.models import Category, Entry
from activity_center.competitions.showing import Closeness, ExhibitStatus, Judging
from activity_center.db import Base, Moment, choice
from activity_center.people.models import Person


class Show(Base):
    """How the works of one category are judged; it begins when the category is "drawn": its works get their numbers.

    `prizes` are [name, places, percent] with one of both numbers. After `closed_at` no mark changes; who made what is
    read by everybody from `published_at` on.
    """

    __tablename__ = "competition_show"

    category_id: Mapped[int] = mapped_column(ForeignKey("competition_category.id"), unique=True)
    judging: Mapped[Judging] = mapped_column(choice(Judging), default=Judging.TRIMMED)
    most_works: Mapped[int] = mapped_column(default=2)
    has_vote: Mapped[bool] = mapped_column(default=False)
    prizes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    closed_at: Mapped[Moment | None]
    published_at: Mapped[Moment | None]
    category: Mapped[Category] = relationship()

    __table_args__ = (CheckConstraint("most_works > 0", name="most_works"),)


class Exhibit(Base):
    """One work of an entry. `number` is what judges know it by, given by chance once judging begins.

    `may_show` is the maker's leave to show the picture to everybody; `note` is why staff have returned it. The photo
    is read only where it is asked for.
    """

    __tablename__ = "exhibit"

    category_id: Mapped[int] = mapped_column(ForeignKey("competition_category.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    number: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(80))
    medium: Mapped[str] = mapped_column(String(80), default="")
    size: Mapped[str] = mapped_column(String(80), default="")
    transcript: Mapped[str] = mapped_column(Text, default="")
    may_show: Mapped[bool] = mapped_column(default=False)
    photo_type: Mapped[str] = mapped_column(String(16))
    photo: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    status: Mapped[ExhibitStatus] = mapped_column(choice(ExhibitStatus), default=ExhibitStatus.HANDED_IN)
    note: Mapped[str] = mapped_column(String(200), default="")
    handed_in_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    entry: Mapped[Entry] = relationship()
    category: Mapped[Category] = relationship()

    __table_args__ = (UniqueConstraint("category_id", "number"), Index(None, "category_id", "status"))


class Judge(Base):
    """Somebody who judges the works of one category; the marks of who is dismissed do not count."""

    __tablename__ = "judge"

    category_id: Mapped[int] = mapped_column(ForeignKey("competition_category.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    appointed_at: Mapped[Moment]
    dismissed_at: Mapped[Moment | None]
    person: Mapped[Person] = relationship()
    category: Mapped[Category] = relationship()

    __table_args__ = (UniqueConstraint("category_id", "person_id"),)


class Conflict(Base):
    """A judge is close to who made a work, and is not asked about it."""

    __tablename__ = "judge_conflict"

    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"))
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), index=True)
    closeness: Mapped[Closeness] = mapped_column(choice(Closeness))
    note: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[Moment]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    judge: Mapped[Judge] = relationship()
    exhibit: Mapped[Exhibit] = relationship()

    __table_args__ = (UniqueConstraint("judge_id", "exhibit_id"),)


class JudgeMark(Base):
    """A mark from 0 to 100 as a judge gave it; rows are only added, and the last of a judge for a work counts."""

    __tablename__ = "judge_mark"

    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"))
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), index=True)
    value: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    at: Mapped[Moment]

    __table_args__ = (
        CheckConstraint("value >= 0 AND value <= 100", name="value"),
        Index(None, "judge_id", "exhibit_id"),
    )


class Comparison(Base):
    """A judge found one work better than another; rows are only added, and the last about two works counts."""

    __tablename__ = "judge_comparison"

    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"), index=True)
    better_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), index=True)
    worse_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), index=True)
    at: Mapped[Moment]

    __table_args__ = (CheckConstraint("better_id <> worse_id", name="two_works"),)


class ExhibitVote(Base):
    """The one vote of a member in a category; it may go to another work until the judging is closed."""

    __tablename__ = "exhibit_vote"

    category_id: Mapped[int] = mapped_column(ForeignKey("competition_category.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), index=True)
    at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("category_id", "person_id"),)


class Measure(Base):
    """How the tries of a category that is ranked by score are counted and written; `prizes` as in a show."""

    __tablename__ = "measure"

    category_id: Mapped[int] = mapped_column(ForeignKey("competition_category.id"), unique=True)
    tally: Mapped[Tally] = mapped_column(choice(Tally), default=Tally.SUM)
    quantity: Mapped[Quantity] = mapped_column(choice(Quantity), default=Quantity.POINTS)
    tries: Mapped[int] = mapped_column(default=1)
    prizes: Mapped[list[Any]] = mapped_column(JSON, default=list)

    __table_args__ = (CheckConstraint("tries > 0 AND tries <= 20", name="tries"),)
