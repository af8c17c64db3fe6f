"""What we keep of who was there: every mark that was ever made, and the one that stands."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.attendance.counting import Proposal, Run
from activity_center.attendance.rules import Mark
from activity_center.courses.models import Meeting
from activity_center.db import Base, Moment, choice
from activity_center.people.models import Person


class Marking(Base):
    """One mark as it was made, by an instructor or by signing in. Rows are only ever added.

    `uid` is chosen by whoever made the mark, so that sending it again adds nothing. `mark` None clears. `marked_at`
    is when it was made, by a clock put right and never later than `received_at`.
    """

    __tablename__ = "marking"

    uid: Mapped[str] = mapped_column(String(64), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mark: Mapped[Mark | None] = mapped_column(choice(Mark))
    is_sign_in: Mapped[bool] = mapped_column(default=False)
    marked_at: Mapped[Moment]
    received_at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    via: Mapped[str] = mapped_column(String(16))
    device: Mapped[str] = mapped_column(String(80), default="")

    __table_args__ = (Index(None, "meeting_id", "person_id"),)


class RegisterClosing(Base):
    """A time in which the register of a meeting was closed: until `reopened_at`, for good where there is none.

    That it closes by itself some days after the meeting needs no row (rules.closed_times); only where it is opened
    again after that, a row says since when it had been closed, by nobody.
    """

    __tablename__ = "register_closing"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    closed_at: Mapped[Moment]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reopened_at: Mapped[Moment | None]
    reopened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")

    closed_by: Mapped[Person | None] = relationship(foreign_keys=closed_by_id)
    reopened_by: Mapped[Person | None] = relationship(foreign_keys=reopened_by_id)


class RegisterNote(Base):
    """One line about a meeting, as it was written down: what was taught, what is to be remembered. Only ever added.

    `uid` is chosen by whoever wrote it, so that sending it again adds nothing; the times are those of a marking.
    """

    __tablename__ = "register_note"

    uid: Mapped[str] = mapped_column(String(64), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[Moment]
    received_at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    via: Mapped[str] = mapped_column(String(16))
    device: Mapped[str] = mapped_column(String(80), default="")


class AbsenceRule(Base):
    """At how many absences, counted so, something is proposed in a term; without a count never."""

    __tablename__ = "absence_rule"

    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    run: Mapped[Run] = mapped_column(choice(Run))
    proposal: Mapped[Proposal] = mapped_column(choice(Proposal))
    count: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("term_id", "run", "proposal"),
        CheckConstraint("count >= 1", name="count"),
    )


class Attendance(Base):
    """How it stands for one person at one meeting: always what rules.standing makes of their markings.

    `marking_id` is the one that stands; its mark and time are copied, for they are counted over whole terms.
    """

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    marking_id: Mapped[int] = mapped_column(ForeignKey("marking.id"))
    mark: Mapped[Mark | None] = mapped_column(choice(Mark))
    marked_at: Mapped[Moment]

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()
    marking: Mapped[Marking] = relationship()

    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)


_stands = text("ended_at IS NULL")


class MakeUp(Base):
    """A meeting of a parallel section to which somebody comes instead of one of their own. It stands until ended.

    One meeting is made up for once, and coming to a meeting makes up for one.
    """

    __tablename__ = "make_up"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    missed_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    instead_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    agreed_at: Mapped[Moment]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    via: Mapped[str] = mapped_column(String(16))
    ended_at: Mapped[Moment | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    missed: Mapped[Meeting] = relationship(foreign_keys=[missed_id])
    instead: Mapped[Meeting] = relationship(foreign_keys=[instead_id])

    __table_args__ = (
        Index(
            "uq_make_up_missed", "person_id", "missed_id", unique=True, sqlite_where=_stands, postgresql_where=_stands
        ),
        Index(
            "uq_make_up_instead", "person_id", "instead_id", unique=True, sqlite_where=_stands, postgresql_where=_stands
        ),
    )
