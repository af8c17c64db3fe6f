"""Seasons: what places earn over several contests, and which contests count."""

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.competitions.models import Category
from activity_center.db import Base


class Season(Base):
    """Contests that count together. `points` are what the first, second, third ... place earns.

    Whoever took part and is placed lower earns `least`. Of each person the `best_of` best results count, all where
    that is None.
    """

    __tablename__ = "season"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    points: Mapped[list[int]] = mapped_column(JSON)
    least: Mapped[int] = mapped_column(default=0)
    best_of: Mapped[int | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    counted: Mapped[list["SeasonCategory"]] = relationship(back_populates="season", order_by="SeasonCategory.id")

    __table_args__ = (
        CheckConstraint("least >= 0", name="least"),
        CheckConstraint("best_of > 0", name="best_of"),
    )


class SeasonCategory(Base):
    """A category that counts for a season."""

    __tablename__ = "season_category"

    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("competition_category.id"), index=True)
    season: Mapped[Season] = relationship(back_populates="counted")
    category: Mapped[Category] = relationship()

    __table_args__ = (UniqueConstraint("season_id", "category_id"),)
