"""What kinds of notices there are, what each must know, and how patiently one is sent."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

# Kind -> the facts its sentence is made from. Moments are ISO 8601 text; `reasons` are {code, facts} of refusals.
KINDS: dict[str, frozenset[str]] = {
    kind: frozenset(facts.split())
    for kind, facts in {
        # From the waitlist
        "offer_made": "title expires_at",
        "offer_lapsed": "title",
        "seat_passed_over": "title reasons",
        "waiting_ended": "title",
        # What staff or a proxy did for somebody
        "enrolled_for_you": "title status",
        "moved_by_staff": "title to_title note",
        "swap_for_you": "title to_title status note",
        "removed_by_staff": "title note",
        "accepted_for_you": "title",
        "declined_for_you": "title",
        "withdrawn_for_you": "title",
        "form_done": "outcomes",
        # Changes of a class
        "section_cancelled": "title note",
        "section_changed": "title changes",
        "meeting_moved": "title was_at starts_at place",
        "meeting_cancelled": "title starts_at note",
        "meeting_restored": "title starts_at place",
        "meeting_added": "title starts_at place",
        "make_up_agreed": "title starts_at was_at",
        "make_up_ended": "title starts_at was_at",
        "instructor_substituted": "title starts_at instructor",
        "room_changed": "title starts_at place",
        # A closure, with everything it changes for somebody
        "closing": "why changes",
        # Leave that somebody else asked for, took back or refused
        "leave_for_you": "first_on last_on classes who",
        "leave_taken_back": "first_on last_on classes",
        "leave_refused": "first_on last_on classes note",
        # Somebody who stays away
        "absence_warning": "title missed",
        "absence_warning_note": "title missed note",
        # Bookings of rooms
        "booking_approved": "title days",
        "booking_refused": "title days note",
        "booking_cancelled": "title days note",
        "booking_moved": "title days",
        "booking_restored": "title days",
        "booking_added": "title days",
        "series_changed": "title days",
        # Rounds in which societies asked for rooms
        "round_given": "society round times",
        "round_given_but": "society round times left_out",
        "round_nothing": "society round",
        # Certificates
        "certificate_issued": "title number",
        "certificate_revoked": "title number note",
        "certificate_of_contest": "title number",
        # Competitions
        "entered_for_you": "title",
        "place_offered": "title expires_at",
        "place_lapsed": "title",
        "entry_ended": "title note",
        "competition_cancelled": "title note",
        "match_set": "title starts_at place",
        "exhibit_returned": "title note",
        "judge_appointed": "title",
        "show_published": "title",
        # Societies: who is in them, and what their officers say
        "membership_offer_made": "title expires_at",
        "membership_offer_lapsed": "title",
        "joined_for_you": "title status",
        "society_accepted_for_you": "title",
        "society_declined_for_you": "title",
        "left_for_you": "title",
        "removed_from_society": "title note",
        "society_says": "society text",
        "society_approved": "society",
        "society_refused": "society note",
        "society_approved_now": "society note",
        "society_suspended_now": "society note",
        "society_dissolved_now": "society note",
        # What societies decide and keep
        "election_called": "society starts_at expires_at",
        "named_candidate": "society expires_at",
        "election_counted": "society",
        "election_cancelled": "society note",
        "plan_approved": "society term note",
        "plan_returned": "society term note",
        "review_passed": "society n note",
        "review_conditions": "society n note",
        "review_failed": "society n note",
        "renew_membership": "society n",
        # Events
        "event_announced": "society title starts_at place",
        "events_announced": "society title starts_at place n",
        "event_moved": "title was_at starts_at place",
        "event_cancelled": "title starts_at note",
        "event_restored": "title starts_at place",
        "signed_up_for_you": "title status",
        "removed_from_event": "title note",
        "event_offer_made": "title expires_at",
        "event_offer_lapsed": "title",
        "photo_hidden": "title",
        "photo_shown_again": "title",
        "photo_taken_down": "title",
        # What was broken in a room
        "report_done": "room what note",
        "report_declined": "room what note",
    }.items()
}

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
_PAUSES = (1, 5, 15, 60, 240, 720, 1440)


def missing_facts(kind: str, facts: Mapping[str, Any]) -> frozenset[str]:
    """Return the facts that a notice of this kind lacks; a kind nobody listed is a bug."""
    return KINDS[kind] - facts.keys()


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many vain attempts, or None when it is time to give up."""
    return timedelta(minutes=_PAUSES[attempts - 1]) if attempts < ATTEMPTS else None
