from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from activity_center.api.schemas import Enrolment as Enrolled
from activity_center.api.seats import told
from activity_center.audit import Audit
from activity_center.courses.rules import Mode, SectionStatus
from activity_center.enrolment import queries
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people import proxies
from activity_center.people.models import Person
from activity_center.people.rules import Standing
from tests.api.scenes import (
    NOW,
    Program,
    a_member,
    a_section,
    a_term,
    an_enrolment,
    an_offer,
    codes,
    program_of,
    staff,
)
from tests.factories import make_course
from tests.statements import counted


@pytest.fixture
def me(session):
    return a_member(session)


@pytest.fixture
def program(app, session, me):
    return program_of(app, session, me)


def status_of(session, enrolment):
    session.expire_all()
    return session.get(Enrolment, enrolment.id).status


def test_asking_for_a_seat_gets_it_and_asking_again_returns_it(session, me, program):
    section = a_section(session)
    first, again = (program.post(f"/sections/{section.id}/enrolments") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    told = first.get_json()
    assert told == again.get_json()
    assert told == {
        "id": told["id"],
        "section": section.id,
        "person": me.id,
        "status": "enrolled",
        "position": None,
        "offer_expires_at": None,
        "requested_at": told["requested_at"],
    }
    assert abs(datetime.fromisoformat(told["requested_at"]) - NOW) < timedelta(hours=1)
    assert told["requested_at"].endswith("+08:00")


def test_a_full_section_tells_the_position_in_its_waitlist(app, session, program):
    section = a_section(session, capacity=0)
    for number in (1, 2):
        answer = program_of(app, session, a_member(session)).post(f"/sections/{section.id}/enrolments")
        assert (answer.status_code, answer.get_json()["status"]) == (201, "waiting")
        assert answer.get_json()["position"] == number


def test_a_draw_takes_applications(session, program):
    section = a_section(session, mode=Mode.DRAW)
    assert program.post(f"/sections/{section.id}/enrolments").get_json()["status"] == "applied"


@pytest.mark.parametrize("body", [b"", b"{}", b" { } "])
def test_an_empty_body_asks_for_myself(session, me, program, body):
    section = a_section(session)
    answer = program.raw("POST", f"/api/v1/sections/{section.id}/enrolments", body)
    assert (answer.status_code, answer.get_json()["person"]) == (201, me.id)


@pytest.mark.parametrize("body", [b"[]", b"null", b"{", b'{"persn": 7}', b'{"person": "x"}', b'{"person": 0}'])
def test_a_body_out_of_shape_enrols_nobody(session, program, body):
    section = a_section(session)
    answer = program.raw("POST", f"/api/v1/sections/{section.id}/enrolments", body)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]
    assert session.scalars(select(Enrolment)).all() == []


def test_a_body_counts_also_without_its_content_type(session, program):
    section, other = a_section(session), a_member(session)
    answer = program.raw("POST", f"/api/v1/sections/{section.id}/enrolments", b'{"person": %d}' % other.id)
    assert answer.status_code == 403


def test_every_reason_of_a_refusal_is_told(session, program):
    section = a_section(session, a_term(session, is_open=False), max_age=60)
    answer = program.post(f"/sections/{section.id}/enrolments")
    assert answer.status_code == 409
    assert codes(answer) == ["window_none", "too_old"]
    assert all(reason["message"] and reason["remedy"] for reason in answer.get_json()["reasons"])


def test_what_nobody_may_know_of_does_not_exist(app, session, me, program):
    draft = a_section(session, status=SectionStatus.DRAFT)
    for id in (draft.id, 99_999):
        answer = program.post(f"/sections/{id}/enrolments")
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
        assert draft.title not in answer.get_data(as_text=True)
    answer = program_of(app, session, staff(session)).post(f"/sections/{draft.id}/enrolments", {"person": me.id})
    assert codes(answer) == ["section_draft"]


def test_a_proxy_and_staff_ask_for_somebody_else(app, session, at, me):
    father, desk = a_member(session, "李父"), staff(session)
    proxies.grant(session, father.id, me.id, "女儿", at=at, by=proxies.Actor())
    for weekday, person in enumerate((me, desk), 1):
        section = a_section(session, weekday=weekday)
        answer = program_of(app, session, person).post(f"/sections/{section.id}/enrolments", {"person": father.id})
        assert (answer.status_code, answer.get_json()["person"]) == (201, father.id)
        act = session.scalars(select(Audit).where(Audit.act == "request_seat").order_by(Audit.id.desc())).first()
        assert (act.actor_id, act.person_id, act.via) == (person.id, father.id, "api")


def test_nobody_else_may(app, session, me, program):
    section, other = a_section(session), a_member(session)
    assert program.post(f"/sections/{section.id}/enrolments", {"person": other.id}).status_code == 403
    assert program.post(f"/sections/{section.id}/enrolments", {"person": me.id}).status_code == 201
    desk = program_of(app, session, staff(session))
    assert desk.post(f"/sections/{section.id}/enrolments", {"person": 99_999}).status_code == 404


def test_a_refusal_for_somebody_else_is_about_them(app, session, me):
    term, father = a_term(session), a_member(session, "李父")
    an_enrolment(session, a_section(session, term, course=make_course(session, "国画")), father, Status.ENROLLED)
    section = a_section(session, term)
    answer = program_of(app, session, staff(session)).post(f"/sections/{section.id}/enrolments", {"person": father.id})
    assert codes(answer) == ["clash"]
    assert "国画" in answer.get_json()["detail"]


def test_a_dead_token_gets_no_seat_in_the_collector(session, me, program):
    section = a_section(session)
    session.get(Person, me.id).standing = Standing.ENDED
    answer = program.post(f"/sections/{section.id}/enrolments")
    assert (answer.status_code, codes(answer)) == (401, ["signed_out"])
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_view_of_the_rush_reads_nothing_but_what_the_collector_reads(app, session, program):
    path = f"/sections/{a_section(session).id}/enrolments"
    program.post("/sections/99999/enrolments")
    with counted(session) as sent:
        assert program.post(path).status_code == 201
    tokens = [statement for statement in sent if "FROM token" in statement]
    assert len(tokens) == 1
    assert len(sent) <= 16


def test_an_offer_is_accepted_once(session, me, program):
    offer = an_offer(session, a_section(session), me)
    first, again = (program.post(f"/enrolments/{offer.id}/accept") for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.get_json() == again.get_json()
    assert first.get_json()["status"] == "enrolled"


def test_an_offer_is_declined_once_and_goes_to_the_next(app, session, me, program):
    section, next_one = a_section(session, capacity=1), a_member(session)
    offer = an_offer(session, section, me)
    waits = an_enrolment(session, section, next_one, Status.WAITING)
    answers = [program.post(f"/enrolments/{offer.id}/decline") for _ in range(2)]
    assert [(answer.status_code, answer.get_json()["status"]) for answer in answers] == [(200, "declined")] * 2
    assert status_of(session, waits) is Status.OFFERED
    told = program_of(app, session, next_one).get("/me/enrolments").get_json()["items"][0]
    assert datetime.fromisoformat(told["offer_expires_at"]) > NOW


def test_a_seat_is_given_up_once(session, me, program):
    seat = an_enrolment(session, a_section(session), me, Status.ENROLLED)
    answers = [program.delete(f"/enrolments/{seat.id}") for _ in range(2)]
    assert [(answer.status_code, answer.get_json()["status"]) for answer in answers] == [(200, "withdrawn")] * 2


@pytest.mark.parametrize(
    ("status", "method", "act", "code"),
    [
        (Status.WAITING, "POST", "/accept", "not_offered"),
        (Status.WITHDRAWN, "POST", "/accept", "enrolment_over"),
        (Status.LAPSED, "POST", "/decline", "offer_lapsed"),
        (Status.REMOVED, "DELETE", "", "enrolment_over"),
    ],
)
def test_a_decision_that_comes_too_late_is_refused(session, me, program, status, method, act, code):
    enrolment = an_enrolment(session, a_section(session), me, status, offer_expires_at=NOW - timedelta(days=1))
    answer = program.raw(method, f"/api/v1/enrolments/{enrolment.id}{act}")
    assert (answer.status_code, codes(answer)) == (409, [code])


def test_the_enrolment_of_somebody_else_does_not_exist(app, session, program):
    section, other = a_section(session), a_member(session)
    offer = an_offer(session, section, other)
    acts = [("POST", "/accept"), ("POST", "/decline"), ("POST", "/swap"), ("DELETE", "")]
    for id in (offer.id, 99_999):
        for method, act in acts:
            answer = program.raw(method, f"/api/v1/enrolments/{id}{act}", b'{"section": %d}' % section.id)
            assert answer.status_code == 404
    assert status_of(session, offer) is Status.OFFERED


def test_a_proxy_and_staff_decide_for_somebody_else(app, session, at, me, program):
    father = a_member(session, "李父")
    proxies.grant(session, father.id, me.id, "女儿", at=at, by=proxies.Actor())
    offer = an_offer(session, a_section(session), father)
    assert program.post(f"/enrolments/{offer.id}/accept").status_code == 200
    assert program_of(app, session, staff(session)).delete(f"/enrolments/{offer.id}").status_code == 200
    assert status_of(session, offer) is Status.WITHDRAWN


def test_a_swap_gives_up_the_old_seat_when_the_new_one_is_held(session, me, program):
    term = a_term(session, seats_per_person=1)
    old = an_enrolment(session, a_section(session, term), me, Status.ENROLLED)
    wanted = a_section(session, term)
    answers = [program.post(f"/enrolments/{old.id}/swap", {"section": wanted.id}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert (answers[0].get_json()["section"], answers[0].get_json()["status"]) == (wanted.id, "enrolled")
    assert status_of(session, old) is Status.WITHDRAWN


def test_a_swap_for_a_full_section_waits_and_keeps_the_old_seat(session, me, program):
    term = a_term(session)
    old = an_enrolment(session, a_section(session, term), me, Status.ENROLLED)
    wanted = a_section(session, term, capacity=1)
    holder = an_enrolment(session, wanted, a_member(session), Status.ENROLLED)
    answer = program.post(f"/enrolments/{old.id}/swap", {"section": wanted.id})
    assert (answer.get_json()["status"], answer.get_json()["position"]) == ("waiting", 1)
    assert status_of(session, old) is Status.ENROLLED
    holder.status, new = Status.WITHDRAWN, session.get(Enrolment, answer.get_json()["id"])
    new.status, new.offer_expires_at = Status.OFFERED, NOW + timedelta(days=1)
    assert program.post(f"/enrolments/{new.id}/accept").status_code == 200
    assert status_of(session, old) is Status.WITHDRAWN


def test_a_swap_for_what_is_not_there_or_not_allowed_keeps_the_old_seat(session, me, program):
    term = a_term(session)
    old = an_enrolment(session, a_section(session, term), me, Status.ENROLLED)
    draft = a_section(session, term, status=SectionStatus.DRAFT)
    others = a_section(session, term, weekday=2, max_age=60)
    assert program.post(f"/enrolments/{old.id}/swap", {"section": draft.id}).status_code == 404
    assert program.post(f"/enrolments/{old.id}/swap", {"section": 99_999}).status_code == 404
    assert codes(program.post(f"/enrolments/{old.id}/swap", {"section": others.id})) == ["too_old"]
    assert program.post(f"/enrolments/{old.id}/swap", {}).status_code == 422
    assert status_of(session, old) is Status.ENROLLED


def test_forty_programs_at_once_fill_thirty_seats_exactly(app, session):
    path = f"/sections/{a_section(session, capacity=30).id}/enrolments"
    programs = [program_of(app, session, a_member(session)) for _ in range(40)]
    session.commit()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda program: program.post(path), programs))
    assert [answer.status_code for answer in answers] == [201] * 40
    told = [answer.get_json() for answer in answers]
    assert sum(one["status"] == "enrolled" for one in told) == 30
    assert sorted(one["position"] for one in told if one["position"]) == list(range(1, 11))


def test_a_program_without_a_token_asks_in_vain(app, session):
    section = a_section(session)
    assert Program(app).post(f"/sections/{section.id}/enrolments").status_code == 401


@pytest.mark.parametrize("status", Status)
def test_the_fast_answer_is_the_one_the_schema_writes(app, session, status):
    section, person = a_section(session), a_member(session)
    enrolment = an_enrolment(session, section, person, status, offer_expires_at=NOW)
    seat = queries.seat(session, enrolment.id)
    assert told(seat) == Enrolled().dump(seat)
