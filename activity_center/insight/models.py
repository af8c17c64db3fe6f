"""What completing a class takes, term by term, and who has handed in what the class asks for."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from activity_center.db import Base, Moment
from activity_center.insight.rules import LEAST_PERCENT


class CompletionRule(Base):
    """What completing a class of this term takes; a term without a row takes what rules.CompletionFacts says."""

    __tablename__ = "completion_rule"

    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), unique=True)
    least_percent: Mapped[int] = mapped_column(default=LEAST_PERCENT)
    work_needed: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (CheckConstraint("least_percent BETWEEN 0 AND 100", name="percent"),)


class Work(Base):
    """Somebody's work for a class (作业、作品) is done, as the instructor says. A tick taken back is a row taken away;
    both stand in the audit.
    """

    __tablename__ = "work"

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    done_at: Mapped[Moment]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (UniqueConstraint("section_id", "person_id"),)
