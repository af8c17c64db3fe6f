"""The outbox: a notice is written in the transaction of the change and sent after it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from activity_center.notices.models import Notice
from activity_center.notices.rules import LEASE, missing_facts, pause_after
from activity_center.people.models import Person
from activity_center.people.rules import Channel, Standing


def post(
    session: Session,
    person_ids: Collection[int],
    kind: str,
    facts: dict[str, Any],
    *,
    at: datetime,
    section_id: int | None = None,
    once: str | None = None,
) -> None:
    """Tell people something, in two statements however many they are.

    `facts` are plain JSON values and must hold what the kind asks for (rules.KINDS). `once` names what it is
    about: the same person is not told twice of the same thing.
    """
    assert not missing_facts(kind, facts), f"{kind} lacks {sorted(missing_facts(kind, facts))}"
    rows = [
        {
            "person_id": person_id,
            "kind": kind,
            "facts": facts,
            "section_id": section_id,
            "once": f"{once}:{person_id}" if once else None,
            "created_at": at,
            "channel": channel,
            "attempts": 0,
        }
        for person_id, channel in channels(session, person_ids).items()
    ]
    if rows:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(dialect.insert(Notice).on_conflict_do_nothing(index_elements=[Notice.once]), rows)


def channels(session: Session, person_ids: Collection[int]) -> dict[int, Channel]:
    """Return how each person is reached; who wants e-mail and has no address is telephoned."""
    rows = session.execute(select(Person.id, Person.channel, Person.email).where(Person.id.in_(set(person_ids))))
    unreachable = {Channel.EMAIL: Channel.PHONE}
    return {id: channel if email else unreachable.get(channel, channel) for id, channel, email in rows}


def unread_count(session: Session, person_id: int) -> int:
    """Return how many notices somebody has not read yet."""
    unread = select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return session.scalar(unread) or 0


def notices_of(session: Session, person_id: int, *, offset: int = 0, limit: int = 50) -> tuple[list[Notice], int]:
    """Return one page of somebody's notices, newest first, and how many there are in all."""
    mine = Notice.person_id == person_id
    total = session.scalar(select(func.count()).select_from(Notice).where(mine)) or 0
    rows = select(Notice).where(mine).order_by(Notice.id.desc()).offset(offset).limit(limit)
    return list(session.scalars(rows)), total


def mark_read(session: Session, person_id: int, notice_ids: Collection[int] | None = None, *, at: datetime) -> None:
    """Mark these of somebody's notices as read, or all; others' notices stay as they are."""
    unread = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    chosen = unread if notice_ids is None else unread.where(Notice.id.in_(notice_ids))
    session.execute(chosen.values(read_at=at).execution_options(synchronize_session=False))


def untold(session: Session, since: datetime, person_id: int | None = None) -> list[tuple[Notice, Person]]:
    """Return what is to be told by telephone and neither was, nor was read, with whom to tell; oldest first.

    Who wants text messages is telephoned as well, since nobody sends any. Only people who are members now.
    """
    wanted = (
        select(Notice, Person)
        .join(Person, Person.id == Notice.person_id)
        .where(
            Notice.channel.in_([Channel.PHONE, Channel.SMS]),
            Notice.sent_at.is_(None),
            Notice.read_at.is_(None),
            Notice.created_at > since,
            Person.standing == Standing.ACTIVE,
        )
    )
    mine = wanted.where(Notice.person_id == person_id) if person_id else wanted
    return [(notice, person) for notice, person in session.execute(mine.order_by(Notice.id))]


def ids_about(session: Session, person_id: int, kind: str, section_id: int) -> list[int]:
    """Return what somebody was to be told of one kind about one section."""
    wanted = select(Notice.id).where(
        Notice.person_id == person_id, Notice.kind == kind, Notice.section_id == section_id
    )
    return list(session.scalars(wanted))


def mark_told(session: Session, person_id: int, notice_ids: Collection[int], *, at: datetime) -> None:
    """Write down that somebody was told these by telephone; others' notices stay as they are."""
    told = update(Notice).where(Notice.id.in_(notice_ids), Notice.person_id == person_id, Notice.sent_at.is_(None))
    session.execute(told.values(sent_at=at, attempts=Notice.attempts + 1))


@dataclass(frozen=True)
class Letter:
    """A notice that is to be sent by e-mail now."""

    id: int
    to: str
    language: str
    kind: str
    facts: dict[str, Any]
    section_id: int | None
    attempts: int


def take_due(session: Session, at: datetime, *, limit: int = 50) -> list[Letter]:
    """Take notices to send by e-mail; nobody else gets them until the lease is over.

    A worker that dies between sending and marking sends again: at least once, never silently not at all.
    """
    due = (
        select(Notice.id)
        .where(
            Notice.channel == Channel.EMAIL,
            Notice.sent_at.is_(None),
            Notice.gave_up_at.is_(None),
            (Notice.leased_until.is_(None)) | (Notice.leased_until <= at),
        )
        .order_by(Notice.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    # Two statements, for inside one PostgreSQL may ask the first several times, and then takes more than the limit.
    ids = session.scalars(due).all()
    taken = update(Notice).where(Notice.id.in_(ids)).values(leased_until=at + LEASE)
    session.execute(taken.execution_options(synchronize_session=False))
    return _letters(session, ids, at)


def _letters(session: Session, ids: Collection[int], at: datetime) -> list[Letter]:
    rows = session.execute(
        select(
            Notice.id,
            func.coalesce(Person.email, ""),
            func.coalesce(Person.language, "zh"),
            Notice.kind,
            Notice.facts,
            Notice.section_id,
            Notice.attempts,
        )
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.id.in_(ids))
        .order_by(Notice.id)
    ).all()
    # Somebody may have taken back the address since: then there is nothing to send any more.
    gone = [row[0] for row in rows if not row[1]]
    if gone:
        session.execute(update(Notice).where(Notice.id.in_(gone)).values(gave_up_at=at))
    return [Letter(*row) for row in rows if row[1]]


def mark_sent(session: Session, notice_id: int, at: datetime) -> None:
    """Write down that a notice has gone out."""
    session.execute(update(Notice).where(Notice.id == notice_id).values(sent_at=at, attempts=Notice.attempts + 1))


def mark_failed(session: Session, letter: Letter, at: datetime) -> None:
    """Write down that sending failed: it is tried again later, each time more patiently, and given up in the end."""
    attempts = letter.attempts + 1
    pause = pause_after(attempts)
    ending = {"gave_up_at": at} if pause is None else {"leased_until": at + pause}
    session.execute(update(Notice).where(Notice.id == letter.id).values(attempts=attempts, **ending))
