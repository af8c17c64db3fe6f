"""What one process remembers of the public calendars, so that a phone that asks again costs next to nothing.

A phone asks every hour, and nearly always nothing is new. To say so one has to know the number of the centre's
calendar only. It is remembered until anything is committed in this process, and for one second at most, so that
what another process has committed is seen a second later. Measured with SQLite, two cores and granian, as a ratio
to a bare Flask page: 0.2 with a question to the database each time, 0.35 without, and more than 2 once the answer
is given in front of Flask (unchanged.py), which only a remembered number allows.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

from activity_center.feeds.service import Revision

_AGE = timedelta(seconds=1)
_BYTES = 64 * 1024 * 1024
_commits = 0


@event.listens_for(Session, "after_commit")
def _count(_session: Session) -> None:
    global _commits
    _commits += 1


@dataclass(frozen=True)
class Body:
    """One calendar as it goes over the wire, and when anything in it last changed."""

    text: bytes
    changed_at: datetime


class Kept:
    """What one application remembers; the day is part of it, because calendars also change at midnight."""

    def __init__(self) -> None:
        self._known: tuple[int, datetime, Revision] | None = None
        # One tuple, so that nobody sees the bodies of one revision with the stamp of another.
        self._bodies: tuple[tuple[Revision, date] | None, dict[Hashable, Body]] = (None, {})
        self._building = threading.Lock()

    def known(self, at: datetime) -> Revision | None:
        """Return the revision if nothing was committed here and no second has passed since it was read."""
        known = self._known
        fresh = known and known[0] == _commits and timedelta() <= at - known[1] < _AGE
        return known[2] if known and fresh else None

    def revision(self, at: datetime, read: Callable[[], Revision]) -> Revision:
        """Return the revision, asking `read` only where it is not known."""
        revision, commits = self.known(at), _commits
        if revision is None:
            # What is committed while we read raises the count, and what was read is not trusted after that.
            revision = read()
            self._known = (commits, at, revision)
        return revision

    def body(self, revision: Revision, today: date, key: Hashable, make: Callable[[], Body]) -> Body:
        """Return one calendar of this revision and day, made once: who asks meanwhile waits for it."""
        stamp = (revision, today)
        if body := self._made(stamp, key):
            return body
        with self._building:
            if body := self._made(stamp, key):
                return body
            body = make()
            others = self._bodies[1] if self._bodies[0] == stamp else {}
            self._bodies = (stamp, _newest({**others, key: body}))
            return body

    def _made(self, stamp: tuple[Revision, date], key: Hashable) -> Body | None:
        made_for, bodies = self._bodies
        return bodies.get(key) if made_for == stamp else None


def _newest(bodies: dict[Hashable, Body]) -> dict[Hashable, Body]:
    """Leave out the oldest until the rest is no more than 64 MB, whatever hosts and languages are asked for."""
    room, kept = _BYTES, {}
    for key, body in reversed(bodies.items()):
        room -= len(body.text)
        if room < 0 and kept:
            break
        kept[key] = body
    return dict(reversed(kept.items()))
