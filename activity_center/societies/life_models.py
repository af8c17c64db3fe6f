"""What a society decides and keeps: elections, its cash book, plans of terms, reviews of years, and the ranking."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment, choice
from activity_center.people.models import Person
from activity_center.societies.models import Society
from activity_center.societies.rules import Post
from activity_center.societies.voting import ElectionStatus
from activity_center.societies.yearly import Outcome, PlanStatus
from activity_center.terms.models import Term


class Election(Base):
    """A secret ballot about a post: candidates are named until `opens_at`, votes are cast until `closes_at`.

    Whoever was a member by the end of `members_on`, and still is, may vote. `oldest` is the age in years that
    candidates may have on `from_on`, the first day of office; `quorum` the share of voters, in percent, without which
    the vote is void. `electors` is how many could have voted, written when the votes are counted.
    """

    __tablename__ = "election"

    society_id: Mapped[int] = mapped_column(ForeignKey("society.id"), index=True)
    post: Mapped[Post] = mapped_column(choice(Post))
    seats: Mapped[int] = mapped_column(default=1)
    from_on: Mapped[date]
    until_on: Mapped[date]
    members_on: Mapped[date]
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]
    oldest: Mapped[int | None]
    quorum: Mapped[int] = mapped_column(default=50)
    status: Mapped[ElectionStatus] = mapped_column(choice(ElectionStatus), default=ElectionStatus.CALLED)
    note: Mapped[str] = mapped_column(String(400), default="")
    electors: Mapped[int | None]
    counted_at: Mapped[Moment | None]
    society: Mapped[Society] = relationship()
    candidates: Mapped[list["Candidate"]] = relationship(order_by="Candidate.id")

    __table_args__ = (
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("until_on >= from_on", name="term"),
        CheckConstraint("closes_at > opens_at", name="in_order"),
        CheckConstraint("quorum BETWEEN 0 AND 100", name="quorum"),
    )


class Candidate(Base):
    """Somebody named for a post; who has not accepted before the voting begins is not on the ballot."""

    __tablename__ = "candidate"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    statement: Mapped[str] = mapped_column(String(400), default="")
    accepted_at: Mapped[Moment | None]
    election: Mapped[Election] = relationship(back_populates="candidates")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (UniqueConstraint("election_id", "person_id"),)


class Voter(Base):
    """Somebody who has voted, or was handed a ballot of paper. It says neither when nor what: see ballots.py."""

    __tablename__ = "voter"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    on_paper: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("election_id", "person_id"),)


class Urn(Base):
    """All ballots of an election in one row, in the order of their random codes. A ballot is no row: see ballots.py."""

    __tablename__ = "urn"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), unique=True)
    ballots: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)


class CashEntry(Base):
    """One line of a cash book, in fen: what came in is positive, what went out negative. Lines are only ever added;
    what was wrong is undone by a line of the opposite amount that `corrects_id` points from.
    """

    __tablename__ = "cash_entry"

    society_id: Mapped[int] = mapped_column(ForeignKey("society.id"))
    number: Mapped[int]
    on: Mapped[date]
    what: Mapped[str] = mapped_column(String(120))
    fen: Mapped[int]
    receipt: Mapped[str] = mapped_column(String(40), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    written_at: Mapped[Moment]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("cash_entry.id"), unique=True)
    person: Mapped[Person | None] = relationship()
    corrects: Mapped["CashEntry | None"] = relationship(remote_side="CashEntry.id")

    __table_args__ = (UniqueConstraint("society_id", "number"), CheckConstraint("fen <> 0", name="fen"))


class TermPlan(Base):
    """What a society means to do in a term. `items` are its events as they stood when it was handed in."""

    __tablename__ = "term_plan"

    society_id: Mapped[int] = mapped_column(ForeignKey("society.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    aims: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[PlanStatus] = mapped_column(choice(PlanStatus), default=PlanStatus.DRAFT)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(String(400), default="")
    handed_in_at: Mapped[Moment | None]
    decided_at: Mapped[Moment | None]
    society: Mapped[Society] = relationship()
    term: Mapped[Term] = relationship()

    __table_args__ = (UniqueConstraint("society_id", "term_id"),)


class YearReview(Base):
    """What staff decided about a society's year; `figures` are the counts that were on the file then."""

    __tablename__ = "year_review"

    society_id: Mapped[int] = mapped_column(ForeignKey("society.id"))
    year: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))
    note: Mapped[str] = mapped_column(String(400), default="")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    decided_at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("society_id", "year"),)


class Ranking(Base):
    """The societies of a year in order: `weights` say what counts how much, `scores` is what was published."""

    __tablename__ = "ranking"

    year: Mapped[int] = mapped_column(unique=True)
    weights: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    scores: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    published_at: Mapped[Moment | None]


class Brand(Base):
    """A society that staff named one of the brand societies of a year."""

    __tablename__ = "brand"

    ranking_id: Mapped[int] = mapped_column(ForeignKey("ranking.id"))
    society_id: Mapped[int] = mapped_column(ForeignKey("society.id"), index=True)
    society: Mapped[Society] = relationship()

    __table_args__ = (UniqueConstraint("ranking_id", "society_id"),)
