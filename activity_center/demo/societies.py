"""Societies of the demo centre (samples), a round of this term that is published, and one that takes wishes now."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.demo import club_life, society_life
from activity_center.rooms.models import Room
from activity_center.rounds import applying, proposing, publishing, service
from activity_center.rounds.applying import ApplicationDraft, Speaker
from activity_center.rounds.models import Round
from activity_center.rounds.rules import Want, Weekly
from activity_center.rounds.service import RoundDraft
from activity_center.societies import service as societies
from activity_center.societies.rules import Post, SocietyKind
from activity_center.terms.models import Term

_ROOMS = ("多功能厅东区", "多功能厅西区")
_MORNING, _AFTERNOON = (time(8, 30), time(11)), (time(14), time(16, 30))
_OFFERED = [Weekly(day, *hours) for day in (1, 2, 4) for hours in (_MORNING, _AFTERNOON)]
# Name, what they do, how many come, times a week, and wishes: places among what is on offer, and rooms (None: any).
_SOCIETIES = (
    ("合唱团", SocietyKind.MUSIC, 45, 2, ((1, 0), (2, None), (3, None)), "需要钢琴。"),
    ("太极拳协会", SocietyKind.SPORT, 30, 2, ((0, None), (1, 0), (4, None)), ""),
    ("乒乓球协会", SocietyKind.SPORT, 24, 1, ((1, 0), (1, 1)), ""),
    ("书法社", SocietyKind.ARTS, 70, 1, ((0, None), (5, 1)), "人多，请安排大一点的场地。"),
)


def found_and_ask(
    session: Session, officer_id: int, members: Sequence[int], *, at: datetime, by: Actor, zone: ZoneInfo
) -> None:
    """Found the societies, publish the round of the term that runs, and leave that of the next one open.

    Whoever signs in as `officer` leads the first; members lead the others.
    """
    leaders = (officer_id, *members[200:203])
    ids = [_society(session, n, leader, at, by) for n, leader in enumerate(leaders)]
    now, coming = session.scalars(select(Term).order_by(Term.first_on).limit(2))
    before = datetime.combine(now.first_on - timedelta(days=21), time(9), zone)
    past = _round(session, now, "本学期社团场地", before, timedelta(days=10), by)
    _ask(session, past, ids[:3], before + timedelta(days=1), by, zone)
    decided = {"at": before + timedelta(days=11), "by": by, "zone": zone}
    proposal = proposing.look(session, past.id, at=decided["at"], zone=zone)
    proposing.apply(session, past.id, proposal.seen, **decided)
    plan = publishing.look(session, past.id, at=decided["at"], zone=zone)
    publishing.publish(session, past.id, plan.seen, **decided)
    present = _round(session, coming, f"{coming.name}社团场地", at - timedelta(days=3), timedelta(days=10), by)
    _ask(session, present, ids, at, by, zone)
    club_life.live(session, ids, officer_id, members, at=at, by=by, zone=zone)
    society_life.live(session, ids, officer_id, members, at=at, by=by, zone=zone)


def _society(session: Session, n: int, leader_id: int, at: datetime, by: Actor) -> int:
    name, kind = _SOCIETIES[n][:2]
    society = societies.add_society(session, name, kind, is_sample=True, at=at, by=by)
    since = at.date() - timedelta(days=400)
    societies.give_office(session, society.id, leader_id, Post.LEADER, since, at=at, by=by)
    return society.id


def _round(session: Session, term: Term, name: str, opens_at: datetime, length: timedelta, by: Actor) -> Round:
    row = service.open_round(session, RoundDraft(term.id, name, opens_at, opens_at + length), at=opens_at, by=by)
    service.offer(session, row.id, _rooms(session), _OFFERED, at=opens_at, by=by)
    return row


def _rooms(session: Session) -> list[int]:
    by_name = {room.name: room.id for room in session.scalars(select(Room).where(Room.name.in_(_ROOMS)))}
    return [by_name[name] for name in _ROOMS]


def _ask(session: Session, row: Round, ids: Sequence[int], at: datetime, by: Actor, zone: ZoneInfo) -> None:
    rooms = _rooms(session)
    for society_id, (*_names, people, need, wishes, note) in zip(ids, _SOCIETIES, strict=False):
        wants = tuple(Want(_OFFERED[n], None if room is None else rooms[room]) for n, room in wishes)
        draft = ApplicationDraft(people, need, note)
        staff = Speaker(0, is_staff=True)
        applying.write(session, row.id, society_id, draft, staff, lambda _none, w=wants: w, at=at, by=by, zone=zone)
