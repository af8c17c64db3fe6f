"""The one place where a notice becomes words, in the language of whoever reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import formats
from activity_center.errors import Reason
from activity_center.sentences import Said, say, shown
from activity_center.words import ENROLMENT_STATUS, FEE_PER, FORM_OUTCOME

# Kind -> its heading, its sentence, and where it leads. Headings are short enough for the subject of a mail.
KINDS: dict[str, tuple[Any, Any, str]] = {
    "offer_made": (
        _l("A seat is free for you"),
        _l("A seat in “%(title)s” is kept for you until %(expires_at)s. Please accept or decline it before then."),
        "/me",
    ),
    "offer_lapsed": (
        _l("Your seat has gone to the next person"),
        _l("The time to accept the seat in “%(title)s” has ended. You may join the waitlist again."),
        "section",
    ),
    "seat_passed_over": (
        _l("A free seat went past you"),
        _l("A seat in “%(title)s” became free, but you could not take it at present. You keep your place in line."),
        "section",
    ),
    "waiting_ended": (
        _l("The waitlist has ended"),
        _l("No seat in “%(title)s” became free in time, so its waitlist has ended."),
        "section",
    ),
    "enrolled_for_you": (
        _l("Somebody enrolled you"),
        _l("You were put down for “%(title)s”. State: %(status)s."),
        "/me",
    ),
    "moved_by_staff": (
        _l("You were moved to another class"),
        _l("Staff have moved you from “%(title)s” to “%(to_title)s”. Reason: %(note)s"),
        "/me",
    ),
    "swap_for_you": (
        _l("Another class was asked for, for you"),
        _l(
            "Staff have asked for a place in “%(to_title)s” for you, instead of the one in “%(title)s”."
            " State: %(status)s. You keep the old place until the new one is yours. Reason: %(note)s"
        ),
        "/me",
    ),
    "removed_by_staff": (
        _l("You were taken off a class"),
        _l("Staff have taken you off “%(title)s”. Reason: %(note)s"),
        "section",
    ),
    "certificate_issued": (
        _l("Your certificate is there"),
        _l("You have completed “%(title)s”: congratulations! Your certificate has the number %(number)s."),
        "/me/certificates",
    ),
    "certificate_of_contest": (
        _l("Your certificate is there"),
        _l("Congratulations! Your certificate of “%(title)s” has the number %(number)s."),
        "/me/certificates",
    ),
    "certificate_revoked": (
        _l("A certificate was revoked"),
        _l("Your certificate %(number)s for “%(title)s” is valid no more. Reason: %(note)s"),
        "/me/certificates",
    ),
    "accepted_for_you": (_l("A seat was accepted for you"), _l("You now have a seat in “%(title)s”."), "section"),
    "declined_for_you": (
        _l("A seat was declined for you"),
        _l("The seat kept for you in “%(title)s” was declined and goes to the next person."),
        "section",
    ),
    "withdrawn_for_you": (
        _l("You were withdrawn from a class"),
        _l("You no longer take part in “%(title)s”."),
        "section",
    ),
    "form_done": (
        _l("Your application form has been carried out"),
        _l("What became of your choices: %(outcomes)s."),
        "/me",
    ),
    "section_cancelled": (
        _l("A class is cancelled"),
        _l("“%(title)s” will not take place. Reason: %(note)s"),
        "section",
    ),
    "section_changed": (
        _l("A class has changed"),
        _l("“%(title)s” has changed: %(changes)s. All dates stand on the page of the class."),
        "section",
    ),
    "meeting_moved": (
        _l("A meeting is moved"),
        _l("“%(title)s” of %(was_at)s is moved to %(starts_at)s, %(place)s."),
        "section",
    ),
    "meeting_cancelled": (
        _l("A meeting is cancelled"),
        _l("“%(title)s” of %(starts_at)s does not take place. Reason: %(note)s"),
        "section",
    ),
    "meeting_restored": (
        _l("A meeting takes place after all"),
        _l("“%(title)s” of %(starts_at)s takes place after all, %(place)s."),
        "section",
    ),
    "meeting_added": (
        _l("There is one more meeting"),
        _l("“%(title)s” also meets on %(starts_at)s, %(place)s."),
        "section",
    ),
    "make_up_agreed": (
        _l("A make-up class was arranged for you"),
        _l("For the meeting of %(was_at)s that you miss, you can come to “%(title)s” on %(starts_at)s instead."),
        "/me/make-ups",
    ),
    "make_up_ended": (
        _l("A make-up class was taken back for you"),
        _l("You are not expected at “%(title)s” on %(starts_at)s any more, instead of the meeting of %(was_at)s."),
        "/me/make-ups",
    ),
    "instructor_substituted": (
        _l("Another instructor for a meeting"),
        _l("“%(title)s” of %(starts_at)s is taught by %(instructor)s."),
        "section",
    ),
    "room_changed": (
        _l("Another room for a meeting"),
        _l("“%(title)s” of %(starts_at)s meets in another place: %(place)s."),
        "section",
    ),
    "closing": (
        _l("Changes because something closes"),
        _l("Because of “%(why)s” something of yours changes: %(changes)s."),
        "/me/timetable",
    ),
    "leave_for_you": (
        _l("You are on leave"),
        _l("%(who)s has asked for leave for you, %(first_on)s to %(last_on)s: %(classes)s."),
        "/me/leave",
    ),
    "leave_taken_back": (
        _l("Your leave is taken back"),
        _l("Your leave of %(first_on)s to %(last_on)s (%(classes)s) was taken back: we expect you in class again."),
        "/me/leave",
    ),
    "leave_refused": (
        _l("Your leave is not accepted"),
        _l("Your leave of %(first_on)s to %(last_on)s (%(classes)s) is not accepted. Reason: %(note)s"),
        "/me/leave",
    ),
    "absence_warning": (
        _l("We miss you in class"),
        _l(
            "You have missed “%(title)s” %(missed)s times without leave. If something keeps you, please ask for leave"
            " or call us: leave is no absence."
        ),
        "section",
    ),
    "absence_warning_note": (
        _l("We miss you in class"),
        _l(
            "You have missed “%(title)s” %(missed)s times without leave. If something keeps you, please ask for leave"
            " or call us: leave is no absence. A word from us: %(note)s"
        ),
        "section",
    ),
    "booking_approved": (
        _l("Your booking is approved"),
        _l("The room for “%(title)s” is yours: %(days)s."),
        "/bookings",
    ),
    "booking_refused": (
        _l("Your booking was not approved"),
        _l("The room for “%(title)s” cannot be given to you: %(days)s. Reason: %(note)s"),
        "/bookings",
    ),
    "booking_cancelled": (
        _l("Your booking is cancelled"),
        _l("The room for “%(title)s” is not booked any more: %(days)s. Reason: %(note)s"),
        "/bookings",
    ),
    "booking_moved": (_l("Your booking is moved"), _l("Your booking “%(title)s”: %(days)s."), "/bookings"),
    "booking_restored": (
        _l("Your booking holds again"),
        _l("The room for “%(title)s” is booked after all: %(days)s."),
        "/bookings",
    ),
    "booking_added": (_l("Your booking has one more day"), _l("Your booking “%(title)s”: %(days)s."), "/bookings"),
    "series_changed": (
        _l("Your series of bookings is changed"),
        _l("Your booking “%(title)s”: %(days)s."),
        "/bookings",
    ),
    "round_given": (
        _l("Rooms for your society"),
        _l("“%(society)s” gets in “%(round)s”, every week: %(times)s. The page of the round says why."),
        "/me/rounds",
    ),
    "round_given_but": (
        _l("Rooms for your society"),
        _l("“%(society)s” gets in “%(round)s”, every week: %(times)s. Not free, and left out: %(left_out)s."),
        "/me/rounds",
    ),
    "round_nothing": (
        _l("No room for your society this time"),
        _l("“%(society)s” got no weekly time in “%(round)s”. The page of the round says why, wish by wish."),
        "/me/rounds",
    ),
    "entered_for_you": (
        _l("Somebody entered you for a competition"),
        _l("You were entered for “%(title)s”. If you would rather not take part, withdraw there."),
        "/me/competitions",
    ),
    "place_offered": (
        _l("A place in a competition is free for you"),
        _l("A place in “%(title)s” is kept for you until %(expires_at)s. Please accept or decline it before then."),
        "/me/competitions",
    ),
    "place_lapsed": (
        _l("No place in the competition this time"),
        _l("You do not wait for a place in “%(title)s” any more: the time has ended, or the lots are drawn."),
        "/me/competitions",
    ),
    "entry_ended": (
        _l("You no longer take part in a competition"),
        _l("Your entry for “%(title)s” was withdrawn. Reason: %(note)s"),
        "/me/competitions",
    ),
    "competition_cancelled": (
        _l("A competition is cancelled"),
        _l("“%(title)s” will not take place. Reason: %(note)s"),
        "/competitions",
    ),
    "match_set": (
        _l("When you play"),
        _l("Your first match in “%(title)s”: %(starts_at)s, %(place)s. All your matches stand on your page."),
        "/me/competitions",
    ),
    "exhibit_returned": (
        _l("Your work comes back"),
        _l("“%(title)s” cannot be shown like this. Reason: %(note)s Until entries close you may hand in another one."),
        "/me/competitions",
    ),
    "judge_appointed": (
        _l("You are asked to judge"),
        _l("You are a judge of “%(title)s”. Your page of judging shows the works, by number and without names."),
        "/judging",
    ),
    "show_published": (
        _l("The results of a show are here"),
        _l("The results of “%(title)s” can be read now, also how each came about."),
        "/competitions",
    ),
    "membership_offer_made": (
        _l("A place in a society is free for you"),
        _l("A place in “%(title)s” is kept for you until %(expires_at)s. Please accept or decline it before then."),
        "/me/societies",
    ),
    "membership_offer_lapsed": (
        _l("Your place has gone to the next person"),
        _l("The time to accept the place in “%(title)s” has ended. You may ask to join again."),
        "/societies",
    ),
    "joined_for_you": (
        _l("Somebody put you down for a society"),
        _l("You were put down for “%(title)s”. State: %(status)s."),
        "/me/societies",
    ),
    "society_accepted_for_you": (
        _l("A place in a society was accepted for you"),
        _l("You are a member of “%(title)s” now."),
        "/me/societies",
    ),
    "society_declined_for_you": (
        _l("A place in a society was declined for you"),
        _l("The place kept for you in “%(title)s” was declined and goes to the next person."),
        "/societies",
    ),
    "left_for_you": (
        _l("You are no longer in a society"),
        _l("Somebody has taken you off “%(title)s” at your wish."),
        "/societies",
    ),
    "removed_from_society": (
        _l("You were taken off a society"),
        _l("You are no longer in “%(title)s”. Reason: %(note)s"),
        "/societies",
    ),
    "society_says": (_l("Word from your society"), _l("“%(society)s” tells its members: %(text)s"), "/me/societies"),
    "society_approved": (
        _l("Your society is founded"),
        _l("“%(society)s” is approved. All its founders are members now."),
        "/me/societies",
    ),
    "society_refused": (
        _l("A society is not founded"),
        _l("“%(society)s” was not approved. Reason: %(note)s"),
        "/societies",
    ),
    "society_approved_now": (
        _l("Your society goes on"),
        _l("“%(society)s” may meet again. %(note)s"),
        "/me/societies",
    ),
    "society_suspended_now": (
        _l("Your society rests for a time"),
        _l("“%(society)s” does not meet until further notice; what it had planned is cancelled. Reason: %(note)s"),
        "/me/societies",
    ),
    "society_dissolved_now": (
        _l("Your society has ended"),
        _l("“%(society)s” is closed; what it had planned is cancelled. Reason: %(note)s"),
        "/societies",
    ),
    "election_called": (
        _l("Your society elects"),
        _l(
            "“%(society)s” holds an election. You can stand or name somebody until %(starts_at)s; "
            "votes are cast from then until %(expires_at)s."
        ),
        "/me/societies",
    ),
    "named_candidate": (
        _l("You are named for a post"),
        _l("Somebody in “%(society)s” has named you for a post. Please say until %(expires_at)s whether you accept."),
        "/me/societies",
    ),
    "election_counted": (
        _l("The votes in your society are counted"),
        _l("The result of the election in “%(society)s”, and the list of ballots, stand on its page."),
        "/me/societies",
    ),
    "election_cancelled": (
        _l("An election is called off"),
        _l("The election in “%(society)s” is called off. Reason: %(note)s"),
        "/me/societies",
    ),
    "plan_approved": (
        _l("The plan of your society is approved"),
        _l("The plan of “%(society)s” for %(term)s is approved. %(note)s"),
        "/me/societies",
    ),
    "plan_returned": (
        _l("The plan of your society is sent back"),
        _l("The plan of “%(society)s” for %(term)s is sent back. Reason: %(note)s"),
        "/me/societies",
    ),
    "review_passed": (
        _l("The yearly review of your society"),
        _l("“%(society)s” has passed its review of %(n)s. %(note)s"),
        "/me/societies",
    ),
    "review_conditions": (
        _l("The yearly review of your society"),
        _l("“%(society)s” has passed its review of %(n)s with conditions: %(note)s"),
        "/me/societies",
    ),
    "review_failed": (
        _l("The yearly review of your society"),
        _l("“%(society)s” has not passed its review of %(n)s. Reason: %(note)s"),
        "/me/societies",
    ),
    "renew_membership": (
        _l("Do you stay in your society?"),
        _l("“%(society)s” renews its roll for %(n)s. Please say on its page that you stay."),
        "/me/societies",
    ),
    "photo_hidden": (
        _l("Somebody does not want a picture shown"),
        _l("A picture of “%(title)s” is hidden now. Please look at it, and take it down or show it again."),
        "/events",
    ),
    "photo_shown_again": (
        _l("A picture is shown again"),
        _l("The picture of “%(title)s” that you asked to hide is shown again. The desk helps you if you are in it."),
        "/events",
    ),
    "photo_taken_down": (
        _l("A picture is taken down"),
        _l("The picture of “%(title)s” that you did not want shown is gone for good."),
        "/events",
    ),
    "event_announced": (
        _l("Your society has something planned"),
        _l("“%(society)s” has planned “%(title)s” for %(starts_at)s, %(place)s."),
        "/me/societies",
    ),
    "events_announced": (
        _l("Your society has something planned"),
        _l("“%(society)s” has planned “%(title)s” %(n)s times, the first on %(starts_at)s, %(place)s."),
        "/me/societies",
    ),
    "event_moved": (
        _l("An event is moved"),
        _l("“%(title)s” of %(was_at)s is now on %(starts_at)s, %(place)s."),
        "/me/societies",
    ),
    "event_cancelled": (
        _l("An event is cancelled"),
        _l("“%(title)s” of %(starts_at)s does not take place. Reason: %(note)s"),
        "/events",
    ),
    "event_restored": (
        _l("An event takes place after all"),
        _l("“%(title)s” of %(starts_at)s takes place after all, %(place)s."),
        "/me/societies",
    ),
    "signed_up_for_you": (
        _l("Somebody signed you up for an event"),
        _l("You were put down for “%(title)s”. State: %(status)s."),
        "/me/societies",
    ),
    "removed_from_event": (
        _l("You were taken off an event"),
        _l("You have no place in “%(title)s” any more. Reason: %(note)s"),
        "/events",
    ),
    "event_offer_made": (
        _l("A place in an event is free for you"),
        _l("A place in “%(title)s” is kept for you until %(expires_at)s. Please accept or decline it before then."),
        "/me/societies",
    ),
    "event_offer_lapsed": (
        _l("Your place has gone to the next person"),
        _l("The time to accept the place in “%(title)s” has ended. You may sign up again."),
        "/events",
    ),
    "report_done": (
        _l("What you reported is mended"),
        _l("%(room)s: “%(what)s” is mended. Thank you for telling us. %(note)s"),
        "/me/reports",
    ),
    "report_declined": (
        _l("What you reported will not be repaired"),
        _l("%(room)s: “%(what)s” will not be repaired. Reason: %(note)s"),
        "/me/reports",
    ),
}

# What became of one day of a booking.
DAYS: dict[str, Any] = {
    "on": _l("%(when)s (%(place)s)"),
    "moved": _l("%(was)s is now %(when)s (%(place)s)"),
    "gone": _l("%(when)s (%(place)s) is cancelled"),
    "new": _l("%(when)s (%(place)s) is added"),
    "more": _l("and %(n)s more days"),
}

# What is different in a class that has changed, or because something closes: the parts of one sentence.
CHANGES: dict[str, Any] = {
    "renamed": _l("it is called “%(title)s” now"),
    "taught_by": _l("it is taught by %(instructor)s"),
    "weekly": _l("it meets %(times)s"),
    "fee": _l("the fee is %(fee)s"),
    "draw": _l("the day of the draw: %(draw_at)s"),
    "meeting_moved": _l("the meeting of %(was_at)s is moved to %(starts_at)s, %(place)s"),
    "meetings_moved": _l("%(n)s meetings are moved, the first from %(was_at)s to %(starts_at)s"),
    "meeting_elsewhere": _l("the meeting of %(starts_at)s is in another place: %(place)s"),
    "meetings_elsewhere": _l("%(n)s meetings are in another place: %(place)s, the first on %(starts_at)s"),
    "meeting_cancelled": _l("the meeting of %(starts_at)s does not take place"),
    "meetings_cancelled": _l("%(n)s meetings do not take place, the first of them that of %(starts_at)s"),
    "meeting_added": _l("there is one more meeting on %(starts_at)s, %(place)s"),
    "meetings_added": _l("there are %(n)s more meetings, the first on %(starts_at)s"),
    "closing_moved": _l("“%(title)s” of %(was_at)s is moved to %(starts_at)s, %(place)s"),
    "closing_elsewhere": _l("“%(title)s” of %(starts_at)s is in another place: %(place)s"),
    "closing_cancelled": _l("“%(title)s” of %(starts_at)s does not take place"),
}


@dataclass(frozen=True)
class Told:
    """A notice as a person reads it; `reasons` say why, where there is a why; `url` is where it leads."""

    title: str
    sentence: str
    reasons: list[Said]
    url: str


def tell(kind: str, facts: Mapping[str, Any], section_id: int | None) -> Told:
    """Return a notice in the reader's language."""
    title, sentence, leads_to = KINDS[kind]
    reasons = [say(Reason(reason["code"], reason["facts"])) for reason in facts.get("reasons", [])]
    to_section = f"/sections/{section_id}" if section_id else "/me"
    url = to_section if leads_to == "section" else leads_to
    return Told(str(title), str(sentence) % _words(facts), reasons, url)


def change_said(change: Mapping[str, Any]) -> str:
    """Return one thing that is different in a class, in the reader's language."""
    return str(CHANGES[change["code"]]) % _words(change)


def _day_said(day: Mapping[str, Any]) -> str:
    was, sentence = day.get("was"), str(DAYS[day["code"]])
    return sentence % ({**day, "when": _when(day)} | ({"was": _where_and_when(was)} if was else {}))


def _when(day: Mapping[str, Any]) -> str:
    return formats.span(day["starts_at"], day["ends_at"]) if "starts_at" in day else ""


def _where_and_when(day: Mapping[str, Any]) -> str:
    return str(DAYS["on"]) % {"when": _when(day), "place": day["place"]}


def _times(times: Sequence[Mapping[str, Any]]) -> str:
    return _(", ").join(
        " ".join(
            part
            for part in (formats.weekday(t["weekday"]), f"{_hour(t['starts'])}–{_hour(t['ends'])}", t["place"])
            if part
        )
        for t in times
    )


def _hour(text: str) -> str:
    return formats.hour(time.fromisoformat(text))


def _fee(amount: str | None, currency: str, per: str) -> str:
    if amount is None:
        return _("not stated")
    money = Decimal(amount)
    return formats.money(money, currency) + (f" {FEE_PER[per]}" if money else "")


def outcome_said(outcome: Mapping[str, Any]) -> str:
    """Return what became of one choice of a paper form, with the reasons where it was refused."""
    became = str(FORM_OUTCOME[outcome["became"]]) % {"n": outcome["position"]}
    why = [say(Reason(reason["code"], reason["facts"])).message for reason in outcome["reasons"]]
    return " ".join([became, *why])


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    words = shown(dict(facts))
    for name in ("was_at", "expires_at", "draw_at"):
        if facts.get(name):
            words[name] = formats.moment(facts[name])
    for name in ("first_on", "last_on"):
        if name in facts:
            words[name] = formats.day(facts[name])
    if "classes" in facts:
        words["classes"] = facts["classes"] or _("all classes")
    if "times" in facts:
        words["times"] = _times(facts["times"])
    if "left_out" in facts:
        words["left_out"] = _(", ").join(formats.day(on) for on in facts["left_out"])
    if "amount" in facts:
        words["fee"] = _fee(facts["amount"], facts["currency"], facts["per"])
    if "changes" in facts:
        words["changes"] = _("; ").join(change_said(change) for change in facts["changes"])
    if "days" in facts:
        words["days"] = _("; ").join(map(_day_said, facts["days"]))
    if "outcomes" in facts:
        told = [
            _("%(class)s: %(became)s", **{"class": o["title"] or o["number"], "became": outcome_said(o)})
            for o in facts["outcomes"]
        ]
        words["outcomes"] = _("; ").join(told)
    if "status" in facts:
        words["status"] = str(ENROLMENT_STATUS[facts["status"]])
    for name in ("note", "place", "instructor", "draw_at", "who"):
        if not words.get(name, "-"):
            words[name] = _("not stated")
    return words
