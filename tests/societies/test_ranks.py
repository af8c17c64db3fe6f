"""Places in a ranking."""

from hypothesis import given
from hypothesis import strategies as st

from activity_center.societies.rules import ranked


def test_equals_share_a_place_and_the_next_one_comes_after_all_of_them():
    assert ranked({"甲": 3, "乙": 1, "丙": 3, "丁": 9}) == {"甲": 2, "乙": 1, "丙": 2, "丁": 4}
    assert ranked({}) == {}


@given(st.dictionaries(st.integers(), st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_a_place_is_one_more_than_those_who_are_better(keys):
    assert ranked(keys) == {who: 1 + sum(key < mine for key in keys.values()) for who, mine in keys.items()}
