"""Weekly times as a row says them beside those a section has: whether they agree, and how they go together."""

from collections.abc import Sequence

from activity_center.courses.rules import WeeklyTime
from activity_center.exchange.drafts import Draft


def _agrees(said: WeeklyTime, known: WeeklyTime) -> bool:
    """Say whether a weekly time is what the row says; a room that staff attached stands for the place in words."""
    parts = ((said.weekday, known.weekday), (said.starts, known.starts), (said.ends, known.ends))
    placed = not said.place or said.place == known.place or known.room_id is not None
    return placed and all(told in (None, has) for told, has in parts)


def says_already(draft: Draft, known: Sequence[WeeklyTime]) -> bool:
    """Say whether the times are known: a programme names all of its days, to a catalogue's staff may have added."""
    same_count = len(draft.times) == len(known) if draft.code else len(draft.times) <= len(known)
    return same_count and all(any(_agrees(told, has) for has in known) for told in draft.times)


def merged(said: Sequence[WeeklyTime], known: Sequence[WeeklyTime]) -> tuple[WeeklyTime, ...]:
    """Return the times said, each with what staff have added to the one it takes the place of."""
    if len(said) != len(known):
        return tuple(said)
    pairs = zip(sorted(said, key=_order), sorted(known, key=_order), strict=True)
    return tuple(
        WeeklyTime(
            told.weekday or has.weekday,
            told.starts or has.starts,
            told.ends or has.ends,
            has.room_id,
            told.place or has.place,
        )
        for told, has in pairs
    )


def _order(weekly: WeeklyTime) -> tuple[int, str]:
    return weekly.weekday or 0, str(weekly.starts or "")


_PARTS = {"weekday": "weekday", "start": "starts", "end": "ends", "room": "place"}


def parts_changed(before: Sequence[WeeklyTime], after: Sequence[WeeklyTime]) -> set[str]:
    """Return our words for the columns in which two plans of a week differ."""

    def parts(times: Sequence[WeeklyTime], part: str) -> set[str]:
        return {str(getattr(weekly, part)) for weekly in times}

    return {name for name, part in _PARTS.items() if parts(before, part) != parts(after, part)}
