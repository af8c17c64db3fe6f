"""A section in words: what its card in the catalogue and its own page say. Nothing here looks anything up."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from babel.dates import format_skeleton
from flask import url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from activity_center import formats, words
from activity_center.courses.rules import FeePer, Mode, SectionStatus
from activity_center.db import zone
from activity_center.enrolment.listing import Listed
from activity_center.enrolment.queries import Seat
from activity_center.enrolment.rules import Status
from activity_center.errors import Reason
from activity_center.sentences import Said, say

# A button as the templates draw it: label, address, kind and method.
Act = tuple[str, str, str, str]


@dataclass(frozen=True)
class Card:
    """One row of the catalogue; templates/parts/section.html says what each part is."""

    url: str
    title: str
    times: list[tuple[str, str, str]]
    pills: list[tuple[str, str]]
    facts: list[str]
    words: str
    more: str
    fill: float | None
    level: str
    act: Act
    refusals: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class SeatsInWords:
    """How many places there are: the number in bold, the rest of the sentence, and the bar that repeats it."""

    words: str
    more: str = ""
    fill: float | None = None
    level: str = "free"


def card(listed: Listed, act: Act | None = None) -> Card:
    """Return what the catalogue shows of a section, with the next step unless a page has one of its own."""
    section = listed.section
    seats = seats_in_words(listed)
    return Card(
        url=url_for("enrolment.section", section_id=section.id),
        title=section.title,
        times=[weekly(row) for row in section.times if row.weekday and row.starts],
        pills=pills(listed),
        facts=facts(section),
        words=seats.words,
        more=seats.more,
        fill=seats.fill,
        level=seats.level,
        act=act or next_step(listed),
        refusals=[] if section.mode is Mode.WALK_IN else said(listed.reasons),
    )


def weekly(row: Any) -> tuple[str, str, str]:
    """Return weekday, start and end of a weekly time."""
    return formats.weekday(row.weekday), formats.hour(row.starts), formats.hour(row.ends) if row.ends else ""


def place(row: Any) -> str:
    """Return where a weekly time or a meeting takes place, "" where nobody knows."""
    return row.room.name if row.room else row.place


def facts(section: Any) -> list[str]:
    """Return the short facts of a section: its number, department, instructor, place, length and fee."""
    course = section.course
    found = [
        _("No. %(n)s", n=section.id),
        course.name_en if is_english() else "",
        department(course.department) if course.department else "",
        section.instructor and section.instructor.name,
        *dict.fromkeys(place(row) for row in section.times),
        _("%(n)s weeks", n=section.weeks) if section.weeks else "",
        days(section),
        fee(section),
    ]
    return [fact for fact in found if fact]


def department(row: Any) -> str:
    """Return the name of a department in the reader's language, as far as there is one."""
    return (is_english() and row.name_en) or row.name


def is_english() -> bool:
    """Say whether the reader reads English."""
    return str(get_locale()) == "en"


def department_choices(found: Iterable[Any], chosen: Collection[int]) -> list[tuple[int, str, bool]]:
    """Return the departments as boxes to tick, each with how many classes it has."""
    return [
        (row.id, _("%(name)s (%(n)s)", name=department(row), n=number), row.id in chosen)
        for row, number in found
        if row
    ]


def days(section: Any) -> str:
    """Return the first and the last day where they are the section's own, "" where it follows its term."""
    if section.weeks or (section.term and not section.first_on):
        return ""
    return days_between(section.first_on, section.last_on)


def days_between(first_on: date | None, last_on: date | None) -> str:
    """Return "9月7日 – 12月25日", as far as it is known, with the years where there are two."""
    known = [on for on in dict.fromkeys((first_on, last_on)) if on]
    with_year = len({on.year for on in known}) > 1
    return " – ".join(_date(on, with_year) for on in known)


def _date(on: date, with_year: bool) -> str:
    if is_english():
        return format_date(on, "d MMM y" if with_year else "d MMM")
    return format_skeleton("yMMMd" if with_year else "MMMd", on, locale=get_locale())


def lasts(section: Any) -> str:
    """Return for how long a section goes on: so many weeks, or from one day to another, its own or its term's."""
    first_on = section.first_on or (section.term and section.term.first_on)
    last_on = section.last_on or (section.term and section.term.last_on)
    if section.weeks and first_on:
        return _("%(n)s weeks from %(day)s", n=section.weeks, day=days_between(first_on, None))
    return days_between(first_on, last_on)


def fee(section: Any) -> str:
    """Return what the section costs, in our words or else in those of its catalogue."""
    if section.fee_amount is None:
        return section.fee_words
    amount = formats.money(section.fee_amount, section.fee_currency)
    yearly = section.fee_amount and section.fee_per is FeePer.YEAR
    return _("%(amount)s a year", amount=amount) if yearly else amount


def seats_in_words(listed: Listed) -> SeatsInWords:
    """Say how many places a newcomer may have, or how many people wait or have applied."""
    section, counts = listed.section, listed.counts
    if section.status is SectionStatus.CANCELLED:
        return SeatsInWords(_("This class has been cancelled"))
    if section.mode is Mode.WALK_IN:
        return SeatsInWords(_("Walk in: no enrolment"), _("just come at the time shown"))
    if section.capacity is None:
        return SeatsInWords("")
    if section.mode is Mode.DRAW:
        return SeatsInWords(_("%(n)s applied", n=counts.applied), _for_places(section.capacity, counts.applied))
    fill = min(1.0, counts.taken / section.capacity) if section.capacity else 1.0
    left = listed.places_left
    if not left:
        return SeatsInWords(_("Full,"), _ahead(counts.waiting), fill, "full")
    few = left <= max(1, section.capacity // 10)
    said = _("Only %(n)s seats left", n=left) if few else _("%(n)s seats left", n=left)
    return SeatsInWords(said, _("of %(n)s", n=section.capacity), fill, "few" if few else "free")


def _ahead(waiting: int) -> str:
    return _("%(n)s people are waiting", n=waiting) if waiting else _("nobody is waiting yet")


def _for_places(capacity: int, applied: int) -> str:
    if applied <= capacity:
        return _("for %(n)s seats", n=capacity)
    return _("for %(n)s seats, chance about %(chance)s%%", n=capacity, chance=100 * capacity // applied)


def pills(listed: Listed) -> list[tuple[str, str]]:
    """Return what stands out: what the section is to the reader, and that it admits by draw."""
    drawn = [(_("Draw"), "indigo")] if listed.section.mode is Mode.DRAW else []
    return drawn + ([standing(listed.seat)] if listed.seat else [])


def standing(seat: Seat) -> tuple[str, str]:
    """Return what somebody has in a section, as the text and the colour of a pill."""
    if seat.status is Status.WAITING:
        return _("You are waiting, place %(n)s", n=seat.position), "amber"
    return {
        Status.ENROLLED: (_("You are enrolled"), "jade"),
        Status.OFFERED: (_("A place is kept for you: please decide"), "amber"),
        Status.APPLIED: (_("You have applied"), "indigo"),
    }.get(seat.status, (str(words.ENROLMENT_STATUS[seat.status.value]), ""))


def past(enrolment: Any, seat: Seat) -> list[str]:
    """Return what became of an enrolment that has ended: class, term, state, and since when."""
    term = enrolment.section.term.name if enrolment.section.term else ""
    state = str(words.ENROLMENT_STATUS[seat.status.value])
    return [enrolment.section.title, term, state, formats.day(enrolment.changed_at)]


_KINDS = {Status.ENROLLED: "main", Status.WAITING: "wait", Status.APPLIED: "draw"}


def next_step(listed: Listed, person_id: int | None = None) -> Act:
    """Return the next step: ask for a place where that leads anywhere, else look at the section."""
    id = listed.section.id
    if listed.seat and listed.seat.status is Status.OFFERED:
        return _("Decide now"), url_for("enrolment.section", section_id=id), "main", "get"
    if listed.seat or not listed.is_open:
        return _("Look at it"), url_for("enrolment.section", section_id=id), "plain", "get"
    url = url_for("enrolment.confirm", section_id=id, person=person_id)
    return ask_label(listed.leads_to), url, _KINDS[listed.leads_to], "get"


def ask_label(leads_to: Status) -> str:
    """Return what the button says that asks for a place."""
    return {
        Status.ENROLLED: _("Enrol"),
        Status.WAITING: _("Join the waitlist"),
        Status.APPLIED: _("Apply for the draw"),
    }[leads_to]


def windows(term: Any, at: datetime) -> list[tuple[str, str, bool]]:
    """Return who may enrol when, and when teaching begins: name, when in words, and whether that is now."""
    told = [(window.name, _when(window, at), window.opens_at <= at < window.closes_at) for window in term.windows]
    return [*told, (_("Teaching begins"), formats.day(term.first_on), False)]


def _when(window: Any, at: datetime) -> str:
    if at < window.opens_at:
        return _("from %(day)s", day=formats.moment(window.opens_at))
    if at < window.closes_at:
        return _("now, until %(day)s", day=formats.moment(window.closes_at))
    return _("%(day)s, over", day=days_between(_day(window.opens_at), _day(window.closes_at)))


def _day(moment: datetime) -> date:
    return moment.astimezone(zone()).date()


def ages(section: Any) -> list[str]:
    """Return the age limits of a section in words; none is an empty list."""
    told = []
    least = (section.min_age_female, section.min_age_male)
    if least[0] == least[1] and least[0] is not None:
        told.append(_("from %(age)s years", age=least[0]))
    else:
        told += [_("women from %(age)s years", age=least[0])] if least[0] is not None else []
        told += [_("men from %(age)s years", age=least[1])] if least[1] is not None else []
    if section.max_age is not None:
        told.append(_("up to %(age)s years", age=section.max_age))
    if section.max_age_new is not None:
        told.append(_("new learners up to %(age)s years", age=section.max_age_new))
    return told


def categories(values: Iterable[str]) -> str:
    """Return whom a section admits, in words."""
    return _(", ").join(str(words.CATEGORY[value]) for value in values) or _("everybody")


def draw_day(section: Any) -> str:
    """Say when the draw of a section will be held."""
    if section.draw_at is None:
        return _("The date of the draw will be announced.")
    return _("The draw will be held on %(day)s.", day=formats.moment(section.draw_at))


def said(reasons: Iterable[Reason]) -> list[Said]:
    """Return reasons as sentences."""
    return [say(reason) for reason in reasons]


def alternatives(reasons: Iterable[Reason]) -> list[tuple[str, str]]:
    """Return the other classes that reasons name, each once, as address and label of a button."""
    found = {other["section_id"]: other for reason in reasons for other in reason.facts.get("alternatives", [])}
    return [(url_for("enrolment.section", section_id=id), _alternative(other)) for id, other in found.items()]


def _alternative(other: dict[str, Any]) -> str:
    when = f"{formats.weekday(other['weekday'])} {formats.hour(time.fromisoformat(other['starts']))}"
    return _("Look at “%(title)s” %(when)s, %(seats)s seats left", title=other["title"], when=when, seats=other["free"])
