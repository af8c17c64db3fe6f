from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity_center.people import id_number, pinyin
from activity_center.people.rules import (
    RoleName,
    Sex,
    age_on,
    masked_phone,
    may,
    may_serve,
    normal_login,
    normal_phone,
    secret_flaws,
)
from activity_center.people.throttle import ACCOUNT, ADDRESS, Throttle

MEMBER, DESK, ADMIN = {RoleName.MEMBER}, {RoleName.DESK}, {RoleName.ADMIN}


def codes(secret, roles=MEMBER, known=()):
    return [flaw.code for flaw in secret_flaws(secret, roles, known)]


def test_only_an_administrator_changes_staff():
    assert may_serve(DESK, MEMBER)
    assert not may_serve(DESK, DESK)
    assert not may_serve(DESK, ADMIN | {RoleName.MEMBER})
    assert may_serve(ADMIN, ADMIN)
    assert not may_serve(MEMBER, MEMBER)


def test_an_act_that_nobody_listed_is_a_bug():
    with pytest.raises(KeyError):
        may(ADMIN, "fly")


def test_somebody_born_on_29_february_turns_older_on_1_march():
    assert age_on(date(1952, 2, 29), date(2026, 2, 28)) == 73
    assert age_on(date(1952, 2, 29), date(2026, 3, 1)) == 74


@pytest.mark.parametrize("typed", ["138 1234-5678", "+86 13812345678", "0086 138 1234 5678", "１３８１２３４５６７８"])
def test_a_telephone_number_is_the_same_however_it_is_typed(typed):
    assert normal_phone(typed) == "13812345678"


def test_a_foreign_number_keeps_its_country():
    assert normal_phone("+44 20 7946 0000") == "+442079460000"


def test_masks_keep_what_the_person_recognises():
    assert masked_phone("13812345678") == "138****5678"
    assert masked_phone("62345678") == "****78"
    assert id_number.masked("11010519491231002X") == "110*************2X"


def test_a_login_is_the_same_in_full_width_letters_and_capitals():
    assert normal_login(" Ｌi@Example.COM ") == "li@example.com"


@pytest.mark.parametrize(
    ("secret", "roles", "expected"),
    [
        ("246810", MEMBER, []),
        ("24681", MEMBER, ["pin_too_short"]),
        ("123456", MEMBER, ["secret_too_easy", "secret_is_known"]),
        ("765432", MEMBER, ["secret_too_easy"]),
        ("888888", MEMBER, ["secret_too_easy"]),
        ("112211", MEMBER, ["secret_too_easy"]),
        ("510203", MEMBER, ["secret_is_known"]),
        ("345678", MEMBER, ["secret_too_easy", "secret_is_known"]),
        ("246810", DESK, ["password_too_short"]),
        ("9753108642", DESK, ["password_too_short"]),
        ("demo-pass-2026", ADMIN, []),
    ],
)
def test_a_secret_is_refused_for_what_is_wrong_with_it(secret, roles, expected):
    assert codes(secret, roles, ["19510203", "13812345678"]) == expected


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_are_valid(number):
    assert id_number.is_valid(number)


@pytest.mark.parametrize(
    "number", ["", "1101051949123100", "110105194912310021", "11010519491331002X", "１" * 18, "x" * 18]
)
def test_what_no_card_can_say_is_not_valid(number):
    assert not id_number.is_valid(number)


def test_a_number_says_birthday_and_sex():
    assert id_number.birth_on("11010519491231002X") == date(1949, 12, 31)
    assert id_number.sex_of("11010519491231002X") is Sex.FEMALE
    assert id_number.sex_of("440524188001010014") is Sex.MALE


births = st.dates(date(1900, 1, 1), date(2020, 1, 1))


@given(births, st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_place_is_always_found(birth, sequence, place, other):
    first17 = f"110105{birth:%Y%m%d}{sequence:03}"
    number = first17 + id_number.check_character(first17)
    assert id_number.is_valid(number)
    wrong = number[:place] + other + number[place + 1 :]
    assert wrong == number or not id_number.is_valid(wrong)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单秀英", {"shanxiuying", "danxiuying", "sxy", "dxy"}),
        ("曾国平", {"zengguoping", "cengguoping", "zgp", "cgp"}),
        ("解放", {"xiefang", "jiefang", "xf", "jf"}),
        ("区桂芳", {"ouguifang", "quguifang", "ogf", "qgf"}),
        ("查明", {"zhaming", "chaming", "zm", "cm"}),
        ("仇英", {"qiuying", "chouying", "qy", "cy"}),
        ("欧阳修", {"ouyangxiu", "oyx"}),
        ("尉迟恭", {"yuchigong", "ycg"}),
        ("Mary Smith", {"marysmith", "ms", "mary", "smith"}),
    ],
)
def test_a_person_is_found_by_every_reading_of_the_surname(name, typed):
    assert set(pinyin.index(name, is_person=True).split()) >= typed


def test_a_course_is_found_by_its_usual_reading():
    assert pinyin.index("书法") == "shufa sf"
    assert pinyin.index("单人舞").split()[0] == "danrenwu"
    assert "t24stjq" not in pinyin.index("24式太极拳").split()
    assert "24shitaijiquan" in pinyin.index("24式太极拳").split()


@given(st.text(max_size=80), st.booleans())
def test_no_name_breaks_the_index(name, is_person):
    index = pinyin.index(name, is_person)
    assert index == index.strip()
    assert "  " not in index


START = datetime(2026, 9, 7, tzinfo=UTC)


def test_the_waiting_doubles_up_to_its_limit():
    waits = [ACCOUNT.wait(count) / timedelta(minutes=1) for count in range(1, 13)]
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_a_hall_full_of_people_is_not_made_to_wait():
    assert not ADDRESS.wait(60)


def test_failures_are_forgotten_one_by_one():
    assert ACCOUNT.remembered(6, START, START + timedelta(minutes=59)) == 6
    assert ACCOUNT.remembered(6, START, START + timedelta(hours=2)) == 4
    assert ACCOUNT.remembered(6, START, START + timedelta(days=2)) == 0


@given(st.integers(0, 10_000))
def test_more_failures_never_wait_less(count):
    throttle = Throttle(3, timedelta(seconds=1), timedelta(hours=1), timedelta(hours=1))
    assert timedelta(0) <= throttle.wait(count) <= throttle.wait(count + 1) <= throttle.longest
