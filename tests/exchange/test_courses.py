"""Catalogues as schools publish them become drafts; none is dropped, none is guessed."""

import csv
from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.courses import service as courses
from activity_center.courses.models import Section
from activity_center.courses.rules import FeePer, SectionStatus, WeeklyTime
from activity_center.errors import Refused
from activity_center.exchange import files
from tests.exchange.importing import AT, CATALOGUES, codes, counted, only_section, outcomes, take_in, workbook
from tests.factories import make_room, make_term

HEADER = "school,department,course,level,weekday,start,end,room,capacity,fee,weeks,eligibility,notes\n"
CALLIGRAPHY = "本部,书法系,书法,初级,周一,9:00,10:30,301,30,240元/年,16,新生≤75周岁,带毛笔\n"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_row_of_a_published_catalogue_is_taken_in_once(session: Session, path: Path):
    rows = rows_of(path)
    first, second = take_in(session, "courses", path), take_in(session, "courses", path)
    assert outcomes(first) == ["added"] * len(rows)
    assert outcomes(second) == ["unchanged"] * len(rows)
    assert [row.number for row in first.rows] == list(range(2, len(rows) + 2))
    assert counted(session)["Section"] == len(rows)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_cell_of_a_published_catalogue_is_kept(session: Session, path: Path):
    take_in(session, "courses", path)
    sections = session.scalars(select(Section).order_by(Section.id)).all()
    for row, section in zip(rows_of(path), sections, strict=True):
        assert section.status is SectionStatus.DRAFT
        assert section.site
        assert (section.site.name, section.course.name, section.course.level) == (
            row["school"], row["course"], row["level"])  # fmt: skip
        assert (section.course.department.name if section.course.department else "") == row["department"]
        assert str(section.capacity or "") == row["capacity"]
        assert str(section.weeks or "") == row["weeks"]
        assert (section.eligibility_words, section.notes) == (row["eligibility"], row["notes"])
        assert (section.fee_amount is None and not section.fee_words) == (not row["fee"])
        assert [t.place for t in section.times if t.place] == ([row["room"]] if row["room"] else [])
        assert [f"{t.starts.hour}:{t.starts.minute:02}" for t in section.times if t.starts] == (
            [row["start"]] if row["start"] else [])  # fmt: skip
        assert bool(section.times) == any(row[name] for name in ("weekday", "start", "end", "room"))


def test_all_catalogues_together_make_181_sections(session: Session):
    for path in CATALOGUES:
        take_in(session, "courses", path)
    counts = counted(session)
    assert counts["Section"] == 181
    assert counts["Room"] == 0
    assert {path: outcomes(take_in(session, "courses", path)).count("unchanged") for path in CATALOGUES} == {
        path: len(rows_of(path)) for path in CATALOGUES
    }


def test_a_full_row_is_read_cell_by_cell(session: Session):
    take_in(session, "courses", HEADER + CALLIGRAPHY)
    section = only_section(session)
    assert section.course.department
    assert (section.course.title, section.course.department.name) == ("书法（初级）", "书法系")
    assert "sf" in section.course.pinyin.split()
    assert (section.capacity, section.weeks, section.term_id) == (30, 16, None)
    assert (section.fee_amount, section.fee_currency, section.fee_per) == (Decimal(240), "CNY", FeePer.YEAR)
    assert [(t.weekday, t.starts, t.ends, t.place, t.room_id) for t in section.times] == [
        (1, time(9), time(10, 30), "301", None)
    ]


def variants() -> dict[str, bytes]:
    content = CATALOGUES[0].read_text("utf-8")
    assert content.startswith("school")
    rows = list(csv.reader(StringIO(content)))
    (chinese,) = csv.reader(["学校,系,课程,层次,星期,开始,结束,教室,名额,学费,周数,对象,备注"])
    shuffled = [[*row[7:], *row[:7][::-1]] for row in [chinese, *rows[1:]]]
    titled = [["2025 年秋季课程表"], [], *rows]
    return {
        "bom": content.encode("utf-8-sig"),
        "gb18030": content.encode("gb18030"),
        "shuffled": separated(shuffled),
        "xlsx": workbook([[cell or None for cell in row] for row in rows]),
        "titled": workbook(titled),
    }


def separated(rows: list[list[str]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize("saved", ["bom", "gb18030", "shuffled", "xlsx", "titled"])
def test_however_it_was_saved_the_rows_are_the_same(session: Session, saved: str):
    take_in(session, "courses", CATALOGUES[0])
    assert set(outcomes(take_in(session, "courses", variants()[saved]))) == {"unchanged"}


def test_a_file_of_a_chinese_office_gives_the_same_rows(session: Session):
    content = (HEADER + CALLIGRAPHY).replace("≤", "")
    take_in(session, "courses", content)
    assert outcomes(take_in(session, "courses", content.encode("gbk"))) == ["unchanged"]


def test_numbers_and_hours_of_a_workbook_are_the_same_rows(session: Session):
    take_in(session, "courses", HEADER + CALLIGRAPHY)
    row = [*CALLIGRAPHY.strip().split(",")]
    cells: list[object] = [*row[:5], time(9), time(10, 30), 301, 30, *row[9:10], 16, *row[11:]]
    assert outcomes(take_in(session, "courses", workbook([HEADER.strip().split(","), cells]))) == ["unchanged"]


def test_full_width_letters_and_spaces_make_no_other_row(session: Session):
    take_in(session, "courses", HEADER + CALLIGRAPHY)
    wide = CALLIGRAPHY.replace("9:00", "９：００").replace("周一", " 星期一 ").replace(",30,", ",３０,")
    assert outcomes(take_in(session, "courses", HEADER + wide)) == ["unchanged"]


def test_a_repeated_row_is_a_duplicate_of_the_first(session: Session):
    other = CALLIGRAPHY.replace("周一", "周二")
    report = take_in(session, "courses", HEADER + CALLIGRAPHY + other + CALLIGRAPHY)
    assert outcomes(report) == ["added", "added", "duplicate"]
    assert report.rows[2].duplicate_of == 2


def test_changed_cells_are_named_as_the_file_names_them(session: Session):
    take_in(session, "courses", HEADER + CALLIGRAPHY)
    changed = CALLIGRAPHY.replace(",30,", ",32,").replace("10:30", "11:00").replace("带毛笔", "带毛笔和墨")
    report = take_in(session, "courses", HEADER + changed)
    assert report.rows[0].fields == ("end", "capacity", "notes")
    section = only_section(session)
    assert (section.capacity, section.times[0].ends, section.notes) == (32, time(11), "带毛笔和墨")
    assert outcomes(take_in(session, "courses", HEADER + changed)) == ["unchanged"]


def test_an_empty_cell_erases_nothing(session: Session):
    take_in(session, "courses", HEADER + CALLIGRAPHY)
    assert outcomes(take_in(session, "courses", HEADER + "本部,书法系,书法,初级,周一,9:00,,,,,,,\n")) == ["unchanged"]
    assert only_section(session).capacity == 30


def test_a_draft_that_staff_complete_is_still_the_row_it_came_from(session: Session):
    content = HEADER + "本部,,书法,,,,,东楼,,,,,\n"
    take_in(session, "courses", content)
    section = only_section(session)
    term, room = make_term(session), make_room(session)
    complete = replace(
        courses.draft_of(section),
        term_id=term.id,
        capacity=30,
        times=(WeeklyTime(1, time(9), time(10, 30), room.id), WeeklyTime(3, time(9), time(10, 30), room.id)),
    )
    courses.change_section(session, section.id, complete, at=AT, by=Actor(), zone=ZoneInfo("Asia/Shanghai"))
    assert outcomes(take_in(session, "courses", content)) == ["unchanged"]
    assert len(section.times) == 2


def test_an_end_before_the_start_that_staff_wrote_is_refused(session: Session):
    take_in(session, "courses", HEADER + "本部,,书法,,周一,,,,,,,,\n")
    only_section(session).times[0].starts = time(9)
    session.flush()
    assert codes(take_in(session, "courses", HEADER + "本部,,书法,,周一,,8:00,,,,,,\n")) == ["import_end_before_start"]


def test_what_is_over_is_history_and_the_row_a_new_section(session: Session):
    take_in(session, "courses", HEADER + CALLIGRAPHY)
    only_section(session).term = make_term(session)
    session.flush()
    assert outcomes(take_in(session, "courses", HEADER + CALLIGRAPHY)) == ["unchanged"]
    assert outcomes(take_in(session, "courses", HEADER + CALLIGRAPHY, at=AT + timedelta(days=365))) == ["added"]


def offer(session: Session) -> Section:
    section = only_section(session)
    section.term = make_term(session)
    session.flush()
    courses.publish(session, section.id, at=AT, by=Actor(), zone=ZoneInfo("Asia/Shanghai"))
    return section


def test_the_times_of_a_class_that_is_offered_change_on_its_page_only(session: Session):
    take_in(session, "courses", HEADER + CALLIGRAPHY)
    section = offer(session)
    report = take_in(session, "courses", HEADER + CALLIGRAPHY.replace("10:30", "11:00"))
    assert codes(report) == ["import_section_open"]
    assert section.times[0].ends == time(10, 30)


def test_a_class_that_is_offered_gets_more_seats_and_other_words(session: Session):
    take_in(session, "courses", HEADER + CALLIGRAPHY)
    section = offer(session)
    report = take_in(session, "courses", HEADER + CALLIGRAPHY.replace(",30,", ",32,").replace("带毛笔", ""))
    assert report.rows[0].fields == ("capacity",)
    assert (section.capacity, section.notes, section.status) == (32, "带毛笔", SectionStatus.OPEN)


def test_a_class_that_was_cancelled_stays_so(session: Session):
    take_in(session, "courses", HEADER + CALLIGRAPHY)
    courses.cancel(session, only_section(session).id, at=AT, by=Actor())
    assert outcomes(take_in(session, "courses", HEADER + CALLIGRAPHY)) == ["unchanged"]
    assert codes(take_in(session, "courses", HEADER + CALLIGRAPHY.replace(",30,", ",32,"))) == [
        "import_section_cancelled"
    ]


BROKEN = {
    "weekday": ("周一", "周八", "import_weekday"),
    "capacity": (",30,", ",abc,", "import_number"),
    "start": ("9:00", "25:00", "import_time"),
    "end": ("10:30", "8:30", "import_end_before_start"),
    "fee": ("240元/年", "-240", "import_fee"),
    "weeks": (",16,", ",0,", "import_number"),
    "course": ("书法,初级", ",初级", "import_cell_missing"),
    "level": ("初级", "初" * 41, "import_too_long"),
}


@pytest.mark.parametrize("column", BROKEN)
def test_a_broken_cell_refuses_the_import_and_names_row_and_column(session: Session, column: str):
    good, bad, code = BROKEN[column]
    other = CALLIGRAPHY.replace("周一", "周二")
    report = take_in(session, "courses", HEADER + other + CALLIGRAPHY.replace(good, bad))
    assert outcomes(report) == ["added", "refused"]
    assert not report.is_written
    assert (report.refused[0].number, codes(report)) == (3, [code])
    assert report.refused[0].reasons[0].facts["column"] == column
    assert set(counted(session).values()) == {0}


def test_everything_that_is_broken_in_a_row_is_said_at_once(session: Session):
    report = take_in(session, "courses", HEADER + CALLIGRAPHY.replace("周一", "周八").replace(",30,", ",x,"))
    assert codes(report) == ["import_weekday", "import_number"]


def test_good_rows_are_kept_when_asked(session: Session):
    bad = CALLIGRAPHY.replace("周一", "周八")
    report = take_in(session, "courses", HEADER + bad + CALLIGRAPHY, keep_good=True)
    assert (outcomes(report), report.is_written) == (["refused", "added"], True)
    assert counted(session)["Section"] == 1


def test_a_comma_too_many_is_no_other_value(session: Session):
    report = take_in(session, "courses", HEADER + CALLIGRAPHY.replace("带毛笔", "带毛笔,墨"))
    assert codes(report) == ["import_too_many_cells"]


def test_columns_that_nobody_knows_are_named(session: Session):
    report = take_in(session, "courses", "课程,颜色,星期\n书法,红,周一\n")
    assert report.unread == ["颜色"]


@pytest.mark.parametrize(
    ("content", "code"),
    [("a,b\n1,2\n", "import_no_header"), ("课程,course,星期\n书法,书法,\n", "import_column_twice")],
)
def test_a_table_without_its_columns_is_refused(session: Session, content: str, code: str):
    with pytest.raises(Refused) as refused:
        take_in(session, "courses", content)
    assert refused.value.reasons[0].code == code


def test_several_weekdays_are_several_times(session: Session):
    take_in(session, "courses", HEADER + CALLIGRAPHY.replace("周一", "周一、周三"))
    assert [t.weekday for t in only_section(session).times] == [1, 3]


def test_files_are_read_from_the_demos_own_folder():
    assert len(CATALOGUES) == 7
    assert all(len(files.read(path)) > 1 for path in CATALOGUES)
