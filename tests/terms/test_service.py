"""Staff keep terms, windows and closures."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import SYSTEM, Audit
from activity_center.errors import Refused
from activity_center.people.rules import Category
from activity_center.terms import service
from activity_center.terms.models import Window
from activity_center.terms.rules import ClosureKind, Day
from activity_center.terms.service import ClosureDraft, TermDraft, WindowDraft
from tests.factories import make_term, make_window

AUTUMN = TermDraft("2026 秋季学期", date(2026, 9, 7), date(2026, 12, 27), seats_per_person=2)
NATIONAL_DAY = ClosureDraft(date(2026, 10, 1), ClosureKind.HOLIDAY, "国庆节")


def test_a_term_is_added_and_changed_and_both_are_written_down(session: Session, at):
    term = service.add_term(session, AUTUMN, at=at, by=SYSTEM)
    service.change_term(session, term.id, TermDraft("2026 秋", date(2026, 9, 1), AUTUMN.last_on), at=at, by=SYSTEM)
    assert (term.name, term.first_on, term.seats_per_person) == ("2026 秋", date(2026, 9, 1), None)
    assert session.scalars(select(Audit.act).order_by(Audit.id)).all() == ["add_term", "change_term"]


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (AUTUMN, "name_taken"),
        (TermDraft("another", date(2026, 9, 7), date(2026, 9, 6)), "days_out_of_order"),
    ],
)
def test_a_term_that_cannot_be_is_refused(session: Session, at, draft: TermDraft, code: str):
    service.add_term(session, AUTUMN, at=at, by=SYSTEM)
    with pytest.raises(Refused, match=code):
        service.add_term(session, draft, at=at, by=SYSTEM)


def test_a_term_may_keep_its_own_name(session: Session, at):
    term = service.add_term(session, AUTUMN, at=at, by=SYSTEM)
    service.change_term(session, term.id, AUTUMN, at=at, by=SYSTEM)


def test_windows_come_back_as_the_rules_see_them(session: Session, at):
    term = make_term(session)
    first = WindowDraft("老学员", at, at + timedelta(days=3), returning_only=True)
    cadres = WindowDraft("退休干部", at - timedelta(days=1), at, frozenset({Category.RETIRED_CADRE}))
    for draft in (first, cadres):
        service.add_window(session, term.id, draft, at=at, by=SYSTEM)
    session.expire_all()
    [earlier, later] = service.windows_of(session, [term.id])[term.id]
    assert earlier.categories == {Category.RETIRED_CADRE}
    assert (later.returning_only, later.categories) == (True, frozenset())


def test_every_term_asked_for_has_its_windows_or_none(session: Session):
    term = make_term(session)
    assert service.windows_of(session, [term.id, 12345]) == {term.id: (), 12345: ()}


def test_a_window_that_closes_before_it_opens_is_refused(session: Session, at):
    with pytest.raises(Refused, match="times_out_of_order"):
        service.add_window(session, make_term(session).id, WindowDraft("x", at, at), at=at, by=SYSTEM)


def test_a_window_is_changed_and_removed(session: Session, at):
    window = make_window(session, make_term(session))
    service.change_window(session, window.id, WindowDraft("晚一点", at, at + timedelta(1)), at=at, by=SYSTEM)
    assert session.scalar(select(Window.opens_at)) == at
    service.remove_window(session, window.id, at=at, by=SYSTEM)
    assert session.scalar(select(Window.id)) is None


def test_seeding_twice_enters_the_published_days_once(session: Session, at):
    assert service.seed_closures(session, at=at, by=SYSTEM) == 39
    assert service.seed_closures(session, at=at, by=SYSTEM) == 0


def test_seeding_leaves_what_staff_have_entered(session: Session, at):
    ours = ClosureDraft(date(2026, 10, 10), ClosureKind.WORKDAY, "补国庆节", follows_weekday=3)
    service.add_closure(session, ours, at=at, by=SYSTEM)
    service.seed_closures(session, at=at, by=SYSTEM)
    calendar = service.calendar(session, date(2026, 10, 10), date(2026, 10, 10))
    assert calendar == {date(2026, 10, 10): Day(ClosureKind.WORKDAY, 3)}


def test_a_day_is_entered_once(session: Session, at):
    service.add_closure(session, NATIONAL_DAY, at=at, by=SYSTEM)
    with pytest.raises(Refused, match="day_has_closure"):
        service.add_closure(session, NATIONAL_DAY, at=at, by=SYSTEM)


def test_a_closure_is_changed_and_removed(session: Session, at):
    closure = service.add_closure(session, NATIONAL_DAY, at=at, by=SYSTEM)
    moved = ClosureDraft(date(2026, 10, 8), ClosureKind.HOLIDAY, "校庆")
    service.change_closure(session, closure.id, moved, at=at, by=SYSTEM)
    assert list(service.calendar(session, date(2026, 10, 1), date(2026, 10, 31))) == [date(2026, 10, 8)]
    assert service.remove_closure(session, closure.id, at=at, by=SYSTEM) == date(2026, 10, 8)
    assert service.calendar(session, date(2026, 1, 1), date(2026, 12, 31)) == {}


def test_terms_not_over_end_today_or_later(session: Session):
    make_term(session, "over", first_on=date(2026, 2, 1), last_on=date(2026, 9, 6))
    make_term(session, "ends today", first_on=date(2026, 2, 1), last_on=date(2026, 9, 7))
    make_term(session, "to come", first_on=date(2027, 2, 1), last_on=date(2027, 6, 30))
    assert [term.name for term in service.terms_not_over(session, date(2026, 9, 7))] == ["ends today", "to come"]


def test_years_whose_holidays_nobody_has_entered_are_named_and_none_is_invented(session: Session, at):
    make_term(session, last_on=date(2027, 1, 15))
    assert service.years_without_holidays(session, date(2026, 11, 21)) == [2026, 2027]
    service.seed_closures(session, at=at, by=SYSTEM)
    assert service.years_without_holidays(session, date(2026, 11, 21)) == [2027]
    service.add_closure(session, ClosureDraft(date(2027, 1, 1), ClosureKind.HOLIDAY, "元旦"), at=at, by=SYSTEM)
    assert service.years_without_holidays(session, datetime(2026, 11, 21, tzinfo=UTC).date()) == []
