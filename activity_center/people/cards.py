"""Member cards: one that works per person; a number is given once in the life of the centre."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import Centre
from activity_center.db import lock, locked
from activity_center.errors import Reason, Refused
from activity_center.people.models import Card, Person
from activity_center.people.rules import normal_card

FIRST_NUMBER = 10_000_001


def issue_card(session: Session, person_id: int, number: str = "", *, at: datetime, by: Actor) -> Card:
    """Give a person a card, with the next number if none is named; the one before is dead at once."""
    # The centre's row is the lock under which the next number is chosen; it stands below people.
    lock(session, Centre, session.scalars(select(Centre.id)))
    person = locked(session, Person, person_id)
    number = normal_card(number) or _next_number(session)
    if reasons := taken(session, [number]):
        raise Refused(*reasons)
    revoke(session, person_id, at=at)
    card = Card(person_id=person_id, number=number, issued_at=at)
    session.add(card)
    session.flush()
    session.expire(person, ["cards"])
    audit.record(session, by, at, "issue_card", "person", person_id, person_id, card=number)
    return card


def report_lost(session: Session, person_id: int, *, at: datetime, by: Actor) -> None:
    """Make a lost card dead, without a new one yet."""
    person = locked(session, Person, person_id)
    revoke(session, person_id, at=at)
    session.expire(person, ["cards"])
    audit.record(session, by, at, "revoke_card", "person", person_id, person_id)


def revoke(session: Session, person_id: int, *, at: datetime) -> None:
    """Make the card that works, if there is one, dead; a part of other acts, which write it down."""
    working = update(Card).where(Card.person_id == person_id, Card.revoked_at.is_(None))
    session.execute(working.values(revoked_at=at))


def taken(session: Session, numbers: Sequence[str]) -> list[Reason]:
    """Return a reason for each number that is or was on a card, or stands twice among these."""
    wanted = [normal_card(number) for number in numbers]
    known = set(session.scalars(select(Card.number).where(Card.number.in_(wanted)))) if wanted else set()
    known |= {number for number in wanted if wanted.count(number) > 1}
    return [Reason("card_taken", {"card": number}) for number in sorted(known)]


def working_card(person: Person) -> str | None:
    """Return the number of the card that works."""
    return next((card.number for card in person.cards if card.revoked_at is None), None)


def _next_number(session: Session) -> str:
    # Eight digits compare as text as they do as numbers; other shapes are the centre's old cards.
    ours = select(func.max(Card.number)).where(Card.number.regexp_match("^[1-9][0-9]{7}$"))
    highest = session.scalar(ours)
    return str(int(highest) + 1) if highest else str(FIRST_NUMBER)
