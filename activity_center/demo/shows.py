"""Shows and measured events of the demo centre (samples): one takes works, one is being judged, three are over."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.competitions import entries, exhibits, judges, matches, measured, scores, service, shows, sitting
from activity_center.competitions.entries import EntryDraft
from activity_center.competitions.exhibits import ExhibitDraft, ShowDraft
from activity_center.competitions.kinds import CompetitionStatus, Discipline, Format
from activity_center.competitions.measured import MeasureDraft
from activity_center.competitions.measuring import Quantity, Tally
from activity_center.competitions.models import Category
from activity_center.competitions.prizes import Prize
from activity_center.competitions.scores import Try
from activity_center.competitions.service import CategoryDraft, CompetitionDraft
from activity_center.competitions.showing import Judging
from activity_center.demo.competitions import Played, each
from activity_center.demo.pictures import brush, flowers, mountains
from activity_center.people.rules import RoleName
from activity_center.rooms.photos import cleaned

_STAFF = frozenset({RoleName.ADMIN})
# Teachers and officers judge, and a member.
_JUDGES = ("teacher", "officer", "10000451")
_FIRST_TWO = (Prize("一等奖", 1), Prize("二等奖", 1))
_SHARES = (Prize("一等奖", percent=5), Prize("二等奖", percent=10), Prize("三等奖", percent=15))
_RULES = """一、书法、国画每人不超过二件，四尺竖幅以内；草书、篆书请附释文。
二、摄影每人不超过四件，不得合成。
三、评委只看作品和编号，不知道作者是谁。
四、作者同意的作品，结果公布后在本站展出。"""
_MAHJONG = """一、单人参赛，抽签定桌，每桌四人，人数不整时有三人一桌；共两轮，每轮重新排座。
二、每人每轮三百分筹码，结束时同桌筹码之和必须相符。
三、按两轮筹码之和排名；一等奖百分之五，二等奖百分之十，三等奖百分之十五。"""
_WRITING = ("兰亭序（节临）", "归去来兮", "前赤壁赋句", "心经", "将进酒")
_PAINTING = ("秋山图", "湖上初晴", "松壑听泉")
_PHOTOS = ("院子里的花", "傍晚", "邻家小园", "花市一角")


def hold(session: Session, members: Sequence[int], *, at: datetime, by: Actor, zone: ZoneInfo) -> None:
    """Hold the sample shows and events; whoever signs in as 10000001 has handed in a photograph."""
    made = Played(session, members, at, by, zone)
    _exhibition(made)
    _monthly(made)
    _mahjong(made)
    _walk(made)


def _hand_in(made: Played, category: Category, members: Sequence[int], titles: Sequence[str], **more: str) -> None:
    """Let members hand in a work each, with pictures drawn by the `draw` of their kind."""
    draw = _DRAWN[category.name]
    for n, (member, title) in enumerate(zip(members, titles, strict=True)):
        entry = entries.enter(made.session, category.id, EntryDraft((member,)), **made.who)
        draft = ExhibitDraft(title, cleaned(draw(n)), may_show=n != 2, **more)
        work = exhibits.hand_in(made.session, entry.id, draft, **made.who, is_staff=True)
        exhibits.review(made.session, work.id, True, "", **made.who)


_DRAWN: dict[str, Callable[[int], bytes]] = {"书法": brush, "国画": mountains, "摄影": flowers}


def _exhibition(made: Played) -> None:
    days = made.today - timedelta(days=2), made.today + timedelta(days=12)
    draft = CompetitionDraft("金秋书画摄影展", Discipline.WORKS, Format.JUDGED, *days, _RULES, is_sample=True)
    writing, painting, photos = made.category(
        draft, CategoryDraft("书法"), CategoryDraft("国画"), CategoryDraft("摄影")
    )
    kinds = {writing: Judging.TRIMMED, painting: Judging.NORMALISED, photos: Judging.PAIRS}
    for category, judging in kinds.items():
        settled = ShowDraft(judging, 4 if category is photos else 2, category is not painting, _FIRST_TWO)
        exhibits.set_show(made.session, category.id, settled, **made.who)
    _hand_in(
        made, writing, made.members[360:365], _WRITING, medium="纸本墨笔", size="四尺竖幅", transcript="（释文样例）"
    )
    _hand_in(made, painting, made.members[365:368], _PAINTING, medium="纸本设色", size="三尺横幅")
    _hand_in(made, photos, made.members[368:372], _PHOTOS, medium="数码摄影", size="40 × 60 cm")
    service.move_on(made.session, writing.competition_id, CompetitionStatus.CLOSED, **made.who)
    for category in kinds:
        for login in _JUDGES:
            judges.appoint(made.session, category.id, login, **made.who)
        shows.begin(made.session, category.id, random.Random(category.id), **made.who)
    _judge(made, writing, left=2)
    _judge(made, painting)
    _compare(made, photos)
    shows.close(made.session, painting.id, **made.who)
    shows.publish(made.session, painting.id, **made.who)
    for n in (1, 2, 2):
        _vote(made, writing, n)


def _judge(made: Played, category: Category, left: int = 0) -> None:
    """Let every judge mark all works but the last ones; strict and mild ones differ."""
    for strictness, judge in enumerate(judges.judges(made.session, category.id)):
        works = exhibits.in_show(made.session, category.id)
        for work in works[: len(works) - left if strictness else len(works)]:
            value = Decimal(92 - 6 * strictness - (work.id * 7 + strictness * 3) % 13)
            who = {"at": made.at, "by": Actor(judge.person_id, "web")}
            judges.give_mark(made.session, category.id, work.number or 0, value, **who)


def _compare(made: Played, category: Category) -> None:
    who = {"at": made.at, "by": Actor(judges.judges(made.session, category.id)[0].person_id, "web")}
    for better, worse in ((1, 2), (3, 4), (1, 3)):
        judges.compare(made.session, category.id, better, worse, **who)


def _vote(made: Played, category: Category, n: int) -> None:
    shown = [work for work in exhibits.in_show(made.session, category.id) if work.may_show]
    by = Actor(made.members[500 + n + len(shown)], "web")
    shows.vote(made.session, category.id, shown[n].number or 0, at=made.at, by=by)


def _monthly(made: Played) -> None:
    days = made.today + timedelta(days=15), made.today + timedelta(days=20)
    draft = CompetitionDraft("手机摄影月赛", Discipline.WORKS, Format.JUDGED, *days, is_sample=True)
    [category] = made.category(draft, CategoryDraft("摄影"))
    entry = entries.enter(made.session, category.id, EntryDraft((made.members[0],)), **made.who)
    work = ExhibitDraft("阳台上的春天", cleaned(flowers(7)), "手机摄影", may_show=True)
    exhibits.hand_in(made.session, entry.id, work, at=made.at, by=Actor(made.members[0], "web"))


def _scored(
    made: Played, draft: CompetitionDraft, kept: MeasureDraft, members: Sequence[int], values: list[str]
) -> int:
    """Draw and hold an event, each value a try; return the competition."""
    [category] = made.category(draft, CategoryDraft("公开组"))
    made.drawn(category, *each(members))
    measured.set_measure(made.session, category.id, kept, **made.who)
    [stage] = matches.stages(made.session, category.id)
    taking_part = [one.entry_id for one in matches.entries_of(made.session, stage.id)]
    for n, value in enumerate(values):
        round, entry = divmod(n, len(taking_part))
        tried = Try(taking_part[entry], round + 1, Decimal(value), str(uuid4()))
        scores.write_try(made.session, stage.id, tried, _STAFF, **made.who)
    return category.competition_id


def _mahjong(made: Played) -> None:
    day = made.today - timedelta(days=9)
    facts = {"seats_per_table": 4, "chips_each": 300, "keeps_units_apart": True, "is_sample": True}
    draft = CompetitionDraft("健康麻将之夜", Discipline.MAHJONG, Format.RANK_BY_SCORE, day, day, _MAHJONG, **facts)
    [category] = made.category(draft, CategoryDraft("公开组"))
    measured.set_measure(made.session, category.id, MeasureDraft(Tally.SUM, Quantity.CHIPS, 2, _SHARES), **made.who)
    made.drawn(category, *each(made.members[380:393]))
    [stage] = matches.stages(made.session, category.id)
    for table in sitting.tables(made.session, stage.id):
        measured.write_all(made.session, stage.id, str(uuid4()), _chips(table), _STAFF, **made.who)
    service.move_on(made.session, category.competition_id, CompetitionStatus.FINISHED, **made.who)


def _chips(table: sitting.Table) -> list[Try]:
    """Return what everybody at a table has in the end: who sits first takes from all others."""
    lost = [10 + (table.number * 37 + table.round * 53 + seat.seat * 29) % 130 for seat in table.seats[1:]]
    chips = [300 + sum(lost), *(300 - one for one in lost)]
    return [Try(seat.entry_id, table.round, Decimal(n), "") for seat, n in zip(table.seats, chips, strict=True)]


def _walk(made: Played) -> None:
    day = made.today
    draft = CompetitionDraft(
        "三千米健步走", Discipline.SPORT, Format.RANK_BY_SCORE, day, day, is_least_best=True, is_sample=True
    )
    kept = MeasureDraft(Tally.BEST, Quantity.TIME, 1, (Prize("优胜奖", percent=60), Prize("优秀奖", percent=40)))
    times = [str(1650 + (n * 97) % 400 + n / 10) for n in range(5)]
    _scored(made, draft, kept, made.members[395:401], times)
