"""What decides between equals: each criterion as a number, with the terms it was summed from, so that one can see why.

Formulas follow FIDE Handbook C.07 (Buchholz, Sonneborn-Berger, progressive score, direct encounter), the order of go
contests (points, opponents' points, progressive score), that of the guandan contest of Wuxi's trade unions 2022, and
C and Z of air volleyball (sets, then points, won by lost).
"""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from activity_center.competitions.rules import (
    ASKED_FOR,
    CHESS,
    VOLUNTARY,
    Game,
    Outcome,
    Record,
    Scoring,
)
from activity_center.societies.rules import lot


class Criterion(Enum):
    """What entries can be ranked by; the greater value is the better one."""

    POINTS = "points"
    HEAD_TO_HEAD = "head_to_head"
    BUCHHOLZ = "buchholz"
    BUCHHOLZ_CUT_1 = "buchholz_cut_1"
    BUCHHOLZ_CUT_2 = "buchholz_cut_2"
    MEDIAN_BUCHHOLZ = "median_buchholz"
    OPPONENTS_POINTS = "opponents_points"
    SONNEBORN_BERGER = "sonneborn_berger"
    PROGRESSIVE = "progressive"
    PROGRESSIVE_CUT_1 = "progressive_cut_1"
    PROGRESSIVE_EX_FIRST = "progressive_ex_first"
    WINS = "wins"
    GAMES_WON = "games_won"
    SET_RATIO = "set_ratio"
    POINT_RATIO = "point_ratio"
    LEVEL_DIFFERENCE = "level_difference"
    LEVELS_GAINED = "levels_gained"
    BOARD_POINTS = "board_points"
    LOTS = "lots"


class Unplayed(Enum):
    """How rounds without a game count where opponents' points are summed.

    AS_AWARDED: an opponent counts with the points on the table, a bye with nothing. VIRTUAL_2009: FIDE until July 2023,
    a virtual opponent who starts level and draws the rest; an opponent's unplayed rounds are draws. DUMMY_2023: FIDE
    until February 2026, a dummy with one's own points. DUMMY_2026: the same, but never more than the opponent who
    stayed away (C.07, 16.4.1) or than draws in all rounds (16.4.2).
    """

    AS_AWARDED = "as_awarded"
    VIRTUAL_2009 = "virtual_2009"
    DUMMY_2023 = "dummy_2023"
    DUMMY_2026 = "dummy_2026"


@dataclass(frozen=True)
class Setting:
    """What all criteria of one competition are computed from: who played what, what it earns, and the rounds so far."""

    record: Record
    scoring: Scoring = CHESS
    rounds: int = 0
    unplayed: Unplayed = Unplayed.DUMMY_2026
    is_round_robin: bool = False
    seed: str = ""
    points: dict[int, Fraction] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Count the rounds and the points once."""
        played = max((game.round for games in self.record.values() for game in games), default=0)
        object.__setattr__(self, "rounds", self.rounds or played)
        self.points.update({entry: self.total(games) for entry, games in self.record.items()})

    def total(self, games: Sequence[Game]) -> Fraction:
        """Return what these rounds earn together."""
        return sum((self.scoring.earned(game.outcome) for game in games), Fraction())


Value = Fraction | float  # a float only where it is infinite: nothing was lost


@dataclass(frozen=True)
class Term:
    """One addend of a criterion: the round and the opponent it comes from, if any, and whether it was cut."""

    value: Value
    round: int | None = None
    opponent: int | None = None
    is_cut: bool = False
    is_voluntary: bool = False
    factor: Fraction | None = None  # of an opponent's points, where only a share of them counts


@dataclass(frozen=True)
class Worked:
    """The value of a criterion for one entry, None where it does not apply, and how it came about."""

    value: Value | None
    terms: tuple[Term, ...] = ()

    @classmethod
    def sum(cls, terms: Sequence[Term]) -> "Worked":
        """Return the sum of those terms that are not cut."""
        return cls(sum((term.value for term in terms if not term.is_cut), Fraction()), tuple(terms))


def worked(setting: Setting, criterion: Criterion, entry: int, tied: Collection[int] = ()) -> Worked:
    """Return a criterion of one entry; only the direct encounter asks among whom it is `tied`."""
    if criterion is Criterion.HEAD_TO_HEAD:
        return _head_to_head(setting, entry, tied)
    return _WORKED[criterion](setting, entry)


def _points(setting: Setting, entry: int) -> Worked:
    return Worked.sum([Term(setting.scoring.earned(g.outcome), g.round, g.opponent) for g in setting.record[entry]])


def _head_to_head(setting: Setting, entry: int, tied: Collection[int]) -> Worked:
    """C.07, article 6: points among the tied if all of them have met; a forfeit is no meeting in a Swiss."""
    others = set(tied)
    met = {
        one: {g.opponent for g in setting.record[one] if g.opponent in others and _is_meeting(setting, g)}
        for one in tied
    }
    if any(met[one] != others - {one} for one in tied):
        return Worked(None)
    games = [g for g in setting.record[entry] if g.opponent in others and _is_meeting(setting, g)]
    return Worked.sum([Term(setting.scoring.earned(g.outcome), g.round, g.opponent) for g in games])


def _is_meeting(setting: Setting, game: Game) -> bool:
    return game.is_played or setting.is_round_robin


def _buchholz(setting: Setting, entry: int, low: int = 0, high: int = 0) -> Worked:
    """C.07, article 8: the points of those one met; the lowest are cut first, of voluntary absences first (16.5)."""
    terms = [_opponent_term(setting, entry, game) for game in _with_gaps(setting, entry)]
    kept = sorted(terms, key=lambda term: (not term.is_voluntary, term.value))
    cut = set(map(id, kept[:low]))
    if high:
        cut |= set(map(id, sorted((t for t in terms if id(t) not in cut), key=lambda t: t.value)[-high:]))
    return Worked.sum([_cut(term) if id(term) in cut else term for term in terms])


def _cut(term: Term) -> Term:
    return Term(term.value, term.round, term.opponent, True, term.is_voluntary, term.factor)


def _with_gaps(setting: Setting, entry: int) -> list[Game]:
    """Return a game for each round; who is entered in none of a round, left or had not come yet."""
    games = {game.round: game for game in setting.record[entry]}
    if setting.is_round_robin or setting.unplayed is Unplayed.AS_AWARDED:
        return list(games.values())
    return [games.get(n) or Game(n, Outcome.ZERO_BYE) for n in range(1, setting.rounds + 1)]


def _opponent_term(setting: Setting, entry: int, game: Game) -> Term:
    plain = setting.is_round_robin or setting.unplayed is Unplayed.AS_AWARDED
    if game.opponent is not None and (plain or game.is_played):
        return Term(_as_opponent(setting, game.opponent), game.round, game.opponent)
    if plain:
        return Term(Fraction(), game.round)
    return Term(_dummy(setting, entry, game), game.round, is_voluntary=_is_voluntary(setting, game))


def _is_voluntary(setting: Setting, game: Game) -> bool:
    return game.outcome in VOLUNTARY and setting.unplayed is not Unplayed.VIRTUAL_2009


def _as_opponent(setting: Setting, entry: int) -> Fraction:
    """Return the points of an entry as its opponents count them (C.07, 16.3; before 2023 every gap was a draw)."""
    if setting.is_round_robin or setting.unplayed is Unplayed.AS_AWARDED:
        return setting.points[entry]
    games = _with_gaps(setting, entry)
    if setting.unplayed is Unplayed.VIRTUAL_2009:
        drawn = [game.round for game in games if not game.is_played]
    else:
        last = max((game.round for game in games if game.outcome not in VOLUNTARY), default=0)
        drawn = [game.round for game in games if game.outcome in ASKED_FOR and game.round > last]
    earned = {game.round: setting.scoring.earned(game.outcome) for game in games}
    return sum((setting.scoring.draw if n in drawn else points for n, points in earned.items()), Fraction())


def _dummy(setting: Setting, entry: int, game: Game) -> Fraction:
    """Return the points of the opponent that is imagined for a round without a game."""
    own, scoring = setting.points[entry], setting.scoring
    if setting.unplayed is Unplayed.VIRTUAL_2009:
        before = setting.total([one for one in setting.record[entry] if one.round < game.round])
        return before + scoring.win - scoring.earned(game.outcome) + scoring.draw * (setting.rounds - game.round)
    if setting.unplayed is Unplayed.DUMMY_2023:
        return own
    most = scoring.draw * setting.rounds if game.opponent is None else _as_opponent(setting, game.opponent)
    return min(own, most)


def _opponents_points(setting: Setting, entry: int) -> Worked:
    """对手分: the final points of everybody one was paired with; a bye is nobody."""
    met = [game for game in setting.record[entry] if game.opponent is not None]
    return Worked.sum([Term(setting.points[g.opponent], g.round, g.opponent) for g in met if g.opponent is not None])


def _sonneborn_berger(setting: Setting, entry: int) -> Worked:
    """C.07, article 9: each opponent's points by the share of a win that was taken from them."""
    terms = []
    for game in _with_gaps(setting, entry):
        of = _opponent_term(setting, entry, game)
        share = setting.scoring.earned(game.outcome) / setting.scoring.win
        terms.append(Term(of.value * share, of.round, of.opponent, factor=share))
    return Worked.sum(terms)


def _running(setting: Setting, entry: int, first: int = 1) -> list[Term]:
    """Return the running total after each round, counted from round `first` on."""
    total, terms = Fraction(), []
    games = {game.round: game for game in setting.record[entry]}
    for number in range(first, setting.rounds + 1):
        total += setting.scoring.earned(games[number].outcome) if number in games else 0
        terms.append(Term(total, number))
    return terms


def _progressive(setting: Setting, entry: int) -> Worked:
    """累进分: the sum of the running totals; W W W W L at two points a win gives 2 + 4 + 6 + 8 + 8 = 28."""
    return Worked.sum(_running(setting, entry))


def _progressive_cut(setting: Setting, entry: int) -> Worked:
    """C.07, article 7.5 with cut 1: the running total of the first round is left out."""
    first, *others = _running(setting, entry) or [Term(Fraction())]
    return Worked.sum([_cut(first), *others])


def _progressive_ex_first(setting: Setting, entry: int) -> Worked:
    """去首累进分 of guandan: the running totals as if the contest had begun with the second round."""
    return Worked.sum(_running(setting, entry, 2))


def _wins(setting: Setting, entry: int) -> Worked:
    """C.07, article 7.1: rounds that earned as much as a win, also without a game."""
    win = setting.scoring.win
    return Worked.sum(
        [
            Term(Fraction(1), g.round, g.opponent)
            for g in setting.record[entry]
            if setting.scoring.earned(g.outcome) == win
        ]
    )


def _games_won(setting: Setting, entry: int) -> Worked:
    """C.07, article 7.2: games won at the board."""
    won = [g for g in setting.record[entry] if g.outcome is Outcome.WON]
    return Worked.sum([Term(Fraction(1), g.round, g.opponent) for g in won])


def _set_ratio(setting: Setting, entry: int) -> Worked:
    """C of volleyball: sets won by sets lost."""
    return _ratio([(g, g.tally.sets) for g in setting.record[entry]])


def _point_ratio(setting: Setting, entry: int) -> Worked:
    """Z of volleyball: points won by points lost in all sets."""
    return _ratio([(g, g.tally.points) for g in setting.record[entry]])


def _ratio(tallies: Sequence[tuple[Game, tuple[int, int]]]) -> Worked:
    won, lost = (sum(tally[side] for _, tally in tallies) for side in (0, 1))
    value: Value = Fraction(won, lost) if lost else (math.inf if won else Fraction())
    terms = tuple(Term(Fraction(t[0]), g.round, g.opponent, factor=Fraction(t[1])) for g, t in tallies if any(t))
    return Worked(value, terms)


def _levels(setting: Setting, entry: int, of: Callable[[tuple[int, int]], int]) -> Worked:
    return Worked.sum(
        [Term(Fraction(of(g.tally.levels)), g.round, g.opponent) for g in setting.record[entry] if g.tally.levels]
    )


def _board_points(setting: Setting, entry: int) -> Worked:
    """Return what the boards of a team have earned: a forfeited match is lost on every board, a bye has none."""
    earned = setting.scoring.earned
    met = [game for game in setting.record[entry] if game.tally.boards]
    return Worked.sum([Term(sum(map(earned, g.tally.boards), Fraction()), g.round, g.opponent) for g in met])


LOWEST_LEVEL = 2


def _lots(setting: Setting, entry: int) -> Worked:
    """Return a lot that anybody can draw again: the first 12 hexadecimal digits of SHA-256 of `seed:number`."""
    return Worked(Fraction(int(lot(setting.seed, entry)[:12], 16)))


_WORKED: dict[Criterion, Callable[[Setting, int], Worked]] = {
    Criterion.POINTS: _points,
    Criterion.BUCHHOLZ: _buchholz,
    Criterion.BUCHHOLZ_CUT_1: lambda setting, entry: _buchholz(setting, entry, 1),
    Criterion.BUCHHOLZ_CUT_2: lambda setting, entry: _buchholz(setting, entry, 2),
    Criterion.MEDIAN_BUCHHOLZ: lambda setting, entry: _buchholz(setting, entry, 1, 1),
    Criterion.OPPONENTS_POINTS: _opponents_points,
    Criterion.SONNEBORN_BERGER: _sonneborn_berger,
    Criterion.PROGRESSIVE: _progressive,
    Criterion.PROGRESSIVE_CUT_1: _progressive_cut,
    Criterion.PROGRESSIVE_EX_FIRST: _progressive_ex_first,
    Criterion.WINS: _wins,
    Criterion.GAMES_WON: _games_won,
    Criterion.SET_RATIO: _set_ratio,
    Criterion.POINT_RATIO: _point_ratio,
    Criterion.LEVEL_DIFFERENCE: lambda setting, entry: _levels(setting, entry, lambda both: both[0] - both[1]),
    Criterion.LEVELS_GAINED: lambda setting, entry: _levels(setting, entry, lambda both: both[0] - LOWEST_LEVEL),
    Criterion.BOARD_POINTS: _board_points,
    Criterion.LOTS: _lots,
}
