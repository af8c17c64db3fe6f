"""Who is on leave at which meeting, asked of the database."""

from datetime import date, timedelta
from itertools import product
from random import Random

from activity_center.leave import service
from activity_center.leave.rules import AskedAs, Gathering, Kind
from tests.attendance.scenes import STARTS, a_meeting, learners
from tests.enrolment.scenes import a_person
from tests.factories import make_meeting
from tests.leave.scenes import a_leave
from tests.statements import counted

DAY = timedelta(days=1)
ON = date(2026, 9, 7)


def test_the_database_says_what_the_rule_says(session):
    chance = Random(5)
    meetings = [a_meeting(session, STARTS + chance.randrange(9) * DAY) for _ in range(6)]
    people = [a_person(session).id for _ in range(4)]
    leaves = []
    for person_id, _ in product(people, range(6)):
        first = ON + chance.randrange(-2, 9) * DAY
        moments = [
            STARTS + chance.randrange(-3, 10) * DAY + chance.choice([0, 89, 90]) * timedelta(minutes=1)
            for _ in range(3)
        ]
        given = {
            "section_id": chance.choice([None, *(meeting.section_id for meeting in meetings)]),
            "asked_at": moments[0],
            "asked_as": chance.choice(list(AskedAs)),
            "taken_back_at": chance.choice([None, None, moments[1]]),
            "refused_at": chance.choice([None, None, None, moments[2]]),
        }
        leaves.append(a_leave(session, person_id, first, first + chance.randrange(5) * DAY, **given))
    facts = {m.id: Gathering(m.section_id, "", m.starts_at, m.ends_at) for m in meetings}
    right = {(id, leave.person_id) for leave in leaves for id, meeting in facts.items() if leave.facts.covers(meeting)}
    assert service.covered(session, people, list(facts)) == right
    assert set(service.excuses(session, people, list(facts))) == right
    assert right
    assert len(right) < len(people) * len(meetings)


def test_only_those_who_were_asked_about_are_found(session):
    meeting = a_meeting(session)
    one, other = learners(session, meeting, 2)
    for person_id in (one, other):
        a_leave(session, person_id, ON)
    assert service.covered(session, [one], [meeting.id]) == {(meeting.id, one)}
    assert service.covered(session, [], [meeting.id]) == service.covered(session, [one], []) == set()


def test_an_excuse_says_why_and_who_asked_first(session):
    meeting = a_meeting(session)
    [person], monitor = learners(session, meeting), a_person(session, name="王建国")
    a_leave(session, person, ON, note="住院", asked_by_id=monitor.id, asked_as=AskedAs.MONITOR)
    a_leave(session, person, ON, kind=Kind.OTHER, asked_at=STARTS)
    told = service.excuses(session, [person], [meeting.id])[meeting.id, person]
    assert (told.kind, told.note, told.asked_as, told.asked_by) == (Kind.SICK, "住院", AskedAs.MONITOR, "王建国")


def test_a_term_of_many_people_is_one_statement(session):
    meeting = a_meeting(session)
    more = [make_meeting(session, meeting.section, STARTS + week * 7 * DAY).id for week in range(1, 16)]
    people = learners(session, meeting, 35)
    for person_id in people:
        a_leave(session, person_id, ON, ON + 60 * DAY)
    with counted(session) as sent:
        covered = service.covered(session, people, [meeting.id, *more])
    assert len(sent) == 1
    assert len(covered) == 35 * 9
