"""What is to become of one meeting, what has to be told about it, and when else it could be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from activity_center.enrolment.rules import SEATED, WAIVABLE, Status
from activity_center.errors import Reason
from activity_center.rooms.rules import Span

# Who hears of changes: those who come, those who may come soon. An application is told of its draw instead.
TOLD = SEATED | {Status.WAITING}


class Act(Enum):
    """What staff and instructors do with one meeting."""

    MOVE = "move"
    CANCEL = "cancel"
    RESTORE = "restore"
    SUBSTITUTE = "substitute"
    ADD = "add"


@dataclass(frozen=True)
class Wish:
    """A change of one meeting as staff type it; what is left out stays as it is."""

    act: Act
    span: Span | None = None
    room_id: int | None = None
    place: str = ""
    instructor_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Shape:
    """When and where a meeting is, who teaches it, and whether it takes place."""

    span: Span
    room_id: int | None = None
    place: str = ""
    instructor_id: int | None = None
    is_on: bool = True


def wished(now: Shape, wish: Wish) -> Shape:
    """Return what a meeting will be once the wish is carried out; a room that is named replaces a place in words."""
    if wish.act in (Act.CANCEL, Act.RESTORE):
        return replace(now, is_on=wish.act is Act.RESTORE)
    elsewhere = bool(wish.room_id or wish.place)
    return Shape(
        wish.span or now.span,
        wish.room_id if elsewhere else now.room_id,
        ("" if wish.room_id else wish.place) if elsewhere else now.place,
        wish.instructor_id or now.instructor_id,
        now.is_on,
    )


# What is done with a meeting that takes place, and is still to come.
_WHILE_ON = frozenset({Act.MOVE, Act.CANCEL, Act.SUBSTITUTE})


def own_refusals(act: Act, now: Shape, title: str, at: datetime, *, asks_desk: bool) -> list[Reason]:
    """Return why an instructor cannot do this with a meeting of theirs; what is in the way of it comes later.

    Meetings that have begun stay as they are. `asks_desk` is the rule of the term that such changes are the desk's.
    """
    facts = {"title": title, "starts_at": now.span.starts_at.isoformat()}
    if asks_desk:
        return [Reason("instructors_ask_desk", facts)]
    if act in _WHILE_ON and not now.is_on:
        return [Reason("meeting_off", facts)]
    if act is not Act.ADD and now.span.starts_at <= at:
        return [Reason("meeting_begun", facts)]
    return []


def kinds_told(before: Shape | None, after: Shape) -> list[str]:
    """Return the notices that say what is different; a meeting that was not there before is added.

    A new time is told with its place, so that a new room is a notice of its own only where the time stays.
    """
    if before is None:
        return ["meeting_added"]
    if before.is_on != after.is_on:
        return ["meeting_restored" if after.is_on else "meeting_cancelled"]
    elsewhere = (before.room_id, before.place) != (after.room_id, after.place)
    moved = before.span != after.span
    return [
        *(["meeting_moved"] if moved else []),
        *(["room_changed"] if elsewhere and not moved else []),
        *(["instructor_substituted"] if before.instructor_id != after.instructor_id else []),
    ]


# One thing that is different, as plain values for a notice: a `code`, and the facts its words are made from.
Change = dict[str, Any]
# So many meetings are named one by one; of more, it is said how many they are.
_NAMED = 3


def changes_of_meetings(dated: Sequence[tuple[Change | None, Change | None]], is_told_weekly: bool) -> list[Change]:
    """Return what to say of meetings, each given as it was and as it will be, None where it does not take place.

    Meetings that differ in neither time nor place are not spoken of. Where new weekly times are told too, another
    place of them all is not said again.
    """
    kinds: dict[str, list[Change]] = {"moved": [], "elsewhere": [], "cancelled": [], "added": []}
    for before, after in dated:
        if before and not after:
            kinds["cancelled"].append(before)
        elif after and not before:
            kinds["added"].append(after)
        elif before and after and (before["starts_at"], before["ends_at"]) != (after["starts_at"], after["ends_at"]):
            kinds["moved"].append({"was_at": before["starts_at"], **after})
        elif before and after and before["place"] != after["place"]:
            kinds["elsewhere"].append(after)
    if is_told_weekly and len(kinds["elsewhere"]) > _NAMED:
        del kinds["elsewhere"]
    return [change for kind, found in kinds.items() for change in _said(kind, found)]


def _said(kind: str, found: Sequence[Change]) -> list[Change]:
    if len(found) > _NAMED:
        return [{"code": f"meetings_{kind}", "n": len(found), **found[0]}]
    return [{"code": f"meeting_{kind}", **one} for one in found]


def waiver_flaws(waive: Iterable[str], note: str) -> list[Reason]:
    """Return why staff may not set these reasons aside: some never are, and every time it is said why."""
    if set(waive) - WAIVABLE:
        return [Reason("not_waivable")]
    return [Reason("waiver_needs_note")] if waive and not note.strip() else []


def lapses_soon(expires_at: datetime | None, at: datetime) -> bool:
    """Say whether an offer is so near its end that somebody should call."""
    return expires_at is not None and expires_at - at <= timedelta(hours=24)
