"""Numbers of rows, as they are typed from paper."""

import pytest

from activity_center.attendance.rules import Mark
from activity_center.registers.rules import ROWS, numbers, sheets, wanted, wrong_numbers


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("3", [3]),
        ("1-3, 7 9", [1, 2, 3, 7, 9]),
        ("1－3，7、9；12", [1, 2, 3, 7, 9, 12]),
        ("1 至 3", [1, 2, 3]),
        ("5 - 5", [5]),
        ("一", None),
        ("3-1", None),
        ("1--3", None),
        ("12345", None),
    ],
)
def test_numbers_are_read_in_any_usual_writing(typed, found):
    assert numbers(typed) == found


def test_wrong_numbers_are_named():
    said = {Mark.PRESENT: [1, 2, 36], Mark.LATE: [2]}
    assert [(reason.code, reason.facts["numbers"]) for reason in wrong_numbers(said, range(1, 36))] == [
        ("paper_number_unknown", [36]),
        ("paper_number_twice", [2]),
    ]
    assert wrong_numbers({Mark.PRESENT: [1, 1]}, [1]) == []


def test_a_number_typed_goes_before_a_tick():
    ticks = {10: Mark.ABSENT, 11: Mark.LATE}
    assert wanted({Mark.PRESENT: [1]}, {1: 10, 2: 11}, ticks) == {10: Mark.PRESENT, 11: Mark.LATE}


@pytest.mark.parametrize(("people", "sizes"), [(0, [ROWS]), (35, [ROWS]), (36, [ROWS, ROWS])])
def test_every_sheet_has_as_many_rows(people, sizes):
    made = list(sheets(list(range(people))))
    assert [len(sheet) for sheet in made] == sizes
    assert sum(row is not None for sheet in made for row in sheet) == people
