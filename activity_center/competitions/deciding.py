"""What a match came to: who may say so, whose word counts, and what it means for both sides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from activity_center.competitions.kinds import Reporting, Result, ScoreStatus
from activity_center.competitions.rules import Game, Outcome, Tally
from activity_center.errors import Reason

WINS = frozenset({Result.ONE_WON, Result.TWO_ABSENT})
LOSSES = frozenset({Result.TWO_WON, Result.ONE_ABSENT})
DRAWS = frozenset({Result.DRAWN})
FORFEITS = frozenset({Result.ONE_ABSENT, Result.TWO_ABSENT, Result.BOTH_ABSENT})
WINNERS = {Result.ONE_WON: 0, Result.TWO_ABSENT: 0, Result.TWO_WON: 1, Result.ONE_ABSENT: 1}
_OUTCOMES = {
    Result.ONE_WON: (Outcome.WON, Outcome.LOST),
    Result.TWO_WON: (Outcome.LOST, Outcome.WON),
    Result.DRAWN: (Outcome.DRAWN, Outcome.DRAWN),
    Result.ONE_ABSENT: (Outcome.LOST_BY_FORFEIT, Outcome.WON_BY_FORFEIT),
    Result.TWO_ABSENT: (Outcome.WON_BY_FORFEIT, Outcome.LOST_BY_FORFEIT),
    Result.BOTH_ABSENT: (Outcome.LOST_BY_FORFEIT, Outcome.LOST_BY_FORFEIT),
}


def result_of_both(one: Outcome, two: Outcome) -> Result | None:
    """Return how a match ended by how it went for both sides, None where that cannot be."""
    return next((result for result, both in _OUTCOMES.items() if both == (one, two)), None)


Sets = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Board:
    """What one board of a match of teams came to, and who sat at it; None stands for the member of that board."""

    result: Result
    one_id: int | None = None
    two_id: int | None = None


@dataclass(frozen=True)
class Said:
    """What somebody says a match came to."""

    result: Result
    sets: Sets = ()
    levels: tuple[int, int] | None = None
    boards: tuple[Board, ...] = ()


@dataclass(frozen=True)
class Written:
    """What was written down: by whom, for which side (0 or 1; None for a referee), and how it stands."""

    said: Said
    by_id: int | None
    status: ScoreStatus
    side: int | None = None


def decided(written: Sequence[Written]) -> Said | None:
    """Return what counts of everything that was written down, oldest first: the last that was confirmed or corrected.

    A score that was taken back leaves the match open again.
    """
    counting = [one.said for one in written if one.status is not ScoreStatus.ENTERED]
    return counting[-1] if counting and counting[-1].result is not Result.VOID else None


def open_reports(written: Sequence[Written]) -> list[Written]:
    """Return what was entered since something last counted, and waits for somebody to confirm it."""
    found: list[Written] = []
    for one in written:
        found = [*found, one] if one.status is ScoreStatus.ENTERED else []
    return found


def status_of(reporting: Reporting, new: Written, written: Sequence[Written]) -> ScoreStatus:
    """Return how a new report stands: at once confirmed where one referee is enough.

    Otherwise it is confirmed if somebody else, or the other side, has last said the same.
    """
    if reporting is Reporting.REFEREE or (reporting is Reporting.BOTH_SIDES and new.side is None):
        return ScoreStatus.CONFIRMED
    latest = {_voice(reporting, one): one.said for one in open_reports(written)}
    others = [said for voice, said in latest.items() if voice != _voice(reporting, new)]
    return ScoreStatus.CONFIRMED if new.said in others else ScoreStatus.ENTERED


def _voice(reporting: Reporting, one: Written) -> int | None:
    return one.side if reporting is Reporting.BOTH_SIDES else one.by_id


def flaws(said: Said, *, needs_winner: bool) -> list[Reason]:
    """Return what is wrong with a report in itself: sets that say otherwise, a draw where somebody must go on."""
    found = []
    if needs_winner and said.result in (Result.DRAWN, Result.BOTH_ABSENT):
        found.append(Reason("score_needs_winner"))
    won = sets_won(said.sets)
    if said.sets and said.result in (Result.ONE_WON, Result.TWO_WON, Result.DRAWN):
        winner = None if won[0] == won[1] else int(won[1] > won[0])
        if winner != WINNERS.get(said.result):
            found.append(Reason("score_sets_disagree", {"one": won[0], "two": won[1]}))
    return found + _board_flaws(said, needs_winner)


def _board_flaws(said: Said, needs_winner: bool) -> list[Reason]:
    """More boards won decide; level boards are a draw, but in a knockout the regulations say who goes on."""
    if not said.boards:
        return []
    level = of_boards(said.boards)
    is_said = said.result is level or (needs_winner and level is Result.DRAWN)
    found = [] if is_said else [Reason("score_boards_disagree")]
    for sat in ([one.one_id for one in said.boards], [one.two_id for one in said.boards]):
        if len([id for id in sat if id]) > len({id for id in sat if id}):
            found.append(Reason("score_player_twice"))
    return found


def of_boards(boards: Sequence[Board]) -> Result:
    """Return what a match of teams came to by its boards."""
    won, lost = (sum(one.result in kind for one in boards) for kind in (WINS, LOSSES))
    return Result.DRAWN if won == lost else Result.ONE_WON if won > lost else Result.TWO_WON


def on_boards(said: Said, count: int) -> Said:
    """Return a report of teams that meet on so many boards: who stays away has lost on every board."""
    if said.boards or said.result not in FORFEITS:
        return said
    return Said(said.result, said.sets, said.levels, tuple(Board(said.result) for _n in range(count)))


def sets_won(sets: Sets) -> tuple[int, int]:
    """Return how many sets each side has won; a set that is level is nobody's."""
    return sum(one > two for one, two in sets), sum(two > one for one, two in sets)


def games(round: int, one: int, two: int, said: Said) -> list[tuple[int, Game]]:
    """Return a match as both sides have it in their record; side one moved first, or would have."""
    points = (sum(a for a, _ in said.sets), sum(b for _, b in said.sets))
    tally = Tally(sets_won(said.sets), points, said.levels, tuple(_OUTCOMES[one.result][0] for one in said.boards))
    ours, theirs = _OUTCOMES[said.result]
    return [
        (one, Game(round, ours, two, tally, moves_first=True)),
        (two, Game(round, theirs, one, _turned(tally, said.boards), moves_first=False)),
    ]


def _turned(tally: Tally, boards: Sequence[Board]) -> Tally:
    # Where both stayed away from a board neither has won it, which a mere exchange of sides cannot know.
    return replace(tally.turned(), boards=tuple(_OUTCOMES[one.result][1] for one in boards))


def turned(said: Said) -> Said:
    """Return a report as the other side would type it."""
    mirror = {
        Result.ONE_WON: Result.TWO_WON,
        Result.TWO_WON: Result.ONE_WON,
        Result.ONE_ABSENT: Result.TWO_ABSENT,
        Result.TWO_ABSENT: Result.ONE_ABSENT,
    }
    levels = said.levels and (said.levels[1], said.levels[0])
    boards = tuple(Board(mirror.get(one.result, one.result), one.two_id, one.one_id) for one in said.boards)
    return Said(mirror.get(said.result, said.result), tuple((b, a) for a, b in said.sets), levels, boards)


def parsed_sets(text: str) -> Sets | None:
    """Read sets as people type them, "11:7 9-11 11:5"; None where that is not what it says."""
    found = []
    for part in re.sub(r"[,\uff0c]", " ", re.sub(r"[\uff1a-]", ":", text)).split():
        one, colon, two = part.partition(":")
        if not (colon and one.isdecimal() and two.isdecimal() and len(one) <= 4 and len(two) <= 4):
            return None
        found.append((int(one), int(two)))
    return tuple(found)
