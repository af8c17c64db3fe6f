"""Records of people, classes and the whole house, as the database holds them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center.attendance.models import MakeUp
from activity_center.audit import Audit
from activity_center.courses.models import Department
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import NotThere
from activity_center.insight import house, reading, service
from activity_center.insight.rules import CompletionFacts, Tally
from activity_center.leave.models import Leave, Monitor
from activity_center.leave.rules import AskedAs, Kind
from activity_center.people.rules import RoleName
from tests.factories import make_course, make_person
from tests.insight.scenes import DESK, ZONE, A, L, P, a_class, a_person, a_term, after, an_enrolment, mark
from tests.statements import counted


def on_leave(session, person_id, meeting):
    session.add(
        Leave(
            person_id=person_id,
            starts_at=meeting.starts_at - timedelta(hours=1),
            ends_at=meeting.ends_at + timedelta(hours=1),
            kind=Kind.SICK,
            asked_at=meeting.starts_at - timedelta(days=1),
            asked_as=AskedAs.DESK,
            via="web",
        )
    )
    session.flush()


def report(session, section, at, **more):
    return house.of_house(session, at, zone=ZONE, term_id=section.term_id, **more)


def test_a_class_is_counted_by_meeting_and_by_learner(session):
    section, (li, wang) = a_class(session, 4, 2)
    mark(session, section, li, [P, L, A, P])
    mark(session, section, wang, [P, None, None, P])
    record = reading.of_class(session, section.id, after(section))
    assert [one.tally for one in record.learners] == [
        Tally(there=3, absent=1, late=1),
        Tally(there=2, unmarked=2),
    ]
    assert [line.tally.there for line in record.meetings] == [2, 1, 0, 2]
    assert record.tally.percent == 62


def test_a_meeting_whose_register_nobody_kept_counts_for_nobody(session):
    section, (li, _wang) = a_class(session, 3, 2)
    mark(session, section, li, [P, None, P])
    record = reading.of_class(session, section.id, after(section))
    assert [line.is_kept for line in record.meetings] == [True, False, True]
    assert record.learners[0].tally == Tally(there=2)
    assert report(session, section, after(section)).lines[0].unkept == 1


def test_a_leave_counts_although_nobody_marked_it(session):
    section, (li, wang) = a_class(session, 2, 2)
    mark(session, section, wang, [P, P])
    on_leave(session, li, section.meetings[0])
    record = reading.of_class(session, section.id, after(section))
    assert record.learners[0].tally == Tally(leave=1, unmarked=1)
    assert report(session, section, after(section)).lines[0].tally == record.tally


def test_what_was_made_up_in_another_class_counts_as_there(session):
    section, (li, wang) = a_class(session, 2, 2)
    parallel, _ = a_class(session, 2, 1, term=section.term, weekday=3)
    mark(session, section, li, [A, P])
    mark(session, section, wang, [P, P])
    session.add(
        MakeUp(
            person_id=li,
            missed_id=section.meetings[0].id,
            instead_id=parallel.meetings[0].id,
            agreed_at=section.meetings[0].starts_at,
            via="web",
        )
    )
    session.flush()
    session.add(
        Enrolment(
            section=parallel,
            person_id=li,
            status=Status.WAITING,
            requested_at=after(section),
            changed_at=after(section),
        )
    )
    session.flush()
    assert reading.of_class(session, section.id, after(section)).learners[0].tally == Tally(there=1, absent=1)
    mark(session, parallel, li, [P])
    record = reading.of_class(session, section.id, after(section))
    assert record.learners[0].tally == Tally(there=2, made_up=1)
    lines = {line.section_id: line.tally for line in report(session, section, after(section)).lines}
    assert lines[section.id] == record.tally


def test_who_joins_late_is_not_asked_for_what_was_before(session):
    section, (li,) = a_class(session, 4)
    late = an_enrolment(session, section)
    late.changed_at = section.meetings[1].ends_at
    session.flush()
    mark(session, section, li, [P, P, P, P])
    mark(session, section, late.person_id, [None, None, P, P])
    assert reading.of_class(session, section.id, after(section)).learners[1].tally == Tally(there=2)


def test_a_person_has_a_record_of_each_class(session):
    section, (li,) = a_class(session, 4)
    mark(session, section, li, [P, A])
    records = reading.of_person(session, li, after(section, 2))
    assert records[section.id].tally == Tally(there=1, absent=1)
    assert records[section.id].coming == 2


def test_a_person_a_class_and_the_house_agree(session):
    term = a_term(session)
    classes = [a_class(session, 3, 4, term=term, weekday=day) for day in (1, 2)]
    patterns = [[P, A, L], [P, None, A], [None, None, P], [A, A, A]]
    for section, people in classes:
        for person_id, marks in zip(people, patterns, strict=True):
            mark(session, section, person_id, marks)
        on_leave(session, people[3], section.meetings[1])
    at = after(classes[1][0])
    lines = {line.section_id: line.tally for line in report(session, classes[0][0], at).lines}
    for section, people in classes:
        by_class = reading.of_class(session, section.id, at).tally
        by_person = sum((reading.of_person(session, id, at)[section.id].tally for id in people), Tally())
        assert lines[section.id] == by_class == by_person
    weeks = report(session, classes[0][0], at).weeks
    assert sum((week for _, week, _ in weeks), Tally()) == sum(lines.values(), Tally())


def test_the_house_can_be_looked_at_by_department(session):
    department = Department(name="书法系")
    session.add(department)
    session.flush()
    term = a_term(session)
    mine, _ = a_class(session, 1, term=term, course=make_course(session, "行书", department_id=department.id))
    a_class(session, 1, term=term, weekday=2)
    found = report(session, mine, after(mine), department_id=department.id)
    assert [line.section_id for line in found.lines] == [mine.id]


@pytest.mark.parametrize("learners", [3, 30])
def test_records_take_as_many_queries_for_three_as_for_thirty(session, learners):
    section, people = a_class(session, 3, learners)
    for person_id in people:
        mark(session, section, person_id, [P, A, P])
    on_leave(session, people[0], section.meetings[1])
    at = after(section)
    session.commit()
    for read, most in (
        (lambda: reading.of_class(session, section.id, at), 9),
        (lambda: reading.of_person(session, people[0], at), 7),
        (lambda: report(session, section, at), 11),
    ):
        _ = section.id, section.term_id
        with counted(session) as sent:
            read()
        assert len(sent) <= most


def test_numbers_stay_when_somebody_leaves(session):
    section, (first, second, third) = a_class(session, 1, 3)
    leaver = session.scalars(select(Enrolment).where(Enrolment.person_id == second)).one()
    leaver.status = Status.WITHDRAWN
    session.flush()
    numbers = reading.numbered(session, section.id)
    assert {id: number for id, (number, _name) in numbers.items()} == {first: 1, third: 3}


def test_a_tick_for_work_is_kept_once_and_can_be_taken_back(session, at):
    section, (li, wang) = a_class(session, 1, 2)
    stranger = a_person(session).id
    assert service.say_work_done(session, section.id, [li, wang, stranger], at=at, by=DESK) == 2
    assert service.say_work_done(session, section.id, [wang], at=at, by=DESK) == 1
    assert service.done_in(session, section.id) == {wang}
    acts = session.scalars(select(Audit.facts).where(Audit.act == "say_work_done").order_by(Audit.id)).all()
    assert [fact["is_done"] for fact in acts] == [True, True, False]


def test_a_term_without_a_rule_asks_for_the_usual(session, at):
    term = a_term(session)
    assert service.rule_of(session, term.id) == CompletionFacts(70, work_needed=True)
    service.set_rule(session, term.id, CompletionFacts(60, work_needed=False), at=at, by=DESK)
    service.set_rule(session, term.id, CompletionFacts(65, work_needed=False), at=at, by=DESK)
    assert service.rule_of(session, term.id) == CompletionFacts(65, work_needed=False)


def test_who_may_see_how_a_class_comes(session, at):
    section, (li,) = a_class(session, 1)
    teacher = make_person(session, "沈老师", RoleName.INSTRUCTOR)
    section.instructor_id = teacher.id
    desk, monitor, other = (make_person(session, "孙", RoleName.DESK), a_person(session), a_person(session))
    session.add(Monitor(section_id=section.id, person_id=monitor.id, from_on=at.date()))
    session.flush()
    seeing = [who for who in (teacher, desk, monitor, other) if service.may_see_class(session, section.id, who.id, at)]
    assert seeing == [teacher, desk, monitor]
    keeping = [who for who in (teacher, desk, monitor) if service.may_teach(session, section.id, who.id)]
    assert keeping == [teacher, desk]
    assert not service.may_see_class(session, section.id, li, at)
    with pytest.raises(NotThere):
        service.may_teach(session, 999_999, desk.id)
