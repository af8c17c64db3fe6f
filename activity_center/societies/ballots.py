"""Casting a ballot so that nobody can say whose it is, and everybody can find their own.

What is kept. `voter` says who has voted, and nothing else: no moment, no choice, no code. A ballot is no row of any
table: all ballots of an election are one value of one row (`urn`), in the order of their random codes, written anew
with every vote. So there is no number, order of insertion, moment, or version of a row by which the n-th voter and a
ballot could be brought together, not even by who reads the whole database, its audit (votes leave no trace there) and
its backups of a later time. The code is shown once, on the page that answers the vote, and is kept nowhere beside a
name; the list of codes is published only after the count, and looking for one's own is done by eye: nobody has to
type a code, so no log can hold one beside a name.

What is not promised. Who copies the database before and after one single vote sees which ballot came, as somebody
who looks into a glass urn while one person votes; and in a society of one voter there is no secret to keep.
"""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import locked, zone
from activity_center.errors import Reason, Refused
from activity_center.people import access
from activity_center.societies import membership
from activity_center.societies.elections import candidates, electors, paper_left, running, stage_of, urn
from activity_center.societies.life_models import Election, Voter
from activity_center.societies.voting import Stage, ballot_reasons, new_code, voter_reasons, with_ballot


def vote(session: Session, election_id: int, person_id: int, chosen: Collection[int], *, at: datetime) -> str:
    """Cast somebody's ballot with the numbers of at most so many candidates as there are seats; return its code.

    Nobody is named who did it: only people themselves vote, and the audit keeps silent on purpose.
    """
    row = locked(session, Election, election_id)
    reasons = reasons_against(session, row, person_id, at) or ballot_reasons(chosen, len(candidates(row)), row.seats)
    if reasons:
        raise Refused(*reasons)
    session.add(Voter(election_id=election_id, person_id=person_id))
    session.flush()
    return _put_in(session, row, chosen)


def reasons_against(session: Session, row: Election, person_id: int, at: datetime) -> list[Reason]:
    """Return why somebody cannot vote now."""
    is_elector = person_id in electors(session, row, zone())
    return voter_reasons(stage_of(row, at), is_elector, has_voted(session, row.id, person_id))


def to_vote_in(session: Session, person_id: int, at: datetime) -> list[Election]:
    """Return the elections in which somebody may vote now and has not, by their end."""
    theirs = [one.society_id for one in membership.of_person(session, person_id)]
    return [row for row in running(session, theirs, at) if not reasons_against(session, row, person_id, at)]


def has_voted(session: Session, election_id: int, person_id: int) -> bool:
    """Say whether somebody has voted, or was handed a ballot of paper."""
    mine = select(Voter.id).where(Voter.election_id == election_id, Voter.person_id == person_id)
    return session.scalar(mine) is not None


def _put_in(session: Session, row: Election, chosen: Collection[int]) -> str:
    box = urn(session, row.id)
    code = new_code(secrets.randbelow(10**8))
    while code in box.ballots:
        code = new_code(secrets.randbelow(10**8))
    box.ballots = with_ballot(box.ballots, code, chosen)
    session.flush()
    return code


def hand_paper(session: Session, election_id: int, login: str, *, at: datetime, by: Actor) -> None:
    """Write down that somebody was handed a ballot of paper at the desk, and so cannot vote otherwise."""
    person = access.one_called(session, login)
    row = locked(session, Election, election_id)
    reasons = reasons_against(session, row, person.id, at)
    if reasons:
        raise Refused(*reasons)
    session.add(Voter(election_id=election_id, person_id=person.id, on_paper=True))
    session.flush()
    audit.record(session, by, at, "hand_ballot", "election", election_id, person.id)


def key_in(session: Session, election_id: int, chosen: Collection[int], *, at: datetime, by: Actor) -> str:
    """Put a ballot of paper into the list after the voting; return the code that is to be written on the paper.

    One that says nothing, or is spoilt, is keyed in empty. Refused when as many are keyed in as were handed out.
    """
    row = locked(session, Election, election_id)
    reasons = [] if stage_of(row, at) is Stage.CLOSED else [Reason("paper_not_now")]
    if not reasons and not paper_left(session, election_id):
        reasons = [Reason("paper_all_in")]
    reasons = reasons or ballot_reasons(chosen, len(candidates(row)), row.seats)
    if reasons:
        raise Refused(*reasons)
    audit.record(session, by, at, "key_in_ballot", "election", election_id)
    return _put_in(session, row, chosen)
