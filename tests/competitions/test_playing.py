"""Rooms and the players' time are held by bookings: nobody at two tables, nobody elsewhere, and given back again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.competitions import matches, playing, service
from activity_center.competitions.kinds import CompetitionStatus, Format, Result
from activity_center.competitions.models import Category, Match
from activity_center.competitions.playing import HallDraft
from activity_center.db import zone
from activity_center.errors import Refused
from activity_center.notices.service import notices_of
from activity_center.rooms import service as rooms
from activity_center.rooms.models import BookingPerson, BookingRoom
from tests.competitions.scenes import AT, WHO, make_category, make_drawn, open_matches, say
from tests.factories import make_room

NINE = datetime(2026, 10, 12, 1, tzinfo=UTC)


def make_hall(session: Session, category: Category, hours: float = 8, tables: int = 2):
    draft = HallDraft(make_room(session).id, NINE, NINE + timedelta(hours=hours), tables)
    return playing.add_hall(session, category.competition_id, draft, **WHO, zone=zone())


def test_every_match_gets_a_table_and_holds_the_time_of_both_players(session: Session):
    category = make_drawn(session, 4, Format.ROUND_ROBIN, match_minutes=60, rest_minutes=30)
    make_hall(session, category)
    assert playing.set_times(session, category.competition_id, **WHO) == (6, 0)
    assert playing.set_times(session, category.competition_id, **WHO) == (0, 0)
    assert session.scalar(select(func.count(BookingPerson.id))) == 12
    assert session.scalar(select(func.count(BookingRoom.id))) == 1
    every = playing.matches.of_competition(session, category.competition_id)
    player = every[0].one.members[0].person_id
    spans = sorted((m.booking.starts_at, m.booking.ends_at) for m in playing.next_of_person(session, player, AT))
    assert len(spans) == 3
    assert all(b[0] - a[1] >= timedelta(minutes=30) for a, b in pairwise(spans))
    assert notices_of(session, player)[0][0].kind == "match_set"


def test_who_is_booked_elsewhere_plays_at_another_time(session: Session):
    category = make_drawn(session, 2, Format.ROUND_ROBIN)
    [match] = open_matches(session, category)
    player = match.one.members[0].person_id
    rooms.book(session, "书法课", NINE, NINE + timedelta(hours=2), person_ids=[player], zone=zone())
    make_hall(session, category)
    playing.set_times(session, category.competition_id, **WHO)
    assert matches.match_of(session, match.id).booking.starts_at == NINE + timedelta(hours=2)


def test_a_room_that_is_taken_is_not_given_to_a_competition(session: Session):
    category = make_drawn(session, 2, Format.ROUND_ROBIN)
    hall = make_hall(session, category)
    draft = HallDraft(hall.room_id, NINE, NINE + timedelta(hours=1), 1)
    with pytest.raises(Refused):
        playing.add_hall(session, category.competition_id, draft, **WHO, zone=zone())


def test_whoever_comes_into_a_final_has_its_time_held_and_who_is_corrected_out_has_it_back(session: Session):
    category = make_drawn(session, 4, Format.SINGLE_ELIMINATION)
    make_hall(session, category)
    assert playing.set_times(session, category.competition_id, **WHO) == (3, 0)
    first, second = open_matches(session, category)
    say(session, first, Result.ONE_WON)
    say(session, second, Result.ONE_WON)
    [final] = open_matches(session, category)
    assert _held(session, final) == {first.one.members[0].person_id, second.one.members[0].person_id}
    say(session, first, Result.TWO_WON, corrects=True, note="抄错")
    assert _held(session, final) == {first.two.members[0].person_id, second.one.members[0].person_id}


def _held(session: Session, match: Match) -> set[int]:
    return set(session.scalars(select(BookingPerson.person_id).where(BookingPerson.booking_id == match.booking_id)))


def test_who_is_busy_at_the_time_of_the_final_still_gets_the_win(session: Session):
    category = make_drawn(session, 4, Format.SINGLE_ELIMINATION)
    make_hall(session, category)
    playing.set_times(session, category.competition_id, **WHO)
    first, second = open_matches(session, category)
    final = matches.of_stage(session, first.stage_id)[-1]
    player = first.one.members[0].person_id
    at = final.booking
    rooms.book(session, "合唱", at.starts_at, at.ends_at, person_ids=[player], zone=zone())
    say(session, first, Result.ONE_WON)
    say(session, second, Result.ONE_WON)
    [final] = open_matches(session, category)
    assert final.one_id == first.one_id
    assert _held(session, final) == {second.one.members[0].person_id}


def test_a_room_is_given_back_with_the_times_of_what_is_not_played(session: Session):
    category = make_drawn(session, 3, Format.ROUND_ROBIN)
    hall = make_hall(session, category)
    playing.set_times(session, category.competition_id, **WHO)
    playing.give_back(session, hall.id, **WHO)
    assert session.scalar(select(func.count(BookingPerson.id))) == 0
    assert session.scalar(select(func.count(BookingRoom.id))) == 0
    assert playing.count_untimed(session, category.competition_id) == 3
    hall = make_hall(session, category)
    playing.set_times(session, category.competition_id, **WHO)
    say(session, open_matches(session, category)[0], Result.DRAWN)
    with pytest.raises(Refused) as refused:
        playing.give_back(session, hall.id, **WHO)
    assert refused.value.reasons[0].code == "hall_played_in"
    assert playing.clear_times(session, category.competition_id, **WHO) == 2


def test_a_competition_that_is_cancelled_gives_its_rooms_back(session: Session):
    category = make_category(session)
    make_hall(session, category)
    service.move_on(session, category.competition_id, CompetitionStatus.CANCELLED, **WHO)
    assert session.scalar(select(func.count(BookingRoom.id))) == 0
    assert playing.halls(session, category.competition_id) == []
