"""What remains of sample competitions: a contest of teams, prizes, certificates, a season, and the archive."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from activity_center.certificates import contests
from activity_center.competitions import entries, finals, lots, matches, scores, seasons, service
from activity_center.competitions.deciding import Board, Said, of_boards
from activity_center.competitions.entries import EntryDraft
from activity_center.competitions.kinds import CompetitionStatus, Discipline, EntryKind, Format, Result
from activity_center.competitions.models import Category
from activity_center.competitions.prizes import Prize
from activity_center.competitions.scores import Report
from activity_center.competitions.seasons import SeasonDraft
from activity_center.competitions.service import CategoryDraft, CompetitionDraft
from activity_center.competitions.tie_breaks import Criterion
from activity_center.demo.competitions import STAFF, TEXT, Played
from activity_center.people.models import Person
from activity_center.societies.models import Office

_POINTS = [10, 8, 6, 5, 4, 3, 2, 1]
_BY_PLACE = (Prize("冠军", 1), Prize("亚军", 1), Prize("季军", 1))
_BY_SHARE = (Prize("一等奖", percent=10), Prize("二等奖", percent=20), Prize("三等奖", percent=30))
_UNITS = ("城东街道", "城西街道", "退休教师支部")
_TEAMS = ("城东队", "城西队", "教师队", "厂区队")
_ON_BOARDS = (Result.ONE_WON, Result.DRAWN, Result.TWO_WON, Result.ONE_WON, Result.TWO_WON)


def remain(made: Played) -> None:
    """Let the first members have played a season of two contests, and teams play on three boards."""
    last_year, spring = _last_year(made), _spring(made)
    season = SeasonDraft(f"{made.today.year} 象棋等级赛", _POINTS, least=1, best_of=3, is_sample=True)
    row = seasons.add(made.session, season, **made.who)
    for category in (last_year, spring):
        seasons.count(made.session, row.id, category.id, **made.who)
    best = [one.entry.id for one in finals.placings(made.session, spring) if one.place <= 3]
    contests.issue(made.session, spring.id, best, **made.who, zone=made.zone)
    _teams(made)


def _over(made: Played, draft: CompetitionDraft, members: Sequence[int], status: CompetitionStatus) -> Category:
    [category] = made.category(draft, CategoryDraft("公开组"))
    for n, member in enumerate(members):
        wish = EntryDraft((member,), unit=_UNITS[n % len(_UNITS)])
        entries.enter(made.session, category.id, wish, **made.who)
    made.drawn(category)
    made.play(category, 99)
    for way in (CompetitionStatus.FINISHED, status):
        service.move_on(made.session, category.competition_id, way, **made.who)
    return category


def _xiangqi(made: Played, name: str, days_ago: int, **more: Any) -> CompetitionDraft:
    on = made.today - timedelta(days=days_ago)
    criteria = (Criterion.POINTS, Criterion.HEAD_TO_HEAD, Criterion.SONNEBORN_BERGER, Criterion.LOTS)
    plain = CompetitionDraft(name, Discipline.XIANGQI, Format.ROUND_ROBIN, on, on, criteria=criteria, is_sample=True)
    return replace(plain, **more)


def _last_year(made: Played) -> Category:
    draft = _xiangqi(made, "去年象棋等级赛", 380, prizes=_BY_PLACE)
    return _over(made, draft, [made.members[0], *made.members[350:354]], CompetitionStatus.ARCHIVED)


def _spring(made: Played) -> Category:
    draft = _xiangqi(made, "春季象棋等级赛", 120, prizes=_BY_SHARE, team_best=2)
    members = [made.members[0], *made.members[350:355]]
    return _over(made, draft, members, CompetitionStatus.FINISHED)


def _teams(made: Played) -> None:
    of_three = {"entry_kind": EntryKind.TEAM, "least_members": 3, "most_members": 4, "boards": 3}
    criteria = (Criterion.POINTS, Criterion.BOARD_POINTS, Criterion.HEAD_TO_HEAD, Criterion.LOTS)
    officer = select(Office.society_id).join(Person, Person.id == Office.person_id)
    led = made.session.scalar(officer.where(Person.staff_name == "officer").order_by(Office.id).limit(1))
    draft = _xiangqi(made, "象棋团体赛", 1, **of_three, criteria=criteria, prizes=_BY_PLACE, society_id=led)
    [category] = made.category(draft, CategoryDraft("公开组"))
    for n, name in enumerate(_TEAMS):
        people = tuple(made.members[360 + 4 * n : 364 + 4 * n])
        entries.enter(made.session, category.id, EntryDraft(people, name=name), **made.who)
    service.move_on(made.session, category.competition_id, CompetitionStatus.CLOSED, **made.who)
    lots.publish_list(made.session, category.id, **made.who)
    lots.draw(made.session, category.id, TEXT, **made.who)
    [stage] = matches.stages(made.session, category.id)
    for n, match in enumerate(matches.of_stage(made.session, stage.id)[:5]):
        boards = tuple(Board(_ON_BOARDS[(n * 2 + k) % len(_ON_BOARDS)]) for k in range(3))
        said = Said(of_boards(boards), boards=boards)
        scores.write(made.session, match.id, Report(said, str(uuid4())), STAFF, **made.who)
