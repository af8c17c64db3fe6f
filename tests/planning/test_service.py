"""A term planned in the database: copied once, seen with all that clashes, proposed and written down."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Actor, Audit
from activity_center.courses import service as courses
from activity_center.courses.models import Section, SectionTime
from activity_center.courses.rules import HolidayRule, Mode, SectionStatus, WeeklyTime
from activity_center.errors import Refused
from activity_center.planning import copying, reading, service, table
from activity_center.planning.wishes import Spot
from activity_center.rooms import closing
from activity_center.rooms import service as rooms
from activity_center.rooms.rules import Span
from activity_center.terms.models import Closure
from activity_center.terms.rules import ClosureKind
from tests.factories import make_course, make_person, make_section, make_term
from tests.planning.terms import a_draft, a_room, at_nine, autumn, spring
from tests.statements import counted

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
WHO = {"at": AT, "by": Actor(via="cli")}


def times_of(session: Session, section: Section) -> tuple[WeeklyTime, ...]:
    session.expire_all()
    return courses.draft_of(section).times


def applied(session: Session, term_id: int, **more) -> int:
    _, proposal = service.propose(session, term_id, ZONE, **more)
    return service.apply(session, term_id, proposal, **WHO, zone=ZONE, **more)


def test_a_section_is_copied_as_a_draft_with_what_belongs_to_it(session: Session):
    old, new, room, teacher = autumn(session), spring(session), a_room(session), make_person(session, "王老师")
    kept = {"instructor_id": teacher.id, "capacity": 24, "fee_amount": Decimal(120), "max_age": 75, "mode": Mode.DRAW}
    its_own = {"code": "HK-1", "draw_at": AT, "excluded_on": ["2026-10-19"], "label": "1班"}
    section = make_section(session, term=old, times=[at_nine(room)], **kept, **its_own)
    [id] = copying.copy(session, old.id, new.id, [section.id], **WHO)
    copied = session.get_one(Section, id)
    assert (copied.term_id, copied.course_id, copied.label) == (new.id, section.course_id, "1班")
    assert {name: getattr(copied, name) for name in kept} == kept
    assert courses.draft_of(copied).times == (WeeklyTime(1, time(9), time(10, 30), room.id),)
    assert (copied.status, copied.code, copied.draw_at, copied.excluded_on) == (SectionStatus.DRAFT, None, None, [])


def test_copying_again_adds_only_what_is_missing(session: Session):
    old, new, course = autumn(session), spring(session), make_course(session)
    first, second = (make_section(session, term=old, course=course, label=label) for label in ("1班", "2班"))
    both = [first.id, second.id]
    assert len(copying.copy(session, old.id, new.id, [first.id], **WHO)) == 1
    assert [one.is_there for one in copying.look(session, old.id, new.id)] == [True, False]
    assert len(copying.copy(session, old.id, new.id, both, **WHO)) == 1
    assert copying.copy(session, old.id, new.id, both, **WHO) == []


def test_what_was_moved_or_called_off_in_the_new_term_does_not_come_again(session: Session):
    old, new, course = autumn(session), spring(session), make_course(session)
    section = make_section(session, term=old, course=course)
    make_section(session, term=new, course=course, status=SectionStatus.CANCELLED, times=[])
    assert copying.copy(session, old.id, new.id, [section.id], **WHO) == []


def test_of_two_that_are_called_alike_both_are_copied(session: Session):
    old, new, course = autumn(session), spring(session), make_course(session)
    ids = [make_section(session, term=old, course=course).id for _ in range(2)]
    assert len(copying.copy(session, old.id, new.id, ids[:1], **WHO)) == 1
    assert [one.is_there for one in copying.look(session, old.id, new.id)] == [True, False]


def test_days_of_its_own_move_along_with_the_term(session: Session):
    old, new = (
        autumn(session),
        make_term(
            session,
            "明年",
            first_on=date(2027, 9, 6),
            last_on=date(2027, 12, 26),
        ),
    )
    section = make_section(session, term=old, first_on=old.first_on + timedelta(days=8))
    [id] = copying.copy(session, old.id, new.id, [section.id], **WHO)
    assert session.get_one(Section, id).first_on == new.first_on + timedelta(days=8)


def test_a_term_is_not_copied_into_itself(session: Session):
    old = autumn(session)
    with pytest.raises(Refused, match="plan_same_term"):
        copying.copy(session, old.id, old.id, [], **WHO)


def test_clashes_among_drafts_and_with_bookings_are_seen(session: Session):
    new, room = spring(session), a_room(session)
    one, other = a_draft(session, new, at_nine(room)), a_draft(session, new, at_nine(room))
    tuesday = a_draft(session, new, at_nine(room, 2))
    begins = datetime(2027, 3, 9, 1, 30, tzinfo=UTC)
    rooms.book(session, "合唱团排练", begins, begins + timedelta(hours=1), room_ids=[room.id], zone=ZONE)
    clashes = reading.scene(session, new.id, ZONE).clashes
    assert set(clashes) == {(one.id, 1), (other.id, 1), (tuesday.id, 1)}
    [reason] = clashes[tuesday.id, 1]
    assert reason.facts == {"room": "301", "title": "合唱团排练", "on": "2027-03-09", "n": 1}


def test_a_room_that_is_closed_on_a_date_is_in_the_way_of_what_wants_it(session: Session):
    new, room, other = spring(session), a_room(session), a_room(session, "302")
    there, elsewhere = a_draft(session, new, at_nine(room, 2)), a_draft(session, new, at_nine(other, 2))
    day = datetime(2027, 3, 9, tzinfo=ZONE)
    closing.close(session, [room.id], Span(day, day + timedelta(days=1)), "水管检修")
    clashes = reading.scene(session, new.id, ZONE).clashes
    assert [(reason.code, reason.facts["title"]) for reason in clashes[there.id, 1]] == [
        ("plan_room_twice", "水管检修")
    ]
    assert (elsewhere.id, 1) not in clashes


def test_a_closed_day_on_which_nothing_is_held_is_no_clash(session: Session):
    new, room = spring(session), a_room(session)
    session.add(Closure(on=date(2027, 3, 9), kind=ClosureKind.HOLIDAY, name="放假"))
    draft = a_draft(session, new, at_nine(room, 2), holiday_rule=HolidayRule.SKIP)
    begins = datetime(2027, 3, 9, 1, 0, tzinfo=UTC)
    rooms.book(session, "消防演习", begins, begins + timedelta(hours=2), room_ids=[room.id], zone=ZONE)
    assert (draft.id, 1) not in reading.scene(session, new.id, ZONE).clashes


def test_what_has_no_place_gets_that_of_last_term(session: Session):
    old, new, room, course = autumn(session), spring(session), a_room(session), make_course(session)
    a_room(session, "302", seats=20)
    make_section(session, term=old, course=course, times=[at_nine(room, 4)])
    draft = a_draft(session, new, course=course)
    assert applied(session, new.id) == 1
    assert times_of(session, draft) == (WeeklyTime(4, time(9), time(10, 30), room.id),)


def test_a_second_weekly_time_without_a_room_keeps_its_hour(session: Session):
    new, room = spring(session), a_room(session)
    draft = a_draft(session, new, at_nine(room, 1), at_nine(None, 3))
    applied(session, new.id)
    assert times_of(session, draft) == tuple(WeeklyTime(n, time(9), time(10, 30), room.id) for n in (1, 3))


def test_what_has_a_place_stays_unless_clashing_ones_may_move(session: Session):
    new, room = spring(session), a_room(session)
    one, other = a_draft(session, new, at_nine(room)), a_draft(session, new, at_nine(room))
    assert applied(session, new.id) == 0
    assert applied(session, new.id, with_clashing=True) == 2
    assert reading.scene(session, new.id, ZONE).clashes == {}
    kept = [weekly for section in (one, other) for weekly in times_of(session, section) if weekly.weekday == 1]
    assert WeeklyTime(1, time(9), time(10, 30), room.id) in kept


def test_what_is_applied_can_be_offered_all_at_once(session: Session):
    new, teacher = spring(session), make_person(session, "王老师")
    a_room(session)
    drafts = [a_draft(session, new, instructor_id=teacher.id) for _ in range(8)]
    applied(session, new.id)
    courses.publish_many(session, [draft.id for draft in drafts], **WHO, zone=ZONE)
    assert {draft.status for draft in drafts} == {SectionStatus.OPEN}


def test_a_proposal_is_written_whole_or_not_at_all(session: Session):
    new, room = spring(session), a_room(session)
    drafts = [a_draft(session, new) for _ in range(2)]
    _, proposal = service.propose(session, new.id, ZONE)
    spot = proposal.placed[1][1]
    day = datetime(2027, 2, 28, tzinfo=ZONE) + timedelta(days=spot.weekday, minutes=spot.start)
    rooms.book(session, "讲座", day, day + timedelta(hours=1), room_ids=[room.id], zone=ZONE)
    with pytest.raises(Refused, match="preview_stale"):
        service.apply(session, new.id, proposal, **WHO, zone=ZONE)
    assert [times_of(session, draft) for draft in drafts] == [(), ()]


def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(session: Session):
    new, room = spring(session), a_room(session)
    draft = a_draft(session, new)
    _, proposal = service.propose(session, new.id, ZONE)
    service.place(session, draft.id, 1, WeeklyTime(5, time(9), time(10), room.id), **WHO, zone=ZONE)
    with pytest.raises(Refused, match="preview_stale"):
        service.apply(session, new.id, proposal, **WHO, zone=ZONE)


def test_applying_and_placing_are_written_down(session: Session):
    new = spring(session)
    a_room(session)
    draft = a_draft(session, new)
    applied(session, new.id)
    acts = session.execute(select(Audit.act, Audit.subject, Audit.subject_id)).all()
    assert {("change_section", "section", draft.id), ("apply_plan", "term", new.id)} <= set(acts)


def test_an_offered_section_is_not_moved_here(session: Session):
    new, room = spring(session), a_room(session)
    section = make_section(session, term=new, times=[at_nine(room)])
    with pytest.raises(Refused):
        service.place(session, section.id, 1, WeeklyTime(5, time(9), time(10), room.id), **WHO, zone=ZONE)


def test_suggestions_are_free_in_every_week(session: Session):
    new, room = spring(session), a_room(session)
    draft = a_draft(session, new, at_nine(room))
    a_draft(session, new, at_nine(room, 2))
    found = [spot for _, spot in service.suggestions(session, draft.id, 1, ZONE)]
    assert found[0] == Spot(1, 9 * 60, room.id)
    assert not any(spot.weekday == 2 and spot.start < 10 * 60 + 30 for spot in found)


def test_the_table_shows_placed_empty_and_unplaced(session: Session):
    new, room, empty = spring(session), a_room(session), a_room(session, "302")
    make_section(session, term=new, times=[at_nine(room, 2)])
    lost = a_draft(session, new, at_nine(None))
    laid_out = table.table(reading.scene(session, new.id, ZONE))
    by_room = {row.room.id: row for row in laid_out.rows}
    assert len(by_room[room.id].cells[2]) == 1
    assert by_room[empty.id].is_empty
    assert [item.section_id for item in laid_out.unplaced] == [lost.id]
    assert list(laid_out.weekdays) == [1, 2, 3, 4, 5]


def test_a_whole_term_is_read_by_the_same_number_of_queries(session: Session):
    new, room = spring(session), a_room(session)

    def queries() -> int:
        session.expire_all()
        with counted(session) as seen:
            table.table(reading.scene(session, new.id, ZONE))
        return len(seen)

    a_draft(session, new, at_nine(room))
    few = queries()
    for n in range(10):
        a_draft(session, new, SectionTime(weekday=n % 5 + 1), instructor_id=make_person(session, "李老师").id)
        make_section(session, term=new)
    assert queries() == few


def test_a_term_is_found_by_its_number_or_name(session: Session):
    new = spring(session)
    assert service.term_called(session, str(new.id)) == service.term_called(session, "2027 春季学期") == new
