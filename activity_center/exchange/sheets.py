"""Spreadsheets out: rows of plain values in, one xlsx file out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a name of a sheet may not hold, and how long it may be.
_FORBIDDEN = str.maketrans("[]:*?/\\", " " * 7)
_LONGEST = 31


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines above the table, its headings, its rows, and widths of columns in letters."""

    name: str
    headings: Sequence[Any]
    rows: Iterable[Sequence[Any]]
    above: Sequence[str] = ()
    widths: Sequence[int] = field(default_factory=tuple)


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a file with these sheets. Text stays text, also where it begins with "=" and would be a formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(sheets, 1):
        _write(book.create_sheet(sheet.name.translate(_FORBIDDEN)[:_LONGEST].strip() or str(number)), sheet)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _write(page: Any, sheet: Sheet) -> None:
    lines = [*([line] for line in sheet.above), sheet.headings, *sheet.rows]
    for number, line in enumerate(lines, 1):
        _fill(page, number, line)
    head = len(sheet.above) + 1
    for cell in page[head]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = page.cell(head + 1, min(3, len(sheet.headings)))
    for number, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width


def _fill(page: Any, row: int, values: Sequence[Any]) -> None:
    for column, value in enumerate(values, 1):
        cell = page.cell(row, column)
        if isinstance(value, str):
            # Setting the value makes a formula of what begins with "=".
            cell.value, cell.data_type = _plain(value), "s"
        else:
            cell.value = value


def _plain(text: str) -> str | None:
    """Return a text without the control signs that no spreadsheet may hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t") or None
