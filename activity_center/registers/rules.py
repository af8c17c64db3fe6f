"""What somebody typed from a register on paper: numbers of rows, and the mark of each."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

from activity_center.attendance.rules import Mark
from activity_center.errors import Reason

# Rows on one sheet of A4, in large letters.
ROWS = 35
# Meetings on one sheet, a column each.
COLUMNS = 6


def numbers(typed: str) -> list[int] | None:
    """Return the numbers of rows in what was typed, "1-5, 7 9" in any usual punctuation; None where it says no such."""
    plain = re.sub(r"[\u3001\u3002]", ",", unicodedata.normalize("NFKC", typed))
    plain = re.sub(r"\s*[-\u2013\u2014~\u81f3\u5230]\s*", "-", plain)
    found: list[int] = []
    for part in re.split(r"[\s,;]+", plain.strip()):
        if not part:
            continue
        match = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", part)
        if not match or int(match[2] or match[1]) < int(match[1]):
            return None
        found += range(int(match[1]), int(match[2] or match[1]) + 1)
    return found


def wrong_numbers(said: Mapping[Mark, Collection[int]], known: Collection[int]) -> list[Reason]:
    """Return what is wrong with the numbers of rows: those on no row, and those with two different marks."""
    every = [number for typed in said.values() for number in set(typed)]
    unknown = sorted(set(every) - set(known))
    twice = sorted({number for number in every if every.count(number) > 1})
    reasons = [Reason("paper_number_unknown", {"numbers": unknown})] if unknown else []
    return [*reasons, *([Reason("paper_number_twice", {"numbers": twice})] if twice else [])]


def sheets(rows: Sequence[object], size: int = ROWS) -> Iterator[list[object | None]]:
    """Return the rows sheet by sheet, the last one filled up with empty rows; there is always one sheet."""
    for begin in range(0, max(len(rows), 1), size):
        here = list(rows[begin : begin + size])
        yield [*here, *([None] * (size - len(here)))]


def wanted(
    said: Mapping[Mark, Collection[int]], people: Mapping[int, int], ticked: Mapping[int, Mark]
) -> dict[int, Mark]:
    """Return the mark of each person: by the number of their row in `people`, and where none was typed by a tick."""
    by_number = {people[number]: mark for mark, typed in said.items() for number in typed if number in people}
    return {**ticked, **by_number}
