"""Competitions of the demo centre (samples): one takes entries, three are played, one is over."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.competitions import entries, jobs, lots, matches, pairing, playing, scores, service, swiss
from activity_center.competitions.deciding import Said
from activity_center.competitions.entries import EntryDraft
from activity_center.competitions.kinds import CompetitionStatus, Discipline, EntryKind, Format, Result, ScoringName
from activity_center.competitions.models import Category, Match
from activity_center.competitions.playing import HallDraft
from activity_center.competitions.scores import Report, Try
from activity_center.competitions.service import CategoryDraft, CompetitionDraft
from activity_center.competitions.tie_breaks import Criterion
from activity_center.errors import Refused
from activity_center.people.rules import RoleName
from activity_center.rooms.models import Room
from activity_center.societies.models import Society

STAFF = frozenset({RoleName.ADMIN})
TEXT = "福彩3D 5 0 7"
_XIANGQI = """一、每方用时二十五分钟，迟到十分钟判负。
二、胜一局得二分，和棋各得一分，负一局得零分。
三、排名依次看：积分、相互胜负、索伯分、胜局、抽签。
四、请带会员卡签到；身体不适请随时告诉裁判。"""
_GO = """一、胜一局得二分，和棋各得一分，负一局得零分，轮空得二分。
二、排名依次看：积分、对手分、累进分、抽签。
三、人数为单数时，每轮有一位轮空，同一位不会轮空两次。"""
_TENNIS = """一、先分小组单循环，三局两胜，每局十一分；小组前两名进入淘汰赛。
二、年龄按比赛第一天的周岁计算。
三、请本人和家属一同看过健康声明后再报名。"""


_GUANDAN = """一、两人一对，首轮抽签，以后每轮按积分编排，高分对高分，不重复相遇，同单位尽量回避。
二、每轮五十分钟；胜一轮得二分，级数相同各得一分，负一轮得零分，迟到十分钟判负。
三、排名依次看：总积分、去首累进分、胜轮次、级差分、升级数、抽签。"""


def _of_levels(levels: tuple[int, int]) -> Result:
    if levels[0] == levels[1]:
        return Result.DRAWN
    return Result.ONE_WON if levels[0] > levels[1] else Result.TWO_WON


class Played:
    """What all samples need: whose they are, and the days around today."""

    def __init__(self, session: Session, members: Sequence[int], at: datetime, by: Actor, zone: ZoneInfo) -> None:
        self.session, self.members, self.zone = session, members, zone
        self.at, self.by = at, by
        self.who = {"at": at, "by": by}
        self.today = at.astimezone(zone).date()

    def category(self, draft: CompetitionDraft, *drafts: CategoryDraft) -> list[Category]:
        """Add a competition with its categories, its entries open."""
        competition = service.add_competition(self.session, draft, **self.who)
        made = [service.add_category(self.session, competition.id, one, **self.who) for one in drafts]
        service.move_on(self.session, competition.id, CompetitionStatus.OPEN, **self.who)
        return made

    def drawn(self, category: Category, *entered: Sequence[int]) -> Category:
        """Enter these members, each entry for itself, and draw."""
        for members in entered:
            entries.enter(self.session, category.id, EntryDraft(tuple(members)), **self.who)
        service.move_on(self.session, category.competition_id, CompetitionStatus.CLOSED, **self.who)
        lots.publish_list(self.session, category.id, **self.who)
        return lots.draw(self.session, category.id, TEXT, **self.who)

    def play(self, category: Category, most: int, levels: tuple[int, int] | None = None) -> None:
        """Play so many matches, as they come up; at cards all end with these levels."""
        results = (Result.ONE_WON, Result.TWO_WON, Result.DRAWN, Result.ONE_WON)
        for n in range(most):
            match = self._next(category)
            if match is None:
                return
            is_knockout = match.stage.kind in matches.KNOCKOUTS
            result = results[n % 2] if is_knockout else results[n % len(results)]
            said = Said(_of_levels(levels), (), levels) if levels else Said(result)
            report = Report(said, str(uuid4()))
            scores.write(self.session, match.id, report, STAFF, **self.who)

    def pair(self, category: Category) -> None:
        """Pair the next round, as the worker does."""
        number = pairing.state(self.session, category.id).next
        taken = jobs.take(self.session, jobs.ask(self.session, category.id, number, **self.who).id, self.at)
        if taken:
            jobs.write(self.session, taken, swiss.pair(taken.next.round), self.at)

    def _next(self, category: Category) -> Match | None:
        stages = matches.stages(self.session, category.id)
        every = [match for stage in stages for match in matches.of_stage(self.session, stage.id)]
        left = (one for one in every if one.one_id and one.two_id and matches.result_of(one) is None)
        return next(left, None)

    def hall(self, competition_id: int) -> None:
        """Book the first room that is free for a morning in the next weeks, and give every match a time."""
        rooms = list(self.session.scalars(select(Room.id).order_by(Room.id.desc())))
        for ahead in range(2, 40):
            day = self.today + timedelta(days=ahead)
            starts, ends = (datetime.combine(day, time(hour), self.zone) for hour in (9, 17))
            for room_id in rooms if day.weekday() < 6 else ():
                try:
                    draft = HallDraft(room_id, starts, ends, 4)
                    playing.add_hall(self.session, competition_id, draft, **self.who, zone=self.zone)
                except Refused:
                    continue
                playing.set_times(self.session, competition_id, **self.who)
                return


def each(members: Sequence[int]) -> list[tuple[int]]:
    """Return everybody as an entry of their own."""
    return [(member,) for member in members]


def hold(session: Session, members: Sequence[int], *, at: datetime, by: Actor, zone: ZoneInfo) -> Played:
    """Hold the sample competitions; whoever signs in as 10000001 plays xiangqi."""
    made = Played(session, members, at, by, zone)
    _xiangqi(made)
    _table_tennis(made)
    _go(made)
    _guandan(made)
    _darts(made)
    _billiards(made)
    return made


def _xiangqi(made: Played) -> None:
    draft = CompetitionDraft(
        "重阳节象棋赛",
        Discipline.XIANGQI,
        Format.ROUND_ROBIN,
        made.today + timedelta(days=1),
        made.today + timedelta(days=20),
        _XIANGQI,
        criteria=(
            Criterion.POINTS,
            Criterion.HEAD_TO_HEAD,
            Criterion.SONNEBORN_BERGER,
            Criterion.WINS,
            Criterion.LOTS,
        ),
        match_minutes=60,
        rest_minutes=15,
        is_sample=True,
    )
    [category] = made.category(draft, CategoryDraft("公开组"))
    made.drawn(category, *each([made.members[0], *made.members[300:307]]))
    service.appoint_referee(made.session, category.competition_id, "officer", **made.who)
    made.play(category, 11)
    made.hall(category.competition_id)


def _go(made: Played) -> None:
    draft = CompetitionDraft(
        "围棋积分编排赛",
        Discipline.GO,
        Format.SWISS,
        made.today - timedelta(days=1),
        made.today + timedelta(days=8),
        _GO,
        criteria=(Criterion.POINTS, Criterion.OPPONENTS_POINTS, Criterion.PROGRESSIVE, Criterion.LOTS),
        rounds=5,
        is_sample=True,
    )
    [category] = made.category(draft, CategoryDraft("公开组"))
    made.drawn(category, *each(made.members[340:349]))
    for most in (99, 99, 2):
        made.pair(category)
        made.play(category, most)


def _guandan(made: Played) -> None:
    draft = CompetitionDraft(
        "掼蛋双人赛",
        Discipline.GUANDAN,
        Format.SWISS,
        made.today - timedelta(days=2),
        made.today + timedelta(days=5),
        _GUANDAN,
        entry_kind=EntryKind.PAIR,
        least_members=2,
        most_members=2,
        criteria=(
            Criterion.POINTS,
            Criterion.PROGRESSIVE_EX_FIRST,
            Criterion.WINS,
            Criterion.LEVEL_DIFFERENCE,
            Criterion.LEVELS_GAINED,
            Criterion.LOTS,
        ),
        rounds=4,
        keeps_units_apart=True,
        is_sample=True,
    )
    [category] = made.category(draft, CategoryDraft("公开组"))
    made.drawn(category, *zip(made.members[350:366:2], made.members[351:366:2], strict=True))
    for levels in ((14, 9), (11, 11), (8, 14)):
        made.pair(category)
        made.play(category, 99, levels)
    number = pairing.state(made.session, category.id).next
    jobs.ask(made.session, category.id, number, **made.who)


def _table_tennis(made: Played) -> None:
    society = made.session.scalar(select(Society.id).where(Society.name == "乒乓球协会"))
    draft = CompetitionDraft(
        "秋季乒乓球单打赛",
        Discipline.TABLE_TENNIS,
        Format.GROUPS_KNOCKOUT,
        made.today + timedelta(days=25),
        made.today + timedelta(days=26),
        _TENNIS,
        society_id=society,
        entries_close_at=made.at + timedelta(days=18),
        ages_on=made.today + timedelta(days=25),
        needs_statement=True,
        scoring=ScoringName.TWO_FOR_WIN_ONE_FOR_LOSS,
        criteria=(Criterion.POINTS, Criterion.HEAD_TO_HEAD, Criterion.SET_RATIO, Criterion.POINT_RATIO, Criterion.LOTS),
        groups=4,
        has_third_place=True,
        match_minutes=30,
        rest_minutes=20,
        is_sample=True,
    )
    [category, _older] = made.category(
        draft, CategoryDraft("60 岁以上组", capacity=6), CategoryDraft("70 岁以上组", None, 70, 65, capacity=16)
    )
    for member in made.members[310:318]:
        typed = EntryDraft((member,), has_statement=True, family_name="家属")
        entries.enter(made.session, category.id, typed, **made.who)


def _darts(made: Played) -> None:
    draft = CompetitionDraft(
        "飞镖积分赛",
        Discipline.DARTS,
        Format.RANK_BY_SCORE,
        made.today,
        made.today + timedelta(days=6),
        is_sample=True,
    )
    [category] = made.category(draft, CategoryDraft("公开组"))
    made.drawn(category, *each(made.members[320:326]))
    [stage] = matches.stages(made.session, category.id)
    for n, one in enumerate(matches.entries_of(made.session, stage.id)[:5]):
        for round in (1, 2):
            value = Decimal(60 + (n * 37 + round * 11) % 80)
            tried = Try(one.entry_id, round, value, str(uuid4()))
            scores.write_try(made.session, stage.id, tried, STAFF, **made.who)


def _billiards(made: Played) -> None:
    draft = CompetitionDraft(
        "夏季台球赛",
        Discipline.BILLIARDS,
        Format.SINGLE_ELIMINATION,
        made.today - timedelta(days=60),
        made.today - timedelta(days=59),
        has_third_place=True,
        is_sample=True,
    )
    [category] = made.category(draft, CategoryDraft("公开组"))
    made.drawn(category, *each(made.members[330:337]))
    made.play(category, 99)
    service.move_on(made.session, category.competition_id, CompetitionStatus.FINISHED, **made.who)
