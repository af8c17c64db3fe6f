"""What the pages of societies and events say in words. Nothing here looks anything up."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from activity_center import formats
from activity_center.rooms.rules import BookingStatus
from activity_center.societies.rules import Audience, Post, Status

_PILL = {Status.ENROLLED: "jade", Status.OFFERED: "amber", Status.WAITING: "amber"}
_ORDER = list(Post)


def officers(society: Any, on: date) -> list[Any]:
    """Return the posts that are held on a day, the leader first."""
    held = [one for one in society.offices if one.from_on <= on and (one.until_on is None or one.until_on >= on)]
    return sorted(held, key=lambda one: (_ORDER.index(one.post), one.from_on, one.id))


def surname(name: str) -> str:
    """Return a name as strangers see it: its first character."""
    return f"{name[:1]}**"


def members(count: Any, capacity: int | None) -> str:
    """Say how many are in a society, and how many it takes."""
    if capacity is None:
        return _("%(n)s members", n=count.taken)
    waiting = _("; %(n)s wait", n=count.waiting) if count.waiting else ""
    return _("%(n)s of %(all)s places taken", n=count.taken, all=capacity) + waiting


def is_full(count: Any, capacity: int | None) -> bool:
    """Say whether who asks now has to wait."""
    return capacity is not None and max(0, capacity - count.taken) <= count.waiting


def joined(status: Status) -> str:
    """Say what joining led to."""
    if status is Status.WAITING:
        return _("You are on the waitlist. We tell you as soon as a place is free.")
    return _("You are a member now. Welcome!")


def signed_up(status: Status) -> str:
    """Say what signing up led to."""
    if status is Status.WAITING:
        return _("You are on the waitlist. We tell you as soon as a place is free.")
    return _("You have a place. See you there!")


def standing(place: Any, position: int | None, member: bool = False) -> tuple[str, str]:
    """Return how somebody's place stands as a word and the kind of its frame."""
    return standing_of(place.status, position, member)


def standing_of(status: Status, position: int | None, member: bool = False) -> tuple[str, str]:
    """Return the same of a status."""
    if status is Status.WAITING:
        return _("Waitlist, place %(n)s", n=position), "amber"
    if status is Status.OFFERED:
        return _("Place kept for you, not confirmed yet"), "amber"
    return (_("You are a member") if member else _("You have a place")), "jade"


def pill(status: Status) -> str:
    """Return the kind of the frame of a status."""
    return _PILL.get(status, "")


def is_for(event: Any, membership: Any, is_staff: bool) -> bool:
    """Say whether the reader may see an event: those for members are for members."""
    is_member = membership is not None and membership.status is Status.ENROLLED
    return is_staff or is_member or event.audience is Audience.PUBLIC


def place(event: Any, rooms: Sequence[Any]) -> str:
    """Return where an event is."""
    names = _(", ").join(room.name for room in rooms)
    return f"{names} · {rooms[0].site.name}" if rooms else event.outside or "–"


def when(event: Any) -> str:
    """Return when an event is: with both days where it goes on past midnight."""
    return formats.span(event.starts_at, event.ends_at)


def state(event: Any, at: datetime) -> tuple[str, str] | None:
    """Return what is unusual about an event as a word and the kind of its frame, None for nothing."""
    if not event.is_on:
        return _("Cancelled"), "rose"
    if event.booking.status is BookingStatus.REQUESTED:
        return _("room not approved yet"), "amber"
    return (_("over"), "") if event.ends_at <= at else None


def seats(count: Any, event: Any) -> str:
    """Say how many places an event has left."""
    if not event.takes_places:
        return _("No need to sign up")
    if event.capacity is None:
        return _("%(n)s have signed up", n=count.taken)
    free = max(0, event.capacity - count.taken)
    if is_full(count, event.capacity):
        return _("Full, %(n)s wait", n=count.waiting)
    return _("%(n)s places left", n=free - count.waiting)


def left_out(days: Sequence[date]) -> str:
    """Say which days were left out, "" for none."""
    return _("Left out: %(days)s.", days=_(", ").join(formats.day(day) for day in days)) if days else ""
