"""The description is true: a machine reads it and tries what it says."""

import json
import random
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from activity_center import clock
from activity_center.competitions import entries, matches
from activity_center.competitions.kinds import Format
from activity_center.competitions.show_models import Judge
from activity_center.competitions.showing import Judging
from activity_center.db import db
from activity_center.enrolment.rules import Status
from activity_center.people import service as people
from activity_center.people.rules import RoleName
from tests.api.scenes import Program, a_member, a_section, a_term, an_enrolment, an_offer
from tests.competitions.scenes import make_drawn, play_all
from tests.competitions.test_shows import begin, make_judge, make_show
from tests.factories import make_room

CALLS = {
    ("post", "/api/v1/tokens"),
    ("delete", "/api/v1/tokens/current"),
    ("get", "/api/v1/terms"),
    ("get", "/api/v1/sections"),
    ("get", "/api/v1/sections/{section_id}"),
    ("post", "/api/v1/sections/{section_id}/enrolments"),
    ("get", "/api/v1/sections/{section_id}/roster"),
    ("get", "/api/v1/meetings/{meeting_id}/register"),
    ("put", "/api/v1/meetings/{meeting_id}/register"),
    ("get", "/api/v1/rooms"),
    ("get", "/api/v1/rooms/{room_id}/bookings"),
    ("post", "/api/v1/rooms/{room_id}/bookings"),
    ("get", "/api/v1/societies"),
    ("get", "/api/v1/events"),
    ("post", "/api/v1/events/{event_id}/enrolments"),
    ("get", "/api/v1/competitions"),
    ("post", "/api/v1/competitions/{competition_id}/entries"),
    ("post", "/api/v1/entries/{entry_id}/accept"),
    ("post", "/api/v1/entries/{entry_id}/decline"),
    ("delete", "/api/v1/entries/{entry_id}"),
    ("get", "/api/v1/entries/{entry_id}/standings"),
    ("get", "/api/v1/categories/{category_id}/placings"),
    ("get", "/api/v1/categories/{category_id}/stages"),
    ("get", "/api/v1/stages/{stage_id}/standings"),
    ("get", "/api/v1/stages/{stage_id}/matches"),
    ("get", "/api/v1/categories/{category_id}/show"),
    ("get", "/api/v1/categories/{category_id}/works"),
    ("get", "/api/v1/categories/{category_id}/works/{number}"),
    ("get", "/api/v1/categories/{category_id}/works/{number}/photo"),
    ("post", "/api/v1/categories/{category_id}/works/{number}/vote"),
    ("get", "/api/v1/me/judging"),
    ("get", "/api/v1/judging/{category_id}/works"),
    ("get", "/api/v1/judging/{category_id}/works/{number}"),
    ("get", "/api/v1/judging/{category_id}/works/{number}/photo"),
    ("put", "/api/v1/judging/{category_id}/works/{number}/mark"),
    ("post", "/api/v1/judging/{category_id}/works/{number}/conflict"),
    ("get", "/api/v1/judging/{category_id}/pair"),
    ("get", "/api/v1/judging/{category_id}/comparisons"),
    ("post", "/api/v1/judging/{category_id}/comparisons"),
    ("get", "/api/v1/me/enrolments"),
    ("get", "/api/v1/me/timetable"),
    ("post", "/api/v1/enrolments/{enrolment_id}/accept"),
    ("post", "/api/v1/enrolments/{enrolment_id}/decline"),
    ("post", "/api/v1/enrolments/{enrolment_id}/swap"),
    ("delete", "/api/v1/enrolments/{enrolment_id}"),
}
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]


@pytest.fixture
def document(app, session):
    answer = Program(app).get("/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return answer.get_json()


def operations(document):
    for path, item in document["paths"].items():
        yield from ((method, path, item[method]) for method in ("get", "post", "put", "delete") if method in item)


def test_the_document_is_openapi_31(app, document):
    assert document["openapi"].startswith("3.1.")
    schemathesis.openapi.from_dict(document).validate()


def test_every_call_of_the_contract_is_described_and_nothing_else(document):
    assert {(method, path) for method, path, _ in operations(document)} >= CALLS


def test_every_described_call_is_there_and_every_call_is_described(app, document):
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    there = {
        (method.lower(), re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule))
        for rule in rules
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    described = {(method, path) for method, path, _ in operations(document)}
    assert described == there - {("get", "/api/v1/openapi.json")}


def test_every_call_says_what_it_does_what_it_answers_and_how_it_fails(document):
    for method, path, told in operations(document):
        assert told["summary"], path
        success = [answer for status, answer in told["responses"].items() if status.startswith("2")]
        assert success, path
        assert "default" in told["responses"], path
        assert all("content" in answer for answer in success) or path.endswith("/current"), path
        open_to_all = method == "get" and told.get("security") == [{}, {"bearer": []}]
        assert open_to_all or "401" in told["responses"], path
    assert document["security"] == [{"bearer": []}]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_every_post_with_a_token_takes_a_key(document):
    for method, path, told in operations(document):
        named = [parameter.get("name") for parameter in told.get("parameters", [])]
        assert ("Idempotency-Key" in named) == (method == "post" and path != "/api/v1/tokens"), path


def test_every_schema_that_is_referred_to_is_there(document):
    for reference in re.findall(r'"\$ref": "#/components/(\w+)/([^"]+)"', json.dumps(document)):
        assert reference[1] in document["components"][reference[0]]


@pytest.fixture
def world(app, clean):
    """Rows to hit, and the token of somebody who may do everything; in no context that requests would share."""
    with app.app_context():
        session = db.session()
        me = a_member(session, staff_name="li")
        me.roles += [type(me.roles[0])(name=RoleName.DESK)]
        term = a_term(session)
        sections = [a_section(session, term, weekday=day) for day in (1, 1, 2)]
        enrolments = [an_enrolment(session, sections[0], me, Status.ENROLLED), an_offer(session, sections[2], me)]
        token, _ = people.issue_token(session, me.id, at=clock.now())
        hits = {"section_id": [row.id for row in sections], "enrolment_id": [row.id for row in enrolments]}
        hits["meeting_id"] = [meeting.id for meeting in sections[0].meetings]
        hits["room_id"] = [make_room(session).id]
        hits |= _contests(session, me)
        session.commit()
    return token, hits


def _contests(session, me):
    """Make shows that are judged, by the caller as well, and a contest of which something is played."""
    judged = [make_show(session, ["甲一", "乙二"], way, has_vote=True) for way in (Judging.MEAN, Judging.PAIRS)]
    for category in judged:
        make_judge(session, category)
        begin(session, category)
        session.add(Judge(category_id=category.id, person_id=me.id, appointed_at=clock.now()))
    played = make_drawn(session, 4, Format.ROUND_ROBIN)
    play_all(session, played, random.Random(1))
    stages = [stage.id for stage in matches.stages(session, played.id)]
    entered = [entry.id for entry in entries.entries(session, played.id)]
    return {"category_id": [row.id for row in judged], "number": [1, 2], "stage_id": stages, "entry_id": entered}


@pytest.mark.slow
def test_what_follows_the_description_is_answered_as_described(app, world):
    answered = _tried(app, world, GenerationMode.POSITIVE)
    assert len(answered) >= len(CALLS)
    succeeded = [label for label, statuses in answered.items() if statuses & {200, 201, 204}]
    assert len(succeeded) >= 26, answered


@pytest.mark.slow
@pytest.mark.postgresql_only
def test_what_does_not_follow_the_description_does_no_harm(app, world):
    """Try it on PostgreSQL, which is stricter about what it keeps."""
    for label, statuses in _tried(app, world, GenerationMode.NEGATIVE).items():
        assert statuses & {401, 404, 405, 422}, label


def _tried(app, world, mode):
    """Try every call, the one that ends the token last, and return the statuses of the answers."""
    token, hits = world
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    found = sorted((one.ok() for one in schema.get_all_operations()), key=lambda one: one.path.endswith("/current"))
    return {one.label: _statuses(one, token, hits, mode) for one in found}


def _statuses(operation, token, hits, mode):
    """Try one call with requests made from its description, check each answer, and return the statuses."""
    statuses = set()

    @given(case=operation.as_strategy(generation_mode=mode), chosen=st.integers(0, 5))
    @settings(max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def carried_out(case, chosen):
        for name, ids in hits.items():
            if name in (case.path_parameters or {}) and chosen < len(ids):
                case.path_parameters[name] = ids[chosen]
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
        statuses.add(answer.status_code)

    carried_out()
    return statuses
