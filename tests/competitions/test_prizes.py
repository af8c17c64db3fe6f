"""Prizes by place and by share."""

from hypothesis import given
from hypothesis import strategies as st

from activity_center.competitions.prizes import Prize, awarded

PERCENT = [Prize("一等", percent=5), Prize("二等", percent=10), Prize("三等", percent=15)]


def ranks(number):
    return [(n, 100 + n) for n in range(1, number + 1)]


def test_first_five_ten_and_fifteen_per_cent():
    found = list(awarded(ranks(40), PERCENT).values())
    assert [found.count(prize.name) for prize in PERCENT] == [2, 4, 6]


def test_sixty_and_forty_per_cent_leave_nobody_out():
    found = list(awarded(ranks(7), [Prize("优胜", percent=60), Prize("优秀", percent=40)]).values())
    assert (found.count("优胜"), found.count("优秀")) == (5, 2)


def test_prizes_by_place():
    prizes = [Prize("一等", 1), Prize("二等", 2), Prize("三等", 3)]
    assert list(awarded(ranks(8), prizes).values()) == ["一等", "二等", "二等", "三等", "三等", "三等"]


def test_who_shares_a_rank_shares_the_prize():
    tied = [(1, 11), (1, 12), (3, 13), (4, 14)]
    assert awarded(tied, [Prize("冠军", 1), Prize("亚军", 1), Prize("季军", 1)]) == {11: "冠军", 12: "冠军", 13: "季军"}


@given(st.integers(0, 200))
def test_a_better_place_never_has_a_lesser_prize(number):
    order = [*(prize.name for prize in PERCENT), None]
    found = awarded(ranks(number), PERCENT)
    prizes = [order.index(found.get(entry)) for _, entry in ranks(number)]
    assert prizes == sorted(prizes)
    assert number == 0 or found[101] == "一等"
