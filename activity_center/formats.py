"""How days, times and money look, in the reader's language and the centre's time zone."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import zone


def local(moment: datetime | str) -> datetime:
    """Return a moment (aware, or its ISO text) as wall time of the centre."""
    return (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone(zone())


def _day_of(value: date | datetime | str) -> date:
    if isinstance(value, str):
        return local(value).date() if "T" in value else date.fromisoformat(value)
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | str) -> str:
    """Return "9月7日 周一" or "Mon 7 Sep", with the year where it is not the present one."""
    on = _day_of(value)
    other = on.year != local(clock.now()).year
    # Patterns of CLDR, translated like any words.
    return format_date(on, _("EEE d MMM y") if other else _("EEE d MMM"))


def month(value: date) -> str:
    """Return "2026年9月" or "September 2026"."""
    return format_date(value, _("MMMM y"))


def day_of_year(said: str) -> str:
    """Return "5月1日" or "1 May" for a day of every year, "05-01"."""
    # Of a leap year, so that the 29 February is a day.
    return format_date(date.fromisoformat(f"2000-{said}"), _("d MMM"))


def hour(value: datetime | time | str) -> str:
    """Return "8:30": a moment as wall time, or a wall time as it is."""
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02}"
    at = local(value)
    return f"{at.hour}:{at.minute:02}"


def moment(value: datetime | str) -> str:
    """Return "9月7日 周一 8:30"."""
    return f"{day(value)} {hour(value)}"


def span(starts: datetime | str, ends: datetime | str) -> str:
    """Return "9月7日 周一 8:30–10:00"."""
    return f"{moment(starts)}–{hour(ends)}"


def weekday(number: int) -> str:
    """Return "周一" or "Monday" for 1 (Monday) to 7."""
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[number - 1]


def money(amount: Decimal, currency: str = "CNY") -> str:
    """Return "120 元" or "120 CNY", without needless zeros; nothing to pay is "免费"."""
    if not amount:
        return _("free of charge")
    number = f"{amount:.2f}".removesuffix(".00")
    return _("%(number)s yuan", number=number) if currency == "CNY" else f"{currency} {number}"


FILTERS: dict[str, Any] = {f.__name__: f for f in (day, hour, moment, month, span, weekday, money)}
