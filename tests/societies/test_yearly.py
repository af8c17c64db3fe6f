"""What a year is worth is a sum that anybody can do again."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.societies.yearly import (
    WEIGHTS,
    Criterion,
    Outcome,
    PlanStatus,
    Weight,
    amounts,
    cash_reasons,
    handing_in_reasons,
    is_renewed,
    ranking,
)

NOTHING = dict.fromkeys(Criterion, 0)


def test_a_year_becomes_points_rounded_down_and_capped():
    found = amounts(events=12, visits=199, joined=30, members=45, left=5, outcome=Outcome.CONDITIONS)
    [one] = ranking([(7, "合唱团", found)], WEIGHTS)
    assert {key.value: n for key, n in one.points.items()} == {
        "events": 24,
        "visits": 19,
        "newcomers": 10,
        "loyalty": 9,
        "review": 10,
    }
    assert (one.total, one.place) == (72, 1)


def test_equal_points_share_a_place_and_the_next_one_is_left_out():
    years = [(1, "乙", NOTHING), (2, "甲", NOTHING), (3, "丙", NOTHING | {Criterion.EVENTS: 1})]
    assert [(one.name, one.place) for one in ranking(years, WEIGHTS)] == [("丙", 1), ("乙", 2), ("甲", 2)]
    assert amounts(events=0, visits=0, joined=0, members=0, left=0, outcome=None) == NOTHING


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 500), min_size=5, max_size=5), max_size=8), st.integers(1, 50))
def test_who_did_more_is_never_behind(rows, per):
    weights = dict.fromkeys(Criterion, Weight(3, per, 40))
    years = [(n, f"{n}", dict(zip(Criterion, row, strict=True))) for n, row in enumerate(rows)]
    scored = ranking(years, weights)
    assert sorted(one.society_id for one in scored) == list(range(len(rows)))
    assert all(one.total <= 200 for one in scored)
    for ahead in scored:
        for behind in scored:
            if all(ahead.amounts[key] >= behind.amounts[key] for key in Criterion):
                assert ahead.place <= behind.place


def test_the_roll_of_a_year_holds_who_said_so_or_joined_in_it():
    assert is_renewed(None, date(2026, 3, 1), 2026)
    assert not is_renewed(None, date(2025, 3, 1), 2026)
    assert is_renewed(2026, date(2020, 3, 1), 2026)
    assert not is_renewed(2025, date(2020, 3, 1), 2026)


def test_plans_and_lines_of_the_cash_book_say_what_is_missing():
    assert [one.code for one in handing_in_reasons(PlanStatus.APPROVED, "", 0)] == ["plan_approved"]
    assert [one.code for one in handing_in_reasons(PlanStatus.DRAFT, " ", 0)] == ["plan_empty"]
    assert handing_in_reasons(PlanStatus.RETURNED, "", 1) == []
    today = date(2026, 9, 7)
    assert [one.code for one in cash_reasons(0, date(2026, 9, 8), today)] == ["cash_nothing", "cash_ahead"]
