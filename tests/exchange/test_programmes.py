"""Published programmes become sections that are offered, on the days the publisher says."""

import json
from datetime import date, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import HolidayRule, Mode, SectionStatus
from activity_center.rooms.models import Booking
from activity_center.terms import service as terms
from tests.exchange.importing import AT, PROGRAMMES, codes, counted, only_section, outcomes, take_in
from tests.factories import make_term

TABLE_TENNIS = json.loads(PROGRAMMES.read_text("utf-8"))[0]


def programmes(*changes: dict[str, Any]) -> bytes:
    return json.dumps([TABLE_TENNIS | change for change in changes]).encode()


def days(session: Session, section: Section) -> list[str]:
    starts = session.scalars(select(Meeting.starts_at).filter_by(section_id=section.id).order_by(Meeting.starts_at))
    return [f"{start.astimezone(ZoneInfo('Asia/Shanghai')):%m-%d %H:%M}" for start in starts]


def test_every_published_programme_is_taken_in_once(session: Session):
    first, second = take_in(session, "programmes", PROGRAMMES), take_in(session, "programmes", PROGRAMMES)
    assert outcomes(first) == ["added"] * 13
    assert [row.number for row in first.rows] == list(range(1, 14))
    assert outcomes(second) == ["unchanged"] * 13
    sections = session.scalars(select(Section)).all()
    assert {s.mode for s in sections} == {Mode.WALK_IN, Mode.DRAW, Mode.FIRST_COME}
    # The ballot does not say when it is drawn; it is offered all the same, and the day is announced later.
    assert [(s.code, s.draw_at) for s in sections if s.mode is Mode.DRAW] == [("EN260112EXC", None)]
    assert {s.status for s in sections} == {SectionStatus.OPEN}
    assert counted(session)["Room"] == 0
    assert session.scalars(select(Booking)).all() == []


def test_a_programme_is_read_cell_by_cell(session: Session):
    take_in(session, "programmes", PROGRAMMES)
    section = only_section(session, code="ST260015HES")
    assert (section.course.name, section.course.name_en) == (
        "活力長者計劃 - 乒乓球同樂",
        "Healthy Elderly Scheme - Table-tennis Fun Day for Elderly",
    )
    assert (section.mode, section.status, section.capacity) == (Mode.WALK_IN, SectionStatus.OPEN, 16)
    assert (section.min_age_male, section.min_age_female, section.max_age) == (60, 60, None)
    assert (section.fee_amount, section.fee_currency) == (Decimal(0), "HKD")
    assert (section.first_on, section.last_on) == (date(2026, 10, 5), date(2026, 10, 28))
    assert section.excluded_on == ["2026-10-19"]
    assert [(t.weekday, t.starts, t.ends, t.place) for t in section.times] == [
        (1, time(10), time(12), "Yuen Chau Kok Sports Centre"),
        (3, time(10), time(12), "Yuen Chau Kok Sports Centre"),
    ]
    assert (section.eligibility_words, section.notes) == ("Elderly", "District: Sha Tin")


def test_it_meets_on_the_published_days_whatever_the_mainland_calendar_says(session: Session):
    terms.seed_closures(session, at=AT, by=Actor())
    take_in(session, "programmes", PROGRAMMES)
    section = only_section(session, code="ST260015HES")
    assert section.holiday_rule is HolidayRule.HELD
    # 5 and 7 October are holidays on the mainland, 19 October is left out by the publisher.
    assert days(session, section) == [f"10-{day} 10:00" for day in ("05", "07", "12", "14", "21", "26", "28")]


def test_two_programmes_in_one_park_at_one_hour_are_no_clash(session: Session):
    take_in(session, "programmes", PROGRAMMES)
    first, second = (only_section(session, code=code) for code in ("SSP260544HES", "SSP260545HES"))
    assert days(session, first) == days(session, second) != []


def test_no_limit_is_written_as_0_and_199(session: Session):
    take_in(session, "programmes", PROGRAMMES)
    anybody, chronic = (only_section(session, code=code) for code in ("YTM260358MAT", "KWT260054BMS"))
    assert (anybody.min_age_male, anybody.min_age_female, anybody.max_age) == (None, None, None)
    assert (chronic.min_age_male, chronic.max_age) == (15, 99)


def test_the_term_that_holds_its_days_is_attached_if_there_is_one(session: Session):
    autumn = make_term(session)
    take_in(session, "programmes", programmes({"ACTIVITY_NO": "A"}))
    make_term(session, "重叠的学期")
    take_in(session, "programmes", programmes({"ACTIVITY_NO": "B"}))
    assert only_section(session, code="A").term_id == autumn.id
    assert only_section(session, code="B").term_id is None


def test_a_changed_programme_keeps_its_section_and_meets_anew(session: Session):
    take_in(session, "programmes", programmes({}))
    change = {"EN_DAY": "Mon", "QUOTA": 20, "TC_PGM_NAME": "乒乓球同樂日", "EN_NOTES": ["Bring a bat"]}
    report = take_in(session, "programmes", programmes(change))
    assert report.rows[0].fields == ("TC_PGM_NAME", "EN_DAY", "QUOTA", "EN_NOTES")
    section = only_section(session)
    assert (section.capacity, section.course.name) == (20, "乒乓球同樂日")
    on = [m for m in section.meetings if m.status.value == "scheduled"]
    assert len(on) == 4
    assert outcomes(take_in(session, "programmes", programmes(change))) == ["unchanged"]


def test_an_incomplete_programme_is_a_draft_until_it_is_complete(session: Session):
    report = take_in(session, "programmes", programmes({"PGM_END_TIME": None}))
    assert (outcomes(report), report.rows[0].is_draft) == (["added"], True)
    assert outcomes(take_in(session, "programmes", programmes({}))) == ["changed"]
    assert only_section(session).status is SectionStatus.OPEN


@pytest.mark.parametrize("name", ["ENROL_METHOD", "QUOTA", "EN_DAY", "EN_VENUE", "PGM_START_DATE"])
def test_nothing_that_says_who_gets_in_or_when_is_guessed(session: Session, name: str):
    report = take_in(session, "programmes", programmes({name: None}))
    assert (outcomes(report), report.rows[0].is_draft) == (["added"], True)


@pytest.mark.parametrize(
    ("said", "mode"),
    [
        ("Walk-in", Mode.WALK_IN),
        ("BALLOTING", Mode.DRAW),
        ("First come, first served", Mode.FIRST_COME),
        ("first-come-first-served", Mode.FIRST_COME),
    ],
)
def test_a_way_of_enrolment_may_be_spelt_out(session: Session, said: str, mode: Mode):
    take_in(session, "programmes", programmes({"ENROL_METHOD": said}))
    assert only_section(session).mode is mode


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"PGM_START_DATE": "2026-13-05"}, "import_day"),
        ({"PGM_END_DATE": "2026-09-05"}, "import_end_before_start"),
        ({"PGM_END_TIME": "10:00"}, "import_end_before_start"),
        ({"EN_DAY": "Funday"}, "import_weekday"),
        ({"PGM_END_DATE": "2026-10-05", "EN_DAY": "Tue"}, "import_no_day_between"),
        ({"ENROL_METHOD": "LOTTERY"}, "import_method"),
        ({"QUOTA": "many"}, "import_number"),
        ({"MIN_AGE": 60, "MAX_AGE": 50}, "import_ages"),
        ({"ACTIVITY_NO": ""}, "import_cell_missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_a_broken_programme_is_refused_by_its_row(session: Session, change: dict[str, Any], code: str):
    report = take_in(session, "programmes", programmes({"ACTIVITY_NO": "A"}, {"ACTIVITY_NO": "B"} | change))
    assert outcomes(report) == ["added", "refused"]
    assert (report.refused[0].number, codes(report)) == (2, [code])
    assert counted(session)["Section"] == 0


def test_a_repeated_number_is_a_duplicate(session: Session):
    report = take_in(session, "programmes", programmes({}, {"QUOTA": 99}))
    assert (outcomes(report), report.rows[1].duplicate_of) == (["added", "duplicate"], 1)


def test_the_same_programmes_as_a_spreadsheet(session: Session):
    take_in(session, "programmes", programmes({}))
    names = [name for name in TABLE_TENNIS if name != "EN_NOTES"]
    cells = [f'"{TABLE_TENNIS[name]}"' for name in names]
    assert outcomes(take_in(session, "programmes", ",".join(names) + "\n" + ",".join(cells))) == ["unchanged"]
