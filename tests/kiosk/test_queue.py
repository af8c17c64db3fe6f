"""Cards read without network arrive later, each exactly once, at the time they were read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from activity_center import clock
from activity_center.attendance.models import Attendance, Marking
from activity_center.attendance.rules import Mark
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.secrets import Vault
from tests.clients import Stranger
from tests.factories import make_meeting, make_section
from tests.kiosk import scenes

NOW = clock.now()
LONG_AGO = NOW - timedelta(days=7)


@pytest.fixture
def kiosk(session, app):
    _, token = scenes.make_kiosk(session)
    client = Stranger(app, app.response_class)
    client.set_cookie("kiosk", token, path="/kiosk")
    return client


@pytest.fixture
def learner(session):
    """Somebody with a card whose class began two minutes ago."""
    person = scenes.make_member(session)
    section = make_section(session)
    make_meeting(session, section, NOW - timedelta(minutes=2))
    session.add(
        Enrolment(section=section, person=person, status=Status.ENROLLED, requested_at=LONG_AGO, changed_at=LONG_AGO)
    )
    session.flush()
    return person


def row(number="20100001", at=NOW, id=None):
    return {"id": id or str(uuid4()), "number": number, "at": at.isoformat()}


def send(client, *rows, sent_at=None):
    sent_at = (sent_at or clock.now()).isoformat()
    answer = client.post("/kiosk/sign-ins", json={"sent_at": sent_at, "sign_ins": list(rows)})
    assert answer.status_code == 200, answer.text
    return [(one["id"], one["outcome"]) for one in answer.json["outcomes"]]


def outcomes(client, *rows, **more):
    return [outcome for _, outcome in send(client, *rows, **more)]


def test_a_card_that_was_read_is_a_sign_in(session, kiosk, learner):
    one = row()
    assert send(kiosk, one) == [(one["id"], "saved")]
    kept = session.scalar(select(Attendance))
    assert (kept.person_id, kept.mark) == (learner.id, Mark.PRESENT)


def test_the_same_reading_sent_twice_counts_once(session, kiosk, learner):
    one = row()
    assert outcomes(kiosk, one) == ["saved"]
    assert send(kiosk, one)[0][0] == one["id"]
    assert outcomes(kiosk, one, one) != ["refused"]
    assert session.scalar(select(func.count()).select_from(Marking)) == 1


def test_a_card_read_twice_keeps_the_time_of_the_first(session, kiosk, learner):
    assert outcomes(kiosk, row(at=NOW - timedelta(minutes=1)), row(at=NOW)) == ["saved", "known"]
    assert abs(session.scalar(select(Attendance.marked_at)) - NOW + timedelta(minutes=1)) < timedelta(seconds=5)


def test_a_clock_that_is_wrong_by_years_is_put_right(session, kiosk, learner):
    long_ago = NOW - timedelta(days=700)
    assert outcomes(kiosk, row(at=long_ago - timedelta(minutes=1)), sent_at=long_ago) == ["saved"]
    read_at = clock.now() - timedelta(minutes=1)
    assert abs(session.scalar(select(Attendance.marked_at)) - read_at) < timedelta(seconds=20)


def test_nothing_is_later_than_its_receipt(session, kiosk, learner):
    outcomes(kiosk, row(at=NOW + timedelta(days=1)))
    assert session.scalar(select(Attendance.marked_at)) <= clock.now()


def test_an_unknown_card_is_refused_and_stops_no_other(session, kiosk, learner):
    assert outcomes(kiosk, row("99999999"), row()) == ["refused", "saved"]


def test_who_has_no_class_now_is_told_so(session, kiosk):
    scenes.make_member(session)
    answer = kiosk.post("/kiosk/sign-ins", json={"sent_at": NOW.isoformat(), "sign_ins": [row()]})
    assert answer.json["outcomes"][0]["outcome"] == "refused"
    assert answer.json["outcomes"][0]["message"]


def test_an_identity_card_is_known_too(app, session, kiosk, learner):
    learner.id_index = Vault(app.config["SECRET_KEY"]).index("11010519491231002X")
    session.flush()
    assert outcomes(kiosk, row("11010519491231002X")) == ["saved"]


def test_an_empty_queue_is_answered(kiosk):
    assert send(kiosk) == []


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"sign_ins": []},
        {"sent_at": "today", "sign_ins": []},
        {"sent_at": "2026-09-07T08:00:00", "sign_ins": []},
        {"sent_at": NOW.isoformat(), "sign_ins": [{"id": "1"}]},
        {"sent_at": NOW.isoformat(), "sign_ins": [{**row(), "number": 20100001}]},
        {"sent_at": NOW.isoformat(), "sign_ins": [{**row(), "id": "x" * 65}]},
        {"sent_at": NOW.isoformat(), "sign_ins": [row()] * 501},
        {"sent_at": NOW.isoformat(), "sign_ins": "many"},
    ],
)
def test_what_is_out_of_shape_is_refused_as_a_whole(session, kiosk, learner, sent):
    assert kiosk.post("/kiosk/sign-ins", json=sent).status_code == 422
    assert session.scalar(select(Marking)) is None


def test_only_a_kiosk_may_send_cards(app, session, learner):
    stranger = Stranger(app, app.response_class)
    answer = stranger.post("/kiosk/sign-ins", json={"sent_at": NOW.isoformat(), "sign_ins": [row()]})
    assert answer.status_code == 403
    assert session.scalar(select(Marking)) is None


def test_a_form_from_another_site_is_no_queue(app, session, kiosk, learner):
    body = {"sent_at": NOW.isoformat(), "sign_ins": [row()]}
    answer = kiosk.post("/kiosk/sign-ins", json=body, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 404
    assert session.scalar(select(Marking)) is None
