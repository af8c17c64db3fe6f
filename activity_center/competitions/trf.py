"""Contests in and out as Tournament Report Files (FIDE TRF-16), which programs for chess read and write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from py4swiss.trf.exceptions import LineError
from py4swiss.trf.results import ColorToken, ResultToken, RoundResult
from py4swiss.trf.sections import PlayerSection

from activity_center.competitions import swiss
from activity_center.competitions.rules import Game, Outcome, Record
from activity_center.competitions.swiss import Round
from activity_center.errors import Reason, Refused

OUTCOME = {token: outcome for outcome, token in swiss.TOKEN.items()} | {
    ResultToken.WIN_NOT_RATED: Outcome.WON,
    ResultToken.DRAW_NOT_RATED: Outcome.DRAWN,
    ResultToken.LOSS_NOT_RATED: Outcome.LOST,
    ResultToken.FULL_POINT_BYE: Outcome.BYE,
}
MOST_IN_A_NAME = 33


@dataclass(frozen=True)
class Header:
    """What a report says of the contest as a whole; all of it may be missing."""

    name: str = ""
    city: str = ""
    from_on: date | None = None
    until_on: date | None = None
    arbiter: str = ""


@dataclass(frozen=True)
class Report:
    """A contest as a file has it: entries are their starting numbers; `points` and `ranks` are what the file claims."""

    header: Header
    names: Mapping[int, str]
    ratings: Mapping[int, int]
    record: Record
    points: Mapping[int, Fraction]
    ranks: Mapping[int, int]
    rounds: int


def read(text: str) -> Report:
    """Read a report; refused, naming the line, where a player's line is not in its columns."""
    head: dict[str, str] = {}
    sections: list[PlayerSection] = []
    for number, line in enumerate(text.splitlines(), 1):
        code, said = line[:3], line[4:].strip()
        if code == "001":
            sections.append(_section(number, line))
        elif code in _HEAD or code == "XXR":
            head[code] = said
    if not sections:
        raise Refused(Reason("trf_without_players"))
    _refuse_unknown_opponents(sections)
    played = max(len(section.results) for section in sections)
    rounds = int(head["XXR"]) if head.get("XXR", "").isdecimal() else played
    return Report(
        Header(
            head.get("012", ""), head.get("022", ""), _day(head.get("042")), _day(head.get("052")), head.get("102", "")
        ),
        {one.starting_number: one.name or str(one.starting_number) for one in sections},
        {one.starting_number: one.fide_rating for one in sections if one.fide_rating},
        {one.starting_number: _games(one) for one in sections},
        {one.starting_number: Fraction(one.points_times_ten, 10) for one in sections},
        {one.starting_number: one.rank for one in sections},
        max(rounds, played),
    )


_HEAD = ("012", "022", "042", "052", "102")


def _section(number: int, line: str) -> PlayerSection:
    try:
        return PlayerSection.from_string(line.ljust(90))
    except (LineError, ValueError) as error:
        raise Refused(Reason("trf_line_wrong", {"line": number, "text": line[:60].strip()})) from error


def _refuse_unknown_opponents(sections: Sequence[PlayerSection]) -> None:
    known = {section.starting_number for section in sections}
    for section in sections:
        strange = [result.id for result in section.results if result.id and result.id not in known]
        if strange:
            facts = {"number": section.starting_number, "opponent": strange[0]}
            raise Refused(Reason("trf_opponent_unknown", facts))


def _games(section: PlayerSection) -> list[Game]:
    return [_game(number, result) for number, result in enumerate(section.results, 1)]


def _game(number: int, result: RoundResult) -> Game:
    outcome = OUTCOME[result.result]
    if not result.id:
        # A forfeit without an opponent says only that a round was not played.
        bye = {Outcome.WON_BY_FORFEIT: Outcome.BYE, Outcome.LOST_BY_FORFEIT: Outcome.ZERO_BYE}
        return Game(number, bye.get(outcome, outcome))
    moves_first = None if result.color is ColorToken.BYE_OR_NOT_PAIRED else result.color is ColorToken.WHITE
    return Game(number, outcome, result.id, moves_first=moves_first)


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat((said or "").replace("/", "-").replace(".", "-"))
    except ValueError:
        return None


def write(header: Header, so_far: Round, names: Mapping[int, str], ranks: Mapping[int, int] | None = None) -> str:
    """Write a report of a contest so far; entries are numbered from 1 in their initial order."""
    parsed = swiss.trf(so_far)
    days = [f"{day:%Y/%m/%d}" if day else "" for day in (header.from_on, header.until_on)]
    head = zip(_HEAD, (header.name, header.city, *days, header.arbiter), strict=True)
    lines = [f"{code} {_plain(said)}" for code, said in head if said]
    lines += [f"062 {len(parsed.player_sections)}", f"092 Individual: {swiss.RULES}"]
    for entry, section in zip(so_far.entries, parsed.player_sections, strict=True):
        section.name = _plain(names[entry])[:MOST_IN_A_NAME]
        section.rank = (ranks or so_far.numbers)[entry]
        lines.append(section.to_string())
    return "\n".join([*lines, *parsed.x_section.to_strings()]) + "\n"


def _plain(text: str) -> str:
    """Return a text on one line: what breaks lines would begin another record."""
    return " ".join(text.split())
