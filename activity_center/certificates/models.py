"""What we keep of certificates: everything that is printed on one, as it was on that day."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.competitions.models import Entry
from activity_center.courses.models import Section
from activity_center.db import Base, Moment
from activity_center.people.models import Person

_stands = text("revoked_at IS NULL")


class Certificate(Base):
    """A certificate of completing a class, or of a place in a contest.

    `facts` are printed on it and never change, whatever becomes of class, contest or name.

    Nothing is ever taken away: what was issued wrongly is revoked, with a reason that its owner reads. `exception` is
    why staff granted it to somebody who lacked something, for staff only; "" where it was earned.
    """

    __tablename__ = "certificate"

    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), index=True)
    issued_at: Mapped[Moment]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    revoked_at: Mapped[Moment | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400), default="")
    exception: Mapped[str] = mapped_column(String(400), default="", server_default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    section: Mapped[Section | None] = relationship()
    entry: Mapped[Entry | None] = relationship()

    __table_args__ = (
        UniqueConstraint("year", "serial"),
        CheckConstraint("(section_id IS NULL) <> (entry_id IS NULL)", name="one_subject"),
        # One that stands for each person and class or contest; revoked ones stay beside it.
        Index(
            "uq_certificate_stands",
            "person_id",
            "section_id",
            unique=True,
            sqlite_where=_stands,
            postgresql_where=_stands,
        ),
        Index(
            "uq_certificate_contest_stands",
            "person_id",
            "entry_id",
            unique=True,
            sqlite_where=_stands,
            postgresql_where=_stands,
        ),
    )
