"""Competitions in calendars: hours in the centre's, each match in its own, and what somebody plays in theirs."""

from datetime import timedelta

from icalendar import Calendar

from activity_center.centre import Centre
from activity_center.competitions import lots, matches, playing, scores, service, sitting
from activity_center.competitions.kinds import Format
from activity_center.competitions.playing import HallDraft
from activity_center.feeds import contests
from activity_center.feeds.calendar import description
from activity_center.feeds.rules import Part, State
from tests.competitions.scenes import AT, WHO, after, make_category, make_drawn, make_players
from tests.factories import make_card, make_person, make_room
from tests.feeds.samples import reader
from tests.insight.scenes import ZONE

SINCE = AT - timedelta(days=30)


def a_timed(session, count=2, format=Format.ROUND_ROBIN):
    category = make_drawn(session, count, format)
    room, id = make_room(session), category.competition_id
    hall = playing.add_hall(session, id, HallDraft(room.id, after(60), after(360), 2), **WHO, zone=ZONE)
    playing.set_times(session, id, **WHO)
    return category, hall


def a_match(session, category):
    [stage] = matches.stages(session, category.id)
    return matches.of_stage(session, stage.id)[0]


def test_the_centre_shows_hours_and_the_competition_its_matches_without_names(session, client):
    session.add(Centre(name="银龄中心"))
    category, hall = a_timed(session, 4)
    assert [one.subject for one in contests.public(session, SINCE)] == [f"playing-{hall.id}"]
    own = contests.public(session, SINCE, category.competition_id)
    assert [one.subject.partition("-")[0] for one in own] == ["match"] * 6
    answer = client.get(f"/feeds/competitions/{category.competition_id}.ics", buffered=True)
    assert (answer.status_code, len(Calendar.from_ical(answer.data).events)) == (200, 6)
    assert "棋手" not in answer.text
    assert "重阳象棋赛" in client.get("/feeds/centre.ics", buffered=True).text
    draft = make_category(session, name="还没公布")
    service.locked(session, service.Competition, draft.competition_id).status = service.CompetitionStatus.DRAFT
    session.flush()
    assert client.get(f"/feeds/competitions/{draft.competition_id}.ics", buffered=True).status_code == 404


def test_a_match_that_loses_its_time_is_cancelled_and_comes_back_with_a_greater_sequence(session):
    category, _hall = a_timed(session)
    match = a_match(session, category)
    player = match.one.members[0].person_id
    [mine] = contests.of_person(session, player, SINCE)
    assert (mine.state, mine.part, mine.against) == (State.CONFIRMED, Part.ENROLLED, match.two.name)
    playing.clear_times(session, category.competition_id, at=after(1), by=WHO["by"])
    session.expire_all()
    [gone] = contests.of_person(session, player, SINCE)
    assert (gone.subject, gone.state, gone.starts_at) == (mine.subject, State.CANCELLED, mine.starts_at)
    playing.set_times(session, category.competition_id, at=after(2), by=WHO["by"])
    session.expire_all()
    [back] = contests.of_person(session, player, SINCE)
    assert (back.subject, back.state, back.changed_at) == (mine.subject, State.CONFIRMED, after(2))
    assert mine.sequence < gone.sequence < back.sequence


def test_who_leaves_plays_no_more_and_referees_see_the_hours(session):
    category, hall = a_timed(session, 3)
    match = a_match(session, category)
    scores.retire(session, match.one_id, "病了", **WHO)
    mine = contests.of_person(session, match.one.members[0].person_id, SINCE)
    assert {(one.part, one.state) for one in mine} == {(Part.LEFT, State.CANCELLED)}
    referee = make_person(session)
    service.appoint_referee(session, category.competition_id, make_card(session, referee).number, **WHO)
    assert [one.subject for one in contests.of_person(session, referee.id, SINCE)] == [f"playing-{hall.id}"]
    assert contests.of_person(session, make_players(session, 1)[0].id, SINCE) == []


def test_where_there_are_no_matches_one_is_there_at_the_hours(session):
    category, hall = a_timed(session, 2, Format.RANK_BY_SCORE)
    [stage] = matches.stages(session, category.id)
    player = matches.entries_of(session, stage.id)[0].entry.members[0].person_id
    assert [one.subject for one in contests.of_person(session, player, SINCE)] == [f"playing-{hall.id}"]
    assert [one.subject for one in contests.public(session, SINCE, category.competition_id)] == [f"playing-{hall.id}"]


def test_a_match_that_is_drawn_again_is_another_one_for_calendars_and_a_moved_one_stays_the_same(session):
    category, hall = a_timed(session)
    first = a_match(session, category)
    id = first.id
    known = _played(session, category)
    playing.clear_times(session, category.competition_id, at=after(1), by=WHO["by"])
    session.expire_all()
    moved = _played(session, category)
    assert moved.subject == known.subject
    lots.take_back(session, category.id, at=after(2), by=WHO["by"])
    session.expire_all()
    lots.publish_list(session, category.id, at=after(3), by=WHO["by"])
    lots.draw(session, category.id, "2026-10-02 3D 114", at=after(4), by=WHO["by"])
    again = a_match(session, category)
    # SQLite gives the number of the match that went to the one that comes: only the moment of the draw differs.
    assert (again.id == id) is (session.get_bind().dialect.name == "sqlite")
    playing.set_times(session, category.competition_id, at=after(5), by=WHO["by"])
    session.expire_all()
    drawn = _played(session, category)
    assert (drawn.sequence <= moved.sequence, drawn.subject == known.subject) == (True, False)
    assert hall.id


def _played(session, category):
    [one] = [one for one in contests.public(session, SINCE, category.competition_id) if one.subject.startswith("match")]
    return one


def test_whose_tables_are_drawn_reads_theirs_in_the_calendar(session):
    category = make_drawn(session, 5, Format.RANK_BY_SCORE, seats_per_table=4)
    room = make_room(session)
    playing.add_hall(session, category.competition_id, HallDraft(room.id, after(60), after(360), 2), **WHO, zone=ZONE)
    [stage] = matches.stages(session, category.id)
    table = sitting.tables(session, stage.id)[1]
    [mine] = contests.of_person(session, table.seats[0].entry.members[0].person_id, SINCE)
    assert mine.tables[0] == (1, 2)
    assert "Round 1: table 2" in "\n".join(description(mine, reader()))
    assert contests.public(session, SINCE, category.competition_id)[0].tables == ()
