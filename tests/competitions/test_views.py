"""Competitions in a browser without a screen: from the first line of the regulations to the last place."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.competitions import entries
from activity_center.competitions.kinds import CompetitionStatus, EntryKind, Format, Reporting
from activity_center.competitions.models import Category, Competition, Entry, Match, Score, Stage
from activity_center.people.rules import RoleName
from tests.clients import Visitor
from tests.competitions.scenes import WHO, enter, make_category, make_drawn, make_players, open_matches
from tests.factories import make_card, make_person, sign_in

REGULATIONS = {
    "name": "重阳象棋赛",
    "discipline": "xiangqi",
    "starts_on": "2099-10-12",
    "ends_on": "2099-10-13",
    "entry_kind": "person",
    "least_members": "1",
    "most_members": "1",
    "format": "round_robin",
    "advancing": "2",
    "scoring": "two_and_one",
    "reporting": "referee",
    "unplayed": "as_awarded",
    "match_minutes": "60",
    "rest_minutes": "0",
    "criterion_1": "points",
    "criterion_2": "head_to_head",
    "criterion_3": "lots",
    "regulations": "迟到十分钟判负",
}


@pytest.fixture
def desk(session, app) -> Visitor:
    """Somebody of the desk."""
    client = Visitor(app)
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK, staff_name="desk"))
    return client


def test_a_whole_competition_by_the_pages_alone(session: Session, client: Visitor, desk: Visitor):
    assert desk.post("/desk/competitions/new", data=REGULATIONS).status_code == 303
    competition = session.scalars(select(Competition)).one()
    at = f"/desk/competitions/{competition.id}"
    assert client.get(f"/competitions/{competition.id}").status_code == 404
    assert desk.post(at, data={"name": "公开组"}).status_code == 303
    assert desk.post(f"{at}/status", data={"status": "open"}).status_code == 303
    category = session.scalars(select(Category)).one()
    for number, person in enumerate(make_players(session, 3), 1):
        sign_in(client, person)
        answer = client.post(f"/competitions/categories/{category.id}/enter")
        assert (answer.status_code, answer.location) == (303, "/me/competitions")
        assert f"{number} 号 棋手{number}" in client.get("/me/competitions").text
    assert "迟到十分钟判负" in client.get(f"/competitions/{competition.id}").text
    desk.post(f"{at}/status", data={"status": "closed"})
    to_draw = f"/desk/competitions/categories/{category.id}/draw"
    assert desk.post(to_draw, data={"act": "draw", "text": "507"}).status_code == 409
    assert desk.post(to_draw, data={"act": "publish"}).status_code == 303
    assert desk.post(to_draw, data={"act": "draw", "text": "507"}).status_code == 303
    for match in open_matches(session, category):
        sent = {"uid": str(uuid4()), "result": "one_won"}
        assert desk.post(f"/competitions/matches/{match.id}/score", data=sent).status_code == 303
    page = client.get(f"/competitions/categories/{category.id}").text
    assert "共 3 场，已赛 3 场" in page
    entry = session.scalars(select(Entry)).first()
    assert "由此分出" in client.get(f"/competitions/entries/{entry.id}/why").text or entry
    assert "SHA-256" in client.get(f"/competitions/categories/{category.id}/lots").text
    assert desk.post(f"{at}/status", data={"status": "finished"}).status_code == 303


def test_strangers_read_no_name_in_full_and_members_do(session: Session, client: Visitor):
    category = make_drawn(session, 3, Format.ROUND_ROBIN)
    session.scalars(select(Entry)).first().name = "欧阳秀英"
    at = f"/competitions/categories/{category.id}"
    assert "欧阳秀英" not in client.get(at).text
    assert "欧**" in client.get(at).text
    assert "欧阳秀英" not in client.get(f"/competitions/{category.competition_id}/board").text
    sign_in(client, make_person(session))
    assert "欧阳秀英" in client.get(at).text


def test_a_pair_enters_by_the_card_of_the_partner(session: Session, client: Visitor):
    category = make_category(session, entry_kind=EntryKind.PAIR, least_members=2, most_members=2)
    one, two = make_players(session, 2)
    make_card(session, two, "20009999")
    sign_in(client, one)
    at = f"/competitions/categories/{category.id}/enter"
    wrong = client.post(at, data={"others": "99999999"})
    assert (wrong.status_code, "99999999" in wrong.text) == (409, True)
    assert client.post(at, data={"others": "20009999"}).status_code == 303
    assert session.scalars(select(Entry.name)).one() == "棋手1 / 棋手2"


def test_who_waits_is_told_so_and_accepts_what_is_offered(session: Session, client: Visitor):
    category, (one, two) = make_category(session, capacity=1), make_players(session, 2)
    first = enter(session, category, one)
    sign_in(client, two)
    at = f"/competitions/categories/{category.id}/enter"
    assert "已满" in client.get(at).text
    client.post(at)
    entries.withdraw(session, first.id, **WHO, is_staff=True)
    assert "名额为您保留到" in client.get("/me/competitions").text
    mine = session.scalars(select(Entry).where(Entry.name == "棋手2")).one()
    # The offer was made long ago; somebody who comes too late is told so.
    late = client.post(f"/me/competitions/{mine.id}", data={"act": "accept"})
    assert (late.status_code, "没有为您保留" in late.text) == (409, True)


def test_withdrawing_is_asked_for_first_and_is_not_for_strangers(session: Session, client: Visitor):
    category, (one, two) = make_category(session), make_players(session, 2)
    entry = enter(session, category, one)
    sign_in(client, two)
    assert client.get(f"/me/competitions/{entry.id}/withdraw").status_code == 403
    assert client.post(f"/me/competitions/{entry.id}", data={"act": "withdraw"}).status_code == 403
    sign_in(client, one)
    assert "取消“重阳象棋赛”的报名吗" in client.get(f"/me/competitions/{entry.id}/withdraw").text
    assert client.post(f"/me/competitions/{entry.id}", data={"act": "withdraw"}).status_code == 303
    assert entry.status.value == "withdrawn"


def test_both_players_write_their_score_on_their_own_phones(session: Session, client: Visitor):
    category = make_drawn(session, 2, Format.SINGLE_ELIMINATION, reporting=Reporting.BOTH_SIDES)
    [match] = open_matches(session, category)
    at = f"/competitions/matches/{match.id}/score"
    people = [entry.members[0].person for entry in (match.one, match.two)]
    for person in people:
        sign_in(client, person)
        uid = re.search(r'name="uid"[^>]*value="([^"]+)"', client.get(at).text)[1]
        assert client.post(at, data={"uid": uid, "result": "two_won"}).status_code == 303
        # The same form again, from a slow network, is the same score.
        assert client.post(at, data={"uid": uid, "result": "two_won"}).status_code == 303
    assert [row.status.value for row in session.scalars(select(Score).order_by(Score.id))] == ["entered", "confirmed"]
    sign_in(client, make_person(session, "旁观者"))
    assert client.get(at).status_code == 403


def test_a_referee_appointed_at_the_desk_writes_and_corrects(session: Session, client: Visitor, desk: Visitor):
    category = make_drawn(session, 2, Format.ROUND_ROBIN)
    referee = make_person(session, "周裁判")
    make_card(session, referee, "20008888")
    at = f"/desk/competitions/{category.competition_id}"
    assert desk.post(f"{at}/referees", data={"login": "20008888"}).status_code == 303
    match = session.scalars(select(Match)).one()
    sign_in(client, referee)
    to = f"/competitions/matches/{match.id}/score"
    client.post(to, data={"uid": str(uuid4()), "result": "one_won", "sets": "11:7 11:8"})
    again = client.post(to, data={"uid": str(uuid4()), "result": "two_won"})
    assert (again.status_code, "更正成绩要写明原因" in again.text) == (409, True)
    client.post(to, data={"uid": str(uuid4()), "result": "two_won", "note": "抄错了"})
    page = client.get(to).text
    assert "抄错了" in page
    assert "2 : 0 (11:7 11:8)" in page


def test_a_sheet_of_tries_is_written_and_corrected_where_scores_rank(session: Session, desk: Visitor, client: Visitor):
    category = make_drawn(session, 3, Format.RANK_BY_SCORE, is_least_best=True)
    at = f"/competitions/stages/{_stage(session, category)}/tries"
    kept = {"quantity": "time", "tally": "best", "tries": "2", "prizes": "优胜奖 60%"}
    to_kept = f"/desk/competitions/categories/{category.id}/measure"
    assert desk.post(to_kept, data=kept).status_code == 303
    one, two, three = (entry.id for entry in entries.entries(session, category.id))
    sheet = {
        "uid": str(uuid4()),
        f"try-{one}-1": "32:15.4",
        f"was-{one}-1": "",
        f"try-{two}-2": "1：05",
        f"was-{two}-2": "",
    }
    assert desk.post(at, data=sheet | {f"try-{three}-1": "schnell"}).status_code == 422
    for _ in range(2):
        # The same sheet again, from a slow network, is the same sheet.
        assert desk.post(at, data=sheet).status_code == 303
    assert len(session.scalars(select(Score)).all()) == 2
    page = client.get(f"/competitions/categories/{category.id}").text
    assert ("32:15.4" in page, "1:05" in page, "优胜奖" in page) == (True, True, True)
    wrong = {"uid": str(uuid4()), f"try-{one}-1": "31:00", f"was-{one}-1": "32:15.4"}
    assert desk.post(at, data=wrong).status_code == 409
    assert desk.post(at, data=wrong | {"note": "看错了秒表"}).status_code == 303
    page = desk.get(at).text
    assert ("看错了秒表" in page, "32:15.4" in page, 'value="31:00"' in page) == (True, True, True)
    # A sheet that was opened before takes nothing back that somebody else has written since.
    assert desk.post(at, data={"uid": str(uuid4()), f"try-{two}-1": "", f"was-{two}-1": ""}).status_code == 303
    assert desk.post(to_kept, data=kept | {"tries": "1"}).status_code == 409
    sign_in(client, make_person(session))
    assert client.get(at).status_code == 403


def _stage(session: Session, category: Category) -> int:
    return session.scalars(select(Stage.id).where(Stage.category_id == category.id)).one()


def test_a_cancelled_competition_is_asked_about_and_tells_everybody(session: Session, client: Visitor, desk: Visitor):
    category, (one,) = make_category(session), make_players(session, 1)
    enter(session, category, one)
    at = f"/desk/competitions/{category.competition_id}"
    assert "取消“重阳象棋赛”吗" in desk.get(f"{at}/cancel").text
    desk.post(f"{at}/status", data={"status": "cancelled", "note": "场馆检修"})
    assert category.competition.status is CompetitionStatus.CANCELLED
    sign_in(client, one)
    assert "场馆检修" in client.get("/me/notices").text


def test_members_and_visitors_do_not_come_to_the_desk(session: Session, client: Visitor):
    category = make_category(session)
    sign_in(client, make_person(session))
    for address in ("", "/new", f"/{category.competition_id}", f"/categories/{category.id}"):
        assert client.get(f"/desk/competitions{address}").status_code == 403
