"""Signing in for a meeting, and marking who was there.

Locks: the meetings, in order of id, under which everything about them is read again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.attendance import keeping
from activity_center.attendance.keeping import Enrolments, Made, Outcome, Place, outcome_of
from activity_center.attendance.models import MakeUp
from activity_center.attendance.rules import (
    OPENS_BEFORE,
    EnrolmentFacts,
    Fate,
    MeetingFacts,
    nearest,
    sign_in_mark,
    sign_in_refusals,
)
from activity_center.audit import Actor
from activity_center.courses.models import Meeting
from activity_center.courses.rules import MeetingStatus
from activity_center.db import lock
from activity_center.enrolment import facts
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import eligibility_reasons
from activity_center.errors import NotThere, Reason, Refused


@dataclass(frozen=True)
class SignIn:
    """Somebody who has come, `at` the moment they showed their card, by a clock put right (rules.corrected).

    Without a meeting it is for the one of theirs whose start is nearest. `uid` is the client's own: sent again, it
    changes nothing.
    """

    person_id: int
    at: datetime
    uid: str
    meeting_id: int | None = None
    device: str = ""


def sign_in(session: Session, person_id: int, meeting_id: int, *, at: datetime, by: Actor, device: str = "") -> Outcome:
    """Sign somebody in for a meeting, refused with every reason; signing in twice keeps the time of the first."""
    outcome = sign_in_many(session, [SignIn(person_id, at, str(uuid4()), meeting_id, device)], at=at, by=by)[0]
    if outcome.reasons:
        raise Refused(*outcome.reasons)
    return outcome


def sign_in_many(session: Session, sign_ins: Sequence[SignIn], *, at: datetime, by: Actor) -> list[Outcome]:
    """Sign people in, each judged as of the moment of their own, and return what became of each in the same order.

    For cards that were read while there was no network: a refusal of one stops nobody else, what was sent before
    changes nothing, and no moment is later than `at`, that of receipt.
    """
    capped = [replace(one, at=min(one.at, at)) for one in sign_ins]
    kept = keeping.places_of(session, [one.uid for one in capped])
    meant = _meant(session, [one for one in capped if one.uid not in kept])
    meant |= {uid: place.meeting_id for uid, place in kept.items()}
    lock(session, Meeting, meant.values())
    scene = _scene(session, capped, meant)
    made = [one for sign_in in sorted(capped, key=lambda one: one.at) if (one := _judged(scene, sign_in))]
    keeping.keep(session, made, at=at, by=by)
    audit.record_all(session, [_written(one, at, by) for one in made])
    history = keeping.histories(session, set(scene.places.values()))
    return [_outcome(scene, history, one.uid) for one in capped]


def _meant(session: Session, sign_ins: Collection[SignIn]) -> dict[str, int]:
    """Return which meeting each is for; those for which there is none are left out."""
    meant = {one.uid: one.meeting_id for one in sign_ins if one.meeting_id}
    asked = [one for one in sign_ins if not one.meeting_id]
    theirs = _theirs(session, asked) if asked else {}
    for one in asked:
        own = theirs.get(one.person_id, ())
        if meeting := nearest((m for m, enrolments in own if _is_enrolled(enrolments, m, one.at)), one.at):
            meant[one.uid] = meeting.id
    return meant


def _is_enrolled(enrolments: Iterable[EnrolmentFacts], meeting: MeetingFacts, at: datetime) -> bool:
    return any(enrolment.is_enrolled(meeting, at) for enrolment in enrolments)


def _theirs(
    session: Session, sign_ins: Collection[SignIn]
) -> dict[int, list[tuple[MeetingFacts, list[EnrolmentFacts]]]]:
    """Return the meetings that are open at the time of any of these, by person, with what they asked for there."""
    people, moments = {one.person_id for one in sign_ins}, [one.at for one in sign_ins]
    rows = session.execute(
        select(Enrolment.person_id, Meeting.id)
        .join(Meeting, Meeting.section_id == Enrolment.section_id)
        .where(
            Enrolment.person_id.in_(people),
            Meeting.status == MeetingStatus.SCHEDULED,
            Meeting.starts_at <= max(moments) + OPENS_BEFORE,
            Meeting.ends_at > min(moments),
        )
        .distinct()
    ).all()
    making_up = select(MakeUp.person_id, MakeUp.instead_id).where(
        MakeUp.person_id.in_(people), MakeUp.ended_at.is_(None)
    )
    rows = {*rows, *session.execute(making_up).all()}
    meetings = keeping.meetings(session, {meeting_id for _, meeting_id in rows})
    asked = keeping.enrolments(session, {meeting.section_id for meeting in meetings.values()}, people)
    theirs: dict[int, list[tuple[MeetingFacts, list[EnrolmentFacts]]]] = defaultdict(list)
    for person_id, meeting_id in rows:
        meeting = meetings[meeting_id]
        theirs[person_id].append((meeting, asked[meeting.section_id, person_id]))
    return theirs


@dataclass
class _Scene:
    """What deciding needs, read after the locks, and kept up to date with every decision."""

    meetings: dict[int, MeetingFacts]
    enrolments: Enrolments
    barred: dict[Place, list[Reason]]
    there: dict[int, set[int]]
    places: dict[str, Place]  # of the marks that are kept, by uid
    refused: dict[str, list[Reason]] = field(default_factory=dict)
    meant: dict[str, int] = field(default_factory=dict)


def _scene(session: Session, sign_ins: Sequence[SignIn], meant: dict[str, int]) -> _Scene:
    meetings = keeping.meetings(session, set(meant.values()))
    if not meetings.keys() >= set(meant.values()):
        raise NotThere
    walk_ins = {id for id, meeting in meetings.items() if meeting.is_walk_in}
    people = {one.person_id for one in sign_ins}
    return _Scene(
        meetings,
        keeping.enrolments(session, {meeting.section_id for meeting in meetings.values()}, people),
        barred(session, [meetings[id] for id in walk_ins], people) if walk_ins else {},
        keeping.there(session, walk_ins) if walk_ins else {},
        keeping.places_of(session, [one.uid for one in sign_ins]),
        meant=meant,
    )


def barred(
    session: Session, meetings: Collection[MeetingFacts], person_ids: Collection[int]
) -> dict[Place, list[Reason]]:
    """Return what about each person does not fit each of these meetings of walk-in sections."""
    sections = facts.sections(session, {meeting.section_id for meeting in meetings})
    people = facts.people(session, person_ids, {section.term_id for section in sections.values()})
    return {
        Place(meeting.id, person.id): eligibility_reasons(
            person.facts(sections[meeting.section_id]), sections[meeting.section_id]
        )
        for meeting in meetings
        for person in people.values()
    }


def _judged(scene: _Scene, sign_in: SignIn) -> Made | None:
    """Return the mark that signing in makes, None where it is kept already or refused."""
    if sign_in.uid in scene.places or sign_in.uid in scene.refused:
        return None
    meeting = scene.meetings.get(scene.meant.get(sign_in.uid, 0))
    if meeting is None:
        scene.refused[sign_in.uid] = [Reason("sign_in_nothing_due")]
        return None
    place = Place(meeting.id, sign_in.person_id)
    there = scene.there.get(meeting.id, set())
    enrolments = scene.enrolments.get((meeting.section_id, sign_in.person_id), ())
    others = len(there - {sign_in.person_id})
    reasons = sign_in_refusals(meeting, sign_in.at, enrolments, scene.barred.get(place, ()), others)
    if reasons:
        scene.refused[sign_in.uid] = reasons
        return None
    there.add(sign_in.person_id)
    scene.places[sign_in.uid] = place
    mark = sign_in_mark(meeting.starts_at, sign_in.at)
    return Made(sign_in.uid, place, mark, sign_in.at, is_sign_in=True, device=sign_in.device)


def _written(made: Made, at: datetime, by: Actor) -> dict[str, object]:
    told = {"mark": made.mark.value if made.mark else None, "marked_at": made.marked_at.isoformat()}
    return audit.row(by, at, "sign_in_for_class", "meeting", made.place.meeting_id, made.place.person_id, **told)


def _outcome(scene: _Scene, history: keeping.History, uid: str) -> Outcome:
    if uid in scene.refused:
        return Outcome(uid, Fate.REFUSED, scene.meetings.get(scene.meant.get(uid, 0)), reasons=scene.refused[uid])
    place = scene.places[uid]
    return outcome_of(uid, scene.meetings[place.meeting_id], history[place])
