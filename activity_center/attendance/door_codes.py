"""The code on the door: who scans it is at the door now. It changes every half minute and is no secret afterwards.

A code says its step of time and proves it by an HMAC of door and step under a key of the centre.
"""

import hmac
from base64 import b32encode
from datetime import UTC, datetime, timedelta

from activity_center.errors import Reason

STEP = timedelta(seconds=30)
# The code of the step before is taken too: somebody may have scanned it just as it changed.
_STEPS_TAKEN = 2
# Signing in and pressing once may take so long after scanning.
SCAN_HOLDS = timedelta(minutes=10)


def code_at(key: str, door: int | str, at: datetime) -> str:
    """Return the code that a door shows `at` this moment; that of a meeting is its number."""
    return _code(key, door, _step(at))


def changes_at(at: datetime) -> datetime:
    """Return when the code that is shown now makes way for the next."""
    return datetime.fromtimestamp((_step(at) + 1) * STEP.total_seconds(), UTC)


def code_flaws(key: str, door: int | str, said: str, at: datetime) -> list[Reason]:
    """Return why a code that was scanned does not say that somebody is at the door now; an empty list means it does."""
    step, _, _ = said.partition("-")
    # Steps of this century have eight digits at most; compared as bytes, for anything may stand in an address.
    if not _is_step(step) or not hmac.compare_digest(_code(key, door, int(step, 16)).encode(), said.encode()):
        return [Reason("door_code_wrong")]
    age = _step(at) - int(step, 16)
    return [] if 0 <= age < _STEPS_TAKEN else [Reason("door_code_old")]


def scan_flaws(scanned_at: datetime | None, at: datetime) -> list[Reason]:
    """Return why what was scanned does not hold any more, or that nothing was."""
    if scanned_at is None:
        return [Reason("door_code_missing")]
    return [] if timedelta() <= at - scanned_at < SCAN_HOLDS else [Reason("door_code_old")]


def _step(at: datetime) -> int:
    return int(at.timestamp() // STEP.total_seconds())


def _is_step(text: str) -> bool:
    return 0 < len(text) <= 8 and all(digit in "0123456789abcdef" for digit in text)


def _code(key: str, door: int | str, step: int) -> str:
    digest = hmac.digest(key.encode(), f"door:{door}:{step}".encode(), "sha256")
    return f"{step:x}-{b32encode(digest[:10]).decode().lower()}"
