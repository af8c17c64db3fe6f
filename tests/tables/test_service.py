"""Turns at walk-in tables: taken, waited for, called, kept, lapsed, extended, handed over, ended."""

from datetime import date, time, timedelta

import pytest

from activity_center.db import zone
from activity_center.errors import Refused
from activity_center.people.rules import Category, Standing
from activity_center.rooms import service as rooms
from activity_center.tables import reading, service, settling, setup
from activity_center.tables.rules import TurnStatus, Way
from activity_center.tables.setup import SetupDraft
from activity_center.terms.models import Closure
from activity_center.terms.rules import ClosureKind
from tests.factories import make_person
from tests.tables.scenes import AT, BY, after, make_people, make_walk_in

WALK = {"at": AT, "by": BY}


def refused(act, *args, **more):
    with pytest.raises(Refused) as caught:
        act(*args, **WALK | more)
    return [reason.code for reason in caught.value.reasons]


def standing(session, room, at=AT):
    """Return who is at which table, and who waits."""
    state = reading.state_of(session, room.id, at)
    return [p.turn and (p.turn.person.name, p.turn.status.value) for p in state.places], [
        turn.person.name for turn in state.waiting
    ]


def test_a_free_table_is_taken_for_the_time_of_the_rule(session):
    room, person = make_walk_in(session), make_person(session)
    turn = service.take(session, room.id, person.id, **WALK)
    assert (turn.status, turn.until, turn.number) == (TurnStatus.PLAYING, after(60), 1)


def test_a_game_of_a_rotation_has_no_end_but_closing(session):
    room, person = make_walk_in(session, way=Way.ROTATION, hours=[(1, time(8, 30), time(11, 30))]), make_person(session)
    assert service.take(session, room.id, person.id, **WALK).until == after(90)


def test_taking_twice_is_taking_once(session):
    room, person = make_walk_in(session, [("1", 2), ("2", 2)]), make_person(session)
    assert service.take(session, room.id, person.id, **WALK) is service.take(session, room.id, person.id, **WALK)
    assert standing(session, room) == ([("李秀英", "playing"), None], [])


def test_a_table_has_one_turn(session):
    room, (one, two) = make_walk_in(session, [("1", 2), ("2", 2)]), make_people(session, 2)
    table = service.take(session, room.id, one.id, **WALK).table_id
    assert refused(service.take, session, room.id, two.id, table) == ["table_taken"]


def test_where_no_table_is_free_one_waits(session):
    room, (one, two) = make_walk_in(session), make_people(session, 2)
    service.take(session, room.id, one.id, **WALK)
    assert refused(service.take, session, room.id, two.id) == ["no_table_free"]
    turn = service.join(session, room.id, two.id, **WALK)
    assert service.join(session, room.id, two.id, **WALK) is turn
    assert refused(service.take, session, room.id, two.id) == ["you_wait_already"]
    assert reading.state_of(session, room.id, AT).queue[0].expected_at == after(60)


def test_the_queue_is_called_in_order_when_a_table_becomes_free(session):
    room, (one, two, three) = make_walk_in(session), make_people(session, 3)
    first = service.take(session, room.id, one.id, **WALK)
    for person in (two, three):
        service.join(session, room.id, person.id, **WALK)
    service.end(session, first.id, at=after(10), by=BY)
    assert standing(session, room, after(10)) == ([("学员1", "called")], ["学员2"])


def test_nobody_takes_the_table_that_is_kept(session):
    room, (one, two, three) = make_walk_in(session), make_people(session, 3)
    first = service.take(session, room.id, one.id, **WALK)
    service.join(session, room.id, two.id, **WALK)
    service.end(session, first.id, at=after(10), by=BY)
    assert refused(service.take, session, room.id, three.id, at=after(11)) == ["no_table_free"]


def test_who_does_not_come_loses_the_turn_and_the_next_is_called(session):
    room, (one, two, three) = make_walk_in(session), make_people(session, 3)
    first = service.take(session, room.id, one.id, **WALK)
    late = service.join(session, room.id, two.id, **WALK)
    service.join(session, room.id, three.id, **WALK)
    service.end(session, first.id, at=after(10), by=BY)
    assert settling.rooms_due(session, after(24)) == []
    assert settling.rooms_due(session, after(25)) == [room.id]
    settling.settle(session, room.id, after(25))
    assert late.status is TurnStatus.LAPSED
    assert standing(session, room, after(25)) == ([("学员2", "called")], [])
    assert refused(service.start, session, late.id, at=after(26)) == ["turn_over"]


def test_who_is_called_begins_and_beginning_twice_changes_nothing(session):
    room, person = make_walk_in(session), make_person(session)
    turn = service.join(session, room.id, person.id, **WALK)
    assert turn.status is TurnStatus.CALLED
    service.start(session, turn.id, at=after(5), by=BY)
    service.start(session, turn.id, at=after(6), by=BY)
    assert (turn.status, turn.until) == (TurnStatus.PLAYING, after(65))


def test_nobody_begins_before_being_called(session):
    room, (one, two) = make_walk_in(session), make_people(session, 2)
    service.take(session, room.id, one.id, **WALK)
    turn = service.join(session, room.id, two.id, **WALK)
    assert refused(service.start, session, turn.id) == ["not_called_yet"]
    assert refused(service.extend, session, turn.id, 1) == ["not_playing_yet"]


def test_when_the_time_is_over_the_table_goes_to_the_next(session):
    room, (one, two) = make_walk_in(session), make_people(session, 2)
    first = service.take(session, room.id, one.id, **WALK)
    service.join(session, room.id, two.id, **WALK)
    settling.settle(session, room.id, after(61))
    assert (first.status, first.ended_at) == (TurnStatus.DONE, after(60))
    assert standing(session, room, after(61)) == ([("学员1", "called")], [])


def test_a_place_in_the_queue_is_given_up_once(session):
    room, (one, two, three) = make_walk_in(session), make_people(session, 3)
    service.take(session, room.id, one.id, **WALK)
    turn = service.join(session, room.id, two.id, **WALK)
    service.join(session, room.id, three.id, **WALK)
    service.end(session, turn.id, **WALK)
    service.end(session, turn.id, at=after(1), by=BY)
    assert (turn.status, turn.ended_at) == (TurnStatus.LEFT, AT)
    assert standing(session, room)[1] == ["学员2"]


def test_a_turn_is_extended_once_however_often_it_is_tapped(session):
    room, person = make_walk_in(session), make_person(session)
    turn = service.take(session, room.id, person.id, **WALK)
    for _tap in range(2):
        service.extend(session, turn.id, 1, at=after(50), by=BY)
    assert (turn.until, turn.extensions) == (after(90), 1)
    assert refused(service.extend, session, turn.id, 2) == ["extension_used"]


def test_nobody_plays_longer_while_somebody_waits(session):
    room, (one, two) = make_walk_in(session), make_people(session, 2)
    turn = service.take(session, room.id, one.id, **WALK)
    service.join(session, room.id, two.id, **WALK)
    assert refused(service.extend, session, turn.id, 1) == ["others_wait"]


def test_nobody_plays_longer_than_the_room_is_open(session):
    room, person = make_walk_in(session, hours=[(1, time(8, 30), time(11, 30))]), make_person(session)
    turn = service.take(session, room.id, person.id, at=after(30), by=BY)
    assert refused(service.extend, session, turn.id, 1, at=after(80)) == ["room_closes_then"]


def test_guests_are_counted_with_the_seats(session):
    room, person = make_walk_in(session, [("1", 2), ("2", 4)], guests=3), make_person(session)
    turn = service.take(session, room.id, person.id, guests=1, **WALK)
    assert turn.table.name == "1"
    assert refused(service.bring, session, turn.id, 2) == ["table_too_small"]
    assert service.bring(session, turn.id, 0, **WALK).people == 1


def test_a_larger_party_waits_for_a_larger_table_and_holds_nobody_up(session):
    room, people = make_walk_in(session, [("1", 2), ("2", 4)], guests=3), make_people(session, 4)
    small = service.take(session, room.id, people[0].id, **WALK)
    service.take(session, room.id, people[1].id, **WALK)
    service.join(session, room.id, people[2].id, guests=2, **WALK)
    service.join(session, room.id, people[3].id, **WALK)
    service.end(session, small.id, **WALK)
    assert standing(session, room) == ([("学员3", "called"), ("学员1", "playing")], ["学员2"])


def test_a_table_is_handed_over_with_the_rest_of_its_time(session):
    room, (one, two) = make_walk_in(session), make_people(session, 2)
    turn = service.take(session, room.id, one.id, **WALK)
    heir = service.hand_over(session, turn.id, two.id, at=after(20), by=BY)
    assert service.hand_over(session, turn.id, two.id, at=after(21), by=BY) is heir
    assert (turn.status, heir.person_id, heir.until) == (TurnStatus.DONE, two.id, after(60))


def test_who_waits_elsewhere_cannot_be_handed_a_table(session):
    room, other = make_walk_in(session), make_walk_in(session)
    one, two = make_people(session, 2)
    turn = service.take(session, room.id, one.id, **WALK)
    service.join(session, other.id, two.id, **WALK)
    assert refused(service.hand_over, session, turn.id, two.id) == ["turn_elsewhere"]
    assert refused(service.join, session, room.id, two.id) == ["turn_elsewhere"]


def test_most_turns_of_a_day_count_those_that_were_played(session):
    room, person = make_walk_in(session, most_a_day=1), make_person(session)
    service.end(session, service.join(session, room.id, person.id, **WALK).id, **WALK)
    turn = service.take(session, room.id, person.id, **WALK)
    service.end(session, turn.id, at=after(5), by=BY)
    assert refused(service.join, session, room.id, person.id, at=after(6)) == ["turns_used_up"]
    assert service.take(session, room.id, person.id, at=AT + timedelta(days=1), by=BY)


def test_a_room_may_be_for_some_categories_only(session):
    room = make_walk_in(session, categories=["veteran_cadre"])
    stranger = make_person(session, category=Category.PUBLIC)
    assert refused(service.take, session, room.id, stranger.id) == ["table_not_for_category"]
    assert service.take(session, room.id, make_person(session, category=Category.VETERAN_CADRE).id, **WALK)


def test_a_room_that_is_not_open_lets_nobody_in(session):
    room, person = make_walk_in(session, hours=[(2, time(8), time(9))]), make_person(session)
    assert refused(service.take, session, room.id, person.id) == ["tables_closed"]


def test_a_holiday_closes_the_tables(session):
    room, person = make_walk_in(session), make_person(session)
    session.add(Closure(on=date(2026, 9, 7), kind=ClosureKind.HOLIDAY, name="中秋节"))
    assert refused(service.join, session, room.id, person.id) == ["tables_closed"]


def test_a_booking_of_the_room_ends_every_turn(session):
    room, (one, two) = make_walk_in(session), make_people(session, 2)
    rooms.book(session, "台球友谊赛", after(40), after(100), room_ids=[room.id], zone=zone())
    turn = service.take(session, room.id, one.id, **WALK)
    service.join(session, room.id, two.id, **WALK)
    assert turn.until == after(40)
    settling.settle(session, room.id, after(40))
    assert standing(session, room, after(40)) == ([None], [])
    assert refused(service.take, session, room.id, one.id, at=after(41)) == ["tables_held"]


def test_somebody_who_has_left_the_centre_is_not_called(session):
    room, (one, two, three) = make_walk_in(session), make_people(session, 3)
    first = service.take(session, room.id, one.id, **WALK)
    for person in (two, three):
        service.join(session, room.id, person.id, **WALK)
    two.standing = Standing.ENDED
    service.end(session, first.id, **WALK)
    assert standing(session, room) == ([("学员2", "called")], [])


def test_a_new_table_is_for_the_queue(session):
    room, (one, two) = make_walk_in(session), make_people(session, 2)
    service.take(session, room.id, one.id, **WALK)
    service.join(session, room.id, two.id, **WALK)
    setup.set_up(session, room.id, SetupDraft([("1 号台", 2), ("2 号台", 2)]), **WALK)
    assert standing(session, room) == ([("学员0", "playing"), ("学员1", "called")], [])


def test_a_table_out_of_use_is_played_to_the_end_and_given_to_nobody(session):
    room, (one, two) = make_walk_in(session, [("1", 2), ("2", 2)]), make_people(session, 2)
    turn = service.take(session, room.id, one.id, **WALK)
    setup.set_up(session, room.id, SetupDraft([("2", 2)]), **WALK)
    assert standing(session, room) == ([("学员0", "playing"), None], [])
    service.end(session, turn.id, **WALK)
    assert standing(session, room) == ([None], [])
    assert service.take(session, room.id, two.id, **WALK).table.name == "2"
