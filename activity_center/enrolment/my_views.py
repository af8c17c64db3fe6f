"""What somebody has: their courses and their timetable."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from activity_center import clock, formats
from activity_center.db import db, zone
from activity_center.enrolment import cards, queries, week
from activity_center.enrolment.blueprint import bp, me, other, whose
from activity_center.enrolment.rules import LIVE, Status
from activity_center.people import proxies
from activity_center.people import service as people
from activity_center.rooms import booking_reading
from activity_center.terms import service as terms
from activity_center.web import needs


@bp.get("/me")
@needs()
def mine() -> str:
    """Show what somebody has asked for, with what waits for a decision on top."""
    session, at, person_id = db.session(), clock.now(), whose()
    everything = queries.seats_of(session, person_id)
    return render_template(
        "enrolment/mine.html",
        offers=queries.offers_to(session, person_id, at),
        enrolled=_of(everything, Status.ENROLLED),
        waiting=_of(everything, Status.WAITING),
        applied=_of(everything, Status.APPLIED),
        past_rows=[cards.past(*pair) for pair in everything if pair[1].status not in LIVE],
        cards=cards,
        **_reader(person_id),
    )


def _of(everything: Any, status: Status) -> list[Any]:
    return [pair for pair in everything if pair[1].status is status]


def _reader(person_id: int) -> dict[str, Any]:
    """Return for a template whose page it is, and whose else the reader may see."""
    session = db.session()
    name = people.person(session, person_id).name if other(person_id) else ""
    return {"person": other(person_id), "whose": name, "others": proxies.acts_for(session, me())}


@bp.get("/me/timetable")
@needs()
def timetable() -> str:
    """Show one week: that of the day in the address, else this one, else the first in which something comes."""
    session, at, person_id = db.session(), clock.now(), whose()
    today = at.astimezone(zone()).date()
    monday = week.monday_of(_asked_day() or today)
    meetings = queries.meetings_of(session, person_id, *week.bounds(monday))
    booked = booking_reading.of_owner_between(session, person_id, *week.bounds(monday))
    if not meetings and not booked and not _asked_day() and (ahead := queries.coming(session, person_id, at)):
        monday = week.monday_of(formats.local(ahead[0][0].starts_at).date())
        meetings = queries.meetings_of(session, person_id, *week.bounds(monday))
    items = week.items(meetings, queries.live_by_section(session, person_id))
    items += week.booked(booked, booking_reading.rooms_of(session, booked), is_mine=person_id == me())
    sunday = week.sunday_after(monday)
    term = week.term_in(terms.terms(session), monday)
    return render_template(
        "enrolment/timetable.html",
        title=_title(term, monday, today),
        dates=cards.days_between(monday, sunday),
        week=week.week(monday, today, items, terms.closures(session, monday, sunday)),
        previous_url=_week_url(week.week_before(monday), person_id),
        next_url=_week_url(week.week_after(monday), person_id),
        today_url=_week_url(today, person_id) if monday != week.monday_of(today) else None,
        offers=queries.offers_to(session, person_id, at),
        **_reader(person_id),
    )


def _asked_day() -> date | None:
    try:
        asked = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return None
    return asked if 2000 <= asked.year < 2100 else None


def _title(term: Any, monday: date, today: date) -> str:
    if term:
        return _("Week %(n)s", n=week.number_in(term, monday))
    return _("This week") if monday == week.monday_of(today) else _("Week of %(day)s", day=formats.day(monday))


def _week_url(monday: date | None, person_id: int) -> str:
    return url_for("enrolment.timetable", week=monday, person=other(person_id))
