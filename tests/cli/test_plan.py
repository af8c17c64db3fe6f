"""A term planned from the command line."""

import json

import pytest

from activity_center.courses import service as courses
from activity_center.courses.models import Section
from tests.cli.apps import opened
from tests.commands import complaint, run
from tests.planning.terms import a_draft, a_room, at_nine, spring

pytestmark = pytest.mark.slow


@pytest.fixture
def drafted(empty_url: str) -> tuple[str, int]:
    """A database with a term in which one draft has no place and another wants too many seats; that draft."""
    with opened(empty_url) as session:
        new, room = spring(session), a_room(session)
        a_draft(session, new, at_nine(room))
        id = a_draft(session, new).id
        a_draft(session, new, capacity=99)
        session.commit()
    return empty_url, id


def rooms_of(url: str, section_id: int) -> list[int | None]:
    with opened(url) as session:
        return [weekly.room_id for weekly in courses.draft_of(session.get_one(Section, section_id)).times]


def test_a_proposal_is_printed_and_nothing_written(drafted: tuple[str, int]):
    url, id = drafted
    said = run("plan", "rooms", "--term", "2027 春季学期", DATABASE_URL=url)
    assert "1 of 2 weekly times find a place; more than 1 cannot." in said
    assert "No room that it may be in has 99 seats; the largest has 30." in said
    assert rooms_of(url, id) == []


def test_the_same_seed_gives_the_same_json_and_applying_writes_it(drafted: tuple[str, int]):
    url, id = drafted
    said = run("plan", "rooms", "--term", "1", "--seed", "3", "--json", DATABASE_URL=url)
    assert run("plan", "rooms", "--term", "1", "--seed", "3", "--json", DATABASE_URL=url) == said
    planned = json.loads(run("plan", "rooms", "--term", "1", "--seed", "3", "--json", "--apply", DATABASE_URL=url))
    assert planned == json.loads(said) | {"applied": True}
    assert [placed["section"] for placed in planned["placed"]] == [id]
    assert rooms_of(url, id) == [planned["placed"][0]["room"]["id"]]


def test_a_term_that_is_not_there_is_one_clear_sentence(drafted: tuple[str, int]):
    assert complaint("plan", "rooms", "--term", "1999", DATABASE_URL=drafted[0])
