"""What a society is, and who speaks for it."""

from bisect import bisect_left
from collections.abc import Hashable, Mapping
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Any, TypeVar

from activity_center.enrolment.rules import LIVE, SEATED, Status, free_seats
from activity_center.errors import Reason

Who = TypeVar("Who", bound=Hashable)


class SocietyKind(Enum):
    """What people do together in a society."""

    ARTS = "arts"
    MUSIC = "music"
    DANCE = "dance"
    SPORT = "sport"
    GAMES = "games"
    OTHER = "other"


class SocietyStatus(Enum):
    """Only an APPROVED society meets and is shown; one that is SUSPENDED may come back, one DISSOLVED does not."""

    APPLIED = "applied"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    DISSOLVED = "dissolved"


class Post(Enum):
    """What an officer is in a society, the first who answers for it first. Each of them may speak for it."""

    LEADER = "leader"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    TREASURER = "treasurer"


class EventKind(Enum):
    """What people come together for."""

    REHEARSAL = "rehearsal"
    TALK = "talk"
    TRIP = "trip"
    PERFORMANCE = "performance"
    OTHER = "other"


class Audience(Enum):
    """Who may come to an event: the members of the society, or everybody of the centre."""

    MEMBERS = "members"
    PUBLIC = "public"


# What a suspension, a closing and so on may follow on: nothing comes back from being dissolved.
SOCIETY_MOVES: Mapping[SocietyStatus, tuple[SocietyStatus, ...]] = {
    SocietyStatus.APPLIED: (SocietyStatus.APPROVED, SocietyStatus.DISSOLVED),
    SocietyStatus.APPROVED: (SocietyStatus.SUSPENDED, SocietyStatus.DISSOLVED),
    SocietyStatus.SUSPENDED: (SocietyStatus.APPROVED, SocietyStatus.DISSOLVED),
    SocietyStatus.DISSOLVED: (),
}


def newcomer_status(capacity: int | None, taken: int, waiting: int) -> Status:
    """Return what asking for a place leads to: one only if more are free than people wait, else the waitlist.

    Without a capacity there is always one.
    """
    is_free = capacity is None or free_seats(capacity, taken) > waiting
    return Status.ENROLLED if is_free else Status.WAITING


def to_offer(capacity: int | None, taken: int, waiting: int) -> int:
    """Return how many of those who wait are offered a place now."""
    return waiting if capacity is None else min(waiting, free_seats(capacity, taken))


def move_reasons(status: Status, to: Status, offer_expires_at: datetime | None, at: datetime) -> list[Reason]:
    """Return why a place cannot go from one status to another; nothing where it can or is there already."""
    if status is to:
        return []
    if to is Status.ENROLLED and status is Status.OFFERED and offer_expires_at and offer_expires_at <= at:
        return [Reason("place_offer_over")]
    allowed = {
        Status.ENROLLED: {Status.OFFERED},
        Status.DECLINED: {Status.OFFERED},
        Status.WITHDRAWN: LIVE,
        Status.REMOVED: LIVE,
    }
    return [] if status in allowed[to] else [Reason("place_not_live")]


def lot(seed: str, number: int) -> str:
    """Return a lot, the smallest first: SHA-256 of the seed, a colon and the number of a society or entry, in hex."""
    return sha256(f"{seed}:{number}".encode()).hexdigest()


def ranked(keys: Mapping[Who, Any]) -> dict[Who, int]:
    """Return the place of everybody from 1, the least key first; 1, 2, 2, 4 where the second and third are equal."""
    ordered = sorted(keys.values())
    return {who: 1 + bisect_left(ordered, key) for who, key in keys.items()}


def sign_in_reasons(
    title: str, *, is_on: bool, opens_at: datetime, ends_at: datetime, is_expected: bool, at: datetime
) -> list[Reason]:
    """Return why somebody cannot say `at` this moment that they are at an event: never before its doors open."""
    facts = {"title": title}
    if not is_on:
        return [Reason("event_cancelled", facts)]
    if at < opens_at:
        return [Reason("event_not_open", facts | {"opens_at": opens_at.isoformat()})]
    if at >= ends_at:
        return [Reason("event_over", facts)]
    return [] if is_expected else [Reason("event_not_expected", facts)]


def may_take_part(audience: Audience, is_member: bool) -> bool:
    """Say whether an event is for somebody."""
    return audience is Audience.PUBLIC or is_member


__all__ = [
    "LIVE",
    "SEATED",
    "SOCIETY_MOVES",
    "Audience",
    "EventKind",
    "Post",
    "SocietyKind",
    "SocietyStatus",
    "Status",
    "lot",
    "may_take_part",
    "move_reasons",
    "newcomer_status",
    "ranked",
    "sign_in_reasons",
    "to_offer",
]
