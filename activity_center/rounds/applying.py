"""What a society asks for in a round: written by who speaks for it until the round closes, by staff also after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.errors import NotYours, Reason, Refused
from activity_center.rounds.models import Application, Round, Wish
from activity_center.rounds.rules import MOST_WISHES, Stage, Want, rearranged
from activity_center.rounds.service import unpublished
from activity_center.societies import service as societies

Change = Callable[[tuple[Want, ...]], tuple[Want, ...]]


@dataclass(frozen=True)
class ApplicationDraft:
    """What is typed about a society: how many come, how many weekly times it needs, and what else there is to say."""

    attendees: int
    need: int
    note: str = ""


@dataclass(frozen=True)
class Speaker:
    """Who writes: staff for every society, everybody else for those in which they hold a post."""

    person_id: int
    is_staff: bool = False


def refuse_strangers(session: Session, society_id: int, speaker: Speaker, on: date) -> None:
    """Refuse who does not speak for a society on a day."""
    if speaker.is_staff:
        societies.society(session, society_id)
    elif all(society.id != society_id for society in societies.led_by(session, speaker.person_id, on)):
        raise NotYours


def write(
    session: Session,
    round_id: int,
    society_id: int,
    draft: ApplicationDraft,
    speaker: Speaker,
    change: Change = tuple,
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> Application:
    """Write down what a society asks for and change its wishes; writing the same again changes nothing.

    Refused before the round opens, and after it closes for who is not staff.
    """
    on = at.astimezone(zone).date()
    refuse_strangers(session, society_id, speaker, on)
    row = unpublished(session, round_id)
    _refuse_untimely(row, speaker, at)
    application = application_of(session, round_id, society_id) or Application(round_id=round_id, society_id=society_id)
    application.attendees, application.need, application.note = draft.attendees, draft.need, draft.note
    application.leader_id = _who_answers(session, society_id, speaker, on)
    application.changed_at = at
    session.add(application)
    _rewrite(session, application, change(application.wants))
    facts = {"round": row.name, "wishes": len(application.wishes)}
    audit.record(session, by, at, "apply_for_rooms", "society", society_id, application.leader_id, **facts)
    return application


def _refuse_untimely(row: Round, speaker: Speaker, at: datetime) -> None:
    stage = row.stage(at)
    if stage is Stage.AHEAD:
        raise Refused(Reason("round_not_open", {"opens_at": row.opens_at.isoformat()}))
    if stage is Stage.CLOSED and not speaker.is_staff:
        raise Refused(Reason("round_closed", {"closes_at": row.closes_at.isoformat()}))


def _who_answers(session: Session, society_id: int, speaker: Speaker, on: date) -> int | None:
    """Return whose time the society's times take: who writes, if they hold a post, else the first who does."""
    ids = [person.id for person in societies.officers(session, [society_id], on)[society_id]]
    return speaker.person_id if speaker.person_id in ids else next(iter(ids), None)


def _rewrite(session: Session, application: Application, wants: tuple[Want, ...]) -> None:
    if wants == application.wants:
        session.flush()
        return
    application.wishes = []
    # The ranks are free only once the old rows are gone.
    session.flush()
    application.wishes = [
        Wish(
            rank=rank,
            room_id=want.room_id,
            weekday=want.weekly.weekday,
            starts=want.weekly.starts,
            ends=want.weekly.ends,
        )
        for rank, want in enumerate(wants, 1)
    ]
    session.flush()


def added(row: Round, want: Want) -> Change:
    """Return the change that adds a wish at the end.

    It is refused where nothing like it is on offer, where it is there already, and after the last that can be read.
    """

    def change(wants: tuple[Want, ...]) -> tuple[Want, ...]:
        if not any(want.is_met_by(slot) for slot in row.slots):
            raise Refused(Reason("round_not_on_offer"))
        if want in wants:
            raise Refused(Reason("round_wish_there", {"n": wants.index(want) + 1}))
        if len(wants) >= MOST_WISHES:
            raise Refused(Reason("round_wishes_full", {"most": MOST_WISHES}))
        return (*wants, want)

    return change


def moved(act: str, n: int) -> Change:
    """Return the change that moves the n-th wish up or down, or removes it."""
    return lambda wants: rearranged(wants, act, n)


def application_of(session: Session, round_id: int, society_id: int) -> Application | None:
    """Return what a society asks for in a round, if it does."""
    mine = select(Application).where(Application.round_id == round_id, Application.society_id == society_id)
    return session.scalar(mine)
