"""The register of people: who they are, how they are found, what they are to the centre."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import Session, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.people import cards, pinyin, proxies, throttle, tokens
from activity_center.people.models import Card, Person, Role
from activity_center.people.preferences import looks_of as looks_of
from activity_center.people.preferences import set_preferences as set_preferences
from activity_center.people.proxies import may_act_for as may_act_for
from activity_center.people.rules import (
    Category,
    Channel,
    Contrast,
    RoleName,
    Sex,
    Standing,
    TextSize,
    normal,
    normal_card,
    normal_login,
    normal_phone,
)
from activity_center.people.secrets import SealedNumber
from activity_center.people.secrets import digest as digest
from activity_center.people.tokens import end_token as end_token
from activity_center.people.tokens import issue_token as issue_token
from activity_center.people.tokens import token_holders as token_holders


@dataclass(frozen=True)
class PersonDraft:
    """What is written down about somebody new. Empty text stands for not known."""

    name: str
    sex: Sex | None = None
    birth_on: date | None = None
    phone: str = ""
    email: str = ""
    category: Category | None = None
    unit: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    channel: Channel = Channel.PHONE
    text_size: TextSize = TextSize.STANDARD
    contrast: Contrast = Contrast.NORMAL
    language: str | None = None
    learner_since: date | None = None
    standing: Standing = Standing.ACTIVE
    staff_name: str = ""
    roles: frozenset[RoleName] = frozenset({RoleName.MEMBER})
    card_no: str = ""
    id_number: SealedNumber | None = field(default=None, repr=False)
    is_sample: bool = False


_APART = frozenset({"roles", "card_no", "id_number"})
_CHANGEABLE = frozenset(f.name for f in fields(PersonDraft)) - _APART - {"standing", "staff_name", "is_sample"}


def add_person(session: Session, draft: PersonDraft, *, at: datetime, by: Actor) -> Person:
    """Put somebody on the register; refused are an e-mail, a card or an identity number that somebody has."""
    return add_people(session, [draft], at=at, by=by)[0]


def add_people(session: Session, drafts: Sequence[PersonDraft], *, at: datetime, by: Actor) -> list[Person]:
    """Put many people on the register at once; all of them or nobody."""
    values = [_kept(draft.__dict__) for draft in drafts]
    refuse_taken(session, values, [draft.card_no for draft in drafts if draft.card_no])
    people = [Person(**row, created_at=at) for row in values]
    for person, draft in zip(people, drafts, strict=True):
        person.roles = [Role(name=name) for name in sorted(draft.roles, key=lambda role: role.value)]
        person.cards = [Card(number=normal_card(draft.card_no), issued_at=at)] if draft.card_no else []
    session.add_all(people)
    session.flush()
    rows = [audit.row(by, at, "add_person", "person", person.id, person.id) for person in people]
    audit.record_all(session, rows)
    return people


def apply(session: Session, draft: PersonDraft, *, at: datetime, by: Actor) -> Person:
    """Put a newcomer on the register as an applicant; the same name and telephone again change nothing.

    An address that sends in many is made to wait: staff would have to tell them from the real ones.
    """
    throttle.count(session, throttle.APPLICATIONS, f"apply:{by.address}", at)
    known = session.scalar(
        select(Person).where(
            Person.standing == Standing.APPLICANT,
            Person.name == normal(draft.name),
            Person.phone == (normal_phone(draft.phone) or None),
        )
    )
    return known or add_person(session, draft, at=at, by=by)


def change_person(session: Session, person_id: int, *, at: datetime, by: Actor, **changes: Any) -> Person:
    """Change what the register says; the names are those of PersonDraft. The audit has which, not what."""
    assert changes.keys() <= _CHANGEABLE, f"not changed here: {changes.keys() - _CHANGEABLE}"
    person = locked(session, Person, person_id)
    kept = _kept(changes)
    new = {name: value for name, value in kept.items() if getattr(person, name) != value}
    refuse_taken(session, [new], but=person_id)
    for name, value in new.items():
        setattr(person, name, value)
    if new:
        audit.record(session, by, at, "change_person", "person", person_id, person_id, changed=sorted(new))
    return person


def confirm(session: Session, person_id: int, *, at: datetime, by: Actor) -> Person:
    """Make an applicant a member, or take back somebody who has left."""
    person = locked(session, Person, person_id)
    if person.standing is not Standing.ACTIVE:
        person.standing = Standing.ACTIVE
        audit.record(session, by, at, "confirm_person", "person", person_id, person_id)
    return person


def end_standing(session: Session, person_id: int, reason: str, *, at: datetime, by: Actor) -> Person:
    """Let somebody leave: card, sign-in, programs and proxies end at once. What they enrolled in, others end."""
    person = locked(session, Person, person_id)
    _refuse_last_admin(session, person, set())
    person.standing = Standing.ENDED
    person.serial += 1
    cards.revoke(session, person_id, at=at)
    proxies.end_all(session, person_id, at=at)
    tokens.end_all(session, person_id)
    audit.record(session, by, at, "end_standing", "person", person_id, person_id, reason=reason)
    return person


def set_roles(
    session: Session, person_id: int, roles: Collection[RoleName], staff_name: str, *, at: datetime, by: Actor
) -> Person:
    """Make a person exactly these things to the centre; refused is taking away the last administrator."""
    person = locked(session, Person, person_id)
    _refuse_last_admin(session, person, set(roles))
    name = normal_login(staff_name) or None
    refuse_taken(session, [{"staff_name": name}] if name != person.staff_name else [], but=person_id)
    before = sorted(role.value for role in person.role_names)
    for role in [role for role in person.roles if role.name not in roles]:
        session.delete(role)
    session.add_all([Role(person_id=person_id, name=name) for name in set(roles) - person.role_names])
    person.staff_name = name
    session.flush()
    session.refresh(person)
    facts = {"before": before, "after": sorted(role.value for role in roles)}
    audit.record(session, by, at, "set_roles", "person", person_id, person_id, **facts)
    return person


def person(session: Session, person_id: int) -> Person:
    """Return one person with roles and cards, or raise NotThere."""
    whole = select(Person).where(Person.id == person_id)
    person = session.scalar(whole.options(selectinload(Person.roles), selectinload(Person.cards)))
    return found(person)


def search(session: Session, text: str, *, limit: int = 50, after: int | None = None) -> list[Person]:
    """Return the people whose card, telephone, name or initials begin so, by id, after the id `after`."""
    rows = select(Person).where(_matching(text), Person.id > (after or 0)).order_by(Person.id).limit(limit)
    return list(session.scalars(rows.options(selectinload(Person.roles), selectinload(Person.cards))))


def register(
    session: Session, text: str, standing: Standing | None, *, offset: int, limit: int
) -> tuple[list[Person], int]:
    """Return one page of the people found, by name, and how many there are in all."""
    where = [_matching(text)] + ([Person.standing == standing] if standing else [])
    total = session.scalar(select(func.count()).select_from(Person).where(*where)) or 0
    rows = select(Person).where(*where).order_by(Person.pinyin, Person.id).offset(offset).limit(limit)
    return list(session.scalars(rows.options(selectinload(Person.roles), selectinload(Person.cards)))), total


def names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return what these people are called."""
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}


def count_applicants(session: Session) -> int:
    """Return how many newcomers wait for staff."""
    applicants = select(func.count()).select_from(Person).where(Person.standing == Standing.APPLICANT)
    return session.scalar(applicants) or 0


def sharing_phone(session: Session, person: Person) -> list[Person]:
    """Return the others who have the same telephone number, which is therefore no login."""
    if not person.phone:
        return []
    return list(session.scalars(select(Person).where(Person.phone == person.phone, Person.id != person.id)))


def by_id_index(session: Session, index: str) -> Person | None:
    """Return whose identity number has this blind index."""
    return session.scalar(select(Person).where(Person.id_index == index))


def _matching(text: str) -> ColumnElement[bool]:
    wanted = normal(text)
    if not wanted:
        return literal(True)
    joined = normal_login(text)
    tests = [
        Person.name.contains(wanted, autoescape=True),
        (" " + Person.pinyin).contains(" " + joined, autoescape=True),
        Person.staff_name == joined,
        Person.email == joined,
        Person.cards.any(Card.number.startswith(normal_card(text), autoescape=True)),
    ]
    phone = normal_phone(text)
    if len(phone) >= 4:
        tests.append(Person.phone.contains(phone, autoescape=True))
    return or_(*tests)


def _kept(typed: dict[str, Any]) -> dict[str, Any]:
    """Return typed fields as the columns keep them."""
    values = {name: value for name, value in typed.items() if name not in _APART}
    if "name" in values:
        values["name"] = normal(values["name"])
        values["pinyin"] = pinyin.index(values["name"], is_person=True)[: Person.pinyin.type.length]
    for name, kept_as in _KEPT_AS.items():
        if name in values:
            values[name] = kept_as(values[name] or "")
    if sealed := typed.get("id_number"):
        values |= {"id_cipher": sealed.cipher, "id_index": sealed.index}
    return values


_KEPT_AS = {
    "unit": normal,
    "emergency_name": normal,
    "emergency_phone": normal_phone,
    "phone": lambda text: normal_phone(text) or None,
    "email": lambda text: normal_login(text) or None,
    "staff_name": lambda text: normal_login(text) or None,
}

_TAKEN = {"email": "email_taken", "staff_name": "staff_name_taken", "id_index": "id_number_known"}


def refuse_taken(
    session: Session, values: Sequence[dict[str, Any]], card_numbers: Sequence[str] = (), but: int | None = None
) -> None:
    """Refuse what is unique and somebody other than `but` has already, every reason at once."""
    reasons = []
    for name, code in _TAKEN.items():
        wanted = [row[name] for row in values if row.get(name)]
        column = getattr(Person, name)
        if wanted and (
            len(set(wanted)) < len(wanted)
            or session.scalar(select(Person.id).where(column.in_(wanted), Person.id != (but or 0)).limit(1))
        ):
            reasons.append(Reason(code))
    reasons += cards.taken(session, card_numbers)
    if reasons:
        raise Refused(*reasons)


def _refuse_last_admin(session: Session, person: Person, roles: set[RoleName]) -> None:
    if RoleName.ADMIN not in person.role_names or RoleName.ADMIN in roles:
        return
    others = (
        select(Role.id)
        .join(Person)
        .where(Role.name == RoleName.ADMIN, Person.standing == Standing.ACTIVE, Person.id != person.id)
    )
    if session.scalar(others.limit(1)) is None:
        raise Refused(Reason("last_admin"))
