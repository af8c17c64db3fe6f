"""How contests stand, for programs: what the pages of a category, of an entry and of the result sheet show."""

import random
from decimal import Decimal

import pytest

from activity_center.competitions import matches, results
from activity_center.competitions.kinds import CompetitionStatus, Discipline, Format
from activity_center.competitions.prizes import Prize
from activity_center.competitions.tie_breaks import Criterion
from tests.api.scenes import Program, program_of, staff
from tests.competitions.scenes import Result as Ended
from tests.competitions.scenes import make_drawn, open_matches, play_all, say
from tests.factories import make_person


@pytest.fixture
def played(session):
    """Return a round robin of four of which everything is played."""
    category = make_drawn(session, 4, Format.ROUND_ROBIN, prizes=(Prize("冠军", 1),))
    play_all(session, category, random.Random(5), draws=True)
    session.commit()
    return category


def test_a_category_tells_its_stages_and_how_each_stands(app, session, played):
    program = program_of(app, session, make_person(session))
    session.commit()
    [stage] = program.get(f"/categories/{played.id}/stages").json["items"]
    assert (stage["kind"], stage["matches"], stage["played"]) == ("round_robin", 6, 6)
    told = program.get(f"/stages/{stage['id']}/standings").json["items"]
    [table] = results.tables(session, played)
    assert [(one["rank"], one["id"], one["played"]) for one in told] == [
        (line.rank, line.entry.id, 3) for line in table.lines
    ]
    assert [one["criterion"] for one in told[0]["values"]] == stage["criteria"] == [c.value for c in table.criteria]
    assert [one["name"] for one in told] == [line.entry.name for line in table.lines]
    assert told[0]["decided_by"] is None


def test_strangers_read_masked_names_and_everybody_the_same_places(app, session, played):
    stranger = Program(app)
    told = stranger.get(f"/categories/{played.id}/placings")
    places = [one["place"] for one in told.json["items"]]
    assert places == sorted(places)
    assert places[0] == 1
    assert "棋手" not in told.text
    assert told.json["items"][0]["prize"] == "冠军"
    parts, cursor = [], None
    while cursor != "":
        part = stranger.get(f"/categories/{played.id}/placings", limit=3, **({"cursor": cursor} if cursor else {})).json
        parts += part["items"]
        cursor = part["next"] or ""
    assert parts == told.json["items"]


def test_an_entry_tells_why_it_stands_where_it_stands(app, session, played):
    [table] = results.tables(session, played)
    line = table.lines[-1]
    [told] = Program(app).get(f"/entries/{line.entry.id}/standings").json["items"]
    assert (told["rank"], told["stage"]["kind"]) == (line.rank, "round_robin")
    points = told["values"][0]
    assert (points["criterion"], points["value"], len(points["terms"])) == (
        Criterion.POINTS.value,
        results.shown(line.place.values[0].value),
        3,
    )
    assert sum(Decimal(term["value"]) for term in points["terms"]) == Decimal(points["value"])
    assert {term["opponent"] for term in points["terms"]} == {1, 2, 3, 4} - {line.entry.number}
    assert points["rule"]


def test_matches_are_told_by_number_with_what_they_came_to(app, session):
    category = make_drawn(session, 4, Format.SINGLE_ELIMINATION)
    say(session, open_matches(session, category)[0], Ended.ONE_WON)
    session.commit()
    [stage] = matches.stages(session, category.id)
    told = Program(app).get(f"/stages/{stage.id}/matches").json["items"]
    assert [(one["number"], one["result"]) for one in told] == [(1, "one_won"), (2, None), (3, None)]
    assert told[0]["one"] == told[2]["one"] or told[2]["one"] is None
    assert (told[0]["starts_at"], told[0]["room"], told[0]["table"]) == (None, None, None)
    assert told[1]["one"]["number"] in {1, 2, 3, 4}


def test_tries_are_told_with_what_they_come_to(app, session):
    category = make_drawn(session, 3, Format.RANK_BY_SCORE, discipline=Discipline.OTHER)
    session.commit()
    [stage] = Program(app).get(f"/categories/{category.id}/stages").json["items"]
    told = Program(app).get(f"/stages/{stage['id']}/standings").json["items"]
    assert [(one["rank"], one["score"], one["tries"], one["quantity"]) for one in told] == [
        (None, None, [], "points")
    ] * 3


def test_a_draft_is_there_for_those_only_who_run_it(app, session, played):
    played.competition.status = CompetitionStatus.DRAFT
    desk, member = program_of(app, session, staff(session)), program_of(app, session, make_person(session))
    session.commit()
    [stage] = matches.stages(session, played.id)
    [entry, *_others] = [line.entry for line in results.table(session, stage).lines]
    paths = [f"/categories/{played.id}/{name}" for name in ("stages", "placings")]
    paths += [f"/stages/{stage.id}/standings", f"/stages/{stage.id}/matches", f"/entries/{entry.id}/standings"]
    for path in paths:
        assert [who.get(path).status_code for who in (desk, member, Program(app))] == [200, 404, 404], path


def test_what_is_not_there_is_not_there(app):
    for path in ("/categories/9/placings", "/categories/9/stages", "/stages/9/standings", "/entries/9/standings"):
        assert Program(app).get(path).status_code == 404
