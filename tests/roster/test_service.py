"""What staff do for those who are in a section."""

from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from activity_center.courses.rules import SectionStatus
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import NotYours, Refused
from activity_center.notices.models import Notice
from activity_center.notices.sentences import tell
from activity_center.people.rules import RoleName
from activity_center.roster import reading, records, service
from tests.factories import make_card, make_person, make_window
from tests.roster.scenes import (
    HOUR,
    NOW,
    SOON,
    a_meeting,
    a_person,
    a_planned_section,
    a_section,
    a_term,
    acts,
    an_enrolment,
    by_desk,
    told,
)
from tests.statements import counted


@pytest.fixture
def by(session):
    return by_desk(session)


@pytest.fixture
def closed(session):
    """A section for which enrolment is open to nobody."""
    return a_section(session, a_term(session, is_open=False))


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def test_staff_enrol_somebody_who_is_told(session, by):
    section, person = a_planned_section(session), a_person(session)
    seat = service.enrol(session, section.id, person.id, at=NOW, by=by)
    assert seat.status is Status.ENROLLED
    assert told(session, "enrolled_for_you") == {person.id}
    assert service.enrol(session, section.id, person.id, at=NOW, by=by) == seat


def test_an_exception_is_written_down_with_its_note(session, closed, by):
    person = a_person(session)
    with pytest.raises(Refused) as refused:
        service.enrol(session, closed.id, person.id, at=NOW, by=by)
    assert codes(refused) == ["window_none"]
    service.enrol(session, closed.id, person.id, ["window_none"], "住院错过报名", at=NOW, by=by)
    row = acts(session, "enrolment")[-1]
    assert (row.act, row.actor_id, row.person_id) == ("request_seat", by.person_id, person.id)
    assert (row.facts["waived"], row.facts["note"]) == (["window_none"], "住院错过报名")


def test_an_exception_without_a_note_or_for_a_clash_is_refused(session, closed, by):
    person = a_person(session)
    with pytest.raises(Refused) as refused:
        service.enrol(session, closed.id, person.id, ["window_none"], "", at=NOW, by=by)
    assert codes(refused) == ["waiver_needs_note"]
    with pytest.raises(Refused) as refused:
        service.enrol(session, closed.id, person.id, ["clash"], "请通融", at=NOW, by=by)
    assert codes(refused) == ["not_waivable"]


def test_what_the_desk_sees_is_what_the_act_refuses(session, closed, by):
    person = a_person(session)
    shown = reading.prospect(session, closed, person.id, NOW)
    with pytest.raises(Refused) as refused:
        service.enrol(session, closed.id, person.id, at=NOW, by=by)
    assert [reason.code for reason in shown.reasons] == codes(refused)
    assert shown.waivable
    assert not shown.final


def test_a_full_class_leads_to_the_waitlist(session, by):
    section = a_planned_section(session, capacity=1)
    an_enrolment(session, section)
    person = a_person(session)
    assert reading.prospect(session, section, person.id, NOW).leads_to is Status.WAITING
    assert service.enrol(session, section.id, person.id, at=NOW, by=by).position == 1


def test_somebody_who_is_moved_gives_up_the_old_place_and_is_told_why(session, by):
    old = a_planned_section(session, "书法", capacity=1)
    new = a_planned_section(session, "国画", term=old.term)
    mine = an_enrolment(session, old)
    waiting = an_enrolment(session, old, status=Status.WAITING)
    seat = service.move(session, mine.id, new.id, note="换到楼下教室", at=NOW, by=by)
    session.expire_all()
    assert (seat.section_id, seat.status) == (new.id, Status.ENROLLED)
    assert (mine.status, waiting.status) == (Status.WITHDRAWN, Status.OFFERED)
    notice = session.scalars(select(Notice).where(Notice.person_id == mine.person_id)).one()
    assert notice.kind == "moved_by_staff"
    assert notice.facts == {"title": "书法", "to_title": "国画", "note": "换到楼下教室"}


def test_a_move_to_a_full_class_keeps_the_old_place(session, by):
    old = a_planned_section(session, "书法")
    new = a_planned_section(session, "国画", term=old.term, capacity=0)
    mine = an_enrolment(session, old)
    seat = service.move(session, mine.id, new.id, note="本人要求", at=NOW, by=by)
    session.expire_all()
    assert (seat.status, mine.status) == (Status.WAITING, Status.ENROLLED)
    assert told(session, "moved_by_staff") == set()
    notice = session.scalars(select(Notice).where(Notice.person_id == mine.person_id)).one()
    assert (notice.kind, notice.facts["to_title"], notice.facts["note"]) == ("swap_for_you", "国画", "本人要求")
    with force_locale("zh"):
        assert "由“书法”改到“国画”" in tell(notice.kind, notice.facts, notice.section_id).sentence


@pytest.mark.parametrize(
    ("is_own_wish", "status", "kind"),
    [(True, Status.WITHDRAWN, "withdrawn_for_you"), (False, Status.REMOVED, "removed_by_staff")],
)
def test_taking_somebody_off_keeps_the_reason_and_hands_the_place_on(session, by, is_own_wish, status, kind):
    section = a_planned_section(session, capacity=1)
    mine = an_enrolment(session, section)
    next_ = an_enrolment(session, section, status=Status.WAITING)
    seat = service.end(session, mine.id, "搬家", is_own_wish=is_own_wish, at=NOW, by=by)
    session.expire_all()
    assert (seat.status, next_.status) == (status, Status.OFFERED)
    assert told(session, kind) == {mine.person_id}
    assert next(row for row in acts(session, "enrolment") if row.subject_id == mine.id).facts["note"] == "搬家"


def test_nobody_is_taken_off_or_moved_without_a_reason(session, by):
    mine = an_enrolment(session, a_planned_section(session))
    for act in (
        lambda: service.end(session, mine.id, " ", is_own_wish=True, at=NOW, by=by),
        lambda: service.move(session, mine.id, mine.section_id, note="", at=NOW, by=by),
        lambda: service.cancel_section(session, mine.section_id, "", at=NOW, by=by),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["note_missing"]


def test_an_offer_decided_by_telephone_is_confirmed_once(session, by):
    section = a_planned_section(session)
    accepted, declined = (an_enrolment(session, section, status=Status.OFFERED) for _ in range(2))
    for offer in (accepted, declined):
        offer.offer_expires_at = NOW + HOUR
    session.flush()
    for _ in range(2):
        service.accept(session, accepted.id, at=NOW, by=by)
        service.decline(session, declined.id, at=NOW, by=by)
    assert session.scalars(select(Notice.kind).order_by(Notice.kind)).all() == ["accepted_for_you", "declined_for_you"]


def test_a_higher_capacity_makes_offers_and_a_lower_one_puts_nobody_out(session, by):
    section = a_planned_section(session, capacity=2)
    seated = [an_enrolment(session, section) for _ in range(2)]
    waiting = an_enrolment(session, section, status=Status.WAITING)
    assert service.change_capacity(session, section.id, 1, at=NOW, by=by) == 0
    session.expire_all()
    assert [row.status for row in (*seated, waiting)] == [Status.ENROLLED, Status.ENROLLED, Status.WAITING]
    assert service.change_capacity(session, section.id, 3, at=NOW, by=by) == 1
    session.expire_all()
    assert waiting.status is Status.OFFERED
    rows = [row.facts for row in acts(session, "section") if row.act == "change_capacity"]
    assert rows == [{"before": 2, "after": 1}, {"before": 1, "after": 3}]


def test_a_cancelled_class_releases_and_tells_everybody_once(session, by):
    section = a_planned_section(session)
    a_meeting(session, section)
    people = {an_enrolment(session, section, status=status).person_id for status in (Status.ENROLLED, Status.WAITING)}
    assert service.cancel_section(session, section.id, "人数不足", at=NOW, by=by) == 3
    assert service.cancel_section(session, section.id, "人数不足", at=NOW, by=by) == 0
    session.expire_all()
    assert told(session, "section_cancelled") == people | {section.instructor_id}
    assert section.status is SectionStatus.CANCELLED
    assert set(session.scalars(select(Enrolment.status))) == {Status.CANCELLED}
    assert [row.act for row in acts(session, "section")][-2:] == ["cancel_section", "tell"]


def test_the_roster_numbers_those_in_a_status_and_finds_people(session):
    section = a_planned_section(session)
    first = an_enrolment(session, section, make_person(session, "周一"))
    waiting = [an_enrolment(session, section, a_person(session), Status.WAITING) for _ in range(2)]
    make_card(session, first.person, "10000099")
    lines = reading.roster(session, section)
    assert [(line.enrolment, line.number) for line in lines] == [(first, 1), (waiting[0], 1), (waiting[1], 2)]
    assert [line.seat.position for line in lines] == [None, 1, 2]
    for q in ("周", "zy", "100000"):
        assert [line.person.name for line in reading.roster(session, section, q)] == ["周一"]


def test_a_long_roster_costs_as_many_queries_as_a_short_one(session):
    short, long = a_planned_section(session), a_planned_section(session)
    an_enrolment(session, short)
    for _ in range(60):
        an_enrolment(session, long)
    seen = []
    for section in (short, long):
        session.flush()
        session.expunge_all()
        section = session.merge(section)
        with counted(session) as statements:
            reading.roster(session, section)
        seen.append(len(statements))
    assert seen[0] == seen[1]


def test_the_history_of_a_section_is_that_of_its_meetings_and_people_too(session, by):
    section = a_planned_section(session)
    a_meeting(session, section)
    person = a_person(session, name="陈新")
    service.enrol(session, section.id, person.id, at=NOW, by=by)
    service.change_capacity(session, section.id, 5, at=NOW, by=by)
    an_enrolment(session, a_planned_section(session))
    rows, total = records.of_section(session, section.id)
    assert [row.audit.act for row in rows] == ["change_capacity", "request_seat", "add_meeting"]
    assert (total, rows[1].person, rows[1].actor) == (3, "陈新", "赵前台")


def test_waitlists_come_longest_first_with_the_next_deadline(session):
    short, long = a_planned_section(session, "甲"), a_planned_section(session, "乙")
    an_enrolment(session, short, status=Status.WAITING)
    offer = an_enrolment(session, short, status=Status.OFFERED)
    offer.offer_expires_at = NOW + timedelta(days=1)
    for _ in range(2):
        an_enrolment(session, long, status=Status.WAITING)
    an_enrolment(session, a_planned_section(session, "丙"))
    crowds = reading.crowds(session, NOW)
    assert [(crowd.section, crowd.counts.waiting) for crowd in crowds] == [(long, 2), (short, 1)]
    assert [crowd.first_deadline for crowd in crowds] == [None, NOW + timedelta(days=1)]
    assert reading.offers(session, NOW) == [offer]


def test_an_instructor_sees_what_they_teach_and_where_they_stand_in(session):
    mine, other = a_planned_section(session, "甲"), a_planned_section(session, "乙")
    me, substitute = mine.instructor, make_person(session, "钱代课", RoleName.INSTRUCTOR)
    meeting = a_meeting(session, mine)
    meeting.instructor_id = substitute.id
    session.flush()
    assert reading.taught_sections(session, substitute.id) == reading.taught_sections(session, me.id) == [mine]
    assert [held.meeting for held in reading.taught(session, substitute.id, SOON, SOON + HOUR)] == [meeting]
    assert reading.taught(session, me.id, SOON, SOON + HOUR) == []
    with pytest.raises(NotYours):
        reading.taught_section(session, other.id, me.id)


def test_enrolment_that_is_open_needs_no_exception(session, by):
    term = a_term(session, is_open=False)
    section = a_section(session, term)
    make_window(session, term)
    assert reading.prospect(session, section, a_person(session).id, NOW.replace(year=2026)).reasons == []
