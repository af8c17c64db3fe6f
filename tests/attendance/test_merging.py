"""However marks travel, the register ends as if each had been entered at the moment it was made."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity_center.attendance import register, service
from activity_center.attendance.models import Attendance
from activity_center.attendance.register import Sent
from activity_center.attendance.rules import (
    EnrolmentFacts,
    Mark,
    MarkFacts,
    fate,
    mark_refusals,
    sign_in_mark,
    sign_in_refusals,
    standing,
)
from activity_center.attendance.service import SignIn
from activity_center.audit import Actor
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from tests.attendance.scenes import KIOSK, STARTS, a_person, a_section, an_enrolment, meeting_facts, o_clock, wrongs
from tests.factories import make_meeting

MINUTES = st.integers(-70, 95)
MARKS = st.sampled_from([*Mark, None])


@st.composite
def histories(draw):
    """Marks of one person, some of them their own signing in; several may be of the same moment."""
    drawn = draw(st.lists(st.tuples(MINUTES, MARKS, st.booleans()), max_size=8))
    made = []
    for number, (minute, mark, is_sign_in) in enumerate(drawn):
        at = STARTS + timedelta(minutes=minute)
        made.append(MarkFacts(str(number), sign_in_mark(STARTS, at) if is_sign_in else mark, at, is_sign_in))
    return made


@given(histories(), st.randoms())
@settings(max_examples=250, deadline=None)
def test_what_stands_does_not_depend_on_the_order_of_arrival(made, chance):
    arrived = [*made, *chance.choices(made, k=3)] if made else []
    chance.shuffle(arrived)
    assert standing(arrived) == standing(made)
    stands, in_order = standing(made), sorted(made, key=lambda mark: (mark.marked_at, mark.uid))
    for mark in made:
        assert fate(mark.uid, arrived) is fate(mark.uid, in_order)
    assert stands is None or stands.marked_at <= in_order[-1].marked_at


PEOPLE, DELAYS = st.integers(0, 1), st.sampled_from([0, 1, 10, 40])
NEAR = st.sampled_from([-61, -50, -40, -30, -20, -10, -5, 0, 5, 15, 30, 89, 91])
# (when it is made, how many minutes it travels, (what, of whom, the mark))
DAY = st.lists(
    st.one_of(
        st.tuples(NEAR, DELAYS, st.tuples(st.just("mark"), PEOPLE, MARKS)),
        st.tuples(NEAR, DELAYS, st.tuples(st.just("mark"), PEOPLE, MARKS)),
        st.tuples(NEAR, DELAYS, st.tuples(st.just("card"), PEOPLE, st.none())),
        st.tuples(NEAR, st.just(0), st.tuples(st.just("withdraw"), PEOPLE, st.none())),
    ),
    min_size=4,
    max_size=14,
)


def taken(day, left, *, is_slow):
    """Return the uids of the marks that are taken, each judged when it arrives; `left` is when people left."""
    found = set()
    for uid, (minute, delay, (kind, person, _)) in enumerate(day):
        made_at = STARTS + timedelta(minutes=minute)
        received_at = made_at + timedelta(minutes=delay if is_slow else 0)
        has_left = person in left and left[person] <= received_at
        status, since = (Status.WITHDRAWN, left[person]) if has_left else (Status.ENROLLED, o_clock(6))
        known = [EnrolmentFacts(1, status, since)]
        judge = mark_refusals if kind == "mark" else sign_in_refusals
        if kind != "withdraw" and not judge(meeting_facts(), made_at, known):
            found.add(uid)
    return found


@given(DAY)
@settings(max_examples=1000, deadline=None)
def test_which_marks_are_taken_does_not_depend_on_how_long_they_travelled(day):
    left = {}
    for minute, _, (kind, person, _) in day:
        at = STARTS + timedelta(minutes=minute)
        if kind == "withdraw":
            left[person] = min(at, left.get(person, at))
    assert taken(day, left, is_slow=True) == taken(day, left, is_slow=False)


numbers = count(1)


def a_twin(session, people):
    """Make a meeting of a section in which these people are enrolled."""
    section = a_section(session, term=None)
    meeting = make_meeting(session, section, STARTS)
    for person in people:
        row = an_enrolment(session, section, person)
        row.requested_at = row.changed_at = o_clock(6)
    session.flush()
    return meeting, {e.person_id: e.id for e in session.query(Enrolment).filter_by(section_id=section.id)}


def carried_out(session, twin, acts):
    """Carry out acts, each a (moment of receipt, moment of making, uid, act), in this order; return what stands."""
    meeting, enrolments = twin
    for at, made_at, uid, (kind, person_id, mark) in acts:
        if kind == "mark":
            sent = Sent(uid, mark, made_at, person_id=person_id)
            register.mark_all(session, meeting.id, [sent], at=at, by=Actor(None, "web"))
        elif kind == "card":
            service.sign_in_many(session, [SignIn(person_id, made_at, uid, meeting.id)], at=at, by=KIOSK)
        else:
            enrolment.withdraw(session, enrolments[person_id], at=at, by=KIOSK)
    session.expire_all()
    rows = session.query(Attendance).filter_by(meeting_id=meeting.id)
    return {row.person_id: (row.mark, row.marked_at) for row in rows}


@given(DAY, st.randoms())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_marks_that_travel_end_as_the_same_marks_in_order_of_their_times(session, day, chance):
    people = [a_person(session) for _ in range(2)]
    slow, prompt = a_twin(session, people), a_twin(session, people)
    made = []
    for minute, delay, (kind, person, mark) in day:
        at = STARTS + timedelta(minutes=minute, seconds=next(numbers) % 50)
        made.append((at, delay, f"{next(numbers):09}", (kind, people[person].id, mark)))
    travelled = [(at + timedelta(minutes=delay), at, uid, act) for at, delay, uid, act in made]
    repeats = [(to + timedelta(minutes=1), at, uid, act) for to, at, uid, act in chance.choices(travelled, k=3)]
    arrivals = sorted(travelled + repeats, key=lambda one: (one[0], chance.random()))
    in_order = sorted((at, at, f"p{uid}", act) for at, _, uid, act in made)
    assert carried_out(session, slow, arrivals) == carried_out(session, prompt, in_order)
    assert wrongs(session, slow[0].id) == wrongs(session, prompt[0].id) == []
