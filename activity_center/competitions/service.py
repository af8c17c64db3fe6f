"""The competitions that staff set up: regulations, categories, referees, and the states they pass through."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import calendar_changed
from activity_center.competitions import leading
from activity_center.competitions.kinds import (
    LIVE,
    PLACED,
    SCORING,
    CompetitionStatus,
    Discipline,
    EntryKind,
    EntryStatus,
    Format,
    Reporting,
    ScoringName,
)
from activity_center.competitions.models import Category, Competition, Entry, EntryMember, PlayingTime, Referee
from activity_center.competitions.prizes import Prize
from activity_center.competitions.rules import Scoring
from activity_center.competitions.tie_breaks import Criterion, Unplayed
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.people import access
from activity_center.people.rules import RoleName, Sex
from activity_center.rooms import service as rooms

# From which state one may go to which; the draw itself lets a competition run.
_WAYS: dict[CompetitionStatus, frozenset[CompetitionStatus]] = {
    CompetitionStatus.DRAFT: frozenset({CompetitionStatus.OPEN, CompetitionStatus.CANCELLED}),
    CompetitionStatus.OPEN: frozenset({CompetitionStatus.CLOSED, CompetitionStatus.CANCELLED}),
    CompetitionStatus.CLOSED: frozenset({CompetitionStatus.OPEN, CompetitionStatus.CANCELLED}),
    CompetitionStatus.RUNNING: frozenset({CompetitionStatus.FINISHED}),
    CompetitionStatus.FINISHED: frozenset({CompetitionStatus.RUNNING, CompetitionStatus.ARCHIVED}),
    CompetitionStatus.ARCHIVED: frozenset(),
    CompetitionStatus.CANCELLED: frozenset(),
}
PUBLIC = tuple(status for status in CompetitionStatus if status is not CompetitionStatus.DRAFT)
# Nothing is changed any more once a competition is over; only what is finished may be played on.
OVER = frozenset({CompetitionStatus.FINISHED, CompetitionStatus.ARCHIVED, CompetitionStatus.CANCELLED})
# What follows from the draw and may not change after it.
_FIXED = ("format", "entry_kind", "boards", "groups", "has_third_place", "seats_per_table")


@dataclass(frozen=True)
class CompetitionDraft:
    """What staff type about a competition; the names of its fields are the columns."""

    name: str
    discipline: Discipline
    format: Format
    starts_on: date
    ends_on: date
    regulations: str = ""
    society_id: int | None = None
    entries_open_at: datetime | None = None
    entries_close_at: datetime | None = None
    ages_on: date | None = None
    entry_kind: EntryKind = EntryKind.PERSON
    least_members: int = 1
    most_members: int = 1
    boards: int = 0
    team_best: int | None = None
    quota_per_unit: int | None = None
    needs_statement: bool = False
    needs_insurance: bool = False
    scoring: ScoringName = ScoringName.TWO_AND_ONE
    criteria: tuple[Criterion, ...] = (Criterion.POINTS, Criterion.HEAD_TO_HEAD, Criterion.WINS, Criterion.LOTS)
    reporting: Reporting = Reporting.REFEREE
    unplayed: Unplayed = Unplayed.AS_AWARDED
    rounds: int | None = None
    groups: int | None = None
    advancing: int = 2
    has_third_place: bool = False
    is_least_best: bool = False
    keeps_units_apart: bool = False
    forfeit_cancels: bool = False
    seats_per_table: int | None = None
    chips_each: int | None = None
    match_minutes: int = 60
    rest_minutes: int = 0
    prizes: tuple[Prize, ...] = ()
    is_sample: bool = False

    @property
    def columns(self) -> dict[str, Any]:
        """Return the columns of the row."""
        prizes = [asdict(prize) for prize in self.prizes]
        return asdict(self) | {"criteria": [criterion.value for criterion in self.criteria], "prizes": prizes}


@dataclass(frozen=True)
class CategoryDraft:
    """Who plays among each other: a name, a sex, bounds of age in completed years, and how many places."""

    name: str
    sex: Sex | None = None
    least_age_male: int | None = None
    least_age_female: int | None = None
    most_age: int | None = None
    capacity: int | None = None


def add_competition(session: Session, draft: CompetitionDraft, *, at: datetime, by: Actor) -> Competition:
    """Add a competition that only staff see until entries are opened."""
    _refuse_flaws(draft)
    competition = Competition(**draft.columns)
    session.add(competition)
    session.flush()
    audit.record(session, by, at, "add_competition", "competition", competition.id, name=draft.name)
    return competition


def _refuse_flaws(draft: CompetitionDraft) -> None:
    flaws = []
    if draft.ends_on < draft.starts_on:
        flaws.append(Reason("days_out_of_order"))
    if draft.entries_open_at and draft.entries_close_at and draft.entries_close_at <= draft.entries_open_at:
        flaws.append(Reason("entries_out_of_order"))
    if draft.format is Format.SWISS and not draft.rounds:
        flaws.append(Reason("swiss_needs_rounds"))
    if draft.boards and (draft.entry_kind is not EntryKind.TEAM or draft.most_members < draft.boards):
        flaws.append(Reason("boards_need_teams", {"n": draft.boards}))
    if draft.chips_each and not draft.seats_per_table:
        flaws.append(Reason("chips_need_tables"))
    if draft.most_members < draft.least_members:
        flaws.append(Reason("members_out_of_order"))
    if flaws:
        raise Refused(*flaws)


def change_competition(
    session: Session, competition_id: int, draft: CompetitionDraft, *, at: datetime, by: Actor
) -> Competition:
    """Change a competition; what the draw was made by stays as it is once a category is drawn."""
    competition = changeable(session, competition_id)
    _refuse_flaws(draft)
    columns = {name: value for name, value in draft.columns.items() if name != "is_sample"}
    if any(category.drawn_at for category in competition.categories):
        changed = [name for name in _FIXED if getattr(competition, name) != columns[name]]
        if changed:
            raise Refused(Reason("drawn_already"))
    for name, value in columns.items():
        setattr(competition, name, value)
    calendar_changed(session)
    audit.record(session, by, at, "change_competition", "competition", competition_id)
    return competition


def changeable(session: Session, competition_id: int) -> Competition:
    """Lock a competition and return it; refused once it is over, for then nothing of it changes any more."""
    competition = locked(session, Competition, competition_id)
    if competition.status in OVER:
        raise Refused(Reason("competition_is_over", {"title": competition.name}))
    return competition


def add_category(session: Session, competition_id: int, draft: CategoryDraft, *, at: datetime, by: Actor) -> Category:
    """Add a category; refused where the competition has one of that name."""
    competition = changeable(session, competition_id)
    if draft.name in {category.name for category in competition.categories}:
        raise Refused(Reason("name_taken", {"name": draft.name}))
    category = Category(competition_id=competition_id, **asdict(draft))
    session.add(category)
    session.flush()
    session.expire(competition, ["categories"])
    audit.record(session, by, at, "add_category", "competition", competition_id, name=draft.name)
    return category


def move_on(
    session: Session, competition_id: int, status: CompetitionStatus, note: str = "", *, at: datetime, by: Actor
) -> Competition:
    """Open or close entries, finish, archive or cancel; refused where that does not follow from how it stands.

    Who has entered a competition that is cancelled is told.
    """
    competition = locked(session, Competition, competition_id)
    if competition.status is status:
        return competition
    if status not in _WAYS[competition.status]:
        raise Refused(Reason("competition_stands_otherwise", {"title": competition.name}))
    if status is CompetitionStatus.OPEN and not competition.categories:
        raise Refused(Reason("category_missing"))
    competition.status = status
    calendar_changed(session)
    audit.record(session, by, at, f"competition_{status.value}", "competition", competition_id, note=note)
    if status is CompetitionStatus.CANCELLED:
        told = {"title": competition.name, "note": note}
        notices.post(session, players(session, competition_id), "competition_cancelled", told, at=at)
        _give_rooms_back(session, competition_id)
    return competition


def _give_rooms_back(session: Session, competition_id: int) -> None:
    halls = list(session.scalars(select(PlayingTime).where(PlayingTime.competition_id == competition_id)))
    rooms.release(session, [hall.booking_id for hall in halls])
    for hall in halls:
        session.delete(hall)
    session.flush()
    calendar_changed(session)


def scoring_of(competition: Competition) -> Scoring:
    """Return what each outcome earns in a competition."""
    return SCORING[competition.scoring]


def ways(competition: Competition) -> list[CompetitionStatus]:
    """Return to which states staff may lead a competition now."""
    return [status for status in CompetitionStatus if status in _WAYS[competition.status]]


def players(session: Session, competition_id: int) -> list[int]:
    """Return who takes part or waits, by their numbers as people."""
    live = Entry.status.in_(LIVE)
    theirs = select(EntryMember.person_id).join(Entry).where(Entry.competition_id == competition_id, live)
    return list(session.scalars(theirs.distinct().order_by(EntryMember.person_id)))


def appoint_referee(session: Session, competition_id: int, login: str, *, at: datetime, by: Actor) -> Referee:
    """Let somebody write down the scores of a competition; appointing again changes nothing."""
    person = access.one_called(session, login)
    changeable(session, competition_id)
    mine = select(Referee).where(Referee.competition_id == competition_id, Referee.person_id == person.id)
    if known := session.scalar(mine):
        return known
    referee = Referee(competition_id=competition_id, person_id=person.id, appointed_at=at)
    session.add(referee)
    session.flush()
    audit.record(session, by, at, "appoint_referee", "competition", competition_id, person.id)
    return referee


def dismiss_referee(session: Session, referee_id: int, *, at: datetime, by: Actor) -> int:
    """Take the post of a referee back, and return the competition."""
    known: Referee = found(session.get(Referee, referee_id))
    changeable(session, known.competition_id)
    referee = locked(session, Referee, referee_id)
    session.delete(referee)
    audit.record(session, by, at, "dismiss_referee", "competition", referee.competition_id, referee.person_id)
    return referee.competition_id


def may_referee(
    session: Session, competition_id: int, person_id: int | None, roles: Collection[RoleName], on: date
) -> bool:
    """Say whether somebody may write down and correct the scores of a competition: its referees, and who runs it."""
    society_id = session.scalar(select(Competition.society_id).where(Competition.id == competition_id))
    if leading.may_run(session, society_id, person_id, roles, on):
        return True
    mine = select(Referee.id).where(Referee.competition_id == competition_id, Referee.person_id == person_id)
    return person_id is not None and session.scalar(mine) is not None


def referees(session: Session, competition_id: int) -> list[Referee]:
    """Return the referees in the order in which they were appointed."""
    theirs = select(Referee).where(Referee.competition_id == competition_id)
    return list(session.scalars(theirs.options(joinedload(Referee.person)).order_by(Referee.id)))


def competition(session: Session, competition_id: int, *, with_drafts: bool = True) -> Competition:
    """Return one competition with its categories; a draft is not there for those who may not see it."""
    row = session.get(Competition, competition_id, options=[selectinload(Competition.categories)])
    return found(row if row and (with_drafts or row.status is not CompetitionStatus.DRAFT) else None)


def category(session: Session, category_id: int, *, with_drafts: bool = True) -> Category:
    """Return one category with its competition; one of a draft is not there for those who may not see it."""
    row = session.get(Category, category_id, options=[joinedload(Category.competition)])
    is_shown = row and (with_drafts or row.competition.status is not CompetitionStatus.DRAFT)
    return found(row if is_shown else None)


def competitions(session: Session, *, only_public: bool = False) -> list[Competition]:
    """Return all competitions, the latest first."""
    wanted = select(Competition).options(selectinload(Competition.categories), joinedload(Competition.society))
    if only_public:
        wanted = wanted.where(Competition.status.in_(PUBLIC))
    return list(session.scalars(wanted.order_by(Competition.starts_on.desc(), Competition.id.desc())))


@dataclass(frozen=True)
class Places:
    """How many take part in a category, offers included, and how many wait."""

    taken: int = 0
    waiting: int = 0


def places(session: Session, category_ids: Sequence[int]) -> dict[int, Places]:
    """Return how many places of each category are taken, and how many entries wait."""
    rows = session.execute(
        select(Entry.category_id, Entry.status, func.count())
        .where(Entry.category_id.in_(category_ids), Entry.status.in_(LIVE))
        .group_by(Entry.category_id, Entry.status)
    ).all()
    counts: dict[int, Places] = {id: Places() for id in category_ids}
    for id, status, n in rows:
        now = counts[id]
        is_waiting = status is EntryStatus.WAITING
        counts[id] = Places(now.taken + (n if status in PLACED else 0), now.waiting + (n if is_waiting else 0))
    return counts
