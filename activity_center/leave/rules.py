"""When a leave is taken, and which meetings it covers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from activity_center.errors import Reason

# Longer than any illness is asked for at once; who needs more asks again.
LONGEST = timedelta(days=184)


class Kind(Enum):
    """Why somebody cannot come, as far as anybody needs to know."""

    SICK = "sick"
    PERSONAL = "personal"
    OTHER = "other"


class AskedAs(Enum):
    """As what somebody asked: for oneself, as a proxy, as monitor of the class, or as instructor or desk."""

    SELF = "self"
    PROXY = "proxy"
    MONITOR = "monitor"
    INSTRUCTOR = "instructor"
    DESK = "desk"


# Who may enter a leave for meetings that are over, as after an illness.
AFTERWARDS = frozenset({AskedAs.INSTRUCTOR, AskedAs.DESK})


@dataclass(frozen=True)
class Gathering:
    """A meeting as far as a leave knows it."""

    section_id: int
    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class LeaveFacts:
    """A leave as the rules see it: for one section, or for all where it names none; the span is half-open.

    The times of asking, taking back and refusing are those at which we heard of it.
    """

    section_id: int | None
    starts_at: datetime
    ends_at: datetime
    asked_at: datetime
    asked_as: AskedAs = AskedAs.SELF
    taken_back_at: datetime | None = None
    refused_at: datetime | None = None

    def covers(self, meeting: Gathering) -> bool:
        """Say whether somebody is on leave at a meeting, in which they hold a seat.

        It must be asked before the meeting is over, unless an instructor or the desk asks. Taking it back ends it for
        meetings that are not over then; those before were missed with leave and stay so. A refused one covers nothing.
        """
        is_meant = self.section_id in (None, meeting.section_id) and self.starts_at <= meeting.starts_at < self.ends_at
        in_time = self.asked_as in AFTERWARDS or self.asked_at < meeting.ends_at
        stood = self.taken_back_at is None or meeting.ends_at <= self.taken_back_at
        return is_meant and in_time and stood and self.refused_at is None


def refusals(
    wished: LeaveFacts,
    meetings: Sequence[Gathering],
    known: Iterable[LeaveFacts],
    *,
    today_at: datetime,
    is_enrolled: bool,
    title: str = "",
) -> list[Reason]:
    """Return why a leave is not taken; an empty list means it is.

    `meetings` are those of the person's own classes in its span, `known` the leaves they have; `today_at` is the
    first moment of today, `title` the class that is meant.
    """
    if not wished.starts_at < wished.ends_at:
        return [Reason("leave_days_in_order")]
    if wished.ends_at - wished.starts_at > LONGEST:
        return [Reason("leave_too_long", {"days": LONGEST.days})]
    if not is_enrolled:
        return [Reason("leave_not_enrolled", {"title": title}) if title else Reason("leave_no_class")]
    if wished.asked_as not in AFTERWARDS and wished.starts_at < today_at:
        return [Reason("leave_past")]
    meant = [meeting for meeting in meetings if wished.covers(meeting)]
    if not meant:
        return [Reason(_why_nothing(wished, meetings))]
    standing = list(known)
    if all(any(leave.covers(meeting) for leave in standing) for meeting in meant):
        return [Reason("leave_already", {"title": meant[0].title, "starts_at": meant[0].starts_at.isoformat()})]
    return []


def _why_nothing(wished: LeaveFacts, meetings: Collection[Gathering]) -> str:
    """Return why a leave covers nothing: what it means is over, or there is no meeting in these days."""
    over = [meeting for meeting in meetings if meeting.ends_at <= wished.asked_at]
    return "leave_meeting_over" if over else "leave_nothing_missed"
