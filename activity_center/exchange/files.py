"""Files in: xlsx, csv in the encodings of Chinese offices, and JSON become one table of cells."""

import csv
import json
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from activity_center.errors import Reason, Refused
from activity_center.exchange.rules import Cell, text


@dataclass(frozen=True)
class Line:
    """One line with its number as the spreadsheet program shows it, the first being 1."""

    number: int
    cells: tuple[Cell, ...]


# The lines that say something; for JSON the first, with number 0, holds the names.
Table = tuple[Line, ...]


def read(path: Path) -> Table:
    """Return the table in a file, or refuse a file that is none; what it is shows in its content, not its name."""
    return table(path.read_bytes())


def table(content: bytes) -> Table:
    """Return the table in these bytes."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(content)
    decoded = _decoded(content)
    if decoded.lstrip().startswith(("[", "{")):
        return _objects(decoded)
    return _separated(decoded)


def _filled(lines: list[tuple[int, tuple[Cell, ...]]]) -> Table:
    found = tuple(Line(number, cells) for number, cells in lines if any(text(cell) for cell in cells))
    if not found:
        raise Refused(Reason("import_file_empty"))
    return found


def _workbook(content: bytes) -> Table:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in _visible(workbook)
        }
    except CalamineError:
        raise Refused(Reason("import_file_unreadable")) from None
    filled = {name: rows for name, rows in sheets.items() if any(text(cell) for row in rows for cell in row)}
    if len(filled) > 1:
        # Reading only one of them would drop the others without a word.
        raise Refused(Reason("import_several_sheets", {"sheets": list(filled)}))
    return _filled([(number, tuple(row)) for rows in filled.values() for number, row in enumerate(rows, 1)])


def _visible(workbook: CalamineWorkbook) -> list[str]:
    return [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]


def _decoded(content: bytes) -> str:
    """Return the text: UTF-8, else GB18030, of which GBK is a part; UTF-16 only where its mark says so."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in decoded:
            return decoded
    raise Refused(Reason("import_file_unreadable"))


# A line of our own below the last: where it does not come out as it went in, an open quotation mark swallowed it.
_END = "\0"


def _separated(decoded: str) -> Table:
    first = decoded.lstrip().partition("\n")[0]
    separator = max(",\t;", key=first.count)
    try:
        *rows, last = csv.reader(StringIO(f"{decoded}\n{_END}", newline=""), delimiter=separator)
    except csv.Error:
        raise Refused(Reason("import_file_unreadable")) from None
    if last != [_END]:
        raise Refused(Reason("import_quote_open", {"row": len(rows) + 1}))
    return _filled([(number, tuple(row)) for number, row in enumerate(rows, 1)])


def _objects(decoded: str) -> Table:
    try:
        items = json.loads(decoded)
    except (ValueError, RecursionError):
        raise Refused(Reason("import_file_unreadable")) from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Refused(Reason("import_not_a_list"))
    names = tuple(dict.fromkeys(name for item in items for name in item))
    return _filled([(0, names), *((number, _cells(item, names)) for number, item in enumerate(items, 1))])


def _cells(item: dict[str, Any], names: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(item.get(name) for name in names)
