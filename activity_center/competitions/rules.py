"""What a contest counts: how a round went for somebody, what it earns, and what everybody has earned so far."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction


class Outcome(Enum):
    """How one round went for one entry. A BYE is given by the pairing; the other two were asked for, or one left."""

    WON = "won"
    DRAWN = "drawn"
    LOST = "lost"
    WON_BY_FORFEIT = "won_by_forfeit"
    LOST_BY_FORFEIT = "lost_by_forfeit"
    BYE = "bye"
    HALF_BYE = "half_bye"
    ZERO_BYE = "zero_bye"


PLAYED = frozenset({Outcome.WON, Outcome.DRAWN, Outcome.LOST})
ASKED_FOR = frozenset({Outcome.HALF_BYE, Outcome.ZERO_BYE})
# A round that somebody chose not to play; FIDE C.07, article 16.1.2, calls it a VUR.
VOLUNTARY = ASKED_FOR | {Outcome.LOST_BY_FORFEIT}
OTHER_SIDE = {
    Outcome.WON: Outcome.LOST,
    Outcome.DRAWN: Outcome.DRAWN,
    Outcome.LOST: Outcome.WON,
    Outcome.WON_BY_FORFEIT: Outcome.LOST_BY_FORFEIT,
    Outcome.LOST_BY_FORFEIT: Outcome.WON_BY_FORFEIT,
}


@dataclass(frozen=True)
class Tally:
    """What was won and lost inside one match: sets, points in them, the level reached at cards (2 to 14, A), boards."""

    sets: tuple[int, int] = (0, 0)
    points: tuple[int, int] = (0, 0)
    levels: tuple[int, int] | None = None
    boards: tuple[Outcome, ...] = ()

    def turned(self) -> "Tally":
        """Return it as the other side sees it."""
        levels = self.levels and (self.levels[1], self.levels[0])
        return Tally(
            (self.sets[1], self.sets[0]),
            (self.points[1], self.points[0]),
            levels,
            tuple(OTHER_SIDE[one] for one in self.boards),
        )


@dataclass(frozen=True)
class Game:
    """One round of one entry; without an opponent it is a bye. Where both stay away, each has LOST_BY_FORFEIT.

    `moves_first` is the colour where a game has one: red in xiangqi, white in chess, black in go.
    """

    round: int
    outcome: Outcome
    opponent: int | None = None
    tally: Tally = field(default_factory=Tally)
    moves_first: bool | None = None

    @property
    def is_played(self) -> bool:
        """Say whether there was a game at all."""
        return self.outcome in PLAYED


@dataclass(frozen=True)
class Scoring:
    """What each outcome earns. Chess gives 1 and 1/2, xiangqi and go 2 and 1, volleyball 2 for a win, 1 for a loss."""

    win: Fraction = Fraction(1)
    draw: Fraction = Fraction(1, 2)
    loss: Fraction = Fraction(0)
    forfeit_win: Fraction | None = None  # as a win
    forfeit_loss: Fraction = Fraction(0)
    bye: Fraction | None = None  # as a win
    half_bye: Fraction | None = None  # as a draw
    zero_bye: Fraction = Fraction(0)

    def earned(self, outcome: Outcome) -> Fraction:
        """Return what one round earns."""
        earns = {
            Outcome.WON: self.win,
            Outcome.DRAWN: self.draw,
            Outcome.LOST: self.loss,
            Outcome.WON_BY_FORFEIT: self.win if self.forfeit_win is None else self.forfeit_win,
            Outcome.LOST_BY_FORFEIT: self.forfeit_loss,
            Outcome.BYE: self.win if self.bye is None else self.bye,
            Outcome.HALF_BYE: self.draw if self.half_bye is None else self.half_bye,
            Outcome.ZERO_BYE: self.zero_bye,
        }
        return Fraction(earns[outcome])


CHESS = Scoring()
XIANGQI = Scoring(Fraction(2), Fraction(1), Fraction(0))
VOLLEYBALL = Scoring(Fraction(2), Fraction(0), Fraction(1), forfeit_loss=Fraction(0))

# The rounds of every entry by its number, in order; an entry that has not played yet has none.
Record = Mapping[int, Sequence[Game]]


def record_of(entries: Collection[int], games: Collection[tuple[int, Game]]) -> dict[int, list[Game]]:
    """Return the rounds of every entry, in order, from games as (entry, game); whoever met them is entered too.

    A game may be given from one side or from both; the order of entry does not matter.
    """
    found: dict[int, dict[int, Game]] = {entry: {} for entry in entries}
    for entry, game in games:
        found[entry][game.round] = game
        if game.opponent is not None:
            found[game.opponent].setdefault(game.round, _mirrored(entry, game))
    return {entry: [rounds[number] for number in sorted(rounds)] for entry, rounds in found.items()}


def _mirrored(entry: int, game: Game) -> Game:
    moves_first = None if game.moves_first is None else not game.moves_first
    outcome = OTHER_SIDE[game.outcome]
    return Game(game.round, outcome, entry, game.tally.turned(), moves_first)


def without(record: Record, entries: Collection[int]) -> dict[int, list[Game]]:
    """Return the record as if these entries had never played: where a rule says that a forfeit cancels all results."""
    gone = set(entries)
    return {
        entry: [game for game in games if game.opponent not in gone]
        for entry, games in record.items()
        if entry not in gone
    }


def forfeiters(record: Record) -> set[int]:
    """Return who stayed away from a match without a reason that counts."""
    return {e for e, games in record.items() if any(g.outcome is Outcome.LOST_BY_FORFEIT for g in games)}
