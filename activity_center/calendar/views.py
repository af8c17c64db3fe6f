"""The calendar of the centre: a month on the screen and on the wall, a day, and what is missing in the weeks ahead."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from activity_center import clock, qr
from activity_center.calendar import lines, quiet_days, quiet_months, rules, service
from activity_center.competitions.leading import RUN
from activity_center.db import db, zone
from activity_center.errors import NotYours
from activity_center.formats import local
from activity_center.societies import lines as societies_lines
from activity_center.societies import membership
from activity_center.societies import service as societies
from activity_center.web import a_day, my_id, needs, page

bp = Blueprint("calendar", __name__)

PLAN = "plan_courses"
_BACK, _ON = -12, 24
_PAPERS = ("a4", "a3")
_QUIET_WEEKS = (2, 4, 8, 12)


def _today() -> date:
    return local(clock.now()).date()


def _may(act: str) -> bool:
    return bool(current_user.is_authenticated and current_user.may(act))


def _month() -> date:
    """Return the month that is asked for, as "2026-09", within the years that anybody plans."""
    here = rules.month_of(_today())
    asked = request.args.get("month", here, lambda said: a_day(f"{said}-01"))
    return min(max(asked, rules.after(here, _BACK)), rules.after(here, _ON))


def _mine() -> Callable[[Any], bool]:
    """Return a function that says whether the reader may see an event."""
    me = my_id()
    own = {one.society_id: one for one in membership.of_person(db.session(), me)} if me else {}
    return lambda row: societies_lines.is_for(row, own.get(row.society_id or 0), _may(PLAN))


def _public(row: Any) -> bool:
    return societies_lines.is_for(row, None, False)


def _led() -> list[Any]:
    return societies.led_by(db.session(), my_id() or 0, _today()) if current_user.is_authenticated else []


def _shown(month: date, is_for: Callable[[Any], bool]) -> dict[str, Any]:
    days = [day for week in rules.weeks(month) for day in week]
    there = service.on_days(db.session(), days, today=_today(), zone=zone())
    weeks = lines.weeks(there, month, _today(), is_for)
    return {"month": month, "weeks": weeks, "shut": [lines.shut(one) for one in there.shut]}


def _url(month: date) -> str:
    return url_for("calendar.month", month=f"{month:%Y-%m}")


@bp.get("/calendar")
def month() -> ResponseReturnValue:
    """Show a month of the centre: classes counted, what is open to the reader, contests and closed days."""
    here, on = rules.month_of(_today()), _month()
    turn = {"previous_url": _url(rules.after(on, -1)), "next_url": _url(rules.after(on, 1))}
    turn["now_url"] = url_for("calendar.month") if on != here else ""
    leads = _may(PLAN) or _led()
    return page("calendar/month.html", leads=leads, feed=url_for("feeds.centre"), **turn, **_shown(on, _mine()))


@bp.get("/calendar/print")
def wall() -> ResponseReturnValue:
    """Show a month as it hangs on the wall, with nothing but what everybody may read."""
    paper = request.args.get("paper", "a4")
    address = qr.public_url(url_for("calendar.month"))
    told = {"paper": paper if paper in _PAPERS else "a4", "papers": _PAPERS, "code": qr.drawn(address)}
    return page("calendar/wall.html", address=address, back=_url(_month()), **told, **_shown(_month(), _public))


@bp.get("/calendar/days/<day:on>")
def day(on: date) -> ResponseReturnValue:
    """Show what is on in the house on one day."""
    there = service.on_days(db.session(), [on], today=_today(), zone=zone())
    cell = lines.cell(there, on, _today(), _mine())
    plans = on > _today()
    return page(
        "calendar/day.html",
        cell=cell,
        shut=[lines.shut(one) for one in there.shut],
        month_url=_url(on),
        led=_led() if plans else [],
        plans=plans and _may(PLAN),
        runs=plans and _may(RUN),
    )


@bp.get("/calendar/gaps")
@needs()
def gaps() -> ResponseReturnValue:
    """Show to staff and to who leads a society which days and months lack something, and who could fill them."""
    session, at, led = db.session(), clock.now(), _led()
    if not (_may(PLAN) or led):
        raise NotYours
    weeks = request.args.get("weeks", 4, int)
    weeks = weeks if weeks in _QUIET_WEEKS else 4
    only = None if _may(PLAN) else {one.id for one in led}
    ahead = quiet_days.days_ahead(session, at, zone(), weeks, only)
    months, rooms = quiet_months.months_ahead(session, at, zone())
    told = {"months": months, "months_ahead": quiet_months.MONTHS_AHEAD, "rooms": rooms, "runs": _may(RUN)}
    choices = {"weeks": weeks, "choices": _QUIET_WEEKS, "plans": _may(PLAN)}
    return page("calendar/gaps.html", ahead=ahead, today=_today(), lines=lines, **told, **choices)
