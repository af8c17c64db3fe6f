"""A term with two rooms, societies with leaders, and a round that is open or closed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from activity_center.rooms.models import Room
from activity_center.rounds import applying, proposing, publishing, service
from activity_center.rounds.applying import ApplicationDraft, Speaker
from activity_center.rounds.models import Application, Round, Slot
from activity_center.rounds.rules import Want, Weekly
from activity_center.rounds.service import RoundDraft
from activity_center.societies import service as societies
from activity_center.societies.models import Society
from activity_center.societies.rules import Post, SocietyKind
from activity_center.terms.models import Term
from tests.factories import make_person, make_room, make_term

ZONE = ZoneInfo("Asia/Shanghai")
BY = Actor(via="web")
OPENS, OPEN, CLOSES, CLOSED = (datetime(2026, 8, day, 1, tzinfo=UTC) for day in (1, 5, 20, 21))
WHO = {"at": OPEN, "by": BY, "zone": ZONE}
LATER = WHO | {"at": CLOSED}
MORNING = (time(9), time(11))
MONDAY, TUESDAY = Weekly(1, *MORNING), Weekly(2, *MORNING)
STAFF = Speaker(0, is_staff=True)
WEEKS = 4


@dataclass
class Scene:
    """What a test asks about."""

    term: Term
    rooms: list[Room]
    row: Round

    def slot(self, weekly: Weekly = MONDAY, room: int = 0) -> Slot:
        """Return one weekly time of one of the rooms."""
        return next(s for s in self.row.slots if s.weekly == weekly and s.room_id == self.rooms[room].id)


def a_round(session: Session, *weeklies: Weekly, rooms: int = 1, **more: Any) -> Scene:
    """Make a round of a term of four weeks with these weekly times (Monday and Tuesday) in so many rooms."""
    term = make_term(session, first_on=date(2026, 9, 7), last_on=date(2026, 9, 7) + timedelta(days=WEEKS * 7 - 1))
    made = [make_room(session, f"活动室{n}") for n in range(1, rooms + 1)]
    return Scene(term, made, another_round(session, term, made, *weeklies, **more))


def another_round(session: Session, term: Term, rooms: list[Room], *weeklies: Weekly, name: str = "秋季场地") -> Round:
    """Make a round of a term."""
    row = service.open_round(session, RoundDraft(term.id, name, OPENS, CLOSES), at=OPENS, by=BY)
    offered = weeklies or (MONDAY, TUESDAY)
    service.offer(session, row.id, [room.id for room in rooms], offered, at=OPENS, by=BY)
    return service.round_of(session, row.id)


def a_society(session: Session, name: str, leader: Person | None = None) -> Society:
    """Make a society, led by somebody of its own unless it is said by whom."""
    society = societies.add_society(session, name, SocietyKind.MUSIC, at=OPENS, by=BY)
    leader = leader or make_person(session, f"{name}会长", RoleName.MEMBER)
    societies.give_office(session, society.id, leader.id, Post.LEADER, date(2026, 1, 1), at=OPENS, by=BY)
    return society


def leader_of(session: Session, society: Society) -> Person:
    """Return who leads a society."""
    return societies.officers(session, [society.id], OPEN.date())[society.id][0]


def ask(
    session: Session, row: Round, society: Society, *wants: Weekly | Want, need: int = 1, attendees: int = 20
) -> Application:
    """Let a society wish for these, best first; a weekly time alone stands for any room."""
    said = tuple(want if isinstance(want, Want) else Want(want) for want in wants)
    draft = ApplicationDraft(attendees, need)
    return applying.write(session, row.id, society.id, draft, STAFF, lambda _wants: said, **WHO)


def accept(session: Session, row: Round) -> int:
    """Accept what the system proposes."""
    seen = proposing.look(session, row.id, at=CLOSED, zone=ZONE).seen
    return proposing.apply(session, row.id, seen, **LATER)


def publish(session: Session, row: Round) -> Round:
    """Publish a round as it is."""
    seen = publishing.look(session, row.id, at=CLOSED, zone=ZONE).seen
    return publishing.publish(session, row.id, seen, **LATER)


def holders(session: Session, row: Round) -> dict[tuple[Weekly, str], str]:
    """Return who has what."""
    slots = service.round_of(session, row.id).slots
    return {(s.weekly, s.room.name): s.allocation.application.society.name for s in slots if s.allocation}
