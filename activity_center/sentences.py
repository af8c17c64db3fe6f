"""The one place where a reason becomes a sentence and a remedy.

Each code has two sentences: why not, and what can be done instead. They are made from the facts of the Reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import formats
from activity_center.errors import Reason
from activity_center.words import CATEGORY


@dataclass(frozen=True)
class Said:
    """A reason as a person reads it."""

    code: str
    message: str
    remedy: str


SENTENCES: dict[str, tuple[Any, Any]] = {
    # About membership
    "person_not_active": (
        _l("Your membership is not confirmed yet."),
        _l("Please bring your papers to the desk; once staff have confirmed you, you can enrol."),
    ),
    # About the section
    "section_cancelled": (_l("“%(title)s” has been cancelled."), _l("Please choose another class.")),
    "section_draft": (_l("“%(title)s” is not open for enrolment yet."), _l("Please look again later.")),
    "section_over": (
        _l("“%(title)s” ended on %(ended_on)s."),
        _l("Please look for it in the catalogue of the next term."),
    ),
    "walk_in": (
        _l("“%(title)s” takes no enrolment."),
        _l("Just come at the time shown; places go to those who come."),
    ),
    # About the time of enrolment
    "window_none": (
        _l("Enrolment is not open for your category in this term."),
        _l("Please ask the desk when it will be your turn."),
    ),
    "window_before": (_l("Enrolment opens for you on %(opens_at)s."), _l("Please come back then.")),
    "window_closed": (
        _l("Enrolment closed for you on %(closes_at)s."),
        _l("Please ask the desk whether a late place is possible."),
    ),
    # About the person
    "category_not_admitted": (
        _l("This class is for %(categories)s."),
        _l("If your category is wrong in our register, please tell the desk."),
    ),
    "birth_date_missing": (
        _l("This class has an age limit and we do not know your date of birth."),
        _l("Please show your identity card at the desk."),
    ),
    "sex_missing": (
        _l("The age limit of this class differs for men and women, and our register does not say which you are."),
        _l("Please show your identity card at the desk."),
    ),
    "too_young": (
        _l("You will be %(age)s when the class begins; it admits people from %(limit)s."),
        _l("Please choose a class without this limit."),
    ),
    "too_old": (
        _l("You will be %(age)s when the class begins; it admits people up to %(limit)s."),
        _l("Please choose a class without this limit."),
    ),
    "too_old_new": (
        _l("You will be %(age)s when the class begins; it admits new learners up to %(limit)s."),
        _l("Please choose a class without this limit."),
    ),
    # About the person's other places
    "limit_reached": (
        _l("You already hold %(limit)s places this term (%(titles)s), which is the most one person may hold."),
        _l("If you would rather have this class, swap it for one of yours."),
    ),
    "clash": (
        _l("It clashes with your “%(title)s” (%(starts_at)s)."),
        _l("Choose another time, or swap that class for this one."),
    ),
    # About decisions
    "offer_lapsed": (
        _l("The time to accept this place ended on %(expired_at)s."),
        _l("You may join the waitlist again."),
    ),
    "not_offered": (
        _l("There is no place offered to you in this class at present."),
        _l("We will tell you as soon as one becomes free."),
    ),
    "section_unknown": (_l("There is no such class."), _l("Please choose one from the catalogue.")),
    "signed_out": (_l("You have been signed out meanwhile."), _l("Please sign in again and repeat what you did.")),
    "key_reused": (
        _l("This Idempotency-Key was used for a different request."),
        _l("Use a new key for each new request."),
    ),
    "capacity_negative": (_l("A class cannot have fewer than 0 places."), _l("Please type 0 or more.")),
    "enrolment_over": (_l("This enrolment has already ended."), _l("You may enrol again if you wish.")),
}

_SHOWN: dict[str, Callable[[Any], str]] = {
    "opens_at": formats.moment,
    "closes_at": formats.moment,
    "starts_at": formats.moment,
    "ends_at": formats.hour,
    "expired_at": formats.moment,
    "ended_on": formats.day,
    "on": formats.day,
    "titles": lambda titles: _(", ").join(titles),
    "categories": lambda values: _(", ").join(str(CATEGORY[value]) for value in values),
}


def say(reason: Reason) -> Said:
    """Return a reason as sentences in the reader's language.

    Where the reason carries `alternatives` (see enrolment.service.with_alternatives) the first is named.
    """
    why, remedy = SENTENCES[reason.code]
    facts = shown(reason.facts)
    sentence = str(remedy) % facts
    for other in reason.facts.get("alternatives", [])[:1]:
        sentence = _alternative(other)
    return Said(reason.code, str(why) % facts, sentence)


def _alternative(other: dict[str, Any]) -> str:
    facts = {
        "title": other["title"],
        "when": f"{formats.weekday(other['weekday'])} {other['starts']}",
        "seats": other["free"],
    }
    if other["any_age"]:
        return _("You could take “%(title)s” instead, at any age: %(when)s, %(seats)s places left.", **facts)
    return _("You could take “%(title)s” instead: %(when)s, %(seats)s places left.", **facts)


def shown(facts: dict[str, Any]) -> dict[str, Any]:
    """Return facts with moments, days and lists as people read them."""
    return {name: _SHOWN[name](value) if name in _SHOWN else value for name, value in facts.items()}
