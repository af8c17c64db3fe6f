"""Societies, and the posts that people hold in them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, choice
from activity_center.people.models import Person
from activity_center.societies.rules import Post, SocietyKind, SocietyStatus


class Society(Base):
    """A club of the centre; `is_sample` marks one of the demo."""

    __tablename__ = "society"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[SocietyKind] = mapped_column(choice(SocietyKind))
    status: Mapped[SocietyStatus] = mapped_column(choice(SocietyStatus), default=SocietyStatus.APPROVED)
    is_sample: Mapped[bool] = mapped_column(default=False)
    offices: Mapped[list["Office"]] = relationship(back_populates="society", order_by="Office.from_on, Office.id")


class Office(Base):
    """A post that somebody holds from a day to a day, both included; without a last day it goes on."""

    __tablename__ = "office"

    society_id: Mapped[int] = mapped_column(ForeignKey("society.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    post: Mapped[Post] = mapped_column(choice(Post))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    society: Mapped[Society] = relationship(back_populates="offices")
    person: Mapped[Person] = relationship()

    __table_args__ = (CheckConstraint("until_on >= from_on", name="in_order"),)
