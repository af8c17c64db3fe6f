"""One person's request for one section, in a status: application, waitlist place, offer and seat are its states."""

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.courses.models import Section
from activity_center.db import Base, Moment, choice
from activity_center.enrolment.rules import LIVE, Status
from activity_center.people.models import Person

_pending = text("status IN ('waiting', 'offered')")
_live = text("status IN ({})".format(", ".join(sorted(f"'{status.value}'" for status in LIVE))))


class Enrolment(Base):
    """Among those who wait, the smaller id came first: ids are given out after the section is locked.

    `replaces_id` is the enrolment that ends when this one holds its seat (a swap). `passed_over` are the codes of
    the reasons for which the last free seat went past this one, so that nobody is told the same thing twice.
    """

    __tablename__ = "enrolment"

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    status: Mapped[Status] = mapped_column(choice(Status))
    requested_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    offer_expires_at: Mapped[Moment | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    passed_over: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))

    section: Mapped[Section] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(None, "section_id", "status", "id"),
        Index(None, "person_id", "status"),
        Index("ix_enrolment_pending", "section_id", sqlite_where=_pending, postgresql_where=_pending),
        Index(
            "uq_enrolment_live",
            "person_id",
            "section_id",
            unique=True,
            sqlite_where=_live,
            postgresql_where=_live,
        ),
    )
