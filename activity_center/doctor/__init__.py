"""The doctor: looks at everything and changes nothing."""

from collections.abc import Iterator
from datetime import datetime

from activity_center.db import db
from activity_center.doctor import gatherings, records, surroundings
from activity_center.doctor.findings import Finding, Level


def examination(at: datetime) -> Iterator[Finding]:
    """Yield what every check finds; records can only be looked at where their schema is today's."""
    session = db.session()
    sound = True
    for check in surroundings.CHECKS:
        for finding in check(session, at):
            sound = sound and not (check is surroundings.has_newest_schema and finding.level is Level.PROBLEM)
            yield finding
    if sound:
        for check in [*records.CHECKS, *gatherings.CHECKS]:
            yield from check(session, at)
