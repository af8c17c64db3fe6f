"""Elections: called, candidates named, called off, counted; who wins holds the post. Votes are cast in ballots.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, lock, locked, zone
from activity_center.errors import NotYours, Reason, Refused
from activity_center.notices import service as notices
from activity_center.people import access
from activity_center.people.models import Person
from activity_center.societies import membership, service
from activity_center.societies.life_models import Candidate, Election, Urn, Voter
from activity_center.societies.models import Membership, Office, Society
from activity_center.societies.rules import Post, SocietyStatus, Status
from activity_center.societies.voting import (
    Count,
    ElectionStatus,
    Stage,
    calling_reasons,
    count,
    naming_reasons,
    stage,
)


@dataclass(frozen=True)
class ElectionDraft:
    """What is typed about an election; votes are cast from the first day to the last, both included."""

    post: Post
    seats: int
    opens_on: date
    closes_on: date
    members_on: date
    from_on: date
    until_on: date
    oldest: int | None = 75
    quorum: int = 50


def call(
    session: Session, society_id: int, draft: ElectionDraft, *, at: datetime, by: Actor, zone: ZoneInfo
) -> Election:
    """Call an election; from now on members may be named. Its members are told."""
    society = locked(session, Society, society_id)
    reasons = _calling_reasons(society, draft, at.astimezone(zone).date())
    if reasons:
        raise Refused(*reasons)
    facts = {name: value for name, value in vars(draft).items() if name not in ("opens_on", "closes_on")}
    opens_at = datetime.combine(draft.opens_on, time(), zone)
    closes_at = datetime.combine(draft.closes_on + timedelta(days=1), time(), zone)
    row = Election(society_id=society_id, opens_at=opens_at, closes_at=closes_at, **facts)
    session.add(row)
    session.flush()
    session.add(Urn(election_id=row.id))
    session.flush()
    audit.record(session, by, at, "call_election", "society", society_id, post=draft.post.value)
    _tell_members(session, row, "election_called", at, starts_at=opens_at.isoformat(), expires_at=closes_at.isoformat())
    return row


def _calling_reasons(society: Society, draft: ElectionDraft, today: date) -> list[Reason]:
    meets = society.status is SocietyStatus.APPROVED
    found = [] if meets else [Reason("society_not_active", {"name": society.name})]
    return found + calling_reasons(draft.opens_on, draft.closes_on, draft.from_on, draft.until_on, today)


def _tell_members(session: Session, row: Election, kind: str, at: datetime, **facts: str) -> None:
    ids = membership.member_ids(session, row.society_id)
    notices.post(session, ids, kind, {"society": row.society.name} | facts, at=at)


def stage_of(row: Election, at: datetime) -> Stage:
    """Return where an election is at a moment."""
    return stage(row.status, row.opens_at, row.closes_at, at)


def name(
    session: Session, election_id: int, person_id: int, statement: str = "", *, at: datetime, by: Actor
) -> Candidate:
    """Name a member for a post: oneself, which is accepting, or somebody else, who is asked.

    Naming somebody again changes nothing; naming oneself accepts what others have proposed.
    """
    row = locked(session, Election, election_id)
    person: Person = found(session.get(Person, person_id))
    is_member = membership.is_member(session, row.society_id, person_id)
    reasons = naming_reasons(stage_of(row, at), is_member, person.birth_on, row.from_on, row.oldest)
    if reasons:
        raise Refused(*reasons)
    theirs = _candidate_of(session, election_id, person_id)
    candidate = theirs or Candidate(election_id=election_id, person_id=person_id, named_by_id=by.person_id or person_id)
    if by.person_id == person_id:
        candidate.accepted_at, candidate.statement = candidate.accepted_at or at, statement or candidate.statement or ""
    session.add(candidate)
    session.flush()
    session.expire(row, ["candidates"])
    if not theirs:
        audit.record(session, by, at, "name_candidate", "election", election_id, person_id)
        if by.person_id != person_id:
            facts = {"society": row.society.name, "expires_at": row.opens_at.isoformat()}
            notices.post(session, [person_id], "named_candidate", facts, at=at)
    return candidate


def name_called(session: Session, election_id: int, login: str, *, at: datetime, by: Actor) -> Candidate:
    """Name whom a card number or telephone means. Whether a number is known at all is not told apart."""
    called = access.called(session, login)
    if len(called) != 1:
        raise Refused(Reason("candidate_no_member"))
    return name(session, election_id, called[0].id, at=at, by=by)


def _candidate_of(session: Session, election_id: int, person_id: int) -> Candidate | None:
    mine = select(Candidate).where(Candidate.election_id == election_id, Candidate.person_id == person_id)
    return session.scalar(mine)


def step_down(session: Session, election_id: int, person_id: int, *, at: datetime, by: Actor) -> None:
    """Be no candidate, or not any more, while candidates are named; saying so twice is saying it once."""
    row = locked(session, Election, election_id)
    theirs = _candidate_of(session, election_id, person_id)
    if theirs is None:
        return
    if stage_of(row, at) is not Stage.NAMING:
        raise Refused(Reason("election_names_closed"))
    session.delete(theirs)
    session.flush()
    session.expire(row, ["candidates"])
    audit.record(session, by, at, "step_down", "election", election_id, person_id)


def call_off(session: Session, election_id: int, note: str, *, is_staff: bool, at: datetime, by: Actor) -> Election:
    """Call off an election with the reason that members read: its officers before the voting, staff until the count."""
    row = locked(session, Election, election_id)
    if row.status is ElectionStatus.CANCELLED:
        return row
    if row.status is ElectionStatus.COUNTED:
        raise Refused(Reason("election_counted"))
    if not is_staff and stage_of(row, at) is not Stage.NAMING:
        raise NotYours
    _cancel(session, row, note, at, by)
    _tell_members(session, row, "election_cancelled", at, note=note)
    return row


def _cancel(session: Session, row: Election, note: str, at: datetime, by: Actor) -> None:
    row.status, row.note = ElectionStatus.CANCELLED, note
    session.flush()
    audit.record(session, by, at, "call_off_election", "society", row.society_id, note=note)


def call_off_all(session: Session, society_id: int, note: str, *, at: datetime, by: Actor) -> None:
    """Call off what a society that rests or ends has not counted yet; its members are told of that by whoever says so.

    The society is locked already.
    """
    mine = select(Election.id).where(Election.society_id == society_id, Election.status == ElectionStatus.CALLED)
    for id in session.scalars(mine.order_by(Election.id)).all():
        _cancel(session, locked(session, Election, id), note, at, by)


def candidates(row: Election) -> list[Candidate]:
    """Return who is on the ballot, in the order in which they were named; their place is their number, from 1."""
    return [one for one in row.candidates if one.accepted_at]


def electors(session: Session, row: Election, zone: ZoneInfo) -> set[int]:
    """Return who may vote: members of today who were so by the end of the day on which the roll was closed.

    Who has voted and left since counts as well.
    """
    until = datetime.combine(row.members_on + timedelta(days=1), time(), zone)
    roll = select(Membership.person_id).where(
        Membership.society_id == row.society_id, Membership.status == Status.ENROLLED, Membership.changed_at < until
    )
    voted = select(Voter.person_id).where(Voter.election_id == row.id)
    return {*session.scalars(roll), *session.scalars(voted)}


def voters(session: Session, election_id: int) -> tuple[int, int]:
    """Return how many have voted, and how many of them on paper."""
    on_paper = func.count().filter(Voter.on_paper)
    all, paper = session.execute(select(func.count(), on_paper).where(Voter.election_id == election_id)).one()
    return all, paper


def urn(session: Session, election_id: int) -> Urn:
    """Return the ballots of an election."""
    return found(
        session.scalar(select(Urn).where(Urn.election_id == election_id).execution_options(populate_existing=True))
    )


def paper_left(session: Session, election_id: int) -> int:
    """Return how many ballots of paper were handed out and are not keyed in."""
    return voters(session, election_id)[0] - len(urn(session, election_id).ballots)


def counted(session: Session, row: Election) -> Count:
    """Return what the ballots come to: the same each time, by the rule and from the published list."""
    names = len(candidates(row))
    all, _paper = voters(session, row.id)
    ballots = urn(session, row.id).ballots
    return count(ballots, names, row.seats, voters=all, electors=row.electors or 0, quorum=row.quorum)


def close(session: Session, election_id: int, *, at: datetime, by: Actor) -> Election:
    """Count an election that has ended and give the post to who won; members are told. Again changes nothing.

    Refused before its end, and while ballots of paper are not keyed in. Whoever held the post until now hands it over
    on the first day of the new term.
    """
    seen = election(session, election_id)
    lock(session, Person, [one.person_id for one in seen.candidates])
    locked(session, Society, seen.society_id)
    row = locked(session, Election, election_id)
    if row.status is not ElectionStatus.CALLED:
        return row
    reasons = _closing_reasons(session, row, at)
    if reasons:
        raise Refused(*reasons)
    row.electors = len(electors(session, row, zone()))
    row.status, row.counted_at = ElectionStatus.COUNTED, at
    session.flush()
    _install(session, row, counted(session, row).elected, at, by)
    audit.record(session, by, at, "count_election", "society", row.society_id, post=row.post.value)
    _tell_members(session, row, "election_counted", at)
    return row


def _closing_reasons(session: Session, row: Election, at: datetime) -> list[Reason]:
    if stage_of(row, at) is not Stage.CLOSED:
        return [Reason("election_goes_on", {"expires_at": row.closes_at.isoformat()})]
    left = paper_left(session, row.id)
    return [Reason("paper_ballots_left", {"n": left})] if left else []


def _install(session: Session, row: Election, numbers: Sequence[int], at: datetime, by: Actor) -> None:
    if not numbers:
        return
    _hand_over(session, row)
    listed = candidates(row)
    for number in numbers:
        who = listed[number - 1].person_id
        office = service.give_office(session, row.society_id, who, row.post, row.from_on, row.until_on, at=at, by=by)
        office.election_id = row.id
    session.flush()


def _hand_over(session: Session, row: Election) -> None:
    last = row.from_on - timedelta(days=1)
    held = select(Office).where(Office.society_id == row.society_id, Office.post == row.post, Office.from_on <= last)
    for office in session.scalars(held):
        office.until_on = min(office.until_on or last, last)


def election(session: Session, election_id: int) -> Election:
    """Return one election with its candidates."""
    people = selectinload(Election.candidates).joinedload(Candidate.person)
    return found(session.get(Election, election_id, options=[people, joinedload(Election.society)]))


def of_society(session: Session, society_id: int) -> list[Election]:
    """Return the elections of a society, the newest first."""
    mine = select(Election).where(Election.society_id == society_id).order_by(Election.id.desc())
    return list(session.scalars(mine))


def running(session: Session, society_ids: Sequence[int], at: datetime) -> list[Election]:
    """Return the elections of societies in which candidates are named or votes are cast, by their end."""
    mine = select(Election).where(Election.society_id.in_(society_ids), Election.status == ElectionStatus.CALLED)
    rows = session.scalars(mine.where(Election.closes_at > at).order_by(Election.closes_at, Election.id))
    return list(rows)


def due(session: Session, at: datetime) -> list[int]:
    """Return the elections that have ended and can be counted: those of which no paper is left to key in."""
    ended = select(Election.id).where(Election.status == ElectionStatus.CALLED, Election.closes_at <= at)
    return [id for id in session.scalars(ended.order_by(Election.id)) if not paper_left(session, id)]
