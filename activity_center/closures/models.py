"""A closure on its way: what closes and when, and what is to become of each thing it hits."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.closures.rules import Act, ClosingKind, ClosingStatus, HitKind, Scope
from activity_center.db import Base, Moment, choice
from activity_center.people.models import Person
from activity_center.rooms.models import Site
from activity_center.rooms.rules import Span


class ClosingPlan(Base):
    """What closes from when to when and why, which is said to everybody it concerns.

    `kept` names the rows that publishing wrote on lower floors ("rooms" and "days"), which reopening takes away.
    """

    __tablename__ = "closing_plan"

    scope: Mapped[Scope] = mapped_column(choice(Scope))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    room_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    kind: Mapped[ClosingKind] = mapped_column(choice(ClosingKind))
    why: Mapped[str] = mapped_column(String(80))
    status: Mapped[ClosingStatus] = mapped_column(choice(ClosingStatus), default=ClosingStatus.DRAFT)
    made_at: Mapped[Moment]
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[Moment | None]
    told: Mapped[int] = mapped_column(default=0)
    kept: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    site: Mapped[Site | None] = relationship()
    maker: Mapped[Person | None] = relationship()
    lines: Mapped[list["ClosingLine"]] = relationship(
        back_populates="plan", order_by="ClosingLine.starts_at, ClosingLine.id", cascade="all, delete-orphan"
    )

    __table_args__ = (CheckConstraint("ends_at > starts_at", name="in_order"),)

    @property
    def span(self) -> Span:
        """Return the time in which it is closed."""
        return Span(self.starts_at, self.ends_at)


class ClosingLine(Base):
    """One thing a closure hits, once, as it was when it was looked at, and what becomes of it.

    `seen` is different once somebody changes it; `is_news` marks what came, or changed, since the draft was made.
    """

    __tablename__ = "closing_line"

    plan_id: Mapped[int] = mapped_column(ForeignKey("closing_plan.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    kind: Mapped[HitKind] = mapped_column(choice(HitKind))
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    place: Mapped[str] = mapped_column(String(400), default="")
    is_shut: Mapped[bool] = mapped_column(default=True)
    is_firm: Mapped[bool] = mapped_column(default=True)
    seats: Mapped[int] = mapped_column(default=0)
    seen: Mapped[str] = mapped_column(String(24))
    act: Mapped[Act] = mapped_column(choice(Act))
    to_starts_at: Mapped[Moment | None]
    to_ends_at: Mapped[Moment | None]
    to_room_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    to_place: Mapped[str] = mapped_column(String(400), default="")
    is_news: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ClosingPlan] = relationship(back_populates="lines")

    __table_args__ = (
        UniqueConstraint("plan_id", "booking_id"),
        UniqueConstraint("plan_id", "meeting_id"),
        CheckConstraint("booking_id IS NOT NULL OR meeting_id IS NOT NULL", name="something"),
        CheckConstraint("act <> 'move' OR to_starts_at IS NOT NULL", name="moved"),
    )

    @property
    def key(self) -> tuple[int | None, int | None]:
        """Return what it is known by: its meeting where it has one, else its booking."""
        return (self.meeting_id, None) if self.meeting_id else (None, self.booking_id)

    @property
    def to(self) -> Span:
        """Return when it is moved to; only for a line that moves."""
        assert self.to_starts_at, "the line moves"
        assert self.to_ends_at, "the line moves"
        return Span(self.to_starts_at, self.to_ends_at)

    @property
    def facts(self) -> dict[str, Any]:
        """Return what a reason says of it."""
        return {"title": self.title, "starts_at": self.starts_at.isoformat()}
