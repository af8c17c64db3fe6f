"""The register of societies, and who speaks for which."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.people import access
from activity_center.people import service as people
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from activity_center.societies.models import Office, Society
from activity_center.societies.rules import Post, SocietyKind, SocietyStatus


@dataclass(frozen=True)
class OfficeDraft:
    """What staff type about a post: who holds it, by card, telephone, e-mail or staff name."""

    login: str
    post: Post
    from_on: date
    until_on: date | None = None


def add_society(
    session: Session, name: str, kind: SocietyKind, *, is_sample: bool = False, at: datetime, by: Actor
) -> Society:
    """Add a society, approved; refused where the name is taken."""
    name = name.strip()
    if session.scalar(select(Society.id).where(Society.name == name)):
        raise Refused(Reason("name_taken", {"name": name}))
    society = Society(name=name, kind=kind, status=SocietyStatus.APPROVED, is_sample=is_sample)
    session.add(society)
    session.flush()
    audit.record(session, by, at, "add_society", "society", society.id, name=name)
    return society


def add_led(session: Session, name: str, kind: SocietyKind, office: OfficeDraft, *, at: datetime, by: Actor) -> Society:
    """Add a society with the first who leads it, or neither."""
    society = add_society(session, name, kind, at=at, by=by)
    give_office_to(session, society.id, office, at=at, by=by)
    return society


def give_office_to(session: Session, society_id: int, draft: OfficeDraft, *, at: datetime, by: Actor) -> Office:
    """Give a post to whom a card number, telephone or the like means; refused where that is not one person."""
    person = access.one_called(session, draft.login)
    term = (draft.from_on, draft.until_on)
    return give_office(session, society_id, person.id, draft.post, *term, at=at, by=by)


def give_office(
    session: Session,
    society_id: int,
    person_id: int,
    post: Post,
    from_on: date,
    until_on: date | None = None,
    *,
    at: datetime,
    by: Actor,
) -> Office:
    """Give somebody a post, with the role of an officer; refused where it would end before it begins."""
    if until_on and until_on < from_on:
        raise Refused(Reason("days_out_of_order"))
    _make_officer(session, person_id, at, by)
    society = locked(session, Society, society_id)
    office = Office(society_id=society.id, person_id=person_id, post=post, from_on=from_on, until_on=until_on)
    session.add(office)
    session.flush()
    session.expire(society, ["offices"])
    facts = {"society": society.name, "post": post.value}
    audit.record(session, by, at, "give_office", "society", society.id, person_id, **facts)
    return office


def _make_officer(session: Session, person_id: int, at: datetime, by: Actor) -> None:
    person = people.person(session, person_id)
    if RoleName.OFFICER not in person.role_names:
        roles = person.role_names | {RoleName.OFFICER}
        people.set_roles(session, person_id, roles, person.staff_name or "", at=at, by=by)


def society(session: Session, society_id: int) -> Society:
    """Return one society with its posts."""
    with_offices = selectinload(Society.offices).selectinload(Office.person)
    return found(session.get(Society, society_id, options=[with_offices]))


def societies(session: Session, *, only_approved: bool = False) -> list[Society]:
    """Return all societies with their posts, by name."""
    wanted = select(Society).order_by(Society.name, Society.id)
    shown = wanted.where(Society.status == SocietyStatus.APPROVED) if only_approved else wanted
    return list(session.scalars(shown.options(selectinload(Society.offices).selectinload(Office.person))))


def _held(on: date) -> tuple[ColumnElement[bool], Any]:
    return Office.from_on <= on, or_(Office.until_on.is_(None), Office.until_on >= on)


def led_by(session: Session, person_id: int, on: date) -> list[Society]:
    """Return the approved societies in which somebody holds a post on a day, by name."""
    mine = select(Office.society_id).where(Office.person_id == person_id, *_held(on))
    led = select(Society).where(Society.id.in_(mine), Society.status == SocietyStatus.APPROVED)
    return list(session.scalars(led.order_by(Society.name)))


def posts_on(session: Session, society_id: int, on: date) -> list[Office]:
    """Return the posts that are held in a society on a day."""
    return list(session.scalars(select(Office).where(Office.society_id == society_id, *_held(on)).order_by(Office.id)))


def officers(session: Session, society_ids: Collection[int], on: date) -> dict[int, list[Person]]:
    """Return who holds a post in each of these societies on a day, the leader first."""
    held = select(Office).where(Office.society_id.in_(society_ids), *_held(on)).options(selectinload(Office.person))
    order = list(Post)
    theirs: dict[int, list[Person]] = defaultdict(list)
    for office in sorted(session.scalars(held), key=lambda o: (order.index(o.post), o.from_on, o.id)):
        if office.person not in theirs[office.society_id]:
            theirs[office.society_id].append(office.person)
    return theirs
