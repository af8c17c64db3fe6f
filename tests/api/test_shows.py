"""Judged shows for programs: what may be seen when and by whom, the vote of members, and why a work has its place."""

import pytest

from activity_center.competitions import shows
from activity_center.competitions.prizes import Prize
from activity_center.competitions.showing import Judging
from tests.api.scenes import Program, codes, program_of
from tests.competitions.scenes import WHO, make_category
from tests.competitions.test_shows import begin, give, make_judge, make_show, photo
from tests.factories import make_person
from tests.rooms.test_small import opened
from tests.rooms.test_small import picture as a_picture

NAMES = ["欧阳秀英", "司马长风", "诸葛建国"]


@pytest.fixture
def category(session):
    return make_show(session, NAMES, has_vote=True, prizes=(Prize("一等奖", 1), Prize("优秀奖", 2)))


def at(category, *more):
    return "/".join(["", "categories", str(category.id), "works", *map(str, more)])


def published(session, category):
    """Judge a show whose second work is the best, and let everybody read it."""
    strict, mild = make_judge(session, category), make_judge(session, category, "吴评委")
    works = begin(session, category)
    give(session, category, strict, n1=60, n2=70, n3=50)
    give(session, category, mild, n1=80, n2=90, n3=85)
    shows.close(session, category.id, **WHO)
    shows.publish(session, category.id, **WHO)
    return works


def test_while_judges_judge_members_read_works_in_order_of_numbers_and_no_name(app, session, category):
    judge = make_judge(session, category)
    begin(session, category)
    give(session, category, judge, n1=60, n2=70, n3=80)
    member, stranger = program_of(app, session, make_person(session, "观众")), Program(app)
    session.commit()
    answer = member.get(at(category))
    assert [work["number"] for work in answer.json["items"]] == [1, 2, 3]
    assert {work["place"] for work in answer.json["items"]} == {None}
    assert {work["votes"] for work in answer.json["items"]} == {None}
    assert not any(name in answer.text for name in NAMES)
    assert stranger.get(at(category)).json == {"items": [], "next": None}
    told = member.get(f"/categories/{category.id}/show").json
    assert (told["state"], told["judging"], told["votes_now"], told["voted_for"]) == ("judging", None, True, None)
    picture = answer.json["items"][0]["photo"].removeprefix("/api/v1")
    shown = member.get(picture)
    assert (shown.status_code, shown.mimetype, shown.data) == (200, "image/png", photo(2))
    assert [stranger.get(picture).status_code, member.get(at(category, 1)).status_code] == [404, 404]


def test_a_work_that_its_maker_does_not_let_be_shown_is_not_among_those_that_are_voted_on(app, session, category):
    make_judge(session, category)
    begin(session, category)[1].may_show = False
    member = program_of(app, session, make_person(session, "观众"))
    session.commit()
    assert [work["number"] for work in member.get(at(category)).json["items"]] == [1, 3]
    assert [member.get(at(category, 2, "photo")).status_code, member.post(at(category, 2, "vote")).status_code] == [
        404,
        404,
    ]


def test_results_are_read_by_everybody_place_by_place_and_how_each_came_about(app, session, category):
    works = published(session, category)
    works[2].may_show = False
    member, stranger = program_of(app, session, make_person(session, "观众")), Program(app)
    session.commit()
    told = member.get(at(category)).json["items"]
    assert [(work["number"], work["place"], work["value"], work["prize"]) for work in told] == [
        (2, 1, 80.0, "一等奖"),
        (1, 2, 70.0, "优秀奖"),
        (3, 3, 67.5, "优秀奖"),
    ]
    assert [work["maker"]["name"] for work in told] == ["司马长风", "诸葛建国", "欧阳秀英"]
    assert [work["photo"] is None for work in told] == [False, False, True]
    masked = stranger.get(at(category))
    assert not any(name in masked.text for name in NAMES)
    assert [stranger.get(at(category, n, "photo")).status_code for n in (2, 3)] == [200, 404]
    one = stranger.get(at(category, 2)).json
    assert one["judgements"] == [
        {"judge": 1, "mark": 70.0, "counts": 70.0, "is_left_out": False},
        {"judge": 2, "mark": 90.0, "counts": 90.0, "is_left_out": False},
    ]
    assert stranger.get(f"/categories/{category.id}/show").json["judging"] == "mean"


def test_works_come_in_parts(app, session, category):
    published(session, category)
    session.commit()
    seen, cursor = [], None
    while cursor != "":
        part = Program(app).get(at(category), limit=2, **({"cursor": cursor} if cursor else {})).json
        seen += [work["number"] for work in part["items"]]
        cursor = part["next"] or ""
    assert seen == [2, 1, 3]


def test_a_member_votes_moves_the_vote_and_not_for_their_own(app, session, category):
    make_judge(session, category)
    works = begin(session, category)
    maker = works[0].entry.members[0].person
    mine, stranger = program_of(app, session, maker), Program(app)
    session.commit()
    own = mine.post(at(category, 1, "vote"))
    assert (own.status_code, codes(own)) == (409, ["vote_for_own"])
    first, again = (mine.post(at(category, 2, "vote"), key="k") for _ in range(2))
    assert (first.status_code, first.json["has_my_vote"], again.json) == (200, True, first.json)
    assert mine.post(at(category, 3, "vote")).json["has_my_vote"] is True
    assert mine.get(f"/categories/{category.id}/show").json["voted_for"] == 3
    assert [work["has_my_vote"] for work in mine.get(at(category)).json["items"]] == [False, False, True]
    assert [work["is_mine"] for work in mine.get(at(category)).json["items"]] == [True, False, False]
    assert [stranger.post(at(category, 2, "vote")).status_code, mine.post(at(category, 9, "vote")).status_code] == [
        401,
        404,
    ]


def test_votes_are_told_with_the_results_and_end_with_the_judging(app, session):
    category = make_show(session, NAMES, Judging.EXHIBIT, has_vote=True)
    begin(session, category)
    member = program_of(app, session, make_person(session, "观众"))
    session.commit()
    member.post(at(category, 2, "vote"))
    shows.close(session, category.id, **WHO)
    session.commit()
    late = member.post(at(category, 1, "vote"))
    assert (late.status_code, codes(late)) == (409, ["no_vote_now"])
    shows.publish(session, category.id, **WHO)
    session.commit()
    told = member.get(at(category)).json["items"]
    assert [(work["number"], work["votes"], work["place"]) for work in told] == [
        (1, 0, None),
        (2, 1, None),
        (3, 0, None),
    ]


def test_a_category_that_is_played_has_no_works(app, session):
    category = make_category(session)
    session.commit()
    for path in ("/works", "/works/1", "/works/1/photo", "/show"):
        assert Program(app).get(f"/categories/{category.id}{path}").status_code == 404


def test_a_picture_is_had_small_for_a_list(app, session, category):
    works = published(session, category)
    works[0].photo_type, works[0].photo = a_picture(900, 1800)
    session.commit()
    small, whole = (Program(app).get(at(category, 1, "photo"), **asked) for asked in ({"small": "1"}, {}))
    assert (opened(small.data).size, opened(whole.data).size) == ((320, 640), (900, 1800))
