"""Asking for seats, handing them on, deciding and giving up, on both databases."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from activity_center.audit import Actor, Audit
from activity_center.courses.rules import Mode, SectionStatus
from activity_center.enrolment import queries, service
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.enrolment.service import Ask
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from activity_center.people.rules import Category, Standing
from tests.enrolment.scenes import AT, ZONE, a_person, a_section, a_term, an_enrolment
from tests.factories import make_window

BY = Actor(None, "cli")


@pytest.fixture
def queries_counted(session):
    @contextmanager
    def counted():
        seen = []

        def note(_connection, _cursor, statement, *_):
            seen.append(statement)

        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counted


def ask(session, section, person=None, at=AT, **given) -> Any:
    person = person or a_person(session)
    return service.request_seats(session, [Ask(person.id, section.id, BY, at, **given)], at)[0]


def seats(session, section, count) -> list[Any]:
    return [ask(session, section).seat for _ in range(count)]


def statuses(session, section):
    session.expire_all()
    mine = select(Enrolment.status).where(Enrolment.section_id == section.id).order_by(Enrolment.id)
    return [status.value for status in session.scalars(mine)]


def kinds(session, person_id):
    return list(session.scalars(select(Notice.kind).where(Notice.person_id == person_id).order_by(Notice.id)))


def refused(act):
    with pytest.raises(Refused) as caught:
        act()
    return [reason.code for reason in caught.value.reasons]


def test_seats_are_given_until_the_section_is_full_and_then_places_in_the_waitlist(session):
    section = a_section(session, capacity=2)
    outcomes = seats(session, section, 4)
    assert [seat.status for seat in outcomes] == [Status.ENROLLED] * 2 + [Status.WAITING] * 2
    assert [seat.position for seat in outcomes] == [None, None, 1, 2]


def test_a_batch_is_decided_in_order_of_arrival(session):
    section = a_section(session, capacity=1)
    people = [a_person(session) for _ in range(3)]
    outcomes = service.request_seats(session, [Ask(p.id, section.id, BY, AT) for p in people], AT)
    assert [o.seat.status for o in outcomes] == [Status.ENROLLED, Status.WAITING, Status.WAITING]
    assert [o.seat.position for o in outcomes] == [None, 1, 2]
    assert [o.seat.person_id for o in outcomes] == [p.id for p in people]


def test_a_refusal_in_a_batch_touches_no_neighbour(session):
    section = a_section(session, capacity=2, max_age=70)
    old = a_person(session, birth_on=date(1930, 1, 1))
    people = [a_person(session), old, a_person(session)]
    outcomes = service.request_seats(session, [Ask(p.id, section.id, BY, AT) for p in people], AT)
    assert [bool(o.seat) for o in outcomes] == [True, False, True]
    assert [reason.code for reason in outcomes[1].reasons] == ["too_old"]


def test_asking_again_returns_the_same_enrolment(session):
    section, person = a_section(session), a_person(session)
    first = ask(session, section, person)
    again = ask(session, section, person)
    assert (first.created, again.created) == (True, False)
    assert first.seat == again.seat


def test_the_same_ask_twice_in_one_batch_is_one_enrolment(session):
    section, person = a_section(session, capacity=5), a_person(session)
    twice = [Ask(person.id, section.id, BY, AT)] * 2
    first, second = service.request_seats(session, twice, AT)
    assert (first.created, second.created) == (True, False)
    assert first.seat == second.seat
    assert statuses(session, section) == ["enrolled"]


def test_two_asks_of_one_person_in_one_batch_see_each_other(session):
    term = a_term(session, seats_per_person=1)
    one, other = a_section(session, term), a_section(session, term)
    person = a_person(session)
    asks = [Ask(person.id, section.id, BY, AT) for section in (one, other)]
    first, second = service.request_seats(session, asks, AT)
    assert first.seat.status is Status.ENROLLED
    assert [reason.code for reason in second.reasons] == ["limit_reached"]


def test_a_clash_is_refused_and_named(session):
    term = a_term(session)
    choir = a_section(session, term, weekday=1, weeks=3)
    other = a_section(session, term, weekday=1, starts=time(9), weeks=3)
    person = a_person(session)
    ask(session, choir, person)
    [reason] = ask(session, other, person).reasons
    assert (reason.code, reason.facts["title"]) == ("clash", choir.title)


def test_a_waiting_place_is_no_clash(session):
    term = a_term(session)
    full = a_section(session, term, weekday=1, weeks=3, capacity=0)
    other = a_section(session, term, weekday=1, weeks=3)
    person = a_person(session)
    assert ask(session, full, person).seat.status is Status.WAITING
    assert ask(session, other, person).seat.status is Status.ENROLLED


def test_a_schedule_that_changes_is_seen_at_once(session):
    term = a_term(session)
    mine = a_section(session, term, weekday=1, weeks=2)
    other = a_section(session, term, weekday=2, weeks=2)
    person = a_person(session)
    ask(session, mine, person)
    assert service.refusals_for(session, person.id, [other.id], AT)[other.id] == []
    for meeting in other.meetings:
        meeting.starts_at -= timedelta(days=1)
        meeting.ends_at -= timedelta(days=1)
    session.flush()
    assert [r.code for r in service.refusals_for(session, person.id, [other.id], AT)[other.id]] == ["clash"]


def test_an_ask_from_a_sign_in_that_has_ended_is_refused(session):
    person = a_person(session, serial=3)
    assert [r.code for r in ask(session, a_section(session), person, serial=2).reasons] == ["signed_out"]


def test_asking_for_a_draw_is_an_application(session):
    section = a_section(session, mode=Mode.DRAW, capacity=1)
    assert [seat.status for seat in seats(session, section, 3)] == [Status.APPLIED] * 3


def test_a_freed_seat_goes_to_the_head_of_the_waitlist(session):
    section = a_section(session, capacity=1)
    holder, first, second = seats(session, section, 3)
    service.withdraw(session, holder.id, at=AT, by=BY)
    assert statuses(session, section) == ["withdrawn", "offered", "waiting"]
    assert kinds(session, first.person_id) == ["offer_made"]
    assert queries.seat(session, second.id).position == 1


def test_an_offer_lasts_until_five_in_the_afternoon_two_working_days_later(session):
    section = a_section(session, capacity=1)
    holder, first = seats(session, section, 2)
    friday_night = datetime(2026, 9, 11, 23, 30, tzinfo=ZONE)
    service.withdraw(session, holder.id, at=friday_night, by=BY)
    assert queries.seat(session, first.id).offer_expires_at == datetime(2026, 9, 15, 17, tzinfo=ZONE)


def test_an_open_offer_keeps_the_seat_from_a_passer_by(session):
    section = a_section(session, capacity=1)
    holder, _first = seats(session, section, 2)
    service.withdraw(session, holder.id, at=AT, by=BY)
    assert ask(session, section).seat.status is Status.WAITING


def test_accepting_an_offer_takes_the_seat_once(session):
    section = a_section(session, capacity=1)
    holder, first = seats(session, section, 2)
    service.withdraw(session, holder.id, at=AT, by=BY)
    for _ in range(2):
        assert service.accept(session, first.id, at=AT, by=BY).status is Status.ENROLLED
    acts = session.scalars(select(Audit.act).where(Audit.person_id == first.person_id)).all()
    assert acts.count("accept") == 1


def test_declining_hands_the_seat_to_the_next(session):
    section = a_section(session, capacity=1)
    holder, first, second = seats(session, section, 3)
    service.withdraw(session, holder.id, at=AT, by=BY)
    for _ in range(2):
        assert service.decline(session, first.id, at=AT, by=BY).status is Status.DECLINED
    assert queries.seat(session, second.id).status is Status.OFFERED


def test_an_offer_that_has_run_out_cannot_be_accepted_and_lapses_to_the_next(session):
    section = a_section(session, capacity=1)
    holder, first, second = seats(session, section, 3)
    service.withdraw(session, holder.id, at=AT, by=BY)
    later = AT + timedelta(days=7)
    assert refused(lambda: service.accept(session, first.id, at=later, by=BY)) == ["offer_lapsed"]
    assert service.sections_due(session, later) == [section.id]
    service.settle(session, section.id, later)
    assert statuses(session, section) == ["withdrawn", "lapsed", "offered"]
    assert kinds(session, first.person_id) == ["offer_made", "offer_lapsed"]
    assert refused(lambda: service.accept(session, first.id, at=later, by=BY)) == ["offer_lapsed"]
    assert service.sections_due(session, later) == []
    assert second.person_id in session.scalars(select(Notice.person_id)).all()


def test_an_offer_that_ran_out_unnoticed_is_settled_before_a_newcomer_is_decided(session):
    section = a_section(session, capacity=1)
    holder, _first, second = seats(session, section, 3)
    service.withdraw(session, holder.id, at=AT, by=BY)
    later = AT + timedelta(days=7)
    assert ask(session, section, at=later).seat.position == 1
    assert queries.seat(session, second.id).status is Status.OFFERED


def test_settling_twice_changes_nothing(session):
    section = a_section(session, capacity=1)
    holder, *_ = seats(session, section, 3)
    service.withdraw(session, holder.id, at=AT, by=BY)
    before = (statuses(session, section), session.scalar(select(func.count(Notice.id))))
    service.settle(session, section.id, AT)
    assert (statuses(session, section), session.scalar(select(func.count(Notice.id)))) == before


def test_a_head_who_clashes_now_keeps_the_place_is_told_why_once_and_the_next_is_offered_the_seat(session):
    term = a_term(session)
    wanted = a_section(session, term, capacity=1, weekday=1, weeks=2)
    other = a_section(session, term, weekday=1, weeks=2)
    holder, head, second = seats(session, wanted, 3)
    busy = session.get(Enrolment, head.id).person
    ask(session, other, busy)
    service.withdraw(session, holder.id, at=AT, by=BY)
    service.settle(session, wanted.id, AT)
    assert statuses(session, wanted) == ["withdrawn", "waiting", "offered"]
    assert queries.seat(session, head.id).position == 1
    assert kinds(session, busy.id) == ["seat_passed_over"]
    assert second.id


def test_giving_up_the_class_that_clashed_brings_the_waiting_seat_at_once(session):
    term = a_term(session)
    wanted = a_section(session, term, capacity=1, weekday=1, weeks=2)
    other = a_section(session, term, weekday=1, weeks=2)
    holder, head = seats(session, wanted, 2)
    busy = session.get(Enrolment, head.id).person
    mine = ask(session, other, busy).seat
    service.withdraw(session, holder.id, at=AT, by=BY)
    assert queries.seat(session, head.id).status is Status.WAITING
    service.withdraw(session, mine.id, at=AT, by=BY)
    assert queries.seat(session, head.id).status is Status.OFFERED


def test_a_newcomer_behind_one_who_may_not_have_the_seat_is_offered_it(session):
    term = a_term(session)
    wanted = a_section(session, term, capacity=1, weekday=1, weeks=2)
    other = a_section(session, term, weekday=1, weeks=2)
    holder, head = seats(session, wanted, 2)
    ask(session, other, session.get(Enrolment, head.id).person)
    service.withdraw(session, holder.id, at=AT, by=BY)
    assert ask(session, wanted).seat.status is Status.OFFERED


def test_withdrawing_is_done_once_and_an_ended_enrolment_cannot_be_withdrawn(session):
    section = a_section(session)
    [seat] = seats(session, section, 1)
    for _ in range(2):
        assert service.withdraw(session, seat.id, at=AT, by=BY).status is Status.WITHDRAWN
    removed = an_enrolment(session, section, status=Status.REMOVED)
    assert refused(lambda: service.withdraw(session, removed.id, at=AT, by=BY)) == ["enrolment_over"]


def test_whoever_withdrew_may_ask_again_and_stands_at_the_end(session):
    section = a_section(session, capacity=1)
    _holder, first, _second = seats(session, section, 3)
    service.withdraw(session, first.id, at=AT, by=BY)
    person = session.get(Enrolment, first.id).person
    assert ask(session, section, person).seat.position == 2


def test_a_swap_takes_the_new_seat_and_frees_the_old(session):
    term = a_term(session, seats_per_person=1)
    old = a_section(session, term, capacity=1, weekday=1, weeks=2)
    new = a_section(session, term, capacity=1, weekday=1, weeks=2)
    mine, waits = seats(session, old, 2)
    got = service.swap(session, mine.id, new.id, at=AT, by=BY)
    assert got.status is Status.ENROLLED
    assert queries.seat(session, mine.id).status is Status.WITHDRAWN
    assert queries.seat(session, waits.id).status is Status.OFFERED
    assert service.swap(session, mine.id, new.id, at=AT, by=BY) == got


def test_a_swap_to_a_full_section_keeps_the_old_seat_until_the_offer_is_accepted(session):
    term = a_term(session, seats_per_person=1)
    old = a_section(session, term, capacity=1, weekday=1, weeks=2)
    new = a_section(session, term, capacity=1, weekday=1, weeks=2)
    [holder] = seats(session, new, 1)
    mine, waits = seats(session, old, 2)
    got = service.swap(session, mine.id, new.id, at=AT, by=BY)
    assert (got.status, queries.seat(session, mine.id).status) == (Status.WAITING, Status.ENROLLED)
    service.withdraw(session, holder.id, at=AT, by=BY)
    assert queries.seat(session, got.id).status is Status.OFFERED
    assert queries.seat(session, mine.id).status is Status.ENROLLED
    service.accept(session, got.id, at=AT, by=BY)
    assert queries.seat(session, mine.id).status is Status.WITHDRAWN
    assert queries.seat(session, waits.id).status is Status.OFFERED


def test_while_a_swap_is_offered_the_old_class_still_takes_time(session):
    term = a_term(session, seats_per_person=2)
    old = a_section(session, term, weekday=1, weeks=2)
    new = a_section(session, term, capacity=1, weekday=2, weeks=2)
    third = a_section(session, term, weekday=1, weeks=2)
    [holder] = seats(session, new, 1)
    person = a_person(session)
    mine = ask(session, old, person).seat
    service.swap(session, mine.id, new.id, at=AT, by=BY)
    service.withdraw(session, holder.id, at=AT, by=BY)
    assert [r.code for r in ask(session, third, person).reasons] == ["clash"]


def test_a_swap_joins_a_place_one_already_has(session):
    term = a_term(session)
    old, new = a_section(session, term), a_section(session, term, capacity=0)
    person = a_person(session)
    mine, waits = ask(session, old, person).seat, ask(session, new, person).seat
    assert service.swap(session, mine.id, new.id, at=AT, by=BY).id == waits.id
    assert session.get(Enrolment, waits.id).replaces_id == mine.id


def test_staff_who_swap_into_a_class_somebody_waits_for_tell_them_why_once(session):
    term = a_term(session)
    old, new = a_section(session, term), a_section(session, term, capacity=0)
    person, staff = a_person(session), Actor(a_person(session).id, "web")
    mine, waits = ask(session, old, person).seat, ask(session, new, person).seat
    for _ in range(2):
        assert service.swap(session, mine.id, new.id, at=AT, by=staff, note="改到楼下").id == waits.id
    told = session.scalars(select(Notice).where(Notice.person_id == person.id)).one()
    assert (told.kind, told.facts["status"], told.facts["note"]) == ("swap_for_you", "waiting", "改到楼下")
    assert statuses(session, old) == ["enrolled"]


def test_staff_who_swap_into_a_class_somebody_has_end_the_other_and_tell_them(session):
    term = a_term(session)
    old, new = a_section(session, term), a_section(session, term)
    person, staff = a_person(session), Actor(a_person(session).id, "web")
    mine, _ = ask(session, old, person), ask(session, new, person)
    service.swap(session, mine.seat.id, new.id, at=AT, by=staff, note="两班合一")
    told = session.scalars(select(Notice).where(Notice.person_id == person.id)).one()
    assert (told.kind, told.facts["note"]) == ("moved_by_staff", "两班合一")
    assert statuses(session, old) == ["withdrawn"]


def test_a_swap_that_is_refused_changes_nothing(session):
    term = a_term(session)
    old, new = a_section(session, term), a_section(session, term, max_age=60)
    [mine] = seats(session, old, 1)
    assert refused(lambda: service.swap(session, mine.id, new.id, at=AT, by=BY)) == ["too_old"]
    assert queries.seat(session, mine.id).status is Status.ENROLLED


def test_staff_may_set_aside_a_limit_but_not_a_clash(session):
    term = a_term(session, is_open=False, seats_per_person=1)
    one = a_section(session, term, weekday=1, weeks=2)
    clashing = a_section(session, term, weekday=1, weeks=2)
    person = a_person(session)
    waive = frozenset({"window_none", "limit_reached", "clash"})
    assert [r.code for r in ask(session, one, person).reasons] == ["window_none"]
    assert ask(session, one, person, waive=waive).seat.status is Status.ENROLLED
    assert [r.code for r in ask(session, clashing, person, waive=waive).reasons] == ["clash"]


def test_what_staff_do_for_somebody_is_told_and_audited(session):
    section, person, clerk = a_section(session), a_person(session), a_person(session)
    by = Actor(clerk.id, "web", "192.0.2.1")
    service.request_seats(session, [Ask(person.id, section.id, by, AT, note="电话报名")], AT)
    assert kinds(session, person.id) == ["enrolled_for_you"]
    row = session.scalar(select(Audit).where(Audit.act == "request_seat"))
    assert (row.actor_id, row.person_id, row.address, row.facts["note"]) == (
        clerk.id,
        person.id,
        "192.0.2.1",
        "电话报名",
    )


def test_a_removal_tells_the_person_why_and_hands_the_seat_on(session):
    section = a_section(session, capacity=1)
    mine, waits = seats(session, section, 2)
    service.remove(session, mine.id, "长期缺课", at=AT, by=BY)
    assert queries.seat(session, waits.id).status is Status.OFFERED
    told = session.scalar(select(Notice).where(Notice.person_id == mine.person_id))
    assert (told.kind, told.facts["note"]) == ("removed_by_staff", "长期缺课")


def test_a_lower_capacity_puts_nobody_out_and_makes_no_offer_until_it_is_below(session):
    section = a_section(session, capacity=3)
    holders = seats(session, section, 4)[:3]
    service.change_capacity(session, section.id, 2, at=AT, by=BY)
    assert statuses(session, section) == ["enrolled"] * 3 + ["waiting"]
    service.withdraw(session, holders[0].id, at=AT, by=BY)
    assert statuses(session, section)[3] == "waiting"
    service.withdraw(session, holders[1].id, at=AT, by=BY)
    assert statuses(session, section)[3] == "offered"


def test_a_higher_capacity_goes_to_those_who_wait(session):
    section = a_section(session, capacity=1)
    seats(session, section, 4)
    service.change_capacity(session, section.id, 3, at=AT, by=BY)
    assert statuses(session, section) == ["enrolled", "offered", "offered", "waiting"]


def test_cancelling_a_section_releases_and_tells_everybody(session):
    section = a_section(session, capacity=1, weekday=1, weeks=2)
    people = [seat.person_id for seat in seats(session, section, 2)]
    service.cancel_section(session, section.id, "教师生病", at=AT, by=BY)
    assert statuses(session, section) == ["cancelled", "cancelled"]
    assert section.status is SectionStatus.CANCELLED
    assert [kinds(session, person_id) for person_id in people] == [["section_cancelled"]] * 2
    assert [r.code for r in ask(session, section).reasons] == ["section_cancelled"]


def test_waiting_ends_with_the_term(session):
    section = a_section(session, capacity=1)
    holder, waits = seats(session, section, 2)
    service.end_what_is_over(session, AT)
    assert statuses(session, section) == ["enrolled", "waiting"]
    service.end_what_is_over(session, datetime(2027, 1, 2, 9, tzinfo=ZONE))
    assert statuses(session, section) == ["enrolled", "lapsed"]
    assert kinds(session, waits.person_id) == ["waiting_ended"]
    assert kinds(session, holder.person_id) == []


def test_what_somebody_holds_who_has_left_the_centre_goes_to_others(session):
    section = a_section(session, capacity=1)
    mine, waits = seats(session, section, 2)
    session.get(Enrolment, mine.id).person.standing = Standing.ENDED
    service.release_the_departed(session, AT)
    assert statuses(session, section) == ["withdrawn", "offered"]
    assert kinds(session, mine.person_id) == []
    assert kinds(session, waits.person_id) == ["offer_made"]


def test_no_offer_is_made_after_the_term(session):
    section = a_section(session, capacity=1)
    holder, _waits = seats(session, section, 2)
    after = datetime(2027, 1, 2, 9, tzinfo=ZONE)
    service.withdraw(session, holder.id, at=after, by=BY)
    assert statuses(session, section) == ["withdrawn", "waiting"]


def test_a_seat_in_an_earlier_term_makes_a_returning_learner_and_one_in_this_term_does_not(session):
    spring = a_term(session, first_on=date(2026, 3, 2), last_on=date(2026, 6, 26))
    autumn = a_term(session, is_open=False)
    make_window(session, autumn, returning_only=True)
    section, another = a_section(session, autumn), a_section(session, autumn)
    new, old = a_person(session), a_person(session)
    an_enrolment(session, a_section(session, spring), old)
    an_enrolment(session, another, new)
    assert [r.code for r in ask(session, section, new).reasons] == ["window_none"]
    assert ask(session, section, old).seat.status is Status.ENROLLED
    known = a_person(session, learner_since=date(2020, 9, 1))
    assert ask(session, section, known).seat.status is Status.ENROLLED


def test_a_window_is_for_its_categories(session):
    term = a_term(session, is_open=False)
    make_window(session, term, categories=[Category.VETERAN_CADRE.value])
    section = a_section(session, term)
    veteran = a_person(session, category=Category.VETERAN_CADRE)
    assert [r.code for r in ask(session, section).reasons] == ["window_none"]
    assert ask(session, section, veteran).seat


def test_what_the_page_says_before_the_click_is_what_the_act_says(session):
    term = a_term(session, seats_per_person=1)
    section = a_section(session, term, max_age=60, weekday=1, weeks=2)
    other = a_section(session, term, weekday=1, weeks=2)
    person = a_person(session)
    ask(session, other, person)
    before = service.refusals_for(session, person.id, [section.id], AT)[section.id]
    assert before == list(ask(session, section, person).reasons)
    assert [reason.code for reason in before] == ["too_old", "limit_reached", "clash"]


def test_another_class_that_fits_is_named_as_the_remedy(session):
    term = a_term(session)
    dance = a_section(session, term, max_age_new=60)
    near = a_section(session, term, course=dance.course, weekday=3, weeks=1, capacity=6)
    a_section(session, term, course=dance.course, weekday=4, weeks=1, capacity=0)
    person = a_person(session)
    [reason] = service.with_alternatives(session, person.id, dance.id, ask(session, dance, person).reasons, AT)
    assert reason.facts["alternatives"][0]["section_id"] == near.id
    assert reason.facts["alternatives"][0]["free"] == 6


def test_a_roster_stands_in_order(session):
    section = a_section(session, capacity=2)
    first, second, third, fourth = seats(session, section, 4)
    service.withdraw(session, first.id, at=AT, by=BY)
    rows = [(seat.id, seat.status.value, seat.position) for _, seat in queries.roster(session, section.id)]
    assert rows == [(second.id, "enrolled", None), (third.id, "offered", None), (fourth.id, "waiting", 1)]


def test_the_number_of_queries_does_not_grow_with_the_batch(session, queries_counted):
    section, term = a_section(session, capacity=500), None
    term = section.term
    others = [a_section(session, term, capacity=500) for _ in range(20)]
    people = [a_person(session) for _ in range(60)]
    session.commit()
    with queries_counted() as few:
        service.request_seats(session, [Ask(people[0].id, section.id, BY, AT)], AT)
    session.commit()
    asks = [Ask(p.id, others[n % 20].id, BY, AT) for n, p in enumerate(people)]
    with queries_counted() as many:
        service.request_seats(session, [replace(a) for a in asks], AT)
    assert len(many) <= len(few) + 3
