"""A round from its opening to its bookings, on both databases."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.db import NotThere
from activity_center.errors import NotYours, Refused
from activity_center.notices.models import Notice
from activity_center.rooms import service as rooms
from activity_center.rooms.models import Booking, BookingPerson, BookingRoom, BookingSeries
from activity_center.rooms.rules import Span
from activity_center.rounds import adjusting, applying, outlook, proposing, publishing, service
from activity_center.rounds.applying import ApplicationDraft, Speaker
from activity_center.rounds.models import Allocation
from activity_center.rounds.proposing import Fate
from activity_center.rounds.rules import MOST_WISHES, Want, Weekly
from activity_center.rounds.service import RoundDraft
from activity_center.societies import service as societies
from activity_center.societies.rules import Post
from activity_center.terms import service as terms
from activity_center.terms.rules import ClosureKind, at_wall_time
from activity_center.terms.service import ClosureDraft
from tests.factories import make_person, make_room, make_term
from tests.rounds.scenes import (
    BY,
    CLOSED,
    CLOSES,
    LATER,
    MONDAY,
    MORNING,
    OPEN,
    OPENS,
    TUESDAY,
    WEEKS,
    WHO,
    ZONE,
    a_round,
    a_society,
    accept,
    another_round,
    ask,
    holders,
    leader_of,
    publish,
)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.reasons[0].code


def taken(session: Session, room_id: int, on: date, title: str = "讲座") -> None:
    starts, ends = (at_wall_time(on, hour, ZONE) for hour in MORNING)
    rooms.book(session, title, starts, ends, room_ids=[room_id], zone=ZONE)


# What is on offer


def test_what_is_on_offer_is_every_room_at_every_time_and_once(session: Session):
    scene = a_round(session, rooms=2)
    assert len(scene.row.slots) == 4
    ids = [room.id for room in scene.rooms]
    assert service.offer(session, scene.row.id, ids, [MONDAY, Weekly(3, *MORNING)], at=OPENS, by=BY) == 2


def test_what_a_society_has_stays_on_offer(session: Session):
    scene = a_round(session)
    ask(session, scene.row, a_society(session, "合唱团"), MONDAY)
    accept(session, scene.row)
    with pytest.raises(Refused) as refused:
        service.take_off(session, scene.slot().id, at=CLOSED, by=BY)
    assert code(refused) == "round_slot_given"
    assert service.take_off(session, scene.slot(TUESDAY).id, at=CLOSED, by=BY) == scene.row.id


def test_a_round_has_a_name_of_its_own_and_ends_after_it_begins(session: Session):
    scene = a_round(session)
    for draft, expected in (
        (RoundDraft(scene.term.id, "秋季场地", OPENS, CLOSES), "name_taken"),
        (RoundDraft(scene.term.id, "另一轮", CLOSES, OPENS), "times_out_of_order"),
    ):
        with pytest.raises(Refused) as refused:
            service.open_round(session, draft, at=OPENS, by=BY)
        assert code(refused) == expected


# What societies ask for


def test_a_leader_writes_wishes_changes_their_order_and_takes_one_back(session: Session):
    scene, society = a_round(session), a_society(session, "合唱团")
    speaker, draft = Speaker(leader_of(session, society).id), ApplicationDraft(40, 2, "需要钢琴")

    def write(change: applying.Change) -> list[Weekly]:
        return [
            want.weekly
            for want in applying.write(session, scene.row.id, society.id, draft, speaker, change, **WHO).wants
        ]

    assert write(applying.added(scene.row, Want(MONDAY))) == [MONDAY]
    assert write(applying.added(scene.row, Want(TUESDAY, scene.rooms[0].id))) == [MONDAY, TUESDAY]
    assert write(applying.moved("up", 2)) == [TUESDAY, MONDAY]
    assert write(applying.moved("remove", 1)) == [MONDAY]
    asked = applying.application_of(session, scene.row.id, society.id)
    assert asked
    assert (asked.attendees, asked.need, asked.leader_id) == (40, 2, speaker.person_id)


def test_a_wish_is_on_offer_once_and_there_is_an_end_of_wishes(session: Session):
    scene = a_round(session)
    add = applying.added(scene.row, Want(MONDAY))
    for wants, change, expected in (
        ((), applying.added(scene.row, Want(Weekly(7, *MORNING))), "round_not_on_offer"),
        ((Want(MONDAY),), add, "round_wish_there"),
        (tuple(Want(MONDAY, n) for n in range(MOST_WISHES)), add, "round_wishes_full"),
    ):
        with pytest.raises(Refused) as refused:
            change(wants)
        assert code(refused) == expected


def test_nobody_writes_for_a_society_in_which_they_hold_no_post(session: Session):
    scene, society = a_round(session), a_society(session, "合唱团")
    former = make_person(session, "前任")
    until = OPEN.date() - timedelta(days=1)
    societies.give_office(session, society.id, former.id, Post.LEADER, date(2025, 1, 1), until, at=OPENS, by=BY)
    for person in (make_person(session), former, leader_of(session, a_society(session, "别的社"))):
        with pytest.raises(NotYours):
            applying.write(session, scene.row.id, society.id, ApplicationDraft(1, 1), Speaker(person.id), **WHO)


def test_wishes_are_taken_only_while_the_round_is_open_but_staff_may_help_afterwards(session: Session):
    scene, society = a_round(session), a_society(session, "合唱团")
    speaker, draft = Speaker(leader_of(session, society).id), ApplicationDraft(1, 1)
    for at, expected in ((OPENS - timedelta(hours=1), "round_not_open"), (CLOSED, "round_closed")):
        with pytest.raises(Refused) as refused:
            applying.write(session, scene.row.id, society.id, draft, speaker, **WHO | {"at": at})
        assert code(refused) == expected
    applying.write(session, scene.row.id, society.id, draft, Speaker(0, is_staff=True), **LATER)
    asked = applying.application_of(session, scene.row.id, society.id)
    assert asked
    assert asked.leader_id == speaker.person_id


# What is proposed


def test_a_proposal_is_a_difference_and_nothing_is_written_before_it_is_accepted(session: Session):
    scene = a_round(session)
    ask(session, scene.row, a_society(session, "合唱团"), MONDAY)
    looked = proposing.look(session, scene.row.id, at=CLOSED, zone=ZONE)
    assert [change.fate for change in looked.changes] == [Fate.NEW]
    assert holders(session, scene.row) == {}
    assert accept(session, scene.row) == 1
    assert holders(session, scene.row) == {(MONDAY, "活动室1"): "合唱团"}
    assert not proposing.look(session, scene.row.id, at=CLOSED, zone=ZONE).is_news


def test_a_proposal_waits_for_the_end_of_wishes_and_for_somebody_who_looks_again(session: Session):
    scene = a_round(session)
    ask(session, scene.row, a_society(session, "合唱团"), MONDAY)
    seen = proposing.look(session, scene.row.id, at=CLOSED, zone=ZONE).seen
    with pytest.raises(Refused) as refused:
        proposing.apply(session, scene.row.id, seen, **WHO)
    assert code(refused) == "round_still_open"
    taken_twice = [date(2026, 9, 7), date(2026, 9, 14)]
    for on in taken_twice:
        taken(session, scene.rooms[0].id, on)
    with pytest.raises(Refused) as refused:
        proposing.apply(session, scene.row.id, seen, **LATER)
    assert code(refused) == "preview_stale"


def test_who_got_more_in_the_round_before_comes_later(session: Session):
    scene = a_round(session)
    first, second = a_society(session, "合唱团"), a_society(session, "太极拳")
    ask(session, scene.row, first, MONDAY, TUESDAY, need=2)
    accept(session, scene.row)
    publish(session, scene.row)
    coming = make_term(session, "明年春季", first_on=date(2027, 3, 1), last_on=date(2027, 3, 28))
    row = another_round(session, coming, scene.rooms, MONDAY, name="春季场地")
    row.closes_at = CLOSES + timedelta(hours=1)
    for society in (first, second):
        ask(session, row, society, MONDAY)
    assert outlook.had_before(session, row) == {first.id: (240, 1)}
    accept(session, row)
    assert holders(session, row) == {(MONDAY, "活动室1"): "太极拳"}


def test_a_room_that_is_shut_most_of_the_term_and_a_leader_who_teaches_then_are_seen(session: Session):
    scene = a_round(session, rooms=2)
    society = a_society(session, "合唱团")
    for week in range(2):
        taken(session, scene.rooms[0].id, date(2026, 9, 7) + timedelta(weeks=week))
        starts, ends = (at_wall_time(date(2026, 9, 8) + timedelta(weeks=week), hour, ZONE) for hour in MORNING)
        rooms.book(session, "上课", starts, ends, person_ids=[leader_of(session, society).id], zone=ZONE)
    asked = ask(session, scene.row, society, Want(MONDAY, scene.rooms[0].id), TUESDAY)
    verdicts = proposing.look(session, scene.row.id, at=CLOSED, zone=ZONE).verdicts[asked.id]
    told = [[(reason.code, reason.facts["n"]) for reason in verdict.reasons] for verdict in verdicts]
    assert told == [[("round_room_busy", 2)], [("round_leader_busy", 2)] * 2]


# By hand


def test_staff_give_take_and_keep_and_a_proposal_leaves_what_is_kept(session: Session):
    scene = a_round(session)
    first, second = (ask(session, scene.row, a_society(session, name), MONDAY) for name in ("合唱团", "太极拳"))
    accept(session, scene.row)
    [winner] = holders(session, scene.row).values()
    loser = first if winner == second.society.name else second
    adjusting.take(session, scene.slot().id, at=CLOSED, by=BY)
    adjusting.give(session, scene.slot().id, loser.id, **LATER)
    assert not proposing.look(session, scene.row.id, at=CLOSED, zone=ZONE).is_news
    adjusting.keep(session, scene.slot().id, False, at=CLOSED, by=BY)
    assert [change.fate for change in proposing.look(session, scene.row.id, at=CLOSED, zone=ZONE).changes] == [
        Fate.CHANGED
    ]


def test_what_cannot_be_given_by_hand_says_everything_in_the_way(session: Session):
    scene = a_round(session)
    first, second = (ask(session, scene.row, a_society(session, name), MONDAY) for name in ("合唱团", "太极拳"))
    adjusting.give(session, scene.slot().id, first.id, **LATER)
    adjusting.give(session, scene.slot(TUESDAY).id, second.id, **LATER)
    with pytest.raises(Refused) as refused:
        adjusting.give(session, scene.slot().id, second.id, **LATER)
    assert [reason.code for reason in refused.value.reasons] == ["round_kept_by_staff", "round_need_met"]
    assert adjusting.give(session, scene.slot().id, first.id, **LATER).is_kept
    with pytest.raises(NotThere):
        adjusting.give(session, scene.slot().id, 0, **LATER)


# Published


def test_a_published_round_is_booked_week_by_week_without_holidays(session: Session):
    scene, society = a_round(session), a_society(session, "合唱团")
    holiday = ClosureDraft(date(2026, 9, 14), ClosureKind.HOLIDAY, "校庆")
    terms.add_closure(session, holiday, at=OPENS, by=BY)
    ask(session, scene.row, society, MONDAY)
    accept(session, scene.row)
    publish(session, scene.row)
    booked = list(session.scalars(select(Booking).order_by(Booking.starts_at)))
    assert [row.planned_on for row in booked] == [date(2026, 9, day) for day in (7, 21, 28)]
    assert {row.title for row in booked} == {"合唱团"}
    assert {row.owner_id for row in booked} == {leader_of(session, society).id}
    assert session.scalar(select(func.count()).select_from(BookingSeries)) == 1
    assert len(session.scalars(select(BookingPerson)).all()) == len(session.scalars(select(BookingRoom)).all()) == 3


def test_a_date_that_is_not_free_is_left_out_with_its_reason_and_told(session: Session):
    scene, society = a_round(session, Weekly(1, *MORNING)), a_society(session, "合唱团")
    scene.term.last_on += timedelta(weeks=4)
    taken(session, scene.rooms[0].id, date(2026, 9, 14))
    ask(session, scene.row, society, MONDAY)
    accept(session, scene.row)
    publish(session, scene.row)
    [allocation] = session.scalars(select(Allocation))
    [left] = allocation.left_out
    assert left["on"] == "2026-09-14"
    assert left["reasons"][0]["facts"]["title"] == "讲座"
    [notice] = session.scalars(select(Notice))
    assert (notice.kind, notice.facts["left_out"]) == ("round_given_but", ["2026-09-14"])


def test_everybody_who_asked_is_told_and_what_became_of_each_wish_is_kept(session: Session):
    scene = a_round(session, MONDAY)
    asked = [ask(session, scene.row, a_society(session, name), MONDAY) for name in ("合唱团", "太极拳")]
    accept(session, scene.row)
    publish(session, scene.row)
    notices = list(session.scalars(select(Notice)))
    assert sorted(notice.kind for notice in notices) == ["round_given", "round_nothing"]
    verdicts = [publishing.verdict_of(wish.verdict) for one in asked for wish in one.wishes]
    assert sorted(len(verdict.reasons) for verdict in verdicts if verdict) == [0, 1]


def test_publishing_twice_is_publishing_once_and_then_nothing_changes_any_more(session: Session):
    scene, society = a_round(session), a_society(session, "合唱团")
    asked = ask(session, scene.row, society, MONDAY)
    accept(session, scene.row)
    publish(session, scene.row)
    publishing.publish(session, scene.row.id, "", **LATER)
    assert session.scalar(select(func.count()).select_from(Booking)) == WEEKS
    assert session.scalar(select(func.count()).select_from(Notice)) == 1
    for act in (
        lambda: ask(session, scene.row, society, TUESDAY),
        lambda: adjusting.give(session, scene.slot(TUESDAY).id, asked.id, **LATER),
        lambda: adjusting.take(session, scene.slot().id, at=CLOSED, by=BY),
        lambda: accept(session, scene.row),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert code(refused) == "round_published"


def test_publishing_waits_for_the_end_of_wishes_and_for_somebody_who_looks_again(session: Session):
    scene = a_round(session)
    ask(session, scene.row, a_society(session, "合唱团"), MONDAY)
    accept(session, scene.row)
    seen = publishing.look(session, scene.row.id, at=CLOSED, zone=ZONE).seen
    with pytest.raises(Refused) as refused:
        publishing.publish(session, scene.row.id, seen, **WHO)
    assert code(refused) == "round_still_open"
    taken(session, scene.rooms[0].id, date(2026, 9, 14))
    with pytest.raises(Refused) as refused:
        publishing.publish(session, scene.row.id, seen, **LATER)
    assert code(refused) == "preview_stale"
    assert session.scalar(select(func.count()).select_from(BookingSeries)) == 0


def test_the_bookings_of_a_full_round_never_overlap_in_a_room_or_for_a_person(session: Session):
    hours = [Weekly(day, time(9 + 2 * n), time(11 + 2 * n)) for day in (1, 2) for n in range(3)]
    hours.append(Weekly(1, time(10), time(12)))
    scene = a_round(session, *hours, rooms=2)
    leader = make_person(session, "兼任会长")
    for n in range(6):
        society = a_society(session, f"社团{n}", leader if n < 2 else None)
        ask(session, scene.row, society, *hours[n % 3 :], need=3)
    accept(session, scene.row)
    publish(session, scene.row)
    for model, key in ((BookingRoom, "room_id"), (BookingPerson, "person_id")):
        rows = list(session.scalars(select(model)))
        assert rows
        spans = sorted((getattr(row, key), Span(row.starts_at, row.ends_at)) for row in rows)
        assert not any(a[0] == b[0] and a[1].overlaps(b[1]) for a, b in pairwise(spans))


def test_a_room_put_on_offer_later_and_the_rest_of_the_term_only_are_booked_when_it_has_begun(session: Session):
    scene = a_round(session)
    room = make_room(session, "活动室9")
    service.offer(session, scene.row.id, [room.id], [MONDAY], at=OPENS, by=BY)
    ask(session, scene.row, a_society(session, "合唱团"), Want(MONDAY, room.id))
    late = {"at": at_wall_time(date(2026, 9, 14), time(12), ZONE), "zone": ZONE}
    seen = proposing.look(session, scene.row.id, **late).seen
    proposing.apply(session, scene.row.id, seen, by=BY, **late)
    [line] = publishing.look(session, scene.row.id, **late).lines
    assert [day.on for day in line.days] == [date(2026, 9, 21), date(2026, 9, 28)]
