"""What we keep of what the desk has to do."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment, choice
from activity_center.desk.rules import CallOutcome, FormStatus
from activity_center.people.models import Person
from activity_center.rooms.models import Site
from activity_center.terms.models import Term

_open = text("done_at IS NULL")


class HelpCall(Base):
    """Somebody at a kiosk asked for somebody to come; a kiosk has at most one call that is not done.

    `person_id` is who was signed in there, if anybody was; `answered_by_id` is who is on the way.
    """

    __tablename__ = "help_call"

    kiosk_name: Mapped[str] = mapped_column(String(80))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    called_at: Mapped[Moment]
    answered_at: Mapped[Moment | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[Moment | None]

    site: Mapped[Site] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    answered_by: Mapped[Person | None] = relationship(foreign_keys=answered_by_id)

    __table_args__ = (
        Index("uq_help_call_open", "site_id", "kiosk_name", unique=True, sqlite_where=_open, postgresql_where=_open),
    )


class PhoneCall(Base):
    """One attempt to reach somebody by telephone; `next_at` is when to try again, if that is needed."""

    __tablename__ = "phone_call"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    phone: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[CallOutcome] = mapped_column(choice(CallOutcome))
    called_at: Mapped[Moment]
    caller_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    next_at: Mapped[Moment | None]

    caller: Mapped[Person | None] = relationship(foreign_keys=caller_id)

    __table_args__ = (Index(None, "person_id", "id"),)


class CallClaim(Base):
    """Who is telephoning a person at this moment; one row a person, worth nothing after `until`."""

    __tablename__ = "call_claim"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    clerk_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    until: Mapped[Moment]

    clerk: Mapped[Person] = relationship(foreign_keys=clerk_id)


class PaperForm(Base):
    """An application on paper. Its number is its id, written on the sheet after the first keying.

    `agreed` is the reading that counts, once both agree or the differences are decided; `outcomes` is what became
    of each choice, in order of rank, with reasons as {code, facts}.
    """

    __tablename__ = "paper_form"

    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    status: Mapped[FormStatus] = mapped_column(choice(FormStatus), default=FormStatus.KEYED_ONCE, index=True)
    received_at: Mapped[Moment]
    agreed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    outcomes: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    ended_at: Mapped[Moment | None]

    term: Mapped[Term] = relationship()
    person: Mapped[Person | None] = relationship()
    readings: Mapped[list["PaperReading"]] = relationship(order_by="PaperReading.turn", back_populates="form")


class PaperReading(Base):
    """What one clerk keyed in from a form: the first `turn` or the second, which does not see the first."""

    __tablename__ = "paper_reading"

    form_id: Mapped[int] = mapped_column(ForeignKey("paper_form.id"))
    turn: Mapped[int]
    typed: Mapped[dict[str, Any]] = mapped_column(JSON)
    keyed_at: Mapped[Moment]
    keyed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    form: Mapped[PaperForm] = relationship(back_populates="readings")
    keyed_by: Mapped[Person | None] = relationship()

    __table_args__ = (UniqueConstraint("form_id", "turn"),)
