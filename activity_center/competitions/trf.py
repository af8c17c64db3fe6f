"""Contests in and out as Tournament Report Files (FIDE TRF-16), which programs for chess read and write."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from activity_center.competitions import swiss
from activity_center.competitions.deciding import result_of_both
from activity_center.competitions.kinds import SCORING, ScoringName
from activity_center.competitions.rules import Game, Outcome, Record, Scoring
from activity_center.competitions.swiss import Round
from activity_center.competitions.tie_breaks import Unplayed
from activity_center.errors import Reason, Refused

# W, D and L are of games that lasted less than a move; a blank is an absence.
OUTCOME = {token.value: outcome for outcome, token in swiss.TOKEN.items()} | {
    "W": Outcome.WON,
    "D": Outcome.DRAWN,
    "L": Outcome.LOST,
    "F": Outcome.BYE,
    " ": Outcome.ZERO_BYE,
}
# A forfeit without an opponent says only that a round was not played.
WITHOUT_OPPONENT = {Outcome.WON_BY_FORFEIT: Outcome.BYE, Outcome.LOST_BY_FORFEIT: Outcome.ZERO_BYE}
BYES = frozenset({Outcome.BYE, Outcome.HALF_BYE, Outcome.ZERO_BYE})
MOST_IN_A_NAME = 33
MOST_PLAYERS, MOST_ROUNDS = 2000, 60


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

    @property
    def is_round_robin(self) -> bool:
        """Say whether everybody was to meet everybody."""
        others = len(self.names) - 1
        return all(len({game.opponent for game in games} - {None}) == others for games in self.record.values())

    @property
    def unplayed(self) -> Unplayed:
        """Return the rules about unplayed rounds that FIDE had when the contest began, without a day the newest."""
        begun = self.header.from_on
        if begun and begun < date(2023, 8, 1):
            return Unplayed.VIRTUAL_2009
        return Unplayed.DUMMY_2023 if begun and begun < date(2026, 3, 1) else Unplayed.DUMMY_2026

    @property
    def scoring(self) -> ScoringName:
        """Return what wins and draws earn, by the points that the file claims."""
        return min(ScoringName, key=lambda name: len(self.differences(SCORING[name])))

    def differences(self, scoring: Scoring) -> list[int]:
        """Return whose points are others than the file claims."""
        return [
            number
            for number, claimed in self.points.items()
            if sum((scoring.earned(game.outcome) for game in self.record[number]), Fraction()) != claimed
        ]


def decoded(data: bytes) -> str:
    """Return a file as text: UTF-8, else as Chinese offices write, else as Western ones do."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


@dataclass(frozen=True)
class _Player:
    """A line of the file that begins with 001."""

    line: int
    number: int
    name: str
    rating: int | None
    points: Fraction | None
    rank: int | None
    games: tuple[Game, ...] = field(default=())


def read(text: str) -> Report:
    """Read a report in the form of TRF-16 or the older TRF-06; refused, naming the line, where one makes no sense."""
    head: dict[str, str] = {}
    players: dict[int, _Player] = {}
    for line, said in enumerate(re.split("\r\n|\r|\n", text), 1):
        code = said[:3]
        if code == "001":
            player = _player(line, said)
            if player.number in players:
                raise Refused(Reason("trf_number_twice", {"line": line, "number": player.number}))
            players[player.number] = player
        elif code in (*_HEAD, *_ROUNDS):
            head[code] = said[4:].strip()
    if not players:
        raise Refused(Reason("trf_without_players"))
    _refuse_disagreements(players)
    played = max(len(one.games) for one in players.values())
    if len(players) > MOST_PLAYERS or played > MOST_ROUNDS:
        raise Refused(Reason("trf_too_large", {"players": MOST_PLAYERS, "rounds": MOST_ROUNDS}))
    rounds = [int(head[code]) for code in _ROUNDS if head.get(code, "").isdecimal()]
    return Report(
        Header(
            head.get("012", ""), head.get("022", ""), _day(head.get("042")), _day(head.get("052")), head.get("102", "")
        ),
        {one.number: one.name or str(one.number) for one in players.values()},
        {one.number: one.rating for one in players.values() if one.rating},
        {one.number: one.games for one in players.values()},
        {one.number: one.points for one in players.values() if one.points is not None},
        {one.number: one.rank for one in players.values() if one.rank},
        max([min(one, MOST_ROUNDS) for one in rounds] + [played]),
    )


def _agree(number: int, game: Game, theirs: Game) -> bool:
    """Say whether what a game was for `number` fits what it was for the other side."""
    colours = {game.moves_first, theirs.moves_first} - {None}
    may_be = len(colours) == 2 or game.moves_first is None or theirs.moves_first is None
    return may_be and theirs.opponent == number and result_of_both(game.outcome, theirs.outcome) is not None


_HEAD = ("012", "022", "042", "052", "102")
_ROUNDS = ("XXR", "142")


def _player(line: int, said: str) -> _Player:
    """Read one line; some programs count the columns in bytes of the name and not in characters."""
    for form in _forms(said):
        try:
            return _in_columns(line, *form)
        except (ValueError, KeyError):
            continue
    raise Refused(Reason("trf_line_wrong", {"line": line, "text": said[:60].strip()}))


def _forms(said: str) -> Iterator[tuple[str, str]]:
    """Return a line as it may be meant, and how its name was written."""
    yield said, ""
    for encoding in ("gb18030", "utf-8") if not said.isascii() else ():
        yield said.encode(encoding).decode("latin-1"), encoding


def _in_columns(line: int, said: str, encoding: str) -> _Player:
    name = said[14:47].strip()
    if encoding:
        name = name.encode("latin-1").decode(encoding, "ignore").strip()
    if said[3:4].strip() or said[8:9].strip() or said[84:85].strip():
        raise ValueError(said)
    points = said[80:84].strip().replace(",", ".")
    rank, rating = said[85:89].strip(), said[48:52].strip()
    results = said[91:].rstrip()
    games = [_game(at // 10 + 1, results[at : at + 8].ljust(8)) for at in range(0, len(results), 10)]
    return _Player(
        line,
        int(said[4:8]),
        name,
        int(rating) if rating.isdecimal() else None,
        Fraction(points) if points else None,
        int(rank) if rank else None,
        tuple(games),
    )


def _game(number: int, said: str) -> Game:
    opponent = int(said[:4].strip() or 0)
    colour, outcome = said[5].lower(), OUTCOME[said[7].upper()]
    if said[4].strip() or said[6].strip() or colour not in "wb- " or opponent < 0:
        raise ValueError(said)
    if not opponent:
        outcome = WITHOUT_OPPONENT.get(outcome, outcome)
        if outcome not in BYES:
            raise ValueError(said)
        return Game(number, outcome)
    if outcome in BYES:
        raise ValueError(said)
    return Game(number, outcome, opponent, moves_first={"w": True, "b": False}.get(colour))


def _refuse_disagreements(players: Mapping[int, _Player]) -> None:
    """Both sides of a game must say the same of it."""
    for one in players.values():
        for game in one.games:
            if game.opponent is None:
                continue
            other = players.get(game.opponent)
            facts = {"line": one.line, "number": one.number, "opponent": game.opponent, "round": game.round}
            if other is None or other is one:
                raise Refused(Reason("trf_opponent_unknown", facts))
            theirs = next((their for their in other.games if their.round == game.round), None)
            if theirs is None or not _agree(one.number, game, theirs):
                raise Refused(Reason("trf_disagrees", facts))


def _day(said: str | None) -> date | None:
    """Return a day, however its parts are joined and whatever stands behind it."""
    try:
        return date(*map(int, re.split("[-/.]", (said or "").split(" ")[0])))
    except (ValueError, TypeError):
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
