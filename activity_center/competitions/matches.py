"""The matches of a stage as the rules see them: who stands where, what has been decided, and what follows from it."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from activity_center.competitions.deciding import WINNERS, Board, Said, Written, decided, games, on_boards
from activity_center.competitions.kinds import EntryStatus, Result, StageKind
from activity_center.competitions.knockout import Slot, Tie, filled
from activity_center.competitions.models import Category, Match, Score, Stage, StageEntry
from activity_center.competitions.placing import is_needless
from activity_center.competitions.rules import Game
from activity_center.db import found

KNOCKOUTS = (StageKind.SINGLE_ELIMINATION, StageKind.DOUBLE_ELIMINATION)


def stages(session: Session, category_id: int) -> list[Stage]:
    """Return the stages of a category in their order."""
    return list(session.scalars(select(Stage).where(Stage.category_id == category_id).order_by(Stage.number)))


def stage_of(session: Session, stage_id: int) -> Stage:
    """Return one stage."""
    return found(session.get(Stage, stage_id))


def of_stage(session: Session, stage_id: int) -> list[Match]:
    """Return the matches of a stage with everything that was written about them, by number."""
    return _loaded(session, Match.stage_id == stage_id)


def of_competition(session: Session, competition_id: int) -> list[Match]:
    """Return all matches of a competition, by stage and number."""
    mine = select(Stage.id).join(Category).where(Category.competition_id == competition_id)
    return _loaded(session, Match.stage_id.in_(mine))


def _loaded(session: Session, which: ColumnElement[bool]) -> list[Match]:
    whole = [
        selectinload(Match.scores).joinedload(Score.by),
        joinedload(Match.one),
        joinedload(Match.two),
        joinedload(Match.booking),
        joinedload(Match.playing_time),
        joinedload(Match.stage).joinedload(Stage.category),
    ]
    wanted = select(Match).where(which).options(*whole).order_by(Match.stage_id, Match.number)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def match_of(session: Session, match_id: int) -> Match:
    """Return one match."""
    return found(next(iter(_loaded(session, Match.id == match_id)), None))


def entries_of(session: Session, stage_id: int) -> list[StageEntry]:
    """Return who takes part in a stage, by seed or lot."""
    theirs = select(StageEntry).where(StageEntry.stage_id == stage_id).order_by(StageEntry.position)
    return list(session.scalars(theirs.options(joinedload(StageEntry.entry))))


def said_of(score: Score) -> Said:
    """Return a row as the rules see it."""
    levels = (score.levels[0], score.levels[1]) if score.levels else None
    boards = tuple(Board(Result(result), one, two) for result, one, two in score.boards or ())
    return Said(score.result or Result.VOID, tuple((one, two) for one, two in score.sets), levels, boards)


def written(match: Match) -> list[Written]:
    """Return everything that was written about a match, oldest first."""
    return [Written(said_of(row), row.by_id, row.status, side_of(match, row.by_id)) for row in match.scores]


def side_of(match: Match, person_id: int | None) -> int | None:
    """Return on which side somebody plays, or None for anybody else."""
    for side, entry in enumerate((match.one, match.two)):
        if entry and person_id is not None and person_id in {member.person_id for member in entry.members}:
            return side
    return None


def result_of(match: Match) -> Said | None:
    """Return what counts of a match, if anything does."""
    return decided(written(match))


def played(matches: Iterable[Match], numbers: Mapping[int, int]) -> list[tuple[int, Game]]:
    """Return the games and byes that count as (entry, game), the entries as `numbers` has them by their ids."""
    found_so_far: list[tuple[int, Game]] = []
    for match in matches:
        said = result_of(match)
        if said and match.one_id and match.two_id:
            said = on_boards(said, match.stage.category.competition.boards)
            found_so_far += games(match.round, numbers[match.one_id], numbers[match.two_id], said)
        elif match.bye and match.one_id:
            found_so_far.append((numbers[match.one_id], Game(match.round, match.bye)))
    return found_so_far


def winner_of(match: Match) -> int | None:
    """Return which entry has won a match, None for a draw and while nothing counts."""
    said = result_of(match)
    side = WINNERS.get(said.result) if said else None
    return None if side is None else (match.one_id, match.two_id)[side]


def tie_of(match: Match) -> Tie:
    """Return a match as the rules of knockouts see it."""
    one = _slot(match.one_id, match.one_winner_of, match.one_loser_of)
    return Tie(match.number, match.round, one, _slot(match.two_id, match.two_winner_of, match.two_loser_of))


def _slot(entry: int | None, winner_of: int | None, loser_of: int | None) -> Slot:
    """Return where a side comes from; what the row says of it is only what has followed so far."""
    return Slot(winner_of=winner_of, loser_of=loser_of) if winner_of or loser_of else Slot(entry)


def ties_of(matches: Iterable[Match]) -> list[Tie]:
    """Return the matches of a knockout as its rules see them, and nothing for any other stage."""
    return [tie_of(match) for match in matches if match.stage.kind in KNOCKOUTS]


def winners(matches: Iterable[Match]) -> dict[int, int]:
    """Return who has won the matches of a knockout, by their numbers."""
    return {match.number: winner for match in matches if (winner := winner_of(match)) is not None}


def is_open(match: Match, all_ties: Sequence[Tie] = (), won: dict[int, int] | None = None) -> bool:
    """Say whether a match is still to be played: both sides stand, or will, and nothing counts yet."""
    if result_of(match) is not None or match.bye:
        return False
    tie = next((tie for tie in all_ties if tie.number == match.number), None)
    return tie is None or not is_needless(tie, all_ties, won or {})


def fill(stage: Stage, matches: Sequence[Match]) -> list[Match]:
    """Put who has won and lost into the matches that follow in a knockout, and return those that changed."""
    if stage.kind not in KNOCKOUTS:
        return []
    every, won = [tie_of(match) for match in matches], winners(matches)
    sides = filled(every, won)
    changed = []
    for match, tie in zip(matches, every, strict=True):
        one, two = (None, None) if is_needless(tie, every, won) else sides[match.number]
        if (match.one_id, match.two_id) != (one, two):
            match.one_id, match.two_id = one, two
            changed.append(match)
    return changed


def is_retired(match: Match, side: int) -> bool:
    """Say whether the entry on a side has left."""
    entry = (match.one, match.two)[side]
    return entry is not None and entry.status is EntryStatus.RETIRED
