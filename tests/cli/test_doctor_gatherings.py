"""The doctor sees what is wrong with societies, events and competitions, and only that."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import text
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.competitions import matches
from activity_center.competitions.kinds import EntryKind, EntryStatus, Format, Result, ScoreStatus
from activity_center.competitions.models import EntryMember, Score
from activity_center.doctor import gatherings
from activity_center.doctor.findings import Check
from activity_center.enrolment.rules import Status
from activity_center.societies import events
from activity_center.societies.models import EventPlace, Membership
from tests.competitions.scenes import AT, enter, make_category, make_drawn, make_players
from tests.factories import make_person
from tests.societies.scenes import WHO, a_society, an_event


@pytest.fixture
def level(app: Flask, session: Session) -> Iterator[Callable[[Check], str]]:
    """A function that runs one check and says how bad it is."""
    with force_locale("en"):
        yield lambda check: max((one.level.value for one in check(session, AT)), key=["ok", "note", "problem"].index)


def a_place(session, event, status=Status.ENROLLED):
    place = EventPlace(event=event, person=make_person(session), status=status, requested_at=AT, changed_at=AT)
    session.add(place)
    session.flush()
    return place


@pytest.mark.parametrize("check", gatherings.CHECKS, ids=lambda check: check.__name__)
def test_nothing_is_wrong_where_all_is_well(session, level, check):
    society = a_society(session)
    a_place(session, an_event(session, society, capacity=1))
    make_drawn(session, 4, Format.SINGLE_ELIMINATION)
    assert level(check) == "ok"


def test_more_people_than_places_are_a_problem_unless_the_places_were_changed(session, level):
    event = an_event(session, a_society(session), capacity=1)
    for _n in range(2):
        a_place(session, event)
    assert level(gatherings.no_place_too_many) == "problem"
    audit.record(session, WHO["by"], AT, "change_event", "event", event.id)
    assert level(gatherings.no_place_too_many) == "note"
    category = make_category(session, capacity=1)
    for person in make_players(session, 2):
        enter(session, category, person).status = EntryStatus.ENTERED
    session.flush()
    assert level(gatherings.no_place_too_many) == "problem"


def test_a_place_that_nobody_hands_on_is_a_problem(session, level):
    category = make_category(session, capacity=1)
    first, _second = [enter(session, category, person) for person in make_players(session, 2)]
    first.status = EntryStatus.WITHDRAWN
    session.flush()
    assert level(gatherings.no_place_idle) == "problem"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("index", ["uq_event_place_live", "uq_membership_live", "uq_entry_member_live"])
def test_two_places_of_one_person_are_a_problem(session, level, index):
    session.execute(text(f"DROP INDEX {index}"))
    society, person = a_society(session), make_person(session)
    event, category = an_event(session, society), make_category(session)
    entry = enter(session, category, person)
    made = {"status": Status.ENROLLED, "requested_at": AT, "changed_at": AT, "person": person}
    for board in (2, 3):
        if index == "uq_event_place_live":
            session.add(EventPlace(event=event, **made))
        elif index == "uq_membership_live":
            session.add(Membership(society_id=society.id, **made))
        elif board == 2:
            other = enter(session, category, make_person(session))
            session.add(EntryMember(entry=other, category_id=category.id, person=entry.members[0].person, board=board))
    session.flush()
    assert level(gatherings.nobody_has_two_places) == "problem"
    session.rollback()


def test_an_entry_without_anybody_is_a_problem(session, level):
    entry = enter(session, make_category(session), make_person(session))
    session.delete(entry.members[0])
    session.flush()
    assert level(gatherings.entries_are_whole) == "problem"


def test_a_match_and_a_score_of_strangers_are_a_problem(session, level):
    category = make_drawn(session, 4, Format.ROUND_ROBIN)
    [stage] = matches.stages(session, category.id)
    stranger = enter(session, make_category(session, name="围棋赛"), make_person(session))
    first = matches.of_stage(session, stage.id)[0]
    first.one_id = stranger.id
    session.flush()
    assert level(gatherings.matches_are_of_their_stage) == "problem"
    tried = {"stage_id": stage.id, "entry_id": stranger.id, "round": 1, "sets": []}
    session.add(Score(uid=str(uuid4()), at=AT, status=ScoreStatus.CONFIRMED, value=7, **tried))
    session.flush()
    assert level(gatherings.scores_belong) == "problem"


def test_a_board_played_by_somebody_of_no_side_is_a_problem(session, level):
    category = make_drawn(session, 2, Format.ROUND_ROBIN)
    category.competition.entry_kind, category.competition.boards = EntryKind.TEAM, 1
    [stage] = matches.stages(session, category.id)
    [match] = matches.of_stage(session, stage.id)
    sat = [["one_won", match.one.members[0].person_id, match.two.members[0].person_id]]
    said = {"at": AT, "status": ScoreStatus.CONFIRMED, "result": Result.ONE_WON, "sets": [], "match_id": match.id}
    score = Score(uid=str(uuid4()), boards=sat, **said)
    session.add(score)
    session.flush()
    assert level(gatherings.scores_belong) == "ok"
    score.boards = [["one_won", make_person(session).id, None]]
    session.flush()
    assert level(gatherings.scores_belong) == "problem"


def test_a_match_whose_time_is_not_held_is_a_problem(session, level):
    category = make_drawn(session, 2, Format.ROUND_ROBIN)
    [stage] = matches.stages(session, category.id)
    [match] = matches.of_stage(session, stage.id)
    event = an_event(session, a_society(session))
    match.booking_id = event.booking_id
    session.flush()
    assert level(gatherings.matches_hold_their_time) == "problem"
    assert events.event(session, event.id).is_on
