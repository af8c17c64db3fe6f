"""The frame of an act: who asks, for whom, the same request once, and one transaction around it all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, jsonify
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.api import auth, idempotency
from activity_center.audit import Actor
from activity_center.db import transaction
from activity_center.errors import NotYours
from activity_center.people import service as people


@dataclass(frozen=True)
class Asking:
    """One request to act: the holder of the token asks, and `person_id` is whom the act concerns."""

    session: Session
    me: int
    person_id: int
    at: datetime

    @property
    def who(self) -> dict[str, Any]:
        """Return when and by whom, as services take them."""
        return {"at": self.at, "by": self.by}

    @property
    def by(self) -> Actor:
        """Return who asks, for the audit."""
        return auth.by(self.me)


Act = Callable[[Asking], idempotency.Answer]
Whom = Callable[[Session, int], int]


def carried_out(act: Act, whom: Whom | None = None) -> tuple[Response, int]:
    """Carry out an act and answer what came of it; `whom` finds whom it concerns, oneself where nobody is said."""
    at = clock.now()
    with transaction() as session:
        me = auth.me(session, at)
        asking = Asking(session, me, whom(session, me) if whom else me, at)
        answer, status = idempotency.once(session, me, lambda: act(asking), at=at, concerns=asking.person_id)
    return jsonify(answer), status


def wished_for(wanted: int | None) -> Whom:
    """Let an act be for oneself, or for the person that is said, if one may act for them; NotYours otherwise."""

    def whom(session: Session, me: int) -> int:
        person_id = wanted or me
        if not people.may_act_for(session, me, person_id):
            raise NotYours
        return person_id

    return whom
