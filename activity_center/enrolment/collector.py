"""The door through which browsers and programs ask for seats: a group commit.

One thread in each web process gathers the calls that wait at the same moment into one transaction, and answers
each only after the commit. Nothing is kept here but the calls in flight: the database stays the only truth. A process
that is killed in a rush has committed at most asks that were not answered, and asking again answers "you have it".
"""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from queue import SimpleQueue
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.audit import Actor
from activity_center.db import db, lock, transaction
from activity_center.enrolment.asking import Ask, Outcome, request_seats
from activity_center.errors import Reason
from activity_center.people import idempotency
from activity_center.people import service as people
from activity_center.people.idempotency import Key, Stored
from activity_center.people.models import Person

# As many as one transaction takes: its locks are held for some 10 ms, and more would gain little.
_MOST = 64

Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Call:
    """A wish for a seat as it comes in from outside, before anybody looked at the database.

    Who asks is `person_id`, of whose sign-in `serial` is checked, or whoever holds the API token with the digest
    `token`. `for_id` is whom it is for, where the view has found that the caller may act for them. A program that
    may repeat its call gives `key`, the digest of its request, and `render`, which makes the answer that is kept.
    """

    section_id: int
    at: datetime
    via: str
    address: str | None = None
    person_id: int | None = None
    serial: int | None = None
    token: str | None = None
    for_id: int | None = None
    scope: str = ""
    key: str = ""
    request_digest: str = ""
    render: Callable[[Outcome], Answer] | None = None


@dataclass(frozen=True)
class Reply:
    """What the door answers: an outcome, or the answer that the same key got before."""

    outcome: Outcome
    kept: Answer | None = None


def ask(call: Call) -> Reply:
    """Hand in one call and wait until it is decided and committed.

    The caller's own connection is given back first: a thread that waits here holds none.
    """
    db.session.remove()
    collector = current_app.extensions.setdefault("collector", Collector(current_app._get_current_object()))  # type: ignore[attr-defined]
    return collector.ask(call)


class Collector:
    """The queue and the thread of one process; the thread starts at the first call, after any fork."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._queue: SimpleQueue[tuple[Call, Future[Reply]]] = SimpleQueue()
        self._starting = threading.Lock()
        self._process: int | None = None
        self._next: tuple[Call, Future[Reply]] | None = None

    def ask(self, call: Call) -> Reply:
        """Queue one call and wait for its reply."""
        if self._process != os.getpid():
            self._start()
        future: Future[Reply] = Future()
        self._queue.put((call, future))
        return future.result()

    def _start(self) -> None:
        with self._starting:
            if self._process != os.getpid():
                self._queue = SimpleQueue()
                self._process = os.getpid()
                threading.Thread(target=self._run, name="collector", daemon=True).start()

    def _run(self) -> None:
        while True:
            self._serve(self._gathered())

    def _gathered(self) -> list[tuple[Call, Future[Reply]]]:
        """Wait for one call and take those behind it, up to one that repeats a key: that one opens the next batch."""
        batch, self._next = [self._next or self._queue.get()], None
        keys = {batch[0][0].key}
        while len(batch) < _MOST and not self._queue.empty():
            one = self._queue.get()
            if one[0].key and one[0].key in keys:
                self._next = one
                break
            keys.add(one[0].key)
            batch.append(one)
        return batch

    def _serve(self, batch: Sequence[tuple[Call, Future[Reply]]]) -> None:
        """Answer a batch; where it fails as a whole each call is tried alone, so that one cannot spoil the others."""
        try:
            replies = self._carried_out([call for call, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                batch[0][1].set_exception(error)
                return
            for one in batch:
                self._serve([one])
            return
        for (_, future), reply in zip(batch, replies, strict=True):
            future.set_result(reply)

    def _carried_out(self, calls: Sequence[Call]) -> list[Reply]:
        with self._app.app_context(), transaction() as session:
            return carry_out(session, calls, clock.now())


def carry_out(session: Session, calls: Sequence[Call], at: datetime) -> list[Reply]:
    """Decide calls in order of arrival, with their tokens and keys checked in the same transaction.

    No key may be there twice. Keys are read after their owners are locked, so a repetition in another process waits.
    """
    holders = people.token_holders(session, {call.token for call in calls if call.token}, at=at)
    asks = [_as_ask(call, holders) for call in calls]
    keys = [_key(call, ask) for call, ask in zip(calls, asks, strict=True)]
    if any(keys):
        lock(session, Person, {id for ask in asks if ask for id in (ask.person_id, ask.by.person_id) if id})
    stored = idempotency.stored(session, {key for key in keys if key})
    replies = [
        _known(call, ask, stored.get(key) if key else None) for call, ask, key in zip(calls, asks, keys, strict=True)
    ]
    new = [place for place, reply in enumerate(replies) if reply is None]
    outcomes = request_seats(session, [ask for place in new if (ask := asks[place])], at)
    for place, outcome in zip(new, outcomes, strict=True):
        replies[place] = _rendered(calls[place], outcome)
    kept = {
        key: Stored(calls[place].request_digest, *reply.kept)
        for place in new
        if (key := keys[place]) and (reply := replies[place]) and reply.kept
    }
    idempotency.keep(session, kept, at)
    return [reply for reply in replies if reply]


def _as_ask(call: Call, holders: Mapping[str, int]) -> Ask | None:
    """Return the ask that a call amounts to, or None where its token is not good any more."""
    actor_id = holders.get(call.token) if call.token else call.person_id
    if actor_id is None:
        return None
    by = Actor(actor_id, call.via, call.address)
    # A sign-in is checked against the person it belongs to, who is also whom it is for unless the view said otherwise.
    return Ask(call.for_id or actor_id, call.section_id, by, call.at, serial=None if call.for_id else call.serial)


def _key(call: Call, ask: Ask | None) -> Key | None:
    return Key(ask.by.person_id, call.scope, call.key) if ask and ask.by.person_id and call.key else None


def _known(call: Call, ask: Ask | None, stored: Stored | None) -> Reply | None:
    """Return the reply of a call that needs no deciding: signed out, answered before, or its key used for another."""
    if ask is None:
        return Reply(Outcome(reasons=[Reason("signed_out")]))
    if stored is None:
        return None
    if stored.digest != call.request_digest:
        return Reply(Outcome(reasons=[Reason("key_reused")]))
    return Reply(Outcome(), (stored.status or 200, stored.answer or {}))


def _rendered(call: Call, outcome: Outcome) -> Reply:
    """Make the answer that is kept under the call's key; a refusal is not kept, it may be otherwise next time."""
    return Reply(outcome, call.render(outcome) if call.key and call.render and outcome.seat else None)
