"""Entering and leaving: one seat rule for everybody, and one way in which a place that is free moves on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import pairing, service
from activity_center.competitions.entering import CategoryFacts, Player, Wish, name_of, newcomer_status, refusals
from activity_center.competitions.kinds import LIVE, EntryStatus
from activity_center.competitions.models import Category, Entry, EntryMember
from activity_center.competitions.settling import locked_category, settle, turn
from activity_center.db import found
from activity_center.errors import NotThere, NotYours, Reason, Refused
from activity_center.notices import service as notices
from activity_center.people import access, proxies
from activity_center.people.models import Person
from activity_center.people.rules import Standing


@dataclass(frozen=True)
class EntryDraft:
    """What is typed to enter: who takes part, in the order of their boards, and what they declare."""

    person_ids: tuple[int, ...]
    name: str = ""
    unit: str = ""
    has_statement: bool = False
    family_name: str = ""
    insurance: str = ""


def enter(
    session: Session, category_id: int, draft: EntryDraft, *, at: datetime, by: Actor, by_staff: bool = False
) -> Entry:
    """Enter people for a category: with a place if more are free than wait, else on its waitlist.

    Refused with every reason. The same people entering again get the entry that they have.
    """
    category = locked_category(session, category_id)
    known = _same(session, category_id, draft.person_ids)
    if known:
        return known
    wish = _wish(session, draft)
    reasons = _refusals(session, category, wish, at, by_staff)
    if reasons:
        raise Refused(*reasons)
    counted = service.places(session, [category_id])[category_id]
    status = newcomer_status(category.capacity, counted.taken, counted.waiting)
    if category.drawn_at and status is not EntryStatus.ENTERED:
        raise Refused(Reason("category_full", {"limit": category.capacity}))
    entry = _added(session, category, wish, draft, status, at, by)
    if category.drawn_at:
        pairing.join_late(session, entry)
    audit.record(session, by, at, "enter", "entry", entry.id, draft.person_ids[0], status=status.value)
    others = [player.id for player in wish.players if player.id != by.person_id]
    notices.post(session, others, "entered_for_you", {"title": category.competition.name}, at=at)
    return entry


def enter_with(
    session: Session,
    category_id: int,
    person_id: int,
    logins: Sequence[str],
    typed: dict[str, Any],
    *,
    at: datetime,
    by: Actor,
) -> Entry:
    """Enter somebody with those whom card numbers or telephones mean; refused where one means nobody."""
    draft = EntryDraft((person_id, *_called(session, logins)), **typed)
    return enter(session, category_id, draft, at=at, by=by)


def enter_for(
    session: Session, category_id: int, logins: Sequence[str], typed: dict[str, Any], *, at: datetime, by: Actor
) -> Entry:
    """Enter people as staff: also late, and beyond the quota of a unit."""
    draft = EntryDraft(tuple(_called(session, logins)), **typed)
    if not draft.person_ids:
        raise Refused(Reason("nobody_called"))
    return enter(session, category_id, draft, at=at, by=by, by_staff=True)


def _called(session: Session, logins: Sequence[str]) -> list[int]:
    meant = [(login, access.called(session, login)) for login in logins]
    unknown = [Reason("player_not_found", {"typed": login[:80]}) for login, people in meant if len(people) != 1]
    if unknown:
        raise Refused(*unknown)
    return [people[0].id for _login, people in meant]


def reasons_against(session: Session, category_id: int, draft: EntryDraft, at: datetime) -> list[Reason]:
    """Return why these people could not enter, as `enter` would say it, but for what they have yet to declare."""
    category = service.category(session, category_id)
    yet = {"statement_missing", "insurance_missing", "unit_missing", "members_wrong"}
    found_now = _refusals(session, category, _wish(session, draft), at, False)
    return [reason for reason in found_now if reason.code not in yet]


def _refusals(session: Session, category: Category, wish: Wish, at: datetime, by_staff: bool) -> list[Reason]:
    live = select(Entry.id).where(Entry.category_id == category.id, Entry.status.in_(LIVE))
    members = select(EntryMember.person_id).where(EntryMember.entry_id.in_(live))
    units = select(func.count()).where(Entry.id.in_(live), Entry.unit == wish.unit)
    known = set(session.scalars(members))
    of_unit = session.scalar(units) or 0
    late = pairing.takes_late(session, category)
    return refusals(facts(category, takes_late=late), wish, entered=known, of_unit=of_unit, at=at, by_staff=by_staff)


def facts(category: Category, *, takes_late: bool = False) -> CategoryFacts:
    """Return a category as the rules see it."""
    competition = category.competition
    return CategoryFacts(
        category.name,
        competition.status,
        competition.entry_kind,
        competition.least_members,
        competition.most_members,
        competition.entries_open_at,
        competition.entries_close_at,
        competition.ages_on,
        category.sex,
        (category.least_age_male, category.least_age_female),
        category.most_age,
        category.capacity,
        competition.quota_per_unit,
        competition.needs_statement,
        competition.needs_insurance,
        category.drawn_at is not None,
        takes_late,
    )


def _wish(session: Session, draft: EntryDraft) -> Wish:
    rows = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(draft.person_ids)))}
    people = [found(rows.get(id)) for id in draft.person_ids]
    players = tuple(Player(p.id, p.name, p.standing is Standing.ACTIVE, p.sex, p.birth_on) for p in people)
    unit = draft.unit.strip() or (people[0].unit if people else "")
    return Wish(players, unit, draft.has_statement, draft.insurance.strip())


def _same(session: Session, category_id: int, person_ids: Sequence[int]) -> Entry | None:
    mine = select(EntryMember.entry_id).where(
        EntryMember.category_id == category_id, EntryMember.is_live, EntryMember.person_id.in_(person_ids[:1])
    )
    for entry in session.scalars(select(Entry).where(Entry.id.in_(mine), Entry.status.in_(LIVE))):
        if {member.person_id for member in entry.members} == set(person_ids):
            return entry
    return None


def _added(
    session: Session, category: Category, wish: Wish, draft: EntryDraft, status: EntryStatus, at: datetime, by: Actor
) -> Entry:
    last = select(func.max(Entry.number)).where(Entry.competition_id == category.competition_id)
    entry = Entry(
        competition_id=category.competition_id,
        category_id=category.id,
        number=(session.scalar(last) or 0) + 1,
        name=name_of(wish.players, draft.name),
        unit=wish.unit,
        status=status,
        requested_at=at,
        changed_at=at,
        statement_at=at if draft.has_statement else None,
        family_name=draft.family_name.strip(),
        insurance=wish.insurance,
        entered_by_id=by.person_id,
    )
    entry.members = [
        EntryMember(category_id=category.id, person_id=player.id, board=n) for n, player in enumerate(wish.players, 1)
    ]
    session.add(entry)
    session.flush()
    return entry


def entry_of(session: Session, entry_id: int) -> Entry:
    """Return one entry with its members and its category."""
    whole = [joinedload(Entry.category).joinedload(Category.competition), selectinload(Entry.members)]
    return found(session.get(Entry, entry_id, options=whole))


def is_mine(entry: Entry, person_id: int | None) -> bool:
    """Say whether somebody takes part in an entry, or has entered it."""
    return person_id is not None and person_id in {entry.entered_by_id, *(m.person_id for m in entry.members)}


def may_decide(session: Session, entry: Entry, person_id: int | None) -> bool:
    """Say whether somebody may decide about an entry: who is in it or made it, and who may act for one of them."""
    if person_id is None or is_mine(entry, person_id):
        return person_id is not None
    return any(proxies.may_act_for(session, person_id, member.person_id) for member in entry.members)


def refuse_strangers(session: Session, entry: Entry, person_id: int | None, *, is_staff: bool) -> None:
    """Let only those of an entry, those who act for them, and who runs the competition change it."""
    if not (is_staff or may_decide(session, entry, person_id)):
        raise NotYours


def position(session: Session, entry: Entry) -> int | None:
    """Return which place an entry has on the waitlist, from 1; None where it does not wait."""
    if entry.status is not EntryStatus.WAITING:
        return None
    same = select(func.count(Entry.id)).where(Entry.category_id == entry.category_id, Entry.id <= entry.id)
    return session.scalar(same.where(Entry.status == EntryStatus.WAITING))


def decide(session: Session, entry_id: int, accepts: bool, *, at: datetime, by: Actor, is_staff: bool) -> Entry:
    """Accept or decline a place that is offered; the offer must still be open. Repeating it changes nothing."""
    entry = locked_entry(session, entry_id)
    refuse_strangers(session, entry, by.person_id, is_staff=is_staff)
    wanted = EntryStatus.ENTERED if accepts else EntryStatus.DECLINED
    if entry.status is wanted:
        return entry
    is_open = entry.status is EntryStatus.OFFERED and entry.offer_expires_at and at < entry.offer_expires_at
    if not is_open:
        raise Refused(Reason("place_not_offered", {"title": entry.competition.name}))
    turn(session, entry, wanted, at, by)
    settle(session, entry.category_id, at)
    return entry


def withdraw(session: Session, entry_id: int, *, at: datetime, by: Actor, is_staff: bool, note: str = "") -> Entry:
    """Take an entry back before the draw; its place goes to the head of those who wait. Repeating changes nothing."""
    entry = locked_entry(session, entry_id)
    refuse_strangers(session, entry, by.person_id, is_staff=is_staff)
    if entry.status not in LIVE:
        return entry
    if entry.category.drawn_at:
        raise Refused(Reason("drawn_retire", {"title": entry.competition.name}))
    turn(session, entry, EntryStatus.REMOVED if note else EntryStatus.WITHDRAWN, at, by, note)
    others = [member.person_id for member in entry.members if member.person_id != by.person_id]
    notices.post(session, others, "entry_ended", {"title": entry.competition.name, "note": note}, at=at)
    settle(session, entry.category_id, at)
    return entry


def locked_entry(session: Session, entry_id: int) -> Entry:
    """Lock the competition of an entry, and return the entry as it is now."""
    category_id = session.scalar(select(Entry.category_id).where(Entry.id == entry_id))
    if category_id is None:
        raise NotThere
    locked_category(session, category_id)
    return found(session.get(Entry, entry_id, populate_existing=True))


def check_in(session: Session, entry_id: int, is_here: bool, *, at: datetime, by: Actor) -> Entry:
    """Note that those of an entry have come, with their papers looked at, or take that back."""
    entry = locked_entry(session, entry_id)
    service.changeable(session, entry.competition_id)
    if entry.status is not EntryStatus.ENTERED:
        raise Refused(Reason("entry_not_in", {"name": entry.name}))
    entry.checked_in_at = (entry.checked_in_at or at) if is_here else None
    audit.record(session, by, at, "check_in" if is_here else "check_out", "entry", entry_id)
    return entry


def seed(session: Session, entry_id: int, rank: int | None, *, at: datetime, by: Actor) -> Entry:
    """Seed an entry, or take its seed away, before the draw; two may share a seed, then lots decide between them."""
    entry = locked_entry(session, entry_id)
    if entry.category.drawn_at:
        raise Refused(Reason("drawn_already"))
    entry.seed = rank
    audit.record(session, by, at, "seed", "entry", entry_id, seed=rank)
    return entry


def entries(session: Session, category_id: int, *, only_live: bool = True) -> list[Entry]:
    """Return the entries of a category: those with a place by number, then those who wait in their order."""
    theirs = select(Entry).where(Entry.category_id == category_id)
    if only_live:
        theirs = theirs.where(Entry.status.in_(LIVE | {EntryStatus.RETIRED}))
    rows = session.scalars(theirs.options(selectinload(Entry.members).joinedload(EntryMember.person)))
    return sorted(rows, key=lambda entry: (entry.status is EntryStatus.WAITING, entry.number))


def of_person(session: Session, person_id: int) -> list[Entry]:
    """Return what somebody takes part in or waits for, the latest first."""
    mine = select(EntryMember.entry_id).where(EntryMember.person_id == person_id)
    wanted = select(Entry).where(Entry.id.in_(mine), Entry.status.in_(LIVE | {EntryStatus.RETIRED}))
    return list(session.scalars(wanted.options(joinedload(Entry.competition)).order_by(Entry.id.desc())))
