"""From a table to records: which line holds the names, which column says what, and how one row is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from activity_center.errors import Reason, Refused
from activity_center.exchange.columns import Column
from activity_center.exchange.files import Line, Table
from activity_center.exchange.rules import Broken, Cell, folded, line, text

V = TypeVar("V")

# A title, a date and a remark may stand above the names.
_LINES_ABOVE = 10


@dataclass(frozen=True)
class Sheet:
    """A table whose columns are known: our word for each column, the names as written, and those nobody knows."""

    places: dict[str, int]
    headers: dict[str, str]
    unread: list[str]
    width: int
    lines: Sequence[Line]


def sheet(table: Table, columns: Sequence[Column]) -> Sheet:
    """Find the line of names among the first ten lines; refused where none has the columns that must be there.

    The order of the columns does not matter, and spaces, stars, width and case of the names do not either.
    """
    known = {_name(name): column.field for column in columns for name in column.names}
    keys = [column for column in columns if column.is_key]
    for place, candidate in enumerate(table[:_LINES_ABOVE]):
        fields = [known.get(_name(cell)) for cell in candidate.cells]
        if all(column.field in fields for column in keys) and len(set(fields) - {None}) > 1:
            return _sheet(candidate, fields, table[place + 1 :])
    raise Refused(Reason("import_no_header", {"columns": [" / ".join(column.names[:2]) for column in keys]}))


def _name(cell: Cell) -> str:
    return folded(cell).strip("*").replace("_", "")


def _sheet(names: Line, fields: list[str | None], lines: Sequence[Line]) -> Sheet:
    headers = [line(cell) for cell in names.cells]
    for known in set(fields) - {None}:
        if fields.count(known) > 1:
            twice = [header for header, found in zip(headers, fields, strict=True) if found == known]
            raise Refused(Reason("import_column_twice", {"columns": twice}))
    places = {found: place for place, found in enumerate(fields) if found}
    unread = [header for header, found in zip(headers, fields, strict=True) if header and not found]
    width = max((place + 1 for place, header in enumerate(headers) if header), default=0)
    return Sheet(places, {found: headers[place] for found, place in places.items()}, unread, width, lines)


@dataclass
class Row:
    """One row being read. What is broken in it is collected, so that all of it is said at once."""

    number: int
    cells: dict[str, Cell]
    headers: dict[str, str]
    reasons: list[Reason] = field(default_factory=list)

    def read(self, name: str, reader: Callable[[Cell], V]) -> V | None:
        """Return what the cell says, or None after noting down why it cannot be read."""
        cell = self.cells.get(name)
        try:
            return reader(cell)
        except Broken as broken:
            self.refuse(broken.code, name, value=line(cell)[:60])
            return None

    def words(self, name: str, limit: int = 0) -> str:
        """Return the cell as one line of at most `limit` letters, or as text of any length."""
        cell = self.cells.get(name)
        said = line(cell) if limit else text(cell)
        if limit and len(said) > limit:
            self.refuse("import_too_long", name, limit=limit)
            return ""
        return said

    def refuse(self, code: str, name: str = "", **facts: Any) -> None:
        """Note down why this row cannot be taken in; `name` is the column at fault."""
        self.reasons.append(Reason(code, {"column": self.headers.get(name, name), **facts}))


def rows(found: Sheet) -> list[Row]:
    """Return the rows below the names; one with cells beyond the last name has a comma or a column too many."""
    return [_row(found, below) for below in found.lines]


def _row(found: Sheet, below: Line) -> Row:
    cells = {name: below.cells[place] for name, place in found.places.items() if place < len(below.cells)}
    row = Row(below.number, cells, found.headers)
    if any(text(cell) for cell in below.cells[found.width :]):
        row.refuse("import_too_many_cells")
    return row
