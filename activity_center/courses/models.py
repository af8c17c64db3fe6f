"""What is taught, to whom, and when."""

from datetime import date, time
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.courses.rules import FeePer, HolidayRule, MeetingStatus, Mode, SectionStatus
from activity_center.db import Base, Moment, choice
from activity_center.people.models import Person
from activity_center.rooms.models import Booking, Room, Site
from activity_center.terms.models import Term


class Department(Base):
    """A department (系) that teaches courses."""

    __tablename__ = "department"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    name_en: Mapped[str] = mapped_column(String(120), default="")


class Course(Base):
    """What is taught, timeless. `pinyin` holds syllables and initials for search."""

    __tablename__ = "course"

    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    name_en: Mapped[str] = mapped_column(String(160), default="")
    level: Mapped[str] = mapped_column(String(40), default="")
    pinyin: Mapped[str] = mapped_column(String(400), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    department: Mapped[Department | None] = relationship()

    @property
    def title(self) -> str:
        """Return the name with the level, as people say it."""
        return f"{self.name}（{self.level}）" if self.level else self.name


class Section(Base):
    """One group taking a course in a term.

    Empty `categories` admit everybody. `max_age` and the minimums hold for all, `max_age_new` only for people
    who have not studied here before. The `..._words` are what a catalogue said where we could not read a value;
    they are shown to staff, never guessed from. `code` is the number under which a published programme is known.
    `revision` grows with every change of times, by which staff are told that what they looked at has changed meanwhile.
    """

    __tablename__ = "section"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    label: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    status: Mapped[SectionStatus] = mapped_column(choice(SectionStatus), default=SectionStatus.DRAFT)
    mode: Mapped[Mode] = mapped_column(choice(Mode), default=Mode.FIRST_COME)
    capacity: Mapped[int | None]
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    weeks: Mapped[int | None]
    holiday_rule: Mapped[HolidayRule] = mapped_column(choice(HolidayRule), default=HolidayRule.MAKE_UP)
    excluded_on: Mapped[list[str]] = mapped_column(JSON, default=list)
    draw_at: Mapped[Moment | None]
    fee_amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    fee_currency: Mapped[str] = mapped_column(String(3), default="CNY")
    fee_per: Mapped[FeePer] = mapped_column(choice(FeePer), default=FeePer.TERM)
    fee_words: Mapped[str] = mapped_column(String(120), default="")
    min_age_male: Mapped[int | None]
    min_age_female: Mapped[int | None]
    max_age: Mapped[int | None]
    max_age_new: Mapped[int | None]
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    eligibility_words: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[Moment | None]

    course: Mapped[Course] = relationship()
    term: Mapped[Term | None] = relationship()
    site: Mapped[Site | None] = relationship()
    instructor: Mapped[Person | None] = relationship()
    times: Mapped[list["SectionTime"]] = relationship(
        back_populates="section",
        order_by="SectionTime.weekday, SectionTime.starts",
        cascade="all, delete-orphan",
    )
    meetings: Mapped[list["Meeting"]] = relationship(back_populates="section", order_by="Meeting.starts_at")

    __table_args__ = (
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("last_on >= first_on", name="in_order"),
    )

    @property
    def title(self) -> str:
        """Return what people call this section: the course, its level, and the section's own label."""
        return f"{self.course.title}{self.label}"


class SectionTime(Base):
    """One weekly time of a section, wall time, with a room or a place in words. In a draft parts may be missing."""

    __tablename__ = "section_time"

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    weekday: Mapped[int | None]
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    place: Mapped[str] = mapped_column(String(160), default="")
    section: Mapped[Section] = relationship(back_populates="times")
    room: Mapped[Room | None] = relationship()

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("ends > starts", name="in_order"),
    )


class Meeting(Base):
    """One dated gathering of a section. It holds a Booking, which holds its room and the instructor's time.

    `instructor_id` and `place` are set only where they differ from the section's: a substitute, another place.
    `sequence` and `changed_at` grow with each change that a calendar must hear of. `planned_at` is the start that
    the weekly plan gave it, None where it was added; `by_hand` says that staff moved, cancelled or added it, and that
    scheduling the section again leaves it alone.
    """

    __tablename__ = "meeting"

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    place: Mapped[str] = mapped_column(String(160), default="")
    starts_at: Mapped[Moment] = mapped_column(index=True)
    ends_at: Mapped[Moment]
    status: Mapped[MeetingStatus] = mapped_column(choice(MeetingStatus), default=MeetingStatus.SCHEDULED)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Moment]
    planned_at: Mapped[Moment | None]
    by_hand: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship(back_populates="meetings")
    booking: Mapped[Booking | None] = relationship()
    room: Mapped[Room | None] = relationship()
    instructor: Mapped[Person | None] = relationship()

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="in_order"),
        Index(None, "section_id", "starts_at"),
    )
