"""Rounds of a Swiss that somebody has asked to be paired, and how far that is."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.competitions.kinds import PairingStatus
from activity_center.competitions.models import Stage
from activity_center.db import Base, Moment, choice


class Pairing(Base):
    """One round that was asked to be paired: `done` of `entries` have their opponent so far.

    Whoever works it out holds a lease and renews it, so that another takes up what a killed worker has left; `tries`
    counts who has. `reasons` say why it failed, as pairs of a code and its facts.
    """

    __tablename__ = "pairing"

    stage_id: Mapped[int] = mapped_column(ForeignKey("competition_stage.id"))
    round: Mapped[int]
    status: Mapped[PairingStatus] = mapped_column(choice(PairingStatus), default=PairingStatus.WAITING, index=True)
    asked_at: Mapped[Moment]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lease_until: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    entries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[Moment | None]
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    stage: Mapped[Stage] = relationship()

    __table_args__ = (UniqueConstraint("stage_id", "round"), CheckConstraint("round > 0", name="round"))
