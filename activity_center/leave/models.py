"""What we keep of leaves, and of those in a class who may ask for others."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.courses.models import Section
from activity_center.db import Base, Moment, choice
from activity_center.leave.rules import AskedAs, Kind, LeaveFacts
from activity_center.people.models import Person


class Leave(Base):
    """Somebody cannot come, from the first moment of a day to the last of another: to one class, or to any.

    It stands as soon as it is asked for. Nothing is copied from it: who is on leave at a meeting is worked out from
    these rows (rules.LeaveFacts.covers), so taking one back simply changes what is shown.
    """

    __tablename__ = "leave"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    note: Mapped[str] = mapped_column(String(200), default="")
    asked_at: Mapped[Moment]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_as: Mapped[AskedAs] = mapped_column(choice(AskedAs))
    via: Mapped[str] = mapped_column(String(16))
    taken_back_at: Mapped[Moment | None]
    refused_at: Mapped[Moment | None]
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    refusal: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    section: Mapped[Section | None] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=asked_by_id)
    refused_by: Mapped[Person | None] = relationship(foreign_keys=refused_by_id)

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="in_order"),
        Index(None, "person_id", "starts_at"),
    )

    @property
    def facts(self) -> LeaveFacts:
        """Return it as the rules see it."""
        return LeaveFacts(
            self.section_id,
            self.starts_at,
            self.ends_at,
            self.asked_at,
            self.asked_as,
            self.taken_back_at,
            self.refused_at,
        )


class Monitor(Base):
    """Who speaks for a class (班长) and may ask for leave for its members, from a day on and before `to_on`."""

    __tablename__ = "monitor"

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    section: Mapped[Section] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (CheckConstraint("to_on >= from_on", name="in_order"),)
