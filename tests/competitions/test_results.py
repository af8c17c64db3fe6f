"""What remains of a competition: certificates, seasons, teams, the archive; and who may run one."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from activity_center.centre import Centre
from activity_center.certificates import contests
from activity_center.certificates.models import Certificate
from activity_center.competitions import entries, finals, matches, seasons, service
from activity_center.competitions.kinds import CompetitionStatus, EntryKind, Format, Result
from activity_center.competitions.models import Competition
from activity_center.competitions.prizes import Prize
from activity_center.competitions.season_models import Season
from activity_center.competitions.seasons import SeasonDraft
from activity_center.errors import Refused
from activity_center.people import proxies
from activity_center.people.rules import RoleName
from tests.clients import Visitor
from tests.competitions.scenes import WHO, draw, enter, make_category, make_drawn, make_players, open_matches, say
from tests.factories import make_card, make_person, sign_in
from tests.insight.scenes import ZONE
from tests.societies.scenes import a_society, an_officer

PRIZES = (Prize("一等奖", 1), Prize("二等奖", percent=50))


@pytest.fixture
def desk(session, app) -> Visitor:
    """Somebody of the desk."""
    client = Visitor(app)
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK, staff_name="desk"))
    return client


def a_finished(session, count=3, format=Format.ROUND_ROBIN, **values):
    """Make a contest that is over, in which the smaller number always wins."""
    if session.scalar(select(Centre)) is None:
        session.add(Centre(name="银龄中心"))
    category = make_drawn(session, count, format, **values)
    for match in open_matches(session, category):
        is_one = match.one.number < match.two.number
        say(session, match, Result.ONE_WON if is_one else Result.TWO_WON)
    return service.move_on(session, category.competition_id, CompetitionStatus.FINISHED, **WHO).categories[0]


def refused(act) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()
    return [reason.code for reason in caught.value.reasons]


def test_places_and_prizes_follow_from_the_table(session):
    category = a_finished(session, 4, prizes=PRIZES)
    found = [(one.place, one.entry.number, one.prize) for one in finals.placings(session, category)]
    assert found == [(1, 1, "一等奖"), (2, 2, "二等奖"), (3, 3, "二等奖"), (4, 4, "")]


def test_what_is_in_the_archive_is_found_by_year_and_not_among_the_others(session, client):
    category = a_finished(session)
    service.move_on(session, category.competition_id, CompetitionStatus.ARCHIVED, **WHO)
    assert "重阳象棋赛" not in client.get("/competitions").text
    assert client.get("/competitions?archive").location == "/competitions/archive"
    assert "2026" in client.get("/competitions/archive").text
    assert "棋手1" not in client.get(f"/competitions/categories/{category.id}/results").text


def test_sets_that_are_none_are_said_to_be(session, desk):
    category = make_drawn(session, 2, Format.ROUND_ROBIN)
    [match] = open_matches(session, category)
    sent = {"uid": str(uuid4()), "result": "one_won", "sets": "11-x"}
    assert desk.post(f"/competitions/matches/{match.id}/score", data=sent).status_code == 422


def test_who_is_over_changes_no_more_until_it_is_played_on(session):
    category = a_finished(session)
    id = category.competition_id
    codes = refused(
        lambda: service.appoint_referee(session, id, make_card(session, make_person(session)).number, **WHO)
    )
    assert codes == ["competition_is_over"]
    assert refused(lambda: service.add_category(session, id, service.CategoryDraft("女子组"), **WHO)) == codes
    service.move_on(session, id, CompetitionStatus.RUNNING, **WHO)
    assert service.add_category(session, id, service.CategoryDraft("女子组"), **WHO).id
    for status in (CompetitionStatus.FINISHED, CompetitionStatus.ARCHIVED):
        service.move_on(session, id, status, **WHO)
    assert refused(lambda: service.move_on(session, id, CompetitionStatus.RUNNING, **WHO)) == [
        "competition_stands_otherwise"
    ]
    assert [one.id for one in finals.archive(session)[2026]] == [id]


def test_certificates_are_issued_once_when_it_is_over_and_verify(session, client, desk):
    running = make_drawn(session, 2, Format.ROUND_ROBIN)
    category = a_finished(session, prizes=PRIZES)
    assert refused(lambda: contests.issue(session, running.id, [], **WHO, zone=ZONE)) == ["contest_not_over"]
    at = f"/desk/competitions/categories/{category.id}/certificates"
    first = finals.placings(session, category)[0].entry
    assert "一等奖" in desk.get(at).text
    for _n in range(2):
        assert desk.post(at, data={"entry": [str(first.id)]}).status_code == 303
    made = session.scalars(select(Certificate)).one()
    assert (made.entry_id, made.section_id, made.facts["prize"]) == (first.id, None, "一等奖")
    assert refused(lambda: contests.issue(session, category.id, [9999], **WHO, zone=ZONE)) == ["place_has_changed"]
    pages = [
        f"{at}/print",
        f"/certificates/{made.id}/print",
        "/desk/certificates",
        f"/desk/certificates/{made.id}/revoke",
    ]
    for address in pages:
        assert made.number in desk.get(address).text or "撤销" in desk.get(address).text
    assert "重阳象棋赛" in desk.get(f"{at}/print").text
    sign_in(client, first.members[0].person)
    assert made.number in client.get("/me/certificates").text
    assert desk.post(f"/desk/certificates/{made.id}/revoke", data={"reason": "写错了"}).location == at
    again = contests.issue(session, category.id, [first.id], **WHO, zone=ZONE)
    assert [one.serial for one in again] == [2]


def test_a_season_counts_what_is_over_and_everybody_of_a_pair(session, desk, client):
    singles = a_finished(session)
    pairs = make_category(session, entry_kind=EntryKind.PAIR, least_members=2, most_members=2, name="双升赛")
    people = [member.person for one in finals.placings(session, singles) for member in one.entry.members]
    enter(session, pairs, people[2], people[1])
    enter(session, pairs, *make_players(session, 2))
    draw(session, pairs)
    form = {"name": "2026 象棋等级赛", "typed_points": "10 6 3", "least": "1"}
    assert desk.post("/desk/competitions/seasons/new", data=form | {"typed_points": "3 6"}).status_code == 422
    assert desk.post("/desk/competitions/seasons/new", data=form).status_code == 303
    row = session.scalars(select(Season)).one()
    at = f"/desk/competitions/seasons/{row.id}/categories"
    for category in (singles, pairs):
        assert desk.post(at, data={"category_id": str(category.id)}).status_code == 303
    standing = lambda: [(one.who, one.total) for one in seasons.standing(session, seasons.one(session, row.id))]
    assert standing() == [(people[0].id, 10), (people[1].id, 6), (people[2].id, 3)]
    [match] = open_matches(session, pairs)
    say(session, match, Result.ONE_WON if match.one.number == 1 else Result.TWO_WON)
    service.move_on(session, pairs.competition_id, CompetitionStatus.FINISHED, **WHO)
    assert standing()[:3] == [(people[1].id, 16), (people[2].id, 13), (people[0].id, 10)]
    public = client.get(f"/competitions/seasons/{row.id}").text
    assert "棋**" in public or "棋*" in public
    assert people[1].name not in public
    desk.post(at, data={"leave_out": str(pairs.id)})
    assert standing()[0] == (people[0].id, 10)
    desk.post(f"/desk/competitions/seasons/{row.id}", data=form | {"typed_points": "100"})
    assert standing()[0] == (people[0].id, 100)
    assert refused(lambda: seasons.add(session, SeasonDraft(form["name"], [1]), **WHO)) == ["name_taken"]


def test_a_match_of_teams_is_written_down_board_by_board(session, desk):
    teams = {"entry_kind": EntryKind.TEAM, "least_members": 2, "most_members": 3, "boards": 2}
    category = make_category(session, **teams)
    players = make_players(session, 5)
    enter(session, category, *players[:3], name="城东队")
    enter(session, category, *players[3:], name="城西队")
    draw(session, category)
    [match] = open_matches(session, category)
    at = f"/competitions/matches/{match.id}/score"
    uid = {"uid": str(uuid4())}
    assert desk.post(at, data=uid | {"board_1": "one_won"}).status_code == 422
    one, two = ([member.person_id for member in entry.members] for entry in (match.one, match.two))
    sat = {"one_1": one[0], "two_1": two[0], "one_2": one[-1], "two_2": two[1]}
    assert (
        desk.post(at, data=uid | sat | {"one_2": one[0], "board_1": "one_won", "board_2": "drawn"}).status_code == 409
    )
    assert desk.post(at, data=uid | sat | {"board_1": "one_won", "board_2": "drawn"}).status_code == 303
    said = matches.result_of(matches.match_of(session, match.id))
    assert (said.result, [board.one_id for board in said.boards]) == (Result.ONE_WON, [one[0], one[-1]])
    found = finals.boards(session, category)
    assert {board: [line.person for line in of_board] for board, of_board in found.items()} == {
        1: [one[0], two[0]],
        2: sorted([one[-1], two[1]]),
    }
    assert "第 1 台" in desk.get(f"/competitions/categories/{category.id}/boards").text


def test_single_results_make_the_score_of_units(session, client):
    category = make_category(session, team_best=1)
    for unit, person in zip(("一厂", "一厂", "二厂"), make_players(session, 3), strict=True):
        enter(session, category, person, unit=unit)
    draw(session, category)
    for match in open_matches(session, category):
        say(session, match, Result.DRAWN)
    [first, second] = finals.units(session, category.competition)
    assert (first.total, second.total, len(first.others) + len(second.others)) == (2, 2, 1)
    assert "二厂" in client.get(f"/competitions/{category.competition_id}/units").text


def test_an_officer_runs_the_competitions_of_the_own_society_and_no_other(session, app):
    mine, other = a_society(session), a_society(session, "棋友社")
    officer = Visitor(app)
    sign_in(officer, an_officer(session, mine))
    theirs, centres = make_category(session, society_id=other.id, name="别家赛"), make_category(session, name="中心赛")
    own = make_category(session, society_id=mine.id, name="本社赛")
    page = officer.get("/desk/competitions").text
    assert ("本社赛" in page, "别家赛" in page, "中心赛" in page) == (True, False, False)
    for category in (theirs, centres):
        for address in (
            f"/desk/competitions/{category.competition_id}",
            f"/desk/competitions/categories/{category.id}",
        ):
            assert officer.get(address).status_code == 403
        moved = officer.post(f"/desk/competitions/{category.competition_id}/status", data={"status": "closed"})
        assert moved.status_code == 403
    at = f"/desk/competitions/{own.competition_id}"
    one, two = make_players(session, 2)
    make_card(session, one, "20007777")
    assert officer.post(f"{at}/referees", data={"login": "20007777"}).status_code == 303
    for person in (one, two):
        enter(session, own, person)
    draw(session, own)
    [match] = open_matches(session, own)
    sent = {"uid": str(uuid4()), "result": "one_won"}
    assert officer.post(f"/competitions/matches/{match.id}/score", data=sent).status_code == 303
    given = officer.get(f"{at}/edit").text
    assert ("棋友社" in given, mine.name in given) == (False, True)
    assert officer.post(f"{at}/status", data={"status": "finished"}).status_code == 303
    assert officer.get("/desk/competitions/seasons/new").status_code == 403
    assert session.get(Competition, own.competition_id).status is CompetitionStatus.FINISHED


def test_a_daughter_enters_for_her_father_and_takes_it_back(session, client):
    category = make_category(session)
    father, daughter, stranger = make_person(session, "刘父"), make_person(session), make_person(session)
    proxies.grant(session, father.id, daughter.id, "女儿", **WHO)
    at = f"/competitions/categories/{category.id}/enter?person={father.id}"
    sign_in(client, stranger)
    assert client.post(at).status_code == 403
    sign_in(client, daughter)
    assert "刘父" in client.get(at).text
    assert client.post(at).location == f"/me/competitions?person={father.id}"
    assert "刘父" in client.get(f"/me/competitions?person={father.id}").text
    [entry] = entries.of_person(session, father.id)
    withdrawn = client.post(f"/me/competitions/{entry.id}", data={"act": "withdraw"})
    assert withdrawn.location == f"/me/competitions?person={father.id}"
    assert service.places(session, [category.id])[category.id].taken == 0
