"""Swiss pairings by the FIDE (Dutch) System, C.04.3 as effective until 31 January 2026, from the library py4swiss."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from py4swiss.engines import DutchEngine
from py4swiss.engines.common import PairingError
from py4swiss.trf import ParsedTrf
from py4swiss.trf.codes import PlayerCode
from py4swiss.trf.results import ColorToken, ResultToken, RoundResult, ScoringPointSystem
from py4swiss.trf.sections import PlayerSection, XSection
from py4swiss.trf.sections.x_section import XSectionConfiguration

from activity_center.competitions.rules import CHESS, Game, Outcome, Record, Scoring
from activity_center.errors import Reason, Refused

RULES = "FIDE Dutch (C.04.3, until 31 January 2026)"

TOKEN = {
    Outcome.WON: ResultToken.WIN,
    Outcome.DRAWN: ResultToken.DRAW,
    Outcome.LOST: ResultToken.LOSS,
    Outcome.WON_BY_FORFEIT: ResultToken.FORFEIT_WIN,
    Outcome.LOST_BY_FORFEIT: ResultToken.FORFEIT_LOSS,
    Outcome.BYE: ResultToken.PAIRING_ALLOCATED_BYE,
    Outcome.HALF_BYE: ResultToken.HALF_POINT_BYE,
    Outcome.ZERO_BYE: ResultToken.ZERO_POINT_BYE,
}


@dataclass(frozen=True)
class Round:
    """What pairing the next round depends on.

    `entries` are in their initial order, the strongest first. `absent` are not paired; `apart` do not meet if that can
    be, as players of one team. `first_moves_first` is the colour that the strongest would have in the first round.
    """

    entries: Sequence[int]
    record: Record
    scoring: Scoring = CHESS
    rounds: int = 1
    absent: Collection[int] = ()
    apart: Collection[tuple[int, int]] = ()
    first_moves_first: bool = True
    numbers: Mapping[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Number the entries from 1 in their order, as the library wants them."""
        object.__setattr__(self, "numbers", {entry: number for number, entry in enumerate(self.entries, 1)})

    @property
    def present(self) -> list[int]:
        """Return who is paired, in their initial order."""
        return [entry for entry in self.entries if entry not in self.absent]

    @property
    def number(self) -> int:
        """Return which round is to be paired: the one after the last in which anybody has a result."""
        return max((game.round for games in self.record.values() for game in games), default=0) + 1


def pair(next_round: Round, told: Callable[[int], None] = lambda _count: None) -> list[tuple[int, int | None]]:
    """Return the pairs of the next round, the first of each moves first, by board; None stands for the bye.

    Of each group of equal points that is paired, `told` hears how many have found their opponent. Those who are to be
    kept apart meet only where there is no other pairing. Refused where no legal pairing is left at all, which happens
    when too many rounds are played by too few.
    """
    if len(next_round.present) < 2:
        raise Refused(Reason("too_few_to_pair", {"n": len(next_round.present)}))
    try:
        pairings = _telling(told).generate_pairings(trf(next_round))
    except PairingError as error:
        if next_round.apart:
            return pair(replace(next_round, apart=()), told)
        raise Refused(Reason("no_pairing_left", {"round": next_round.number})) from error
    entries = [None, *next_round.entries]
    pairs = [(entries[one.white], entries[one.black]) for one in pairings]
    return [(white, black) if white is not None else (_there(black), None) for white, black in pairs]


def _telling(told: Callable[[int], None]) -> type[DutchEngine]:
    class Telling(DutchEngine):
        @staticmethod
        def _get_bracket_pairs(bracket_pairer: Any) -> Any:
            found = DutchEngine._get_bracket_pairs(bracket_pairer)
            told(len({id(player) for pair in found or () for player in pair}))
            return found

    return Telling


def _there(entry: int | None) -> int:
    assert entry is not None
    return entry


def trf(next_round: Round) -> ParsedTrf:
    """Return the contest so far in the library's form; who came later or rests has zero-point byes."""
    system = scoring_system(next_round.scoring)
    sections = [_section(next_round, entry, system) for entry in next_round.entries]
    return ParsedTrf(
        player_sections=sections,
        x_section=XSection(
            number_of_rounds=max(next_round.rounds, next_round.number - 1),
            zeroed_ids={next_round.numbers[entry] for entry in next_round.absent if entry in next_round.numbers},
            scoring_point_system=system,
            configuration=XSectionConfiguration(first_round_color=next_round.first_moves_first),
            forbidden_pairs=_forbidden(next_round),
        ),
    )


def _forbidden(next_round: Round) -> set[tuple[int, int]]:
    numbers = next_round.numbers
    pairs = [(numbers[one], numbers[two]) for one, two in next_round.apart if one in numbers and two in numbers]
    return {pair for one, two in pairs for pair in ((one, two), (two, one))}


def _section(next_round: Round, entry: int, system: ScoringPointSystem) -> PlayerSection:
    games = {game.round: game for game in next_round.record.get(entry, ())}
    missing = Outcome.ZERO_BYE
    rounds = [games.get(n) or Game(n, missing) for n in range(1, next_round.number)]
    results = [_result(next_round, game) for game in rounds]
    return PlayerSection(
        code=PlayerCode.PLAYER,
        starting_number=next_round.numbers[entry],
        points_times_ten=sum(system.get_points_times_ten(result) for result in results),
        rank=next_round.numbers[entry],
        results=results,
    )


def _result(next_round: Round, game: Game) -> RoundResult:
    if game.opponent is None:
        return RoundResult(id=0, color=ColorToken.BYE_OR_NOT_PAIRED, result=TOKEN[game.outcome])
    colour = ColorToken.WHITE if game.moves_first else ColorToken.BLACK
    return RoundResult(id=next_round.numbers[game.opponent], color=colour, result=TOKEN[game.outcome])


def scoring_system(scoring: Scoring) -> ScoringPointSystem:
    """Return what each outcome earns, in tenths of a point; refused where a point has parts that tenths cannot say."""
    earned = {token: tenths(scoring.earned(outcome)) for outcome, token in TOKEN.items()}
    earned |= {
        ResultToken.WIN_NOT_RATED: earned[ResultToken.WIN],
        ResultToken.DRAW_NOT_RATED: earned[ResultToken.DRAW],
        ResultToken.LOSS_NOT_RATED: earned[ResultToken.LOSS],
        ResultToken.FULL_POINT_BYE: earned[ResultToken.WIN],
    }
    known = ScoringPointSystem()
    known.score_dict = {(token, colour): earned[token] for token, colour in known.score_dict}
    return known


def tenths(points: Fraction) -> int:
    """Return points in tenths."""
    if (points * 10).denominator != 1:
        raise Refused(Reason("points_too_fine", {"points": str(points)}))
    return int(points * 10)
