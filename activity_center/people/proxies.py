"""Who may act for whom: a daughter for her father, by leave that staff write down."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import lock, locked
from activity_center.errors import NotThere, Reason, Refused
from activity_center.people.models import Person, Proxy, Role
from activity_center.people.rules import STAFF, Standing, normal


def grant(session: Session, person_id: int, proxy_id: int, relation: str, *, at: datetime, by: Actor) -> Proxy:
    """Let `proxy_id` enrol and decide for `person_id`; granting it again returns what there is."""
    if person_id == proxy_id:
        raise Refused(Reason("proxy_self"))
    lock(session, Person, [person_id, proxy_id])
    active = select(Person.id).where(Person.id.in_([person_id, proxy_id]), Person.standing == Standing.ACTIVE)
    if len(session.scalars(active).all()) < 2:
        raise Refused(Reason("proxy_not_active"))
    known = session.scalar(select(Proxy).where(*_live(person_id, proxy_id)))
    if known:
        return known
    proxy = Proxy(person_id=person_id, proxy_id=proxy_id, relation=normal(relation), granted_at=at)
    session.add(proxy)
    session.flush()
    audit.record(session, by, at, "grant_proxy", "person", person_id, person_id, proxy=proxy_id)
    return proxy


def end(session: Session, person_id: int, proxy_id: int, *, at: datetime, by: Actor) -> Proxy:
    """End a leave that this person gave; one that has ended stays as it is."""
    proxy = locked(session, Proxy, proxy_id)
    if proxy.person_id != person_id:
        raise NotThere
    if proxy.ended_at is None:
        proxy.ended_at = at
        audit.record(session, by, at, "end_proxy", "person", proxy.person_id, proxy.person_id, proxy=proxy.proxy_id)
    return proxy


def end_all(session: Session, person_id: int, *, at: datetime) -> None:
    """End every leave that a person gave or has."""
    touched = or_(Proxy.person_id == person_id, Proxy.proxy_id == person_id)
    session.execute(update(Proxy).where(touched, Proxy.ended_at.is_(None)).values(ended_at=at))


def may_act_for(session: Session, actor_id: int, person_id: int) -> bool:
    """Say whether somebody may enrol and decide for a person: for oneself, as staff, or by leave."""
    if actor_id == person_id:
        return True
    staff = exists().where(Role.person_id == actor_id, Role.name.in_(STAFF))
    leave = exists().where(*_live(person_id, actor_id))
    return bool(session.scalar(select(or_(staff, leave))))


def acts_for(session: Session, actor_id: int) -> list[Person]:
    """Return the people for whom somebody may act by leave, by name."""
    given = select(Proxy.person_id).where(Proxy.proxy_id == actor_id, Proxy.ended_at.is_(None))
    return list(session.scalars(select(Person).where(Person.id.in_(given)).order_by(Person.pinyin, Person.id)))


def proxies_of(session: Session, person_id: int) -> list[tuple[Proxy, Person]]:
    """Return the leaves a person has given and that hold, with to whom."""
    to = aliased(Person)
    rows = select(Proxy, to).join(to, to.id == Proxy.proxy_id)
    held = rows.where(Proxy.person_id == person_id, Proxy.ended_at.is_(None)).order_by(Proxy.id)
    return [(proxy, person) for proxy, person in session.execute(held)]


def _live(person_id: int, proxy_id: int) -> tuple[ColumnElement[bool], ...]:
    return Proxy.person_id == person_id, Proxy.proxy_id == proxy_id, Proxy.ended_at.is_(None)
