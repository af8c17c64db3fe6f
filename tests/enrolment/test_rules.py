"""The seat rule and who may have a seat."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from activity_center.courses.rules import Mode, SectionStatus
from activity_center.enrolment.rules import (
    Commitment,
    PersonFacts,
    SectionFacts,
    Status,
    free_seats,
    newcomer_status,
    refusals,
)
from activity_center.people.rules import Category, Sex
from activity_center.rooms.rules import Span
from activity_center.terms.rules import WindowFacts

AT = datetime(2026, 9, 1, 2, tzinfo=UTC)
TODAY = date(2026, 9, 1)
OPEN = WindowFacts(AT - timedelta(days=1), AT + timedelta(days=1))
PERSON = PersonFacts(True, Sex.FEMALE, date(1954, 9, 7), Category.RETIRED_CADRE, is_returning=False)
SECTION = SectionFacts(
    id=1,
    title="书法",
    status=SectionStatus.OPEN,
    mode=Mode.FIRST_COME,
    capacity=30,
    term_id=1,
    seats_per_person=2,
    starts_on=date(2026, 9, 7),
    ends_on=date(2026, 12, 28),
    windows=(OPEN,),
    categories=frozenset(),
    min_age={},
    max_age=None,
    max_age_new=None,
    spans=(),
)


def codes(person=PERSON, held=(), at=AT, **section):
    return [reason.code for reason in refusals(person, replace(SECTION, **section), held, TODAY, at)]


def spans(day: int, hour: int, minutes: int = 90) -> tuple[Span, ...]:
    starts = datetime(2026, 9, day, hour, tzinfo=UTC)
    return (Span(starts, starts + timedelta(minutes=minutes)),)


@pytest.mark.parametrize(
    ("capacity", "taken", "waiting", "expected"),
    [
        (30, 29, 0, Status.ENROLLED),
        (30, 30, 0, Status.WAITING),
        (30, 29, 1, Status.WAITING),
        (30, 28, 1, Status.ENROLLED),
        (20, 25, 0, Status.WAITING),
        (0, 0, 0, Status.WAITING),
    ],
)
def test_a_newcomer_gets_a_seat_only_if_more_are_free_than_people_wait(capacity, taken, waiting, expected):
    assert newcomer_status(Mode.FIRST_COME, capacity, taken, waiting) is expected


def test_asking_for_a_section_admitted_by_draw_is_an_application_however_many_seats_are_free():
    assert newcomer_status(Mode.DRAW, 30, 0, 0) is Status.APPLIED


def test_a_capacity_below_what_is_taken_leaves_no_seat_free():
    assert free_seats(20, 25) == 0


def test_somebody_who_fits_is_not_refused():
    assert codes() == []


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ({"status": SectionStatus.CANCELLED}, ["section_cancelled"]),
        ({"status": SectionStatus.DRAFT}, ["section_draft"]),
        ({"mode": Mode.WALK_IN}, ["walk_in"]),
        ({"ends_on": TODAY - timedelta(days=1)}, ["section_over"]),
        ({"windows": ()}, ["window_none"]),
        ({"categories": frozenset({Category.VETERAN_CADRE})}, ["category_not_admitted"]),
        ({"max_age": 71}, ["too_old"]),
        ({"max_age_new": 70}, ["too_old_new"]),
        ({"min_age": {Sex.MALE: 60, Sex.FEMALE: 73}}, ["too_young"]),
        ({"min_age": {Sex.MALE: 73, Sex.FEMALE: 50}}, []),
        ({"max_age": 72}, []),
        ({"seats_per_person": 0}, ["limit_reached"]),
    ],
)
def test_each_rule_of_a_section_has_its_own_reason(section, expected):
    assert codes(**section) == expected


def test_a_section_ends_only_after_its_last_day():
    assert codes(ends_on=TODAY) == []


def test_all_reasons_are_given_at_once():
    assert codes(max_age=70, categories=frozenset({Category.SPOUSE}), windows=()) == [
        "window_none",
        "category_not_admitted",
        "too_old",
    ]


def test_a_section_that_is_not_offered_says_only_that():
    assert codes(status=SectionStatus.CANCELLED, max_age=1, windows=()) == ["section_cancelled"]


def test_age_is_that_on_the_first_day_of_the_section():
    on_birthday = replace(PERSON, birth_on=date(1955, 9, 8))
    assert codes(on_birthday, max_age=70) == []
    assert codes(replace(PERSON, birth_on=date(1955, 9, 7)), max_age=70) == ["too_old"]


def test_somebody_who_studied_here_before_is_no_new_learner():
    assert codes(replace(PERSON, is_returning=True), max_age_new=70) == []


def test_an_unknown_birth_date_matters_only_where_age_does():
    unknown = replace(PERSON, birth_on=None)
    assert codes(unknown) == []
    assert codes(unknown, max_age=80) == ["birth_date_missing"]


def test_an_unknown_sex_matters_only_where_the_limit_differs():
    unknown = replace(PERSON, sex=None)
    assert codes(unknown, min_age={Sex.MALE: 60, Sex.FEMALE: 55}) == ["sex_missing"]
    assert codes(unknown, min_age={Sex.MALE: 60, Sex.FEMALE: 60}) == []
    assert codes(unknown, min_age={Sex.MALE: 75, Sex.FEMALE: 75}) == ["too_young"]


def test_a_window_is_half_open():
    assert codes(at=OPEN.opens_at) == []
    assert codes(at=OPEN.opens_at - timedelta(microseconds=1)) == ["window_before"]
    assert codes(at=OPEN.closes_at) == ["window_closed"]


def test_a_window_for_others_is_no_window():
    for_veterans = replace(OPEN, categories=frozenset({Category.VETERAN_CADRE}))
    assert codes(windows=(for_veterans,)) == ["window_none"]
    assert codes(windows=(replace(OPEN, returning_only=True),)) == ["window_none"]
    assert codes(replace(PERSON, is_returning=True), windows=(replace(OPEN, returning_only=True),)) == []


def test_seats_of_the_same_term_count_for_the_limit_and_others_do_not():
    mine = [Commitment("国画", (), section_id=2, term_id=1), Commitment("合唱", (), section_id=3, term_id=1)]
    assert codes(held=mine) == ["limit_reached"]
    assert codes(held=[mine[0], replace(mine[1], term_id=2)]) == []
    assert codes(held=[mine[0], replace(mine[1], counts=False)]) == []
    assert codes(held=mine, seats_per_person=None) == []


def test_a_clash_names_the_other_class_and_the_first_time():
    choir = Commitment("合唱", (*spans(14, 1), *spans(21, 1)), section_id=2, term_id=1)
    [reason] = refusals(PERSON, replace(SECTION, spans=(*spans(14, 2), *spans(7, 2))), [choir], TODAY, AT)
    assert reason.code == "clash"
    assert reason.facts["title"] == "合唱"
    assert reason.facts["starts_at"] == "2026-09-14T02:00:00+00:00"


def test_classes_that_follow_each_other_do_not_clash():
    assert codes(spans=spans(14, 3), held=[Commitment("合唱", spans(14, 1, minutes=120), section_id=2)]) == []


def test_time_one_is_booked_for_clashes_but_counts_for_no_limit():
    teaching = Commitment("教国画", spans(14, 2))
    assert codes(spans=spans(14, 2), held=[teaching], seats_per_person=1) == ["clash"]


def test_ones_own_seat_in_the_section_is_no_clash():
    assert codes(spans=spans(14, 2), held=[Commitment("书法", spans(14, 2), section_id=1, term_id=1)]) == []
