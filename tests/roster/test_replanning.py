"""Changes of an offered section: shown before with whom they concern, carried out once, and told in one sentence."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from activity_center.courses import service as courses
from activity_center.courses.models import Meeting
from activity_center.courses.rules import Mode, SectionStatus, WeeklyTime
from activity_center.courses.schedule import Fate
from activity_center.courses.service import SectionDraft, draft_of
from activity_center.enrolment.rules import LIVE, Status
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from activity_center.notices.sentences import tell
from activity_center.people.rules import RoleName
from activity_center.roster.replanning import carry_out, look
from activity_center.terms.models import Closure
from activity_center.terms.rules import ClosureKind
from tests.factories import make_course, make_person, make_room
from tests.roster.scenes import NOW, ZONE, a_person, a_term, acts, an_enrolment, by_desk

MONDAYS = WeeklyTime(1, time(8, 30), time(10), place="一楼大厅")
TUESDAYS = replace(MONDAYS, weekday=2)


@pytest.fixture
def by(session):
    return by_desk(session)


@pytest.fixture
def term(session):
    return a_term(session, first_on=date(2030, 9, 2), last_on=date(2030, 12, 22))


def offered(session, by, term, title="书法", times=(MONDAYS,), **given):
    teacher = given.pop("instructor", None) or make_person(session, "王怀远", RoleName.INSTRUCTOR)
    plain = {"capacity": 30, "weeks": 5, "term_id": term.id, "instructor_id": teacher.id, "times": times}
    draft = SectionDraft(make_course(session, title).id, **plain | given)
    section = courses.draft_section(session, draft, at=NOW, by=by)
    courses.publish(session, section.id, at=NOW, by=by, zone=ZONE)
    return section


@pytest.fixture
def section(session, by, term):
    return offered(session, by, term)


@pytest.fixture
def crowd(session, section):
    return {status: an_enrolment(session, section, status=status).person_id for status in Status}


def seen_by(session, section, wish=None):
    return look(session, section.id, wish, at=NOW, zone=ZONE)


def do(session, section, by, wish=None, seen=None):
    seen = seen_by(session, section, wish).seen if seen is None else seen
    return carry_out(session, section.id, wish, seen, at=NOW, by=by, zone=ZONE)


def codes(changes):
    return [change["code"] for change in changes]


def days(session, section):
    mine = select(Meeting.starts_at).filter_by(section_id=section.id, status="scheduled").order_by(Meeting.starts_at)
    return [f"{start.astimezone(ZONE):%m-%d}" for start in session.scalars(mine)]


def a_holiday(session, on):
    session.add(Closure(on=on, kind=ClosureKind.HOLIDAY, name="检修"))
    session.flush()


def notices(session):
    return session.scalars(select(Notice).where(Notice.kind == "section_changed").order_by(Notice.id)).all()


def test_looking_changes_nothing(session, section, crowd):
    shown = seen_by(session, section, replace(draft_of(section), times=(TUESDAYS,)))
    assert {move.fate for move in shown.plan.moves} == {Fate.CHANGED}
    assert (shown.is_possible, len(shown.audience.ids)) == (True, len(LIVE) + 1)
    session.expire_all()
    assert days(session, section) == ["09-02", "09-09", "09-16", "09-23", "09-30"]
    assert notices(session) == []


def test_everybody_in_it_and_both_instructors_are_told_in_one_notice_each(session, section, crowd, by):
    other = make_person(session, "钱代课", RoleName.INSTRUCTOR)
    before = section.instructor_id
    wish = replace(draft_of(section), times=(TUESDAYS,), instructor_id=other.id)
    assert do(session, section, by, wish) == len(LIVE) + 2
    told = notices(session)
    assert {notice.person_id for notice in told} == {crowd[status] for status in LIVE} | {before, other.id}
    assert len(told) == len(LIVE) + 2
    assert days(session, section) == ["09-03", "09-10", "09-17", "09-24", "10-01"]
    with force_locale("zh"):
        said = tell(told[0].kind, told[0].facts, told[0].section_id).sentence
    assert "任课教师：钱代课；上课时间：周二 8:30–10:00 一楼大厅；有 5 次课改期" in said
    tell_row = acts(session, "section")[-1]
    assert (tell_row.act, tell_row.actor_id, tell_row.facts["people"]) == ("tell", by.person_id, len(LIVE) + 2)


def test_confirming_twice_is_confirming_once(session, section, crowd, by):
    wish = replace(draft_of(section), times=(TUESDAYS,))
    seen = seen_by(session, section, wish).seen
    assert do(session, section, by, wish, seen) == len(LIVE) + 1
    revision = section.revision
    assert do(session, section, by, wish, seen) is None
    assert (section.revision, len(notices(session))) == (revision, len(LIVE) + 1)


def test_a_preview_that_is_out_of_date_changes_nothing(session, section, crowd, by):
    wish = replace(draft_of(section), times=(TUESDAYS,))
    seen = seen_by(session, section, wish).seen
    first = session.scalars(select(Meeting).filter_by(section_id=section.id).order_by(Meeting.starts_at)).first()
    courses.cancel_meeting(session, first.id, at=NOW, by=by)
    with pytest.raises(Refused, match="preview_stale"):
        do(session, section, by, wish, seen)
    assert notices(session) == []


def test_a_day_that_closes_meanwhile_makes_a_preview_out_of_date(session, section, by):
    wish = replace(draft_of(section), times=(TUESDAYS,))
    seen = seen_by(session, section, wish).seen
    a_holiday(session, date(2030, 9, 10))
    with pytest.raises(Refused, match="preview_stale"):
        do(session, section, by, wish, seen)


def test_what_does_not_concern_those_in_it_is_saved_and_told_nobody(session, section, crowd, by):
    wish = replace(draft_of(section), notes="带毛笔", max_age_new=70, eligibility_words="需有基础")
    shown = seen_by(session, section, wish)
    assert (shown.is_possible, shown.changes) == (True, [])
    assert do(session, section, by, wish) == 0
    assert (section.notes, notices(session)) == ("带毛笔", [])


def test_capacity_and_admission_stay_with_the_page_of_the_people(session, section, by):
    wish = replace(draft_of(section), capacity=1, mode=Mode.DRAW)
    assert [reason.code for reason in seen_by(session, section, wish).reasons] == ["nothing_changes"]
    assert do(session, section, by, wish) is None
    assert (section.capacity, section.mode) == (30, Mode.FIRST_COME)


def test_after_a_new_holiday_the_meeting_is_made_up_and_told(session, section, crowd, by):
    a_holiday(session, date(2030, 9, 9))
    shown = seen_by(session, section)
    assert shown.plan.lost == [(date(2030, 9, 9), "检修")]
    assert codes(shown.changes) == ["meeting_moved"]
    assert do(session, section, by) == len(LIVE) + 1
    assert days(session, section) == ["09-02", "09-16", "09-23", "09-30", "10-07"]
    with force_locale("en"):
        said = tell("section_changed", notices(session)[0].facts, section.id).sentence
    assert "the meeting of Mon 9 Sep 2030 8:30 is moved to Mon 7 Oct 2030 8:30, 一楼大厅" in said
    assert do(session, section, by, seen="anything") is None


def test_a_taken_room_is_shown_beside_its_date_and_refused(session, section, by, term):
    room = make_room(session, "302")
    offered(session, by, term, "国画", (replace(TUESDAYS, place="", room_id=room.id),), weeks=1)
    wish = replace(draft_of(section), times=(replace(TUESDAYS, place="", room_id=room.id),))
    shown = seen_by(session, section, wish)
    assert [[reason.code for reason in move.reasons] for move in shown.plan.moves] == [["room_taken"], [], [], [], []]
    assert not shown.is_possible
    with pytest.raises(Refused, match="room_taken"):
        do(session, section, by, wish)


def test_a_change_that_would_leave_something_out_says_what(session, section, by):
    wish = replace(draft_of(section), times=())
    assert [reason.code for reason in seen_by(session, section, wish).plan.missing] == ["lacks_times"]
    with pytest.raises(Refused, match="lacks_times"):
        do(session, section, by, wish)


def test_members_with_another_class_at_the_new_time_are_named(session, section, by, term):
    other = offered(session, by, term, "国画", (TUESDAYS,))
    busy, free = a_person(session, name="周忙"), a_person(session, name="吴闲")
    for person in (busy, free):
        an_enrolment(session, section, person)
    an_enrolment(session, other, busy)
    shown = seen_by(session, section, replace(draft_of(section), times=(TUESDAYS,)))
    found = [(clash.name, clash.title, clash.span.starts_at.astimezone(ZONE)) for clash in shown.clashes]
    assert found == [("周忙", "国画", datetime(2030, 9, 3, 8, 30, tzinfo=ZONE))]
    assert seen_by(session, section, replace(draft_of(section), notes="带毛笔")).clashes == []


def test_a_new_name_a_fee_and_a_day_of_a_draw_are_told(session, by, term):
    section = offered(session, by, term, mode=Mode.DRAW)
    draw_at = datetime(2030, 8, 20, 10, tzinfo=ZONE)
    wish = replace(draft_of(section), label="2班", fee_amount=Decimal("120.00"), draw_at=draw_at)
    shown = seen_by(session, section, wish)
    assert codes(shown.changes) == ["renamed", "fee", "draw"]
    do(session, section, by, wish)
    with force_locale("zh"):
        said = tell("section_changed", notices(session)[0].facts, section.id).sentence
    assert said.startswith("“书法”有变动：现在的名称是“书法2班”；学费：120 元 每学期；摇号时间：2030年8月20日")


def test_another_room_is_told_as_another_place(session, section, by):
    room = make_room(session, "302")
    wish = replace(draft_of(section), times=(replace(MONDAYS, place="", room_id=room.id),))
    shown = seen_by(session, section, wish)
    assert codes(shown.changes) == ["weekly"]
    assert shown.changes[0]["times"][0]["place"].startswith("302 · ")
    do(session, section, by, wish)
    assert len(days(session, section)) == 5


def test_a_draft_is_not_changed_here(session, by):
    draft = courses.draft_section(session, SectionDraft(make_course(session).id), at=NOW, by=by)
    with pytest.raises(Refused, match="section_draft"):
        seen_by(session, draft)
    assert draft.status is SectionStatus.DRAFT
