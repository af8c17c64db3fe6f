"""The only clock: views, workers and commands ask it; everything below is told the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC)
