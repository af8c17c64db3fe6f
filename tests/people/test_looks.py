import pytest

from activity_center.looks import PLAIN, Looks, are_asked_by, are_looked_for, looks_from
from activity_center.people import pinyin

MINE = Looks(text_size="huge", crosshair=True)


def test_the_elder_edition_is_large_text_strong_contrast_simple_pages_and_reading_aloud():
    elder = PLAIN.asked({"elder": "on"})
    assert (elder.text_size, elder.contrast, elder.simplified, elder.aloud) == ("large", "high", True, True)
    assert elder.is_elder


def test_the_elder_edition_makes_no_text_smaller():
    assert MINE.asked({"elder": "on"}).text_size == "huge"


@pytest.mark.parametrize("before", [PLAIN, MINE, Looks(contrast="high", aloud=True), Looks(simplified=True)])
def test_who_leaves_the_elder_edition_has_exactly_what_was_before(before):
    changed = before.asked({"elder": "on"}).asked(
        {"contrast": "normal", "large_pointer": "on", "text_size": "standard"}
    )
    assert changed.asked({"elder": "off"}) == before


def test_switching_on_twice_does_not_forget_what_was_before():
    assert MINE.asked({"elder": "on"}).asked({"elder": "on"}).asked({"elder": "off"}) == MINE


def test_each_part_can_be_chosen_by_itself():
    asked = {"text_size": "huge", "contrast": "high", "simplified": "on", "aloud": "on", "crosshair": "on"}
    assert PLAIN.asked(asked | {"large_pointer": "on"}) == Looks("huge", "high", True, True, True, True)
    assert PLAIN.asked({"crosshair": "on"}).asked({"crosshair": "off"}) == PLAIN


@pytest.mark.parametrize("asked", [{"text_size": "gigantic"}, {"elder": "maybe"}, {"before": "x"}, {"aloud": "true"}])
def test_what_nobody_offers_changes_nothing(asked):
    assert MINE.asked(asked) == MINE


@pytest.mark.parametrize("looks", [PLAIN, MINE, PLAIN.asked({"elder": "on"}), MINE.asked({"elder": "on"})])
def test_a_cookie_keeps_looks_as_they_are(looks):
    assert looks_from(looks.kept()) == looks


def test_a_cookie_of_an_older_version_is_still_understood():
    assert looks_from({"text_size": "huge", "blinking": True}) == Looks(text_size="huge")


def test_only_a_form_about_looks_asks_for_looks():
    assert are_asked_by({"elder": "off"})
    assert are_asked_by({"crosshair": "on", "next": "/"})
    assert not are_asked_by({"language": "en", "next": "/"})


@pytest.mark.parametrize(
    "typed",
    [
        "长辈版",
        "亲情版",
        "关爱版",
        "关怀版",
        "长辈版在哪里",
        "zhangbeiban",
        "ZBB",
        "zhang bei ban",
        "qqb",
        "elder edition",
    ],
)
def test_the_elder_edition_is_found_by_all_its_names(typed):
    assert are_looked_for(pinyin.index(typed))


@pytest.mark.parametrize("typed", ["", "书法", "版画", "长笛", "sf", "z", "zb"])
def test_who_looks_for_a_course_does_not_find_the_elder_edition(typed):
    assert not are_looked_for(pinyin.index(typed))
