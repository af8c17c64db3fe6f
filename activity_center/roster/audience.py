"""Who hears of a change, by which channel, and for whom a new time clashes with something else of theirs."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.courses.models import Section
from activity_center.enrolment import facts
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import LIVE, Status
from activity_center.notices import service as notices
from activity_center.people import service as people
from activity_center.people.rules import Channel
from activity_center.rooms.rules import Span, first_overlap
from activity_center.roster.rules import TOLD


@dataclass(frozen=True)
class Listener:
    """Somebody who is told, and what they are to the section; no status for an instructor."""

    person_id: int
    name: str
    status: Status | None
    channel: Channel


@dataclass(frozen=True)
class Audience:
    """Everybody who is told of a change, members in order of asking, then instructors."""

    listeners: Sequence[Listener]

    @property
    def ids(self) -> list[int]:
        """Return everybody once."""
        return list(dict.fromkeys(listener.person_id for listener in self.listeners))

    @property
    def seated(self) -> list[Listener]:
        """Return those who need a chair."""
        return [listener for listener in self.listeners if listener.status in (Status.ENROLLED, Status.OFFERED)]

    @property
    def by_status(self) -> list[tuple[Status | None, int]]:
        """Return how many are enrolled, have an offer, wait, have applied or teach."""
        counted = Counter(listener.status for listener in self.listeners)
        order = [Status.ENROLLED, Status.OFFERED, Status.WAITING, Status.APPLIED, None]
        return [(status, counted[status]) for status in order if counted[status]]

    @property
    def by_channel(self) -> list[tuple[Channel, int]]:
        """Return how many people are reached in which way."""
        counted = Counter({listener.person_id: listener.channel for listener in self.listeners}.values())
        return [(channel, counted[channel]) for channel in Channel if counted[channel]]


def of(
    session: Session,
    section: Section,
    instructor_ids: Collection[int],
    statuses: Collection[Status] = TOLD,
    guest_ids: Sequence[int] = (),
) -> Audience:
    """Return whom a change of a section concerns: those in these statuses, and these instructors.

    Guests make up at the meeting for one of their own section: that day they have a seat as the enrolled have.
    """
    members = session.execute(
        select(Enrolment.person_id, Enrolment.status)
        .where(Enrolment.section_id == section.id, Enrolment.status.in_(statuses))
        .order_by(Enrolment.id)
    ).all()
    ids = [row.person_id for row in members] + [*guest_ids, *sorted(instructor_ids)]
    names, channels = people.names(session, ids), notices.channels(session, ids)
    known = [(row.person_id, row.status) for row in members] + [(id, Status.ENROLLED) for id in guest_ids]
    known += [(id, None) for id in sorted(instructor_ids)]
    return Audience([Listener(id, names[id], status, channels[id]) for id, status in known])


def of_all(session: Session, section: Section) -> Audience:
    """Return whom the end of a section concerns: everybody in it, applicants too, and its instructor."""
    return of(session, section, [section.instructor_id] if section.instructor_id else [], LIVE)


@dataclass(frozen=True)
class Clash:
    """Somebody in the section who has something else at the new time."""

    person_id: int
    name: str
    title: str
    span: Span


def clashes(session: Session, section_id: int, spans: Collection[Span], at: datetime) -> list[Clash]:
    """Return what else the members of a section have at these times: seats in other sections, and what they teach.

    Of each class that is in somebody's way, the first time at which it is.
    """
    if not spans:
        return []
    ids = session.scalars(
        select(Enrolment.person_id)
        .where(Enrolment.section_id == section_id, Enrolment.status.in_(TOLD))
        .order_by(Enrolment.id)
    ).all()
    held, booked, names = facts.held(session, ids), facts.booked(session, ids, at), people.names(session, ids)
    return [
        Clash(id, names[id], other.title, overlap)
        for id in ids
        for other in facts.commitments(held[id]) + booked[id]
        if other.section_id != section_id and (overlap := first_overlap(other.spans, spans))
    ]
