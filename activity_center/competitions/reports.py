"""What a report of another program comes to by our rules: the standings of its contest, and what it claims of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from activity_center.competitions.kinds import SCORING, ScoringName
from activity_center.competitions.standings import standings
from activity_center.competitions.tie_breaks import Criterion, Setting, Unplayed, Worked, worked
from activity_center.competitions.trf import Report

# As contests in chess rank most often.
USUAL = (Criterion.POINTS, Criterion.BUCHHOLZ_CUT_1, Criterion.BUCHHOLZ, Criterion.SONNEBORN_BERGER)
# What can be said of everybody by themselves.
_OF_EACH = [one for one in Criterion if one not in (Criterion.HEAD_TO_HEAD, Criterion.LOTS)]


@dataclass(frozen=True)
class Reading:
    """By which rules a report is read; what is None follows from the file."""

    criteria: Sequence[Criterion] = USUAL
    unplayed: Unplayed | None = None
    scoring: ScoringName | None = None
    is_round_robin: bool | None = None


def computed(report: Report, reading: Reading) -> dict[str, Any]:
    """Return the standings as plain values, with every criterion of everybody and what the file claims of them."""
    scoring = reading.scoring or report.scoring
    unplayed = reading.unplayed or report.unplayed
    is_round_robin = report.is_round_robin if reading.is_round_robin is None else reading.is_round_robin
    setting = Setting(report.record, SCORING[scoring], unplayed=unplayed, is_round_robin=is_round_robin)
    places = standings(setting, reading.criteria)
    return {
        "name": report.header.name,
        "entries": len(report.names),
        "rounds": setting.rounds,
        "is_round_robin": is_round_robin,
        "unplayed": unplayed.value,
        "scoring": scoring.value,
        "criteria": [criterion.value for criterion in reading.criteria],
        "points_differ_from_file": report.differences(SCORING[scoring]),
        "standings": [
            {
                "rank": place.rank,
                "number": place.entry,
                "name": report.names[place.entry],
                "decided_by": place.decided_by.value if place.decided_by else None,
                "values": {one.value: _number(worked(setting, one, place.entry)) for one in _OF_EACH},
                "file": {"points": _plain(report.points.get(place.entry)), "rank": report.ranks.get(place.entry)},
            }
            for place in places
        ],
    }


def _number(found: Worked) -> float | None:
    return _plain(found.value)


def _plain(value: Any) -> float | None:
    return None if value is None or value == float("inf") else float(value)
