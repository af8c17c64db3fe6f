"""Making up for a class in a browser without a screen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.attendance import service
from activity_center.attendance.models import MakeUp
from activity_center.audit import Audit
from activity_center.courses.rules import MeetingStatus
from activity_center.people.rules import RoleName
from tests.attendance.scenes import KIOSK, a_person, a_section, an_enrolment
from tests.factories import make_meeting, make_person, sign_in

NOW = clock.now()
DAY = timedelta(days=1)


@pytest.fixture
def missed(session):
    return make_meeting(session, a_section(session, label="一班"), NOW - DAY)


@pytest.fixture
def instead(session, missed):
    section = a_section(session, missed.section.term, course=missed.section.course, label="二班", capacity=5)
    section.instructor = make_person(session, "王怀远", RoleName.INSTRUCTOR)
    return make_meeting(session, section, NOW + 2 * DAY)


@pytest.fixture
def enrolment(session, missed):
    enrolment = an_enrolment(session, missed.section, a_person(session, name="李秀英"))
    enrolment.changed_at = NOW - 9 * DAY
    session.flush()
    return enrolment


@pytest.fixture(autouse=True)
def others(session, missed):
    """Somebody was there, so that the register of the missed meeting was kept."""
    other = an_enrolment(session, missed.section)
    other.changed_at = NOW - 9 * DAY
    session.flush()
    service.sign_in(session, other.person_id, missed.id, at=missed.starts_at, by=KIOSK)


@pytest.fixture
def learner(client, enrolment):
    sign_in(client, enrolment.person)
    return client


def standing(session):
    session.expire_all()
    return session.scalars(select(MakeUp).where(MakeUp.ended_at.is_(None))).all()


def test_a_learner_finds_what_was_missed_chooses_and_takes_back(session, learner, enrolment, missed, instead):
    assert "/me/make-ups" in learner.get("/me").text
    shown = learner.get("/me/make-ups").text
    assert "缺了的课" in shown
    choosing = f"/me/make-ups/{missed.id}"
    assert choosing in shown
    assert "还有 5 个空位" in learner.get(choosing).text
    answer = learner.post(choosing, data={"instead": instead.id})
    assert (answer.status_code, answer.location) == (303, "/me/make-ups")
    [row] = standing(session)
    assert (row.person_id, row.missed_id, row.instead_id, row.via) == (
        enrolment.person_id,
        missed.id,
        instead.id,
        "web",
    )
    shown = learner.get("/me/make-ups").text
    assert "已经约好的" in shown
    assert f'{choosing}"' not in shown
    assert learner.get(choosing).location == "/me/make-ups"
    assert learner.post(f"/me/make-ups/{row.id}/take-back").status_code == 303
    assert standing(session) == []


def test_the_instructor_there_sees_who_comes_to_make_up(session, learner, missed, instead):
    learner.post(f"/me/make-ups/{missed.id}", data={"instead": instead.id})
    instead.starts_at, instead.ends_at = NOW, NOW + timedelta(hours=1)
    session.flush()
    sign_in(learner, instead.section.instructor)
    shown = learner.get(f"/teach/meetings/{instead.id}/register").text
    assert "李秀英" in shown
    assert "来补" in shown
    assert "一班" in shown


def test_a_refusal_says_why_with_the_other_times_below(session, learner, missed, instead):
    other = make_meeting(session, instead.section, NOW + 9 * DAY)
    instead.status = MeetingStatus.CANCELLED
    session.flush()
    refused = learner.post(f"/me/make-ups/{missed.id}", data={"instead": instead.id})
    assert refused.status_code == 409
    assert "已经取消" in refused.text
    assert f'value="{other.id}"' in refused.text
    assert standing(session) == []


def test_choosing_another_time_once_it_is_arranged_is_refused(session, learner, missed, instead):
    other = make_meeting(session, instead.section, NOW + 9 * DAY)
    learner.post(f"/me/make-ups/{missed.id}", data={"instead": instead.id})
    refused = learner.post(f"/me/make-ups/{missed.id}", data={"instead": other.id})
    assert refused.status_code == 409
    assert "一次课只补一次" in refused.text


def test_what_has_begun_is_not_taken_back(session, learner, missed, instead):
    learner.post(f"/me/make-ups/{missed.id}", data={"instead": instead.id})
    instead.starts_at = NOW - timedelta(minutes=5)
    session.flush()
    [row] = standing(session)
    assert learner.post(f"/me/make-ups/{row.id}/take-back").status_code == 409
    assert standing(session) == [row]


def test_nobody_touches_what_is_somebody_elses(session, learner, missed, instead):
    learner.post(f"/me/make-ups/{missed.id}", data={"instead": instead.id})
    [row] = standing(session)
    sign_in(learner, a_person(session))
    assert learner.post(f"/me/make-ups/{row.id}/take-back").status_code == 404
    assert learner.post(f"/me/make-ups/{missed.id}", data={"instead": instead.id}).status_code == 409
    assert learner.post(f"/desk/people/{row.person_id}/make-ups/{row.id}/take-back").status_code == 403
    assert standing(session) == [row]


@pytest.mark.parametrize("typed", ["", "x", "0", "4711", "99999999999"])
def test_nonsense_is_not_there(session, learner, missed, instead, typed):
    assert learner.post(f"/me/make-ups/{missed.id}", data={"instead": typed}).status_code == 404


def test_the_desk_does_it_for_somebody_and_it_is_written_down(session, client, enrolment, missed, instead):
    desk = make_person(session, "赵前台", RoleName.DESK)
    sign_in(client, desk)
    page = f"/desk/people/{enrolment.person_id}/make-ups"
    assert page in client.get(f"/desk/people/{enrolment.person_id}").text
    assert f"{page}/{missed.id}" in client.get(page).text
    assert client.post(f"{page}/{missed.id}", data={"instead": instead.id}).location == page
    [row] = standing(session)
    assert (row.person_id, row.agreed_by_id) == (enrolment.person_id, desk.id)
    written = session.scalars(select(Audit).where(Audit.act == "make_up_agreed")).one()
    assert (written.person_id, written.actor_id, written.facts["missed_id"]) == (
        enrolment.person_id,
        desk.id,
        missed.id,
    )
    assert "约好" in client.get(f"/desk/sections/{instead.section_id}/history").text
    client.post(f"{page}/{row.id}/take-back")
    assert standing(session) == []
    sign_in(client, enrolment.person)
    told = client.get("/me/notices").text
    assert "为您安排了补课" in told
    assert "为您取消了补课" in told


def test_who_has_nothing_to_make_up_for_reads_so(session, client):
    sign_in(client, a_person(session))
    assert "没有要补的课" in client.get("/me/make-ups").text
