"""Competitions: their categories, who has entered, which matches there are, and every score ever written down."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.competitions.kinds import (
    CompetitionStatus,
    Discipline,
    EntryKind,
    EntryStatus,
    Format,
    Reporting,
    Result,
    ScoreStatus,
    ScoringName,
    StageKind,
)
from activity_center.competitions.rules import Outcome
from activity_center.competitions.tie_breaks import Unplayed
from activity_center.db import Base, Moment, choice
from activity_center.people.models import Person
from activity_center.people.rules import Sex
from activity_center.rooms.models import Booking, Room
from activity_center.societies.models import Society


class Competition(Base):
    """A contest of the centre, or of a society; all its categories are played by the same regulations.

    `criteria` are values of tie_breaks.Criterion in their order. Ages are those on `ages_on`. `advancing` is how many
    of each group go on to the knockout. Where scores rank, the least is best if `is_least_best`. Teams meet on so many
    `boards`; where single players make the score of their unit, `team_best` is how many of them count. `prizes` are
    the fields of a prizes.Prize in their order. With `forfeit_cancels` whoever stays away from a match of a round
    robin loses all results in it. Where scores rank, so many sit at a table, none where there are no tables, and each
    of them begins with so many chips.
    """

    __tablename__ = "competition"

    name: Mapped[str] = mapped_column(String(120))
    discipline: Mapped[Discipline] = mapped_column(choice(Discipline))
    format: Mapped[Format] = mapped_column(choice(Format))
    society_id: Mapped[int | None] = mapped_column(ForeignKey("society.id"), index=True)
    regulations: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[CompetitionStatus] = mapped_column(choice(CompetitionStatus), default=CompetitionStatus.DRAFT)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    entries_open_at: Mapped[Moment | None]
    entries_close_at: Mapped[Moment | None]
    ages_on: Mapped[date | None]
    entry_kind: Mapped[EntryKind] = mapped_column(choice(EntryKind), default=EntryKind.PERSON)
    least_members: Mapped[int] = mapped_column(default=1)
    most_members: Mapped[int] = mapped_column(default=1)
    boards: Mapped[int] = mapped_column(default=0)
    team_best: Mapped[int | None]
    prizes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    quota_per_unit: Mapped[int | None]
    needs_statement: Mapped[bool] = mapped_column(default=False)
    needs_insurance: Mapped[bool] = mapped_column(default=False)
    scoring: Mapped[ScoringName] = mapped_column(choice(ScoringName), default=ScoringName.TWO_AND_ONE)
    criteria: Mapped[list[str]] = mapped_column(JSON, default=list)
    unplayed: Mapped[Unplayed] = mapped_column(choice(Unplayed), default=Unplayed.AS_AWARDED)
    reporting: Mapped[Reporting] = mapped_column(choice(Reporting), default=Reporting.REFEREE)
    rounds: Mapped[int | None]
    groups: Mapped[int | None]
    advancing: Mapped[int] = mapped_column(default=2)
    has_third_place: Mapped[bool] = mapped_column(default=False)
    is_least_best: Mapped[bool] = mapped_column(default=False)
    match_minutes: Mapped[int] = mapped_column(default=60)
    rest_minutes: Mapped[int] = mapped_column(default=0)
    keeps_units_apart: Mapped[bool] = mapped_column(default=False, server_default=false())
    forfeit_cancels: Mapped[bool] = mapped_column(default=False, server_default=false())
    seats_per_table: Mapped[int | None]
    chips_each: Mapped[int | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    society: Mapped[Society | None] = relationship()
    categories: Mapped[list["Category"]] = relationship(back_populates="competition", order_by="Category.id")

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="in_order"),
        CheckConstraint("entries_close_at > entries_open_at", name="entries_in_order"),
        CheckConstraint("least_members > 0 AND most_members >= least_members", name="members"),
        CheckConstraint("team_best > 0", name="team_best"),
        CheckConstraint("quota_per_unit > 0 AND rounds > 0 AND groups > 0 AND advancing > 0", name="counts"),
        CheckConstraint("seats_per_table > 1 AND chips_each > 0", name="tables"),
        CheckConstraint("match_minutes > 0 AND rest_minutes >= 0 AND boards >= 0", name="minutes"),
        Index(None, "status", "starts_on"),
    )


class Category(Base):
    """Who plays among each other; least and most ages are in completed years, None where there is no bound.

    `list_digest` is the SHA-256 of the list of entries as it was published before the lots were drawn by `draw_seed`.
    """

    __tablename__ = "competition_category"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    name: Mapped[str] = mapped_column(String(80))
    sex: Mapped[Sex | None] = mapped_column(choice(Sex))
    least_age_male: Mapped[int | None]
    least_age_female: Mapped[int | None]
    most_age: Mapped[int | None]
    capacity: Mapped[int | None]
    list_digest: Mapped[str | None] = mapped_column(String(64))
    draw_seed: Mapped[str | None] = mapped_column(String(120))
    drawn_at: Mapped[Moment | None]
    competition: Mapped[Competition] = relationship(back_populates="categories")

    __table_args__ = (
        UniqueConstraint("competition_id", "name"),
        CheckConstraint("capacity > 0", name="capacity"),
    )


class Referee(Base):
    """Somebody whom staff trust to write down the scores of one competition."""

    __tablename__ = "competition_referee"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    appointed_at: Mapped[Moment]
    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("competition_id", "person_id"),)


_WAITING = text("status IN ('waiting', 'offered')")
_LIVE = text("is_live")


class Entry(Base):
    """A person, a pair or a team in one category, in a status; of those who wait the smaller id came first.

    `number` is its public number in the competition, given once and never again. `statement_at` is when they and
    their family declared that they are fit and take part by their own will, `family_name` who of the family did.
    """

    __tablename__ = "entry"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("competition_category.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(120), default="")
    seed: Mapped[int | None]
    status: Mapped[EntryStatus] = mapped_column(choice(EntryStatus))
    requested_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    offer_expires_at: Mapped[Moment | None]
    checked_in_at: Mapped[Moment | None]
    statement_at: Mapped[Moment | None]
    family_name: Mapped[str] = mapped_column(String(80), default="")
    insurance: Mapped[str] = mapped_column(String(120), default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    competition: Mapped[Competition] = relationship()
    category: Mapped[Category] = relationship()
    members: Mapped[list["EntryMember"]] = relationship(back_populates="entry", order_by="EntryMember.board")

    __table_args__ = (
        UniqueConstraint("competition_id", "number"),
        CheckConstraint("seed > 0", name="seed"),
        Index(None, "category_id", "status", "id"),
        Index("ix_entry_pending", "category_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )


class EntryMember(Base):
    """One of those who take part as one entry; `board` counts from 1. The database lets nobody enter twice."""

    __tablename__ = "entry_member"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("competition_category.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    board: Mapped[int] = mapped_column(default=1)
    is_live: Mapped[bool] = mapped_column(default=True)
    entry: Mapped[Entry] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("entry_id", "board"),
        UniqueConstraint("entry_id", "person_id"),
        Index(
            "uq_entry_member_live",
            "category_id",
            "person_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )


class Stage(Base):
    """One part of a category: a group ("A"), the knockout after the groups, the rounds of a Swiss."""

    __tablename__ = "competition_stage"

    category_id: Mapped[int] = mapped_column(ForeignKey("competition_category.id"))
    number: Mapped[int]
    kind: Mapped[StageKind] = mapped_column(choice(StageKind))
    group: Mapped[str] = mapped_column(String(8), default="")
    category: Mapped[Category] = relationship()

    __table_args__ = (UniqueConstraint("category_id", "number"),)


class StageEntry(Base):
    """An entry that takes part in a stage: `position` is its seed or lot there, from 1; who came late, since when."""

    __tablename__ = "stage_entry"

    stage_id: Mapped[int] = mapped_column(ForeignKey("competition_stage.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    position: Mapped[int]
    since_round: Mapped[int] = mapped_column(default=1)
    entry: Mapped[Entry] = relationship()

    __table_args__ = (UniqueConstraint("stage_id", "entry_id"), UniqueConstraint("stage_id", "position"))


class PlayingTime(Base):
    """A room that a competition has for some hours, and with how many tables; its Booking holds the room."""

    __tablename__ = "playing_time"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    tables: Mapped[int]
    competition: Mapped[Competition] = relationship()
    room: Mapped[Room] = relationship()
    booking: Mapped[Booking] = relationship()

    __table_args__ = (CheckConstraint("tables > 0", name="tables"),)


class Match(Base):
    """One match of a stage; `number` counts from 1 in it. Side one moves first where a game knows that.

    A side is an entry, or comes from the winner or loser of the match with that number. Without either, side two is a
    bye, and `bye` says which. Its Booking holds the players' time; the room is held by the playing time, in which a
    table is used by one match in each `slot`. What had a time keeps it as `last_booking_id` when that is taken away;
    `sequence` counts what calendars have heard of it before its present booking, and `timed_at` is when they last did.
    """

    __tablename__ = "match"

    stage_id: Mapped[int] = mapped_column(ForeignKey("competition_stage.id"))
    number: Mapped[int]
    round: Mapped[int]
    one_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), index=True)
    two_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), index=True)
    one_winner_of: Mapped[int | None]
    one_loser_of: Mapped[int | None]
    two_winner_of: Mapped[int | None]
    two_loser_of: Mapped[int | None]
    bye: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    playing_time_id: Mapped[int | None] = mapped_column(ForeignKey("playing_time.id"))
    slot: Mapped[int | None]
    table: Mapped[int | None]
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)
    last_booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    sequence: Mapped[int] = mapped_column(default=0)
    timed_at: Mapped[Moment | None]
    stage: Mapped[Stage] = relationship()
    one: Mapped[Entry | None] = relationship(foreign_keys=one_id)
    two: Mapped[Entry | None] = relationship(foreign_keys=two_id)
    booking: Mapped[Booking | None] = relationship(foreign_keys=booking_id)
    last_booking: Mapped[Booking | None] = relationship(foreign_keys=last_booking_id)
    playing_time: Mapped[PlayingTime | None] = relationship()
    scores: Mapped[list["Score"]] = relationship(order_by="Score.id")

    __table_args__ = (
        UniqueConstraint("stage_id", "number"),
        UniqueConstraint("playing_time_id", "slot", "table"),
        CheckConstraint("one_id <> two_id", name="two_sides"),
        Index(None, "stage_id", "round"),
    )


class Score(Base):
    """What somebody wrote down about a match, or where scores rank about one try of an entry; rows are only added.

    `uid` is the client's, so that a form that is sent twice counts once. `sets` are pairs of points, `levels` what
    both sides reached at cards, `boards` the result of each board of a team. `round` counts the tries of an entry.
    """

    __tablename__ = "score"

    uid: Mapped[str] = mapped_column(String(36), unique=True)
    match_id: Mapped[int | None] = mapped_column(ForeignKey("match.id"), index=True)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("competition_stage.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), index=True)
    round: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Moment]
    status: Mapped[ScoreStatus] = mapped_column(choice(ScoreStatus))
    result: Mapped[Result | None] = mapped_column(choice(Result))
    value: Mapped[Decimal | None] = mapped_column(Numeric(12, 3))
    sets: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    levels: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    boards: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    note: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[Person | None] = relationship()

    __table_args__ = (
        CheckConstraint("(match_id IS NULL) <> (entry_id IS NULL)", name="one_subject"),
        Index(None, "entry_id", "round"),
    )
