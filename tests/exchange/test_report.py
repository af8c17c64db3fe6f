"""The report: one line for each row and a last one with the counts, in Chinese and in English."""

import pytest
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Audit
from activity_center.db import transaction
from tests.exchange.importing import CATALOGUES, counted, take_in

HEADER = "school,department,course,level,weekday,start,end,room,capacity,fee,weeks,eligibility,notes\n"
ROW = "本部,,书法,,周一,9:00,10:30,301,30,,,,\n"


def said(session: Session, language: str, content: str, *, dry_run: bool = False, keep_good: bool = False) -> list[str]:
    with force_locale(language):
        return take_in(session, "courses", content, keep_good=keep_good).text(dry_run=dry_run).split("\n")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "Row 2: 书法: added as a draft",
                "Row 3: 书法: duplicate of row 2",
                "Row 4: 二胡: refused: “weekday” says “周八”, which is no weekday. "
                "Please write Mon or 1, several as Mon,Wed.",
                "3 rows: 1 added, 0 changed, 0 unchanged, 1 duplicates, 1 refused.",
            ],
        ),
        (
            "zh",
            [
                "第 2 行：书法：新增（草稿）",
                "第 3 行：书法：与第 2 行重复",
                "第 4 行：二胡：拒绝：“weekday”写的是“周八”，不是星期几。 "
                "请写周一到周日中的一天，几天请写成“周一、周三”。",
                "共 3 行：新增 1，变更 0，未变 0，重复 1，拒绝 1。",
            ],
        ),
    ],
    ids=["en", "zh"],
)
def test_every_row_has_its_line(session: Session, language: str, lines: list[str]):
    content = HEADER + ROW + ROW + ROW.replace("周一", "周八").replace("书法", "二胡")
    assert said(session, language, content, keep_good=True) == lines


def test_nothing_written_is_said_in_the_last_line(session: Session):
    refused = said(session, "en", HEADER + ROW.replace("周一", "周八"))[-1]
    assert refused.endswith("Nothing was written, because rows were refused; --keep-good writes the others.")
    assert said(session, "en", HEADER + ROW, dry_run=True)[-1].endswith("Nothing was written: this was a trial run.")


def test_changes_and_rows_that_say_nothing_new(session: Session):
    take_in(session, "courses", HEADER + ROW)
    assert said(session, "en", HEADER + ROW)[0] == "Row 2: 书法: unchanged"
    assert said(session, "en", HEADER + ROW.replace(",30,", ",32,"))[0] == "Row 2: 书法: changed (capacity)"


def test_columns_that_were_not_read_come_first(session: Session):
    assert said(session, "en", "课程,颜色,星期\n书法,红,周一\n")[0] == "Columns that were not read: 颜色"


def test_a_trial_run_reports_everything_and_leaves_nothing(session: Session):
    with transaction() as writing:
        report = take_in(writing, "courses", CATALOGUES[0])
        writing.rollback()
    assert report.counts["added"] == len(report.rows) > 0
    assert set(counted(session).values()) == {0}


def test_an_import_is_written_down(session: Session):
    take_in(session, "courses", HEADER + ROW)
    facts = session.scalars(select(Audit.facts).filter_by(act="import", subject="courses")).one()
    assert facts == {"added": 1, "changed": 0, "unchanged": 0, "duplicate": 0, "refused": 0}
