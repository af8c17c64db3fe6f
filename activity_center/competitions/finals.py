"""What a category came to in the end: the place and the prize of everybody, teams, boards, and the archive."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from activity_center.competitions import deciding, matches, results
from activity_center.competitions.kinds import SCORING, CompetitionStatus, EntryStatus, StageKind
from activity_center.competitions.models import Category, Competition, Entry, EntryMember, Match
from activity_center.competitions.placing import overall
from activity_center.competitions.prizes import Prize, awarded
from activity_center.competitions.results import Table
from activity_center.competitions.rules import PLAYED
from activity_center.competitions.teaming import BoardLine, Sat, Single, UnitLine, by_boards, by_units
from activity_center.people.models import Person

OVER = (CompetitionStatus.FINISHED, CompetitionStatus.ARCHIVED)
_POINTS = (StageKind.ROUND_ROBIN, StageKind.SWISS)


@dataclass(frozen=True)
class Placing:
    """Which place an entry has in its category, and the prize that goes with it, "" for none."""

    place: int
    entry: Entry
    prize: str = ""


def placings(session: Session, category: Category) -> list[Placing]:
    """Return the places of a category as it stands, by place; prizes are those of the regulations.

    Who has left and who has not played has no place, and counts among those who took part only if they have one.
    """
    tables = results.tables(session, category)
    by_id = {line.entry.id: line.entry for table in tables for line in table.lines}
    parts = [[(line.rank, line.entry.id) for line in table.lines] for table in tables]
    stays = [(place, id) for place, id in overall(_turns(tables, parts)) if by_id[id].status is not EntryStatus.RETIRED]
    prizes = awarded(stays, prizes_of(category.competition))
    return [Placing(place, by_id[id], prizes.get(id, "")) for place, id in stays]


def _turns(
    tables: Sequence[Table], parts: Sequence[list[tuple[int | None, int]]]
) -> list[list[tuple[int | None, int]]]:
    """Put groups, which are played side by side, together as one part."""
    found: list[list[tuple[int | None, int]]] = []
    for n, (table, part) in enumerate(zip(tables, parts, strict=True)):
        if n and table.stage.group and tables[n - 1].stage.group:
            found[-1] = [*found[-1], *part]
        else:
            found.append(list(part))
    return found


def prizes_of(competition: Competition) -> list[Prize]:
    """Return the prizes of the regulations as the rules see them."""
    return [Prize(**kept) for kept in competition.prizes]


def units(session: Session, competition: Competition) -> list[UnitLine]:
    """Return the units of a competition by the points of their best players, over all its categories."""
    singles = [
        Single(line.entry.id, line.entry.unit, table.setting.points[line.entry.number], line.rank or 0)
        for category in competition.categories
        for table in results.tables(session, category)
        if table.setting and table.stage.kind in _POINTS
        for line in table.lines
    ]
    return by_units(singles, competition.team_best) if competition.team_best else []


def entries_in(session: Session, lines: Sequence[UnitLine]) -> dict[int, Entry]:
    """Return the entries that units are made of, by number of the row."""
    ids = {one.entry for line in lines for one in (*line.counted, *line.others)}
    return {entry.id: entry for entry in session.scalars(select(Entry).where(Entry.id.in_(ids)))}


def boards(session: Session, category: Category) -> dict[int, list[BoardLine]]:
    """Return what everybody has earned at each board of the matches of teams in a category."""
    scoring = SCORING[category.competition.scoring]
    every = [match for stage in matches.stages(session, category.id) for match in matches.of_stage(session, stage.id)]
    lineup = _lineup(session, {id for match in every for id in (match.one_id, match.two_id) if id})
    return by_boards(
        Sat(person, number, scoring.earned(game.outcome), game.outcome in PLAYED)
        for match in every
        for number, person, game in _sat(match, lineup)
    )


def _lineup(session: Session, entry_ids: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = select(EntryMember).where(EntryMember.entry_id.in_(entry_ids)).order_by(EntryMember.board)
    for member in session.scalars(rows):
        found[member.entry_id].append(member.person_id)
    return found


def _sat(match: Match, lineup: dict[int, list[int]]) -> list[tuple[int, int, deciding.Game]]:
    """Return (board, person, game) of both sides of a match that was played board by board."""
    said = matches.result_of(match)
    if said is None or not match.one_id or not match.two_id:
        return []
    found = []
    for n, board in enumerate(said.boards):
        both = deciding.games(match.round, match.one_id, match.two_id, deciding.Said(board.result))
        for (entry_id, game), named in zip(both, (board.one_id, board.two_id), strict=True):
            person = named or next(iter(lineup[entry_id][n : n + 1]), None)
            found += [(n + 1, person, game)] if person else []
    return found


def people(session: Session, ids: set[int]) -> dict[int, Person]:
    """Return people by their numbers."""
    return {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)))}


def archive(session: Session) -> dict[int, list[Competition]]:
    """Return what has been put into the archive, by year, the latest first."""
    wanted = select(Competition).where(Competition.status == CompetitionStatus.ARCHIVED)
    whole = [selectinload(Competition.categories), joinedload(Competition.society)]
    found: dict[int, list[Competition]] = defaultdict(list)
    for row in session.scalars(wanted.options(*whole).order_by(Competition.starts_on.desc(), Competition.id.desc())):
        found[row.starts_on.year].append(row)
    return found
