"""The register of people from a spreadsheet: everybody once, nobody merged or renamed on a guess."""

from datetime import date
from time import process_time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.people import cards, id_number
from activity_center.people.models import Person
from activity_center.people.rules import Category, RoleName, Sex
from tests.exchange.importing import VAULT, codes, counted, outcomes, take_in, workbook
from tests.factories import make_card, make_person

HEADER = "姓名,性别,出生日期,电话,卡号,类别,单位,紧急联系人,紧急联系电话,邮箱,身份证号,入学日期\n"
NUMBER = "11010119500307" + "002"
NUMBER += id_number.check_character(NUMBER)
LI = (
    "李秀英,女,1950-03-07,139 0000 0001,20000001,退休干部,市教育局,王伟,13900100001,"
    f"li@example.org,{NUMBER},2020-09-01\n"
)


def person(session: Session, name: str = "李秀英") -> Person:
    return session.scalars(select(Person).filter_by(name=name)).one()


def test_a_full_row_is_read_cell_by_cell(session: Session):
    assert outcomes(take_in(session, "people", HEADER + LI)) == ["added"]
    li = person(session)
    assert (li.sex, li.birth_on, li.phone) == (Sex.FEMALE, date(1950, 3, 7), "13900000001")
    assert (li.category, li.unit, li.email) == (Category.RETIRED_CADRE, "市教育局", "li@example.org")
    assert (li.emergency_name, li.emergency_phone, li.learner_since) == ("王伟", "13900100001", date(2020, 9, 1))
    assert cards.working_card(li) == "20000001"
    assert "lxy" in li.pinyin.split()
    assert li.role_names == {RoleName.MEMBER}
    assert li.id_index == VAULT.index(NUMBER)
    assert VAULT.open(li.id_cipher or b"") == NUMBER


def test_a_second_import_changes_nothing(session: Session):
    content = HEADER + LI + "王建国,男,1948-01-02,13900000002,,,,,,,,\n张玉兰,,,13900000003,,,,,,,,\n"
    assert outcomes(take_in(session, "people", content)) == ["added"] * 3
    assert outcomes(take_in(session, "people", content)) == ["unchanged"] * 3
    assert counted(session)["Person"] == 3


def test_a_workbook_gives_the_same_people(session: Session):
    take_in(session, "people", HEADER + LI)
    row: list[object] = [*LI.strip().split(",")]
    row[2], row[3], row[4], row[11] = date(1950, 3, 7), 13900000001, 20000001, date(2020, 9, 1)
    content = workbook([HEADER.strip().split(","), row])
    assert outcomes(take_in(session, "people", content)) == ["unchanged"]


@pytest.mark.parametrize(
    "row",
    [
        "李秀英,,,13900009999,20000001,,,,,,,\n",
        f"李秀英,,,13900009999,,,,,,,{NUMBER},\n",
        "李秀英,,1950-03-07,13900000001,,离休干部,,,,,,\n",
    ],
    ids=["card", "identity number", "name, birth date and telephone"],
)
def test_somebody_known_is_changed(session: Session, row: str):
    take_in(session, "people", HEADER + LI)
    report = take_in(session, "people", HEADER + row)
    assert report.rows[0].fields in (("电话",), ("类别",))
    assert counted(session)["Person"] == 1


def test_a_namesake_is_somebody_else(session: Session):
    take_in(session, "people", HEADER + LI)
    assert outcomes(take_in(session, "people", HEADER + "李秀英,女,1952-06-01,13900000008,,,,,,,,\n")) == ["added"]


def test_who_lacked_a_card_gets_it(session: Session):
    li = make_person(session, "李秀英", birth_on=date(1950, 3, 7), phone="13900000001")
    report = take_in(session, "people", HEADER + "李秀英,,1950-03-07,13900000001,20000001,,,,,,,\n")
    assert report.rows[0].fields == ("卡号",)
    session.refresh(li)
    assert cards.working_card(li) == "20000001"


def test_a_repeated_person_is_a_duplicate(session: Session):
    report = take_in(session, "people", HEADER + LI + "李秀英,,1950-03-07,13900000001,,,,,,,,\n" + LI)
    assert outcomes(report) == ["added", "duplicate", "duplicate"]
    assert {row.duplicate_of for row in report.rows[1:]} == {2}


def test_two_of_one_name_and_birth_date_with_cards_of_their_own_are_two(session: Session):
    rows = "王秀兰,,1950-01-01,,30000001,,,,,,,\n王秀兰,,1950-01-01,,30000002,,,,,,,\n"
    assert outcomes(take_in(session, "people", HEADER + rows)) == ["added", "added"]


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("李秀英", "", "import_cell_missing"),
        ("1950-03-07", "1950-02-30", "import_day"),
        ("1950-03-07", "2050-03-07", "import_day_not_past"),
        ("女", "不详", "import_sex"),
        ("退休干部", "干部", "import_category"),
        ("139 0000 0001", "一二三", "import_phone"),
        ("li@example.org", "li", "import_email"),
        (NUMBER, "123456789012345678", "import_id_number"),
        ("20000001", "20/1", "import_card"),
        ("市教育局", "局" * 121, "import_too_long"),
    ],
    ids=lambda value: value[:12] or "empty",
)
def test_a_broken_cell_refuses_the_import(session: Session, good: str, bad: str, code: str):
    report = take_in(session, "people", HEADER + LI.replace(good, bad))
    assert code in codes(report)
    assert counted(session)["Person"] == 0


def test_a_name_alone_is_nobody(session: Session):
    assert codes(take_in(session, "people", "姓名,电话\n王秀兰,\n")) == ["import_person_unclear"]


def test_numbers_of_two_people_in_one_row_are_refused(session: Session):
    take_in(session, "people", HEADER + LI)
    make_card(session, make_person(session, "王建国"), "20000002")
    assert codes(take_in(session, "people", HEADER + LI.replace("20000001", "20000002"))) == ["import_two_people"]


def test_a_slip_in_a_card_number_renames_nobody(session: Session):
    take_in(session, "people", HEADER + LI)
    report = take_in(session, "people", HEADER + "王建国,男,1948-01-02,,20000001,,,,,,,\n")
    assert codes(report) == ["import_somebody_else"]
    assert person(session).birth_on == date(1950, 3, 7)


def test_a_new_name_needs_something_that_agrees(session: Session):
    take_in(session, "people", HEADER + LI)
    header = "姓名,卡号,出生日期,电话\n"
    for row in ("李秀瑛,20000001,,\n", "李秀瑛,20000001,,13900000001\n", "李秀瑛,20000001,1950-03-08,\n"):
        assert codes(take_in(session, "people", header + row)) == ["import_somebody_else"]
    assert take_in(session, "people", header + "李秀瑛,20000001,1950-03-07,\n").rows[0].fields == ("姓名",)


def test_one_card_of_two_people_is_no_repetition(session: Session):
    report = take_in(session, "people", "姓名,卡号\n李秀英,20000001\n王建国,20000001\n")
    assert (outcomes(report), codes(report)) == (["added", "refused"], ["import_somebody_else"])


def test_a_second_card_is_given_at_the_desk(session: Session):
    take_in(session, "people", HEADER + LI)
    report = take_in(session, "people", HEADER + "李秀英,,1950-03-07,13900000001,20000009,,,,,,,\n")
    assert codes(report) == ["import_has_card"]


def test_a_dead_card_is_given_to_nobody(session: Session, at):
    make_card(session, make_person(session, "王建国"), "20000001", revoked_at=at)
    assert codes(take_in(session, "people", HEADER + LI)) == ["card_taken"]


def test_an_address_is_one_persons(session: Session):
    take_in(session, "people", HEADER + LI)
    rows = HEADER + "王建国,男,1948-01-02,,,,,,,li@example.org,,\n张玉兰,女,1949-01-02,,,,,,,z@example.org,,\n"
    assert codes(take_in(session, "people", rows)) == ["email_taken"]
    twice = HEADER + "王建国,男,1948-01-02,,,,,,,z@example.org,,\n张玉兰,女,1949-01-02,,,,,,,z@example.org,,\n"
    assert outcomes(take_in(session, "people", twice, keep_good=True)) == ["added", "refused"]


def test_several_namesakes_are_asked_about(session: Session):
    for _ in range(2):
        make_person(session, "李秀英", birth_on=date(1950, 3, 7))
    report = take_in(session, "people", "姓名,出生日期\n李秀英,1950-03-07\n")
    assert codes(report) == ["import_several_people"]


def test_what_the_identity_number_says_fills_what_the_row_does_not(session: Session):
    take_in(session, "people", f"姓名,身份证号\n李秀英,{NUMBER}\n")
    assert (person(session).birth_on, person(session).sex) == (date(1950, 3, 7), Sex.FEMALE)


def test_a_birth_date_other_than_the_identity_numbers_stands(session: Session):
    take_in(session, "people", f"姓名,身份证号,出生日期\n李秀英,{NUMBER},1949-12-31\n")
    assert person(session).birth_on == date(1949, 12, 31)


def test_a_contact_in_one_cell_is_a_name_and_a_number(session: Session):
    take_in(session, "people", "姓名,电话,紧急联系人\n李秀英,13900000001,王伟（13900100001）\n")
    assert (person(session).emergency_name, person(session).emergency_phone) == ("王伟", "13900100001")


@pytest.mark.slow
def test_thousands_of_people_are_read_in_seconds(session: Session):
    rows = "".join(
        f"{'王李张刘陈'[n % 5]}{'秀玉桂淑'[n % 4]}{'兰英珍芳梅琴华'[n % 7]},女,19{50 + n % 30}-01-{1 + n % 28:02},"
        f"139{n:08},{40000000 + n},社会老年人,,,,,,\n"
        for n in range(3_000)
    )
    began = process_time()
    report = take_in(session, "people", HEADER + rows)
    assert report.counts["added"] == 3_000
    assert set(outcomes(take_in(session, "people", HEADER + rows))) == {"unchanged"}
    assert process_time() - began < 15
