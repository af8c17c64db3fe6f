"""What societies of the demo centre (samples) decide and keep: elections, a cash book, plans, reviews, a ranking."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.societies import ballots, cash, elections, plans, years
from activity_center.societies.cash import CashDraft
from activity_center.societies.elections import ElectionDraft
from activity_center.societies.models import Membership
from activity_center.societies.rules import Post
from activity_center.societies.yearly import Outcome
from activity_center.terms import service as terms

_WORDS = ("我在团里唱了八年，愿意帮大家把排练排好。（样例）", "会记账、会写通知，有事随时找我。（样例）", "", "", "")
# Days ago, what for, fen, receipt. The third was written down wrong and is undone.
_CASH = (
    (70, "本学期会费（32 人，每人 50 元）", 160_000, "2026-001"),
    (62, "复印歌谱", -8_600, "2026-002"),
    (48, "演出服清洗", -62_000, "2026-003"),
    (47, "演出服清洗", -26_000, "2026-003"),
    (33, "中心活动补助", 80_000, "2026-004"),
    (21, "重阳节演出租车", -45_000, "2026-005"),
    (9, "节拍器一个", -16_850, "2026-006"),
)
_AIMS = """每周一次排练，学会四首新歌；（样例）
带三位新社员跟上声部；
两次进社区演出，一次与兄弟社团联谊。"""


def live(
    session: Session,
    ids: Sequence[int],
    officer_id: int,
    members: Sequence[int],
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> None:
    """Let the first society elect, keep a cash book and plan; the first member may vote in it."""
    today, officer = at.astimezone(zone).date(), Actor(officer_id, "web")
    _elect(session, ids, members, today, officer, zone)
    _keep(session, ids[0], today, at, officer)
    session.execute(update(Membership).where(Membership.person_id % 5 > 0).values(renewed_for=today.year))
    now, coming = terms.terms(session)[:2]
    for society_id, term_id in ((ids[0], now.id), (ids[0], coming.id), (ids[1], coming.id)):
        plans.write(session, society_id, term_id, _AIMS, at=at, by=officer)
        plan = plans.hand_in(session, society_id, term_id, at=at, by=officer, zone=zone)
        if term_id == now.id:
            plans.decide(session, plan.id, True, "", at=at, by=by)
    here = {"at": at, "by": by, "zone": zone}
    for society_id, outcome in zip(ids, (Outcome.PASSED, Outcome.PASSED, Outcome.CONDITIONS), strict=False):
        note = "" if outcome is Outcome.PASSED else "请补交第三季度账目。（样例）"
        years.decide(session, society_id, today.year, outcome, note, **here)
    years.publish(session, today.year, ids[:3], **here)


def _elect(
    session: Session, ids: Sequence[int], members: Sequence[int], today: date, officer: Actor, zone: ZoneInfo
) -> None:
    """Hold one election, let two be voted on now, one of them for several seats, and a last wait for candidates."""
    days = [today - timedelta(days=n) for n in (42, 30, 24)]
    office = (today - timedelta(days=20), today + timedelta(days=710))
    held = ElectionDraft(Post.DEPUTY, 1, days[1], days[2], days[0], *office)
    id = _called(session, ids[0], held, members[3:5], days[0], officer, zone)
    for n, person_id in enumerate(members[0:24]):
        ballots.vote(session, id, person_id, [[1], [2], [2], []][n % 4], at=_noon(days[1], zone))
    elections.close(session, id, at=_noon(days[2] + timedelta(days=1), zone), by=officer)
    running = replace(held, post=Post.LEADER, opens_on=today - timedelta(days=2), closes_on=today + timedelta(days=5))
    running = replace(running, from_on=today + timedelta(days=20), until_on=today + timedelta(days=750))
    id = _called(session, ids[0], running, members[5:8], today - timedelta(days=9), officer, zone)
    for n, person_id in enumerate(members[9:18]):
        ballots.vote(session, id, person_id, [1 + n % 3], at=_noon(today - timedelta(days=1), zone))
    several = replace(running, post=Post.SECRETARY, seats=2, closes_on=today + timedelta(days=6))
    _called(session, ids[0], several, members[8:13], today - timedelta(days=9), officer, zone)
    naming = replace(running, opens_on=today + timedelta(days=7), closes_on=today + timedelta(days=14), seats=2)
    _called(session, ids[1], replace(naming, post=Post.TREASURER), members[40:42], today, officer, zone)


def _called(
    session: Session,
    society_id: int,
    draft: ElectionDraft,
    candidates: Sequence[int],
    on: date,
    officer: Actor,
    zone: ZoneInfo,
) -> int:
    at = _noon(on, zone)
    draft = replace(draft, members_on=on, oldest=None)
    row = elections.call(session, society_id, draft, at=at, by=officer, zone=zone)
    for person_id, said in zip(candidates, _WORDS, strict=False):
        elections.name(session, row.id, person_id, said, at=at, by=Actor(person_id, "web"))
    return row.id


def _noon(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(12), zone)


def _keep(session: Session, society_id: int, today: date, at: datetime, officer: Actor) -> None:
    who = {"at": at, "by": officer}
    written = [
        cash.write(session, society_id, CashDraft(today - timedelta(days=ago), what, fen, receipt), today, **who)
        for ago, what, fen, receipt in _CASH
    ]
    cash.undo(session, written[2].id, today, **who)
