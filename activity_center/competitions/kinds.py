"""The kinds of contests, entries and scores, and the states they pass through."""

from enum import Enum

from activity_center.competitions.rules import CHESS, VOLLEYBALL, XIANGQI, Scoring


class Discipline(Enum):
    """What is played or shown."""

    XIANGQI = "xiangqi"
    GO = "go"
    CHESS = "chess"
    GUANDAN = "guandan"
    SHENGJI = "shengji"
    BRIDGE = "bridge"
    MAHJONG = "mahjong"
    TABLE_TENNIS = "table_tennis"
    BADMINTON = "badminton"
    AIR_VOLLEYBALL = "air_volleyball"
    BILLIARDS = "billiards"
    GATEBALL = "gateball"
    DARTS = "darts"
    SPORT = "sport"
    WORKS = "works"
    OTHER = "other"


class Format(Enum):
    """How a category finds out who is best."""

    ROUND_ROBIN = "round_robin"
    DOUBLE_ROUND_ROBIN = "double_round_robin"
    GROUPS_KNOCKOUT = "groups_knockout"
    SINGLE_ELIMINATION = "single_elimination"
    DOUBLE_ELIMINATION = "double_elimination"
    SWISS = "swiss"
    RANK_BY_SCORE = "rank_by_score"
    JUDGED = "judged"


class CompetitionStatus(Enum):
    """A DRAFT is seen by staff only; entries are taken while OPEN, matches played while RUNNING."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    RUNNING = "running"
    FINISHED = "finished"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class EntryKind(Enum):
    """Who takes part as one."""

    PERSON = "person"
    PAIR = "pair"
    TEAM = "team"


class EntryStatus(Enum):
    """WITHDRAWN is before play; who leaves after the draw has RETIRED, and what was played stays."""

    ENTERED = "entered"
    WAITING = "waiting"
    OFFERED = "offered"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REMOVED = "removed"
    RETIRED = "retired"


PLACED = frozenset({EntryStatus.ENTERED, EntryStatus.OFFERED})
LIVE = PLACED | {EntryStatus.WAITING}
DRAWN = frozenset({EntryStatus.ENTERED, EntryStatus.RETIRED})


class StageKind(Enum):
    """One part of a category; each group of a category is a stage of its own."""

    ROUND_ROBIN = "round_robin"
    SINGLE_ELIMINATION = "single_elimination"
    DOUBLE_ELIMINATION = "double_elimination"
    SWISS = "swiss"
    SCORES = "scores"


class ScoringName(Enum):
    """What a win, a draw and a loss earn, as regulations name it."""

    ONE_AND_HALF = "one_and_half"
    TWO_AND_ONE = "two_and_one"
    TWO_FOR_WIN_ONE_FOR_LOSS = "two_for_win_one_for_loss"


SCORING: dict[ScoringName, Scoring] = {
    ScoringName.ONE_AND_HALF: CHESS,
    ScoringName.TWO_AND_ONE: XIANGQI,
    ScoringName.TWO_FOR_WIN_ONE_FOR_LOSS: VOLLEYBALL,
}


class Reporting(Enum):
    """Who says how a match ended; TWO_PEOPLE asks two referees to type the same."""

    REFEREE = "referee"
    TWO_PEOPLE = "two_people"
    BOTH_SIDES = "both_sides"


class Result(Enum):
    """How a match ended, seen from side one. VOID takes a score back that belongs to no match."""

    ONE_WON = "one_won"
    TWO_WON = "two_won"
    DRAWN = "drawn"
    ONE_ABSENT = "one_absent"
    TWO_ABSENT = "two_absent"
    BOTH_ABSENT = "both_absent"
    VOID = "void"


class ScoreStatus(Enum):
    """ENTERED counts only once it is CONFIRMED by somebody else, where that is asked; CORRECTED stands above both."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


class PairingStatus(Enum):
    """WAITING until a worker takes it up; a round that FAILED may be asked for again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


UNPAIRED = frozenset({PairingStatus.WAITING, PairingStatus.RUNNING})
