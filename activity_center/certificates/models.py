"""What we keep of certificates: everything that is printed on one, as it was on that day."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.courses.models import Section
from activity_center.db import Base, Moment
from activity_center.people.models import Person

_stands = text("revoked_at IS NULL")


class Certificate(Base):
    """A certificate of completion. `facts` are printed on it and never change, whatever becomes of class or name.

    Nothing is ever taken away: what was issued wrongly is revoked, with a reason that its owner reads. `exception` is
    why staff granted it to somebody who lacked something, for staff only; "" where it was earned.
    """

    __tablename__ = "certificate"

    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    issued_at: Mapped[Moment]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    revoked_at: Mapped[Moment | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400), default="")
    exception: Mapped[str] = mapped_column(String(400), default="", server_default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    section: Mapped[Section] = relationship()

    __table_args__ = (
        UniqueConstraint("year", "serial"),
        # One that stands for each person and class; revoked ones stay beside it.
        Index(
            "uq_certificate_stands",
            "person_id",
            "section_id",
            unique=True,
            sqlite_where=_stands,
            postgresql_where=_stands,
        ),
    )
