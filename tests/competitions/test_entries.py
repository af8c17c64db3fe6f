"""Who may enter, who waits, and how a free place moves on."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.competitions import entries, scores, service, settling
from activity_center.competitions.entries import EntryDraft
from activity_center.competitions.kinds import CompetitionStatus, EntryKind, EntryStatus
from activity_center.competitions.models import Entry, EntryMember
from activity_center.errors import NotYours, Refused
from activity_center.notices.service import notices_of
from activity_center.people.rules import Sex
from tests.competitions.scenes import AT, BY, WHO, after, draw, enter, make_category, make_players, open_matches
from tests.factories import make_person
from tests.racing import race, without_protection


def codes(session: Session, act) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [reason.code for reason in refused.value.reasons]


def test_entering_twice_is_one_entry_and_numbers_are_given_once(session: Session):
    category, (one, two) = make_category(session), make_players(session, 2)
    first = enter(session, category, one)
    assert enter(session, category, one) is first
    entries.withdraw(session, first.id, **WHO, is_staff=True)
    assert (first.number, enter(session, category, two).number, enter(session, category, one).number) == (1, 2, 3)


def test_places_are_limited_and_a_freed_one_is_offered_to_the_head_of_those_who_wait(session: Session):
    category, (one, two, three) = make_category(session, capacity=1), make_players(session, 3)
    first, second, third = (enter(session, category, who) for who in (one, two, three))
    assert [e.status for e in (first, second, third)] == [EntryStatus.ENTERED, EntryStatus.WAITING, EntryStatus.WAITING]
    entries.withdraw(session, first.id, **WHO, is_staff=True)
    assert (second.status, third.status) == (EntryStatus.OFFERED, EntryStatus.WAITING)
    # A newcomer does not pass those who wait.
    assert enter(session, category, one).status is EntryStatus.WAITING
    assert notices_of(session, two.id)[0][0].kind == "place_offered"
    assert settling.categories_due(session, AT) == []
    late = second.offer_expires_at + timedelta(seconds=1)
    assert settling.categories_due(session, late) == [category.id]
    for _ in range(2):
        settling.settle(session, category.id, late)
    assert (second.status, third.status) == (EntryStatus.LAPSED, EntryStatus.OFFERED)
    entries.decide(session, third.id, True, at=late, by=BY, is_staff=True)
    assert third.status is EntryStatus.ENTERED


def test_an_offer_that_has_run_out_is_not_accepted(session: Session):
    category, (one, two) = make_category(session, capacity=1), make_players(session, 2)
    first, second = enter(session, category, one), enter(session, category, two)
    entries.withdraw(session, first.id, **WHO, is_staff=True)
    late = second.offer_expires_at
    accept = lambda: entries.decide(session, second.id, True, at=late, by=BY, is_staff=True)
    assert codes(session, accept) == ["place_not_offered"]


def test_ages_are_those_of_the_day_in_the_regulations(session: Session):
    limits = {"least_age_male": 60, "least_age_female": 55, "most_age": 70}
    category = make_category(session, limits=limits, ages_on=date(2026, 10, 12))
    born = {"sex": Sex.MALE, "birth_on": date(1966, 10, 13)}
    young = make_person(session, "张小", **born)
    assert codes(session, lambda: enter(session, category, young)) == ["player_too_young"]
    young.birth_on = date(1966, 10, 12)
    assert enter(session, category, young).status is EntryStatus.ENTERED
    woman = make_person(session, "王芳", sex=Sex.FEMALE, birth_on=date(1971, 10, 12))
    assert enter(session, category, woman).status is EntryStatus.ENTERED
    old = make_person(session, "赵老", sex=Sex.FEMALE, birth_on=date(1955, 10, 12))
    assert codes(session, lambda: enter(session, category, old)) == ["player_too_old"]
    unknown = make_person(session, "无名")
    assert codes(session, lambda: enter(session, category, unknown)) == ["player_unknown_age"]


def test_the_statement_of_the_family_the_insurance_and_the_quota_of_a_unit_are_asked_for(session: Session):
    asked = {"needs_statement": True, "needs_insurance": True, "quota_per_unit": 1}
    category, (one, two) = make_category(session, **asked), make_players(session, 2)
    bare = lambda: enter(session, category, one)
    assert codes(session, bare) == ["statement_missing", "insurance_missing", "unit_missing"]
    draft = {"has_statement": True, "insurance": "平安 123", "unit": "水利局", "family_name": "李明"}
    first = enter(session, category, one, **draft)
    assert (first.statement_at, first.family_name, first.insurance) == (AT, "李明", "平安 123")
    assert codes(session, lambda: enter(session, category, two, **draft)) == ["quota_reached"]
    by_desk = EntryDraft((two.id,), **draft)
    assert entries.enter(session, category.id, by_desk, **WHO, by_staff=True).status is EntryStatus.ENTERED


def test_a_pair_enters_together_and_its_partner_is_told_and_in_no_other_pair(session: Session):
    category = make_category(session, entry_kind=EntryKind.PAIR, least_members=2, most_members=2)
    one, two, three = make_players(session, 3)
    pair = enter(session, category, one, two)
    assert pair.name == "棋手1 / 棋手2"
    assert [member.board for member in pair.members] == [1, 2]
    assert notices_of(session, two.id)[0][0].kind == "entered_for_you"
    assert codes(session, lambda: enter(session, category, three, two)) == ["entered_already"]
    assert codes(session, lambda: enter(session, category, three)) == ["members_wrong"]


def test_nobody_enters_before_after_or_once_the_lots_are_drawn(session: Session):
    window = {"entries_open_at": after(60), "entries_close_at": after(120)}
    category, people = make_category(session, **window), make_players(session, 4)
    assert codes(session, lambda: enter(session, category, people[0])) == ["entries_before"]
    assert codes(session, lambda: enter(session, category, people[0], at=after(120))) == ["entries_closed"]
    for person in people[:3]:
        enter(session, category, person, at=after(60))
    draw(session, category)
    late = EntryDraft((people[3].id,))
    by_desk = lambda: entries.enter(session, category.id, late, **WHO, by_staff=True)
    assert codes(session, by_desk) == ["drawn_already"]


def test_strangers_change_nothing_and_who_is_drawn_retires_instead(session: Session):
    category, people = make_category(session), make_players(session, 3)
    first, *_others = (enter(session, category, person) for person in people)
    with pytest.raises(NotYours):
        entries.withdraw(session, first.id, at=AT, by=BY, is_staff=False)
    draw(session, category)
    leave = lambda: entries.withdraw(session, first.id, **WHO, is_staff=True)
    assert codes(session, leave) == ["drawn_retire"]
    scores.retire(session, first.id, "腰伤", **WHO)
    assert (first.status, len(open_matches(session, category))) == (EntryStatus.RETIRED, 1)


def test_a_draft_and_a_competition_that_is_over_take_no_entry(session: Session):
    category, (one,) = make_category(session), make_players(session, 1)
    service.move_on(session, category.competition_id, CompetitionStatus.CANCELLED, "场馆检修", **WHO)
    assert codes(session, lambda: enter(session, category, one)) == ["entries_not_taken"]


def test_one_last_place_is_taken_once_however_many_ask(app, session: Session):
    category, people = make_category(session, capacity=1), make_players(session, 8)
    id, ids = category.id, [person.id for person in people]
    session.commit()
    told = race(app, [lambda its, one=one: entries.enter(its, id, EntryDraft((one,)), **WHO) for one in ids])
    assert told == ["done"] * 8
    session.rollback()
    count = select(func.count()).where(Entry.category_id == id)
    assert session.scalar(count.where(Entry.status == EntryStatus.ENTERED)) == 1
    assert session.scalar(count.where(Entry.status == EntryStatus.WAITING)) == 7
    assert sorted(session.scalars(select(Entry.number))) == list(range(1, 9))


def test_negative_control_without_the_lock_not_everybody_is_served(app, session: Session, monkeypatch):
    category, people = make_category(session, capacity=1), make_players(session, 8)
    id, ids = category.id, [person.id for person in people]
    session.commit()
    rule, gate = entries.newcomer_status, Barrier(8, timeout=10)
    monkeypatch.setattr(settling, "lock", lambda *_: set())
    # Everybody counts before the first of them writes; only the database's own numbers save the last place then.
    monkeypatch.setattr(entries, "newcomer_status", lambda *counted: (rule(*counted), gate.wait())[0])
    acts = [lambda its, one=one: entries.enter(its, id, EntryDraft((one,)), **WHO) for one in ids]
    assert race(app, acts, without_protection).count("done") == 1


def test_a_double_click_is_one_entry(app, session: Session):
    category, (one,) = make_category(session), make_players(session, 1)
    id, who = category.id, one.id
    session.commit()
    race(app, [lambda its: entries.enter(its, id, EntryDraft((who,)), **WHO)] * 6)
    session.rollback()
    assert session.scalar(select(func.count(EntryMember.id))) == 1


def test_checking_in_is_for_those_with_a_place(session: Session):
    category, (one, two) = make_category(session, capacity=1), make_players(session, 2)
    first, second = enter(session, category, one), enter(session, category, two)
    assert entries.check_in(session, first.id, True, **WHO).checked_in_at == datetime(2026, 9, 7, 2, tzinfo=UTC)
    assert entries.check_in(session, first.id, False, **WHO).checked_in_at is None
    assert codes(session, lambda: entries.check_in(session, second.id, True, **WHO)) == ["entry_not_in"]
