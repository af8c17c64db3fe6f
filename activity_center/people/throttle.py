"""Failed sign-ins: the more there were lately, the longer the next one waits.

A try is counted before the secret is compared and taken back if it was right: a hundred guesses sent at the
same moment are a hundred guesses.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from activity_center.errors import Reason, Refused
from activity_center.people.models import SignInFailure


@dataclass(frozen=True)
class Throttle:
    """`free` failures cost nothing; each further one doubles the waiting; one is forgotten every `forget`."""

    free: int
    first: timedelta
    longest: timedelta
    forget: timedelta

    def wait(self, count: int) -> timedelta:
        """Return how long to wait after `count` failures."""
        over = count - self.free
        # 2**30 seconds is longer than any `longest`, and the largest power that no timedelta minds.
        return min(self.first * 2 ** min(over - 1, 30), self.longest) if over > 0 else timedelta(0)

    def remembered(self, count: int, last_at: datetime, at: datetime) -> int:
        """Return how many of `count` failures still count at `at`."""
        return max(0, count - int((at - last_at) / self.forget))


# Somebody who guesses a PIN of six digits at the rate this allows needs 28 years for half of them. An address
# may be a hall with two hundred people, some of whom mistype.
ACCOUNT = Throttle(free=4, first=timedelta(minutes=1), longest=timedelta(hours=1), forget=timedelta(hours=1))
ADDRESS = Throttle(free=60, first=timedelta(minutes=1), longest=timedelta(minutes=15), forget=timedelta(minutes=1))
APPLICATIONS = Throttle(free=20, first=timedelta(minutes=5), longest=timedelta(hours=1), forget=timedelta(minutes=10))


def count(session: Session, throttle: Throttle, key: str, at: datetime) -> None:
    """Count one try, or refuse it with the seconds to wait; the row stays locked until the transaction ends."""
    row = _held(session, key, at)
    _refuse_while_blocked(row.blocked_until, at)
    _count(session, throttle, row, at)


def add(session: Session, throttle: Throttle, key: str, at: datetime) -> None:
    """Count one failure, whether or not further tries are to wait already."""
    _count(session, throttle, _held(session, key, at), at)


def _count(session: Session, throttle: Throttle, row: Any, at: datetime) -> None:
    tries = throttle.remembered(row.count, row.last_at, at) + 1
    # Time that has not yet made one failure forgotten is kept, or a slow drip would never be forgotten.
    since = at - (at - row.last_at) % throttle.forget if tries > 1 else at
    wait = throttle.wait(tries)
    values = {"count": tries, "last_at": since, "blocked_until": at + wait if wait else None}
    session.execute(update(SignInFailure).where(SignInFailure.id == row.id).values(**values))


def refuse_if_blocked(session: Session, key: str, at: datetime) -> None:
    """Refuse what is to wait, without counting it."""
    blocked_until = session.scalar(select(SignInFailure.blocked_until).where(SignInFailure.key == key))
    _refuse_while_blocked(blocked_until, at)


def forget(session: Session, key: str) -> None:
    """Take back every failure: the secret was right, or the desk has set a new one."""
    session.execute(delete(SignInFailure).where(SignInFailure.key == key))


def purge(session: Session, at: datetime) -> None:
    """Remove what happened more than two days ago and counts no longer."""
    session.execute(delete(SignInFailure).where(SignInFailure.last_at < at - timedelta(days=2)))


def of_person(person_id: int) -> str:
    """Return the key under which one person's failures count, however they are called when signing in."""
    return f"person:{person_id}"


def of_address(address: str | None) -> str:
    """Return the key under which the failures from one address count."""
    return f"address:{address}"


def _held(session: Session, key: str, at: datetime) -> Any:
    # One statement that makes the row, or locks it and returns it as it is now.
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    made = dialect.insert(SignInFailure).values(key=key, count=0, last_at=at)
    held = made.on_conflict_do_update(index_elements=[SignInFailure.key], set_={"key": made.excluded.key})
    columns = (SignInFailure.id, SignInFailure.count, SignInFailure.last_at, SignInFailure.blocked_until)
    return session.execute(held.returning(*columns)).one()


def _refuse_while_blocked(blocked_until: datetime | None, at: datetime) -> None:
    if blocked_until is not None and at < blocked_until:
        seconds = ceil((blocked_until - at).total_seconds())
        raise Refused(Reason("too_many_attempts", {"seconds": seconds, "minutes": -(-seconds // 60)}))
