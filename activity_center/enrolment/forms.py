"""What somebody may look for in the catalogue; it stands in the address, so that it can be sent to a friend."""

from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from activity_center.web import row_number

# "term=none" in an address: programmes that belong to no term.
NO_TERM = "none"


@dataclass(frozen=True)
class Wanted:
    """The filters of the catalogue. What is out of shape is as good as not asked for."""

    term: str = ""
    q: str = ""
    weekdays: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    fits: bool = False
    left: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything but a term was asked for."""
        return bool(self.q or self.weekdays or self.departments or self.fits or self.left)

    def address(self, **changes: Any) -> dict[str, Any]:
        """Return the parameters of the address for these filters, with changes."""
        new = replace(self, **changes)
        told = {
            "term": new.term,
            "q": new.q,
            "weekday": sorted(new.weekdays),
            "department": sorted(new.departments),
            "fits": "1" if new.fits else "",
            "left": "1" if new.left else "",
        }
        return {name: value for name, value in told.items() if value}


def wanted(args: MultiDict[str, str]) -> Wanted:
    """Read the filters from an address."""
    return Wanted(
        term=args.get("term", ""),
        q=args.get("q", "").strip()[:80],
        weekdays=frozenset(day for day in args.getlist("weekday", type=int) if 1 <= day <= 7),
        departments=frozenset(args.getlist("department", type=row_number)),
        fits="fits" in args,
        left="left" in args,
    )
