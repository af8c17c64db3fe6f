"""The rounds: what is due without anybody asking for it.

Each item is a transaction of its own, so an error in one stops no other, and several workers may do the same
round: locks and leases keep them apart.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_babel import force_locale

from activity_center import clock
from activity_center.absences import service as absences
from activity_center.audit import SYSTEM
from activity_center.competitions import jobs, pair_apart
from activity_center.competitions import settling as competitions
from activity_center.db import db, transaction
from activity_center.enrolment import settling
from activity_center.kiosk import visits
from activity_center.notices import mail
from activity_center.people import idempotency, throttle, tokens
from activity_center.societies import elections, events, seats
from activity_center.tables import settling as tables

PAUSE = 5
log = logging.getLogger(__name__)


def log_to_stderr() -> None:
    """Let errors of this process go to stderr, with the time."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")


def run(app: Flask, stop: threading.Event) -> None:
    """Do a round every few seconds until told to stop."""
    while not stop.is_set():
        with app.app_context(), force_locale("zh"):
            do_round(stop)
        stop.wait(PAUSE)


def do_round(stop: threading.Event | None = None) -> bool:
    """Do everything that is due at this moment, once, and say whether all of it went well.

    Told to stop, it ends after the item in hand.
    """
    stop = stop or threading.Event()
    parts = (let_go, settle_waitlists, settle_tables, settle_societies, follow_events, settle_competitions)
    parts += (count_elections, look_at_absences, send_notices, tidy_up, pair_rounds)
    went_well = [_tried(part, stop) for part in parts]
    return all(went_well)


def let_go(_stop: threading.Event) -> None:
    """End the waiting in terms that are over, and what people hold who have left."""
    with transaction() as session:
        settling.end_what_is_over(session, clock.now())
        settling.release_the_departed(session, clock.now())


def settle_waitlists(stop: threading.Event) -> bool:
    """Let offers lapse, and hand free seats to the head of each waitlist."""
    due = settling.sections_due(db.session(), clock.now())
    went_well = [_tried(settle_waitlist, section_id) for section_id in due if not stop.is_set()]
    return all(went_well)


def settle_waitlist(section_id: int) -> None:
    """Settle one waitlist."""
    with transaction() as session:
        settling.settle(session, section_id, clock.now())


def settle_tables(stop: threading.Event) -> bool:
    """End the turns at walk-in tables whose time is over, and call whoever is next."""
    due = tables.rooms_due(db.session(), clock.now())
    went_well = [_tried(settle_room, room_id) for room_id in due if not stop.is_set()]
    return all(went_well)


def settle_room(room_id: int) -> None:
    """Settle the tables of one room."""
    with transaction() as session:
        tables.settle(session, room_id, clock.now())


def look_at_absences(stop: threading.Event) -> bool:
    """Propose to staff what follows where somebody stays away, and withdraw what does not any more."""
    due = absences.sections_due(db.session(), clock.now())
    went_well = [_tried(look_at_section, section_id) for section_id in due if not stop.is_set()]
    return all(went_well)


def look_at_section(section_id: int) -> None:
    """Look at the absences of one section."""
    with transaction() as session:
        absences.look(session, section_id, clock.now())


def settle_competitions(stop: threading.Event) -> bool:
    """Let offers of places in competitions lapse, and hand free places to whoever waits."""
    due = competitions.categories_due(db.session(), clock.now())
    went_well = [_tried(settle_category, category_id) for category_id in due if not stop.is_set()]
    return all(went_well)


def settle_category(category_id: int) -> None:
    """Settle the places of one category."""
    with transaction() as session:
        competitions.settle(session, category_id, clock.now())


def pair_rounds(stop: threading.Event) -> bool:
    """Pair the rounds of a Swiss that staff have asked for; it comes last, because it may take seconds."""
    went_well = [_tried(pair_round, id) for id in jobs.due(db.session(), clock.now()) if not stop.is_set()]
    return all(went_well)


def pair_round(pairing_id: int) -> None:
    """Pair one round."""
    pair_apart.pair(pairing_id, clock.now)


def settle_societies(stop: threading.Event) -> bool:
    """Let offers of places in societies and events lapse, and hand free places to the head of each waitlist."""
    kinds = (seats.SOCIETIES, seats.EVENTS)
    due = [(kind, id) for kind in kinds for id in seats.due(db.session(), kind, clock.now())]
    went_well = [_tried(settle_places, one) for one in due if not stop.is_set()]
    return all(went_well)


def settle_places(one: tuple[seats.Kind, int]) -> None:
    """Settle the waitlist of one society or event."""
    with transaction() as session:
        seats.settle(session, *one, clock.now())


def follow_events(stop: threading.Event) -> bool:
    """Tell people of events whose bookings somebody else has moved or cancelled."""
    strayed = events.strayed(db.session(), clock.now())
    went_well = [_tried(follow_event, id) for id in strayed if not stop.is_set()]
    return all(went_well)


def follow_event(event_id: int) -> None:
    """Tell people of one event."""
    with transaction() as session:
        events.follow(session, event_id, at=clock.now())


def count_elections(stop: threading.Event) -> bool:
    """Count the elections that have ended, once all ballots of paper are keyed in."""
    due = elections.due(db.session(), clock.now())
    went_well = [_tried(count_election, id) for id in due if not stop.is_set()]
    return all(went_well)


def count_election(election_id: int) -> None:
    """Count one election."""
    with transaction() as session:
        elections.close(session, election_id, at=clock.now(), by=SYSTEM)


def send_notices(_stop: threading.Event) -> None:
    """Send what is due by e-mail."""
    mail.send_due(clock.now)


def tidy_up(_stop: threading.Event) -> None:
    """Forget what need not be remembered: tokens, answers to programs, failures to sign in, visits nobody ended."""
    with transaction() as session:
        for kept in (tokens, idempotency, throttle, visits):
            kept.purge(session, clock.now())


def _tried(act: Callable[[Any], object], argument: object) -> bool:
    """Do one thing and say whether it went well; what went wrong is in the log."""
    try:
        return act(argument) is not False
    except Exception:
        log.exception("the worker could not %s (%s)", act.__name__.replace("_", " "), argument)
        return False
    finally:
        db.session.remove()
