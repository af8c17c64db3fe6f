"""Numbers, codes and names of certificates."""

import pytest

from activity_center.certificates.rules import (
    Candidate,
    code_of,
    in_groups,
    is_code_of,
    issue_refusals,
    normal_code,
    normal_number,
    number_of,
)
from activity_center.errors import Reason
from activity_center.people.rules import masked_name

KEY = "a key"


def test_a_number_says_the_year_and_which_of_it():
    assert number_of(2026, 12) == "2026-00012"


def test_a_code_belongs_to_its_number_and_key_alone():
    code = code_of(KEY, "2026-00001")
    assert len(code) == 16
    assert is_code_of(KEY, "2026-00001", code)
    assert not is_code_of(KEY, "2026-00002", code)
    assert not is_code_of("another key", "2026-00001", code)


def test_no_changed_sign_is_overlooked():
    code = code_of(KEY, "2026-00001")
    for place in range(len(code)):
        changed = code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]
        assert not is_code_of(KEY, "2026-00001", changed)
    for wrong in ("", code[:-1], code + "A", "编号"):
        assert not is_code_of(KEY, "2026-00001", wrong)


def test_what_is_read_from_paper_may_be_typed_in_any_way():
    code = code_of(KEY, "2026-00001")
    assert normal_code(in_groups(code).lower().replace("-", " ")) == code
    assert normal_number(" 2026－00001 ") == "2026-00001"
    assert normal_number("2026–00001") == "2026-00001"


@pytest.mark.parametrize(
    ("name", "shown"), [("李强", "李*"), ("李秀英", "李**"), ("欧阳阿卜杜热合曼", "欧**"), ("", "*")]
)
def test_the_public_sees_the_first_character_of_a_name(name, shown):
    assert masked_name(name) == shown


def test_nobody_gets_one_before_the_class_is_over():
    assert issue_refusals([Candidate(1, "李")], is_over=False, coming=3) == [Reason("class_not_over", {"n": 3})]


def test_who_lacks_something_is_named_unless_they_have_one_already():
    lacks = (Reason("completion_work"),)
    wanted = [Candidate(1, "李"), Candidate(2, "王", lacks), Candidate(3, "张", lacks, has_one=True)]
    assert issue_refusals(wanted, is_over=True) == [Reason("certificate_not_earned", {"name": "王"})]
