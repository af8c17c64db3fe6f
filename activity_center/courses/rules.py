"""What a section is, and what it still lacks before it can be offered."""

from enum import Enum


class Mode(Enum):
    """How a section admits: in order of asking, by a draw over applications, or whoever walks in."""

    FIRST_COME = "first_come"
    DRAW = "draw"
    WALK_IN = "walk_in"


class SectionStatus(Enum):
    """A DRAFT is seen by staff only; OPEN is offered; CANCELLED stays visible to those it concerned."""

    DRAFT = "draft"
    OPEN = "open"
    CANCELLED = "cancelled"


class MeetingStatus(Enum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class FeePer(Enum):
    TERM = "term"
    YEAR = "year"


class HolidayRule(Enum):
    """What becomes of a meeting that falls on a closed day: made up after the end, lost, or held all the same."""

    MAKE_UP = "make_up"
    SKIP = "skip"
    HELD = "held"
