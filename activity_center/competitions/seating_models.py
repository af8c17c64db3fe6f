"""Who sits at which table where scores rank."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.competitions.models import Entry, Stage
from activity_center.db import Base


class TableSeat(Base):
    """The seat of one entry in one round, as it was drawn: tables and seats count from 1."""

    __tablename__ = "table_seat"

    stage_id: Mapped[int] = mapped_column(ForeignKey("competition_stage.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    round: Mapped[int]
    table: Mapped[int]
    seat: Mapped[int]
    stage: Mapped[Stage] = relationship()
    entry: Mapped[Entry] = relationship()

    __table_args__ = (
        UniqueConstraint("stage_id", "round", "entry_id"),
        UniqueConstraint("stage_id", "round", "table", "seat"),
        CheckConstraint('round > 0 AND "table" > 0 AND seat > 0', name="counts"),
    )
