"""Files: one table, however it was saved."""

import json
from datetime import date, time
from io import BytesIO

import pytest
from openpyxl import Workbook

from activity_center.errors import Refused
from activity_center.exchange import files

TEXT = '学校,课程,备注\n本部,书法,"一,二\n三"\n\n分部,二胡,\n'
ROWS = [(1, "学校", "课程", "备注"), (2, "本部", "书法", "一,二\n三"), (4, "分部", "二胡", "")]


def plain(table: files.Table) -> list[tuple[object, ...]]:
    return [(line.number, *line.cells) for line in table]


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook(write_only=True)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_the_encoding_makes_no_difference(encoding: str):
    assert plain(files.table(TEXT.encode(encoding))) == ROWS


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_the_separator_is_found(separator: str):
    assert plain(files.table(f"学校{separator}课程\n本部{separator}书法,草书\n".encode()))[1] == (
        2,
        "本部",
        "书法,草书",
    )


def test_windows_and_old_macintosh_lines():
    assert [line.cells for line in files.table(b"a,b\r\n1,2\r\n")] == [("a", "b"), ("1", "2")]
    assert [line.cells for line in files.table(b"a,b\r1,2\r")] == [("a", "b"), ("1", "2")]


def test_a_workbook_keeps_its_row_numbers_and_types():
    content = workbook(
        [[], ["2026 课程表"], ["课程", "名额", "日期", "时间"], ["书法", 30, date(2026, 10, 5), time(9)]]
    )
    assert plain(files.table(content))[1:] == [
        (3, "课程", "名额", "日期", "时间"),
        (4, "书法", 30.0, date(2026, 10, 5), time(9)),
    ]


def test_empty_sheets_do_not_matter():
    assert len(files.table(workbook([], [["课程"], ["书法"]], []))) == 2


def test_a_list_of_objects_has_the_names_of_all():
    content = json.dumps([{"a": 1, "b": ["x"]}, {"b": None, "c": "y"}]).encode()
    assert plain(files.table(content)) == [(0, "a", "b", "c"), (1, 1, ["x"], None), (2, None, None, "y")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_file_empty"),
        (b"\n , ,\n", "import_file_empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "import_file_unreadable"),
        (b"PK\x03\x04 not a workbook", "import_file_unreadable"),
        (b"[{", "import_file_unreadable"),
        ('课程,备注\n书法,"三楼\n二胡,\n'.encode(), "import_quote_open"),
        (b'{"a": 1}', "import_not_a_list"),
        (b"[1, 2]", "import_not_a_list"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str):
    with pytest.raises(Refused) as refused:
        files.table(content)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_two_sheets_with_rows_are_refused_by_name():
    with pytest.raises(Refused) as refused:
        files.table(workbook([["课程"], ["书法"]], [["课程"], ["二胡"]]))
    assert refused.value.reasons[0].code == "import_several_sheets"
    assert len(refused.value.reasons[0].facts["sheets"]) == 2
