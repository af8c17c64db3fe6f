"""Cells: what is read, what stays in words, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity_center.courses.rules import FeePer
from activity_center.exchange import rules
from activity_center.exchange.rules import Broken, Fee

YEAR, TERM = FeePer.YEAR, FeePer.TERM


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (None, ""),
        ("", ""),
        (30.0, "30"),
        (30.5, "30.5"),
        (" a\r\nb ", "a\nb"),
        (["\r\n"], ""),
        (["x", " ", "y"], "x\ny"),
    ],
)
def test_text_is_what_a_person_would_read(cell: object, said: str):
    assert rules.text(cell) == said


@pytest.mark.parametrize(
    ("cell", "number"), [("30", 30), (31.0, 31), ("３０", 30), ("32.0", 32), ("30人", 30), ("1,200", 1200), ("0", 0)]
)
def test_counts_are_read(cell: object, number: int):
    assert rules.whole(cell) == number


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "—", "/"])
def test_nothing_is_nothing(cell: object):
    assert rules.whole(cell) is None
    assert rules.fee(cell) == Fee()
    assert rules.phone(cell) is None


@pytest.mark.parametrize("cell", ["abc", "12.5", 13.5, "-3", "约30", "30-40", "1,2", True, "十二", "9999999"])
def test_what_is_no_count_is_refused(cell: object):
    with pytest.raises(Broken) as broken:
        rules.whole(cell)
    assert broken.value.code == "import_number"


@given(st.integers(0, 1_000_000))
def test_a_count_survives_every_spreadsheet(number: int):
    forms = (number, float(number), str(number), f" {number}　", f"{number:,}", f"{number}.0", f"{number}人")
    wide = str(number).translate({ord(digit): ord("０") + int(digit) for digit in "0123456789"})
    assert {rules.whole(form) for form in (*forms, wide)} == {number}


@pytest.mark.parametrize(
    ("cell", "amount", "currency", "per"),
    [
        ("240元/年", "240", "CNY", YEAR),
        ("290元/学期", "290", "CNY", TERM),
        ("２９０元／学期", "290", "CNY", TERM),
        ("¥120.50/学期", "120.50", "CNY", TERM),
        ("NT$800/期", "800", "TWD", TERM),
        ("HK$60/term", "60", "HKD", TERM),
        ("免费", "0", "CNY", TERM),
        ("0", "0", "CNY", TERM),
        (0.0, "0", "CNY", TERM),
    ],
)
def test_a_fee_that_can_be_read_in_one_way_is_a_number(cell: object, amount: str, currency: str, per: FeePer):
    assert rules.fee(cell) == Fee(Decimal(amount), currency, per)


@pytest.mark.parametrize(
    "cell", ["HK$6/款", "150-290元/学期", "120", "120元", "120/年", "面议", "超过300元/学期", "$5/year"]
)
def test_any_other_fee_stays_in_words(cell: str):
    assert rules.fee(cell) == Fee(words=cell)


def test_words_beside_a_fee_are_kept():
    assert rules.fee("700元/年(学杂费)") == Fee(Decimal(700), "CNY", YEAR, "700元/年(学杂费)")


def test_the_header_may_say_what_all_fees_are_per():
    assert rules.fee(120.0, TERM) == Fee(Decimal(120), "CNY", TERM)
    assert rules.fee("240元/年", TERM) == Fee(Decimal(240), "CNY", YEAR)


def test_a_fee_below_nought_is_refused():
    with pytest.raises(Broken):
        rules.fee("-5")


@given(st.text(max_size=40))
def test_no_fee_is_lost(cell: str):
    try:
        read = rules.fee(cell)
    except Broken:
        return
    assert rules.is_empty(cell) or read.amount is not None or read.words == rules.line(cell)


@given(st.text(st.characters(categories=["L", "N"]), max_size=30))
def test_spaces_and_case_make_no_difference(cell: str):
    assert rules.folded(f" {cell[:9]}　\t{cell[9:]}\n") == rules.folded(cell) == rules.folded(cell).casefold()


@pytest.mark.parametrize("cell", ["139 0001 2345", "139-0001-2345", "１３９０００１２３４５", 13900012345.0])
def test_a_telephone_number_is_its_digits(cell: object):
    assert rules.phone(cell) == "13900012345"


@pytest.mark.parametrize("cell", ["12", "13900012345/13900012346", "abc", "0571-8888转5"])
def test_what_is_no_single_telephone_number_is_refused(cell: str):
    with pytest.raises(Broken):
        rules.phone(cell)


def test_an_address_is_compared_in_small_letters():
    assert rules.email(" Li.Ming@Example.ORG ") == "li.ming@example.org"
    with pytest.raises(Broken):
        rules.email("li.ming")
