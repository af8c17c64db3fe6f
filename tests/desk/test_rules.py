from datetime import UTC, datetime, timedelta

import pytest

from activity_center.desk.rules import (
    Became,
    Reading,
    decided,
    differences,
    has_enough,
    is_to_call,
    is_worth_a_call,
    next_call,
    undecided,
)
from activity_center.people.rules import Channel, same_name
from tests.enrolment.scenes import ZONE

FORM = Reading(card="10000001", name="李秀英", birth_on="1951-02-03", choice_1=12, choice_2=31, most=2, waits=True)


def on(day, hour, minute=0):
    return datetime(2026, 9, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("tried", "again"),
    [
        (on(7, 10), on(7, 12)),
        (on(7, 14, 59), on(7, 16, 59)),
        (on(7, 15), on(8, 9)),
        (on(7, 23), on(8, 9)),
        (on(7, 5), on(7, 9)),
    ],
)
def test_one_telephones_again_two_hours_later_in_waking_hours(tried, again):
    assert next_call(tried, ZONE) == again
    assert next_call(tried.astimezone(UTC), ZONE) == again


def test_a_deadline_brings_the_next_call_forward_but_never_to_the_same_moment():
    assert next_call(on(7, 14), ZONE, deadline=on(7, 17)) == on(7, 16)
    assert next_call(on(7, 16), ZONE, deadline=on(7, 17)) == on(7, 16, 15)
    assert next_call(on(7, 15), ZONE, deadline=on(8, 17)) == on(8, 9)


def test_no_e_mail_no_text_message_so_somebody_telephones():
    tomorrow_evening, now = on(8, 17), on(7, 10)
    assert is_to_call(Channel.PHONE, False, tomorrow_evening, now)
    assert is_to_call(Channel.SMS, False, tomorrow_evening, now)
    assert is_to_call(Channel.EMAIL, False, tomorrow_evening, now)
    assert not is_to_call(Channel.EMAIL, True, tomorrow_evening, now)
    assert is_to_call(Channel.EMAIL, True, now + timedelta(hours=24), now)
    assert not is_to_call(Channel.NONE, False, now + timedelta(hours=1), now)


def test_nobody_is_telephoned_about_what_is_past_or_what_they_were_told():
    now = on(7, 10)
    later, earlier = on(8, 9).isoformat(), on(7, 8).isoformat()
    assert is_worth_a_call("section_cancelled", {"title": "书法"}, now)
    assert is_worth_a_call("meeting_moved", {"was_at": earlier, "starts_at": later}, now)
    assert not is_worth_a_call("meeting_cancelled", {"starts_at": earlier}, now)
    assert not is_worth_a_call("accepted_for_you", {"title": "书法"}, now)


def test_two_readings_are_compared_field_by_field():
    other = Reading(**{**FORM.__dict__, "name": "李秀瑛", "choice_2": 13})
    assert differences(FORM, FORM) == []
    assert differences(FORM, other) == ["name", "choice_2"]
    assert undecided(FORM, other, {"name": 1}) == ["choice_2"]
    assert decided(FORM, other, {"name": 1, "choice_2": 2}).choices == [12, 13]
    assert decided(FORM, other, {"name": 1, "choice_2": 2}).name == "李秀英"


def test_lines_left_empty_keep_the_order_of_the_others():
    assert Reading("1", "李", choice_1=5, choice_4=3).choices == [5, 3]


def test_places_that_are_held_count_and_waiting_does_not():
    assert has_enough([Became.ENROLLED, Became.WAITING, Became.OFFERED], 2)
    assert not has_enough([Became.ENROLLED, Became.WAITING, Became.APPLIED], 2)
    assert not has_enough([Became.ENROLLED] * 5, None)


@pytest.mark.parametrize("said", ["李秀英", " 李 秀英 ", "李　秀英"])
def test_blanks_do_not_make_another_name(said):
    assert same_name("李秀英", said)


def test_names_agree_only_if_they_are_the_same():
    assert same_name("买买提·艾力", "买买提•艾力")
    assert same_name("ＬＩ Ming", "li ming")
    assert not same_name("李秀英", "李秀")
    assert not same_name("", " ")
