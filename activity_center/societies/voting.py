"""How a secret ballot is cast and counted: values in, decision out.

Most votes win. Where there are no more candidates than seats, a candidate also needs more than half of all ballots,
so that members can say no. Equal votes at the border are decided by a lot that anybody can draw again from the
published list of ballots, whose text nobody knows before the voting has ended.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from hashlib import sha256

from activity_center.errors import Reason
from activity_center.people.rules import age_on
from activity_center.societies.rules import lot

# Code of a ballot -> the numbers of the candidates on it. A candidate's number is the place on the ballot, from 1.
Ballots = Mapping[str, Sequence[int]]


class ElectionStatus(Enum):
    """What was decided about an election."""

    CALLED = "called"
    COUNTED = "counted"
    CANCELLED = "cancelled"


class Stage(Enum):
    """Where an election is: candidates are named, votes are cast, the ballots wait for the count, the end."""

    NAMING = "naming"
    VOTING = "voting"
    CLOSED = "closed"
    COUNTED = "counted"
    CANCELLED = "cancelled"


def stage(status: ElectionStatus, opens_at: datetime, closes_at: datetime, at: datetime) -> Stage:
    """Return where an election is at a moment."""
    if status is not ElectionStatus.CALLED:
        return Stage(status.value)
    return Stage.NAMING if at < opens_at else Stage.VOTING if at < closes_at else Stage.CLOSED


def calling_reasons(opens_on: date, closes_on: date, from_on: date, until_on: date, today: date) -> list[Reason]:
    """Return why an election cannot be called on these days: one day for names at least, and office after the vote."""
    found = []
    if opens_on <= today:
        found.append(Reason("election_too_soon"))
    if closes_on < opens_on or until_on < from_on:
        found.append(Reason("days_out_of_order"))
    if from_on <= closes_on:
        found.append(Reason("election_office_too_soon"))
    return found


def naming_reasons(
    now: Stage, is_member: bool, birth_on: date | None, from_on: date, oldest: int | None
) -> list[Reason]:
    """Return why somebody cannot be named for a post; whose birth date nobody knows passes the limit of age."""
    found = [] if now is Stage.NAMING else [Reason("election_names_closed")]
    if not is_member:
        found.append(Reason("candidate_no_member"))
    if oldest is not None and birth_on and age_on(birth_on, from_on) > oldest:
        found.append(Reason("candidate_too_old", {"oldest": oldest}))
    return found


def voter_reasons(now: Stage, is_elector: bool, has_voted: bool) -> list[Reason]:
    """Return why somebody cannot vote now."""
    found = [] if now is Stage.VOTING else [Reason("election_not_open")]
    if has_voted:
        found.append(Reason("vote_cast"))
    elif not is_elector:
        found.append(Reason("no_elector"))
    return found


def ballot_reasons(chosen: Collection[int], candidates: int, seats: int) -> list[Reason]:
    """Return what is wrong with a ballot; an empty one is a vote for nobody, and right."""
    if len(set(chosen)) > seats:
        return [Reason("too_many_chosen", {"seats": seats})]
    return [] if all(1 <= number <= candidates for number in chosen) else [Reason("no_candidate")]


def new_code(number: int) -> str:
    """Return a random number below 100 million as the code on a ballot, 4821-0730."""
    return f"{number // 10_000:04}-{number % 10_000:04}"


def with_ballot(ballots: Ballots, code: str, chosen: Collection[int]) -> dict[str, list[int]]:
    """Return the ballots with one more, in the order of their codes: the last one cast is nowhere in particular."""
    kept = {one: list(numbers) for one, numbers in ballots.items()}
    return dict(sorted({**kept, code: sorted(set(chosen))}.items()))


def listed(ballots: Ballots) -> str:
    """Return the list that is published: a line for each ballot in the order of codes, "4821-0730 1 3"."""
    return "".join(f"{' '.join([code, *map(str, chosen)])}\n" for code, chosen in sorted(ballots.items()))


def seed(ballots: Ballots) -> str:
    """Return what lots are drawn from: the SHA-256 of the published list, in hex."""
    return sha256(listed(ballots).encode()).hexdigest()


@dataclass(frozen=True)
class Line:
    """What became of one candidate; `lot` is "" where none was needed."""

    number: int
    votes: int
    is_elected: bool
    lot: str = ""


@dataclass(frozen=True)
class Count:
    """What an election came to, the most votes first."""

    lines: tuple[Line, ...]
    ballots: int
    blank: int
    voters: int
    electors: int
    is_valid: bool
    seed: str

    @property
    def turnout(self) -> int:
        """Return the share of voters in whole percent, rounded down."""
        return self.voters * 100 // self.electors if self.electors else 0

    @property
    def elected(self) -> list[int]:
        """Return the numbers of who is elected."""
        return [line.number for line in self.lines if line.is_elected]


def count(ballots: Ballots, candidates: int, seats: int, *, voters: int, electors: int, quorum: int) -> Count:
    """Count the ballots of an election. Nobody is elected without a vote, nor where too few voted (quorum, percent)."""
    votes = Counter(number for chosen in ballots.values() for number in chosen)
    text = seed(ballots)
    ranked = sorted(range(1, candidates + 1), key=lambda one: (-votes[one], lot(text, one)))
    is_valid = bool(electors) and voters * 100 >= quorum * electors
    least = len(ballots) // 2 + 1 if candidates <= seats else 1
    elected = [one for one in ranked[:seats] if is_valid and votes[one] >= least]
    tied = _tied(ranked, votes, seats, elected)
    lines = [Line(one, votes[one], one in elected, lot(text, one) if one in tied else "") for one in ranked]
    blank = sum(not chosen for chosen in ballots.values())
    return Count(tuple(lines), len(ballots), blank, voters, electors, is_valid, text)


def _tied(ranked: Sequence[int], votes: Mapping[int, int], seats: int, elected: Sequence[int]) -> set[int]:
    """Return who has as many votes as somebody on the other side of the border."""
    if not elected or len(ranked) <= seats or votes[ranked[seats - 1]] != votes[ranked[seats]]:
        return set()
    return {one for one in ranked if votes[one] == votes[ranked[seats]]}
