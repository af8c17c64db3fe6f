import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from activity_center import clock, create_app
from activity_center.audit import Audit
from activity_center.db import db
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people import idempotency
from activity_center.people.models import Idempotency
from tests.api.scenes import Program, a_member, a_section, a_term, an_enrolment, an_offer, codes, program_of, staff
from tests.conftest import settings


@pytest.fixture
def me(session):
    return a_member(session)


@pytest.fixture
def program(app, session, me):
    return program_of(app, session, me)


def kept(session):
    return session.scalar(select(func.count()).select_from(Idempotency))


def test_the_same_key_and_body_get_the_same_answer_whatever_happened_since(session, program):
    section = a_section(session)
    first = program.post(f"/sections/{section.id}/enrolments", key="one")
    program.delete(f"/enrolments/{first.get_json()['id']}")
    again = program.post(f"/sections/{section.id}/enrolments", key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_another_key_is_another_request(session, program):
    section = a_section(session)
    first = program.post(f"/sections/{section.id}/enrolments", key="one")
    program.delete(f"/enrolments/{first.get_json()['id']}")
    assert program.post(f"/sections/{section.id}/enrolments", key="two").get_json()["id"] != first.get_json()["id"]


def test_the_same_key_with_another_body_is_out_of_shape(session, me, program):
    section = a_section(session)
    program.post(f"/sections/{section.id}/enrolments", key="one")
    answer = program.post(f"/sections/{section.id}/enrolments", {"person": me.id}, key="one")
    assert (answer.status_code, codes(answer)) == (422, ["key_reused"])
    assert answer.get_json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_key_counts_for_its_owner_and_its_address_only(app, session, program):
    term = a_term(session)
    first, second = a_section(session, term), a_section(session, term, weekday=2)
    other = program_of(app, session, a_member(session))
    answers = [
        asking.post(f"/sections/{section.id}/enrolments", key="one")
        for asking, section in ((program, first), (program, second), (other, first))
    ]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.get_json()["id"] for answer in answers}) == 3


def test_a_key_outlives_the_token_it_was_sent_with(app, session, me, program):
    section = a_section(session)
    first = program.post(f"/sections/{section.id}/enrolments", key="one")
    again = program_of(app, session, me).post(f"/sections/{section.id}/enrolments", key="one")
    assert (again.status_code, again.get_json()) == (201, first.get_json())


def test_a_refusal_is_not_kept(session, program):
    section = a_section(session, max_age=60)
    assert program.post(f"/sections/{section.id}/enrolments", key="one").status_code == 409
    assert kept(session) == 0
    section.max_age = 99
    assert program.post(f"/sections/{section.id}/enrolments", key="one").status_code == 201
    assert kept(session) == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "schlüssel"])
@pytest.mark.parametrize("act", ["sections", "enrolments"])
def test_a_key_out_of_shape_is_refused_before_anything_is_done(session, me, program, key, act):
    offer = an_offer(session, a_section(session), me)
    path = f"/sections/{offer.section_id}/enrolments" if act == "sections" else f"/enrolments/{offer.id}/accept"
    answer = program.post(path, key=key)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "Idempotency-Key"
    session.expire_all()
    assert offer.status is Status.OFFERED


def test_decisions_take_keys_too(session, me, program):
    term = a_term(session)
    offer = an_offer(session, a_section(session, term), me)
    wanted, third = (a_section(session, term, weekday=day) for day in (2, 3))
    accepted = [program.post(f"/enrolments/{offer.id}/accept", key="k") for _ in range(2)]
    assert accepted[0].get_json() == accepted[1].get_json()
    swapped = [program.post(f"/enrolments/{offer.id}/swap", {"section": wanted.id}, key="k") for _ in range(2)]
    assert swapped[0].get_json() == swapped[1].get_json()
    # Given up meanwhile: without the key, accepting would now be refused.
    assert program.post(f"/enrolments/{offer.id}/accept").status_code == 409
    assert program.post(f"/enrolments/{offer.id}/accept", key="k").get_json() == accepted[0].get_json()
    answer = program.post(f"/enrolments/{offer.id}/swap", {"section": third.id}, key="k")
    assert (answer.status_code, codes(answer)) == (422, ["key_reused"])


def test_a_key_belongs_to_who_asks_not_to_whom_it_is_for(app, session, me):
    offer, desk = an_offer(session, a_section(session), me), staff(session)
    program_of(app, session, desk).post(f"/enrolments/{offer.id}/decline", key="k")
    assert session.scalars(select(Idempotency.person_id)).all() == [desk.id]


def test_a_read_and_a_delete_take_no_key(session, me, program):
    seat = an_enrolment(session, a_section(session), me, Status.ENROLLED)
    answer = program.raw("DELETE", f"/api/v1/enrolments/{seat.id}", **{"Idempotency-Key": "k"})
    assert (answer.status_code, kept(session)) == (200, 0)


def test_signing_in_keeps_no_token_under_a_key(app, session):
    a_member(session, staff_name="li")
    Program(app).post("/tokens", {"login": "li", "secret": "246810"}, key="k")
    assert kept(session) == 0


def test_keys_are_forgotten_after_a_week(session, program):
    section = a_section(session)
    program.post(f"/sections/{section.id}/enrolments", key="one")
    idempotency.purge(session, clock.now() + timedelta(days=6))
    assert kept(session) == 1
    idempotency.purge(session, clock.now() + timedelta(days=8))
    assert kept(session) == 0


def together(acts):
    start = threading.Barrier(len(acts))

    def run(act):
        start.wait(timeout=10)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_same_key_at_the_same_moment_is_one_act(app, session, program):
    path = f"/sections/{a_section(session).id}/enrolments"
    session.commit()
    answers = together([lambda: program.post(path, key="one")] * 12)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_data() for answer in answers}) == 1
    assert session.scalar(select(func.count()).select_from(Audit).where(Audit.act == "request_seat")) == 1


def test_the_same_key_in_several_processes_is_one_act(app, session, database_url, program):
    """Each application has a collector and connections of its own, as processes have."""
    path = f"/sections/{a_section(session).id}/enrolments"
    session.commit()
    others = [create_app(settings(database_url)) for _ in range(3)]
    token = program.headers["Authorization"].removeprefix("Bearer ")
    programs = [program, *(Program(other, token) for other in others)]
    answers = together([lambda one=one: one.post(path, key="one") for one in programs])
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.get_data() for answer in answers}) == 1
    assert kept(session) == 1
    for other in others:
        with other.app_context():
            db.engine.dispose()


def test_the_same_key_on_a_decision_at_the_same_moment_is_one_act(app, session, me, program):
    path = f"/enrolments/{an_offer(session, a_section(session), me).id}/accept"
    session.commit()
    answers = together([lambda: program.post(path, key="k")] * 8)
    assert {answer.status_code for answer in answers} == {200}
    assert (kept(session), len({answer.get_data() for answer in answers})) == (1, 1)


def test_two_who_decide_for_each_other_do_not_block_each_other(app, session, at):
    desk, other = staff(session), staff(session)
    programs = {person: program_of(app, session, person) for person in (desk, other)}
    offers = [(programs[desk], an_offer(session, a_section(session), other)) for _ in range(8)]
    offers += [(programs[other], an_offer(session, a_section(session), desk)) for _ in range(8)]
    acts = [
        lambda program=program, id=offer.id: program.post(f"/enrolments/{id}/accept", key=f"k{id}")
        for program, offer in offers
    ]
    session.commit()
    assert [answer.status_code for answer in together(acts)] == [200] * 16
