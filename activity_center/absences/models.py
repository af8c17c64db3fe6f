"""What is proposed to staff because somebody stays away, and what they decided."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.absences.rules import State
from activity_center.attendance.counting import Proposal, Run
from activity_center.courses.models import Meeting, Section
from activity_center.db import Base, Moment, choice
from activity_center.enrolment.models import Enrolment
from activity_center.people.models import Person


class AbsenceProposal(Base):
    """One proposal about one enrolment; `meeting_id` is the meeting at which the number of absences was reached.

    `missed` is how many they were when it was last looked at. While a proposal is open it follows the marks: one that
    nothing speaks for any more is withdrawn.
    """

    __tablename__ = "absence_proposal"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    run: Mapped[Run] = mapped_column(choice(Run))
    count: Mapped[int]
    proposal: Mapped[Proposal] = mapped_column(choice(Proposal))
    missed: Mapped[int]
    state: Mapped[State] = mapped_column(choice(State))
    made_at: Mapped[Moment]
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(400), default="")

    enrolment: Mapped[Enrolment] = relationship()
    meeting: Mapped[Meeting] = relationship()
    decided_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("enrolment_id", "run", "proposal", "meeting_id"),
        Index(None, "state", "made_at"),
    )


class AbsenceLook(Base):
    """When the absences of a section were last looked at."""

    __tablename__ = "absence_look"

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), unique=True)
    looked_at: Mapped[Moment]

    section: Mapped[Section] = relationship()
