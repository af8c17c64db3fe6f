"""Judging for programs: the same works, the same refusals and the same silence about names as the pages of a judge."""

import pytest

from activity_center.competitions import shows
from activity_center.competitions.show_models import Comparison, JudgeMark
from activity_center.competitions.showing import Judging
from tests.api.scenes import Program, codes, program_of
from tests.competitions.scenes import WHO
from tests.competitions.test_shows import begin, make_judge, make_show, photo
from tests.factories import make_person

NAMES = ["欧阳秀英", "司马长风", "诸葛建国"]


@pytest.fixture
def scene(app, session):
    """Return a show whose judging has begun, and the program of its judge."""
    category = make_show(session, NAMES)
    judge = make_judge(session, category)
    begin(session, category)
    program = program_of(app, session, judge.person)
    session.commit()
    return category, program


def at(category, *more):
    return "/".join(["", "judging", str(category.id), *map(str, more)])


def test_a_judge_finds_what_there_is_to_judge_and_reads_no_name(scene):
    category, judge = scene
    [told] = judge.get("/me/judging").json["items"]
    assert (told["id"], told["judging"], told["has_begun"], told["works"], told["left"]) == (
        category.id,
        "mean",
        True,
        3,
        3,
    )
    answers = [judge.get(at(category, "works")), judge.get(at(category, "works", 1))]
    assert sorted(work["number"] for work in answers[0].json["items"]) == [1, 2, 3]
    assert {work["is_left"] for work in answers[0].json["items"]} == {True}
    assert not any(name in answer.text for answer in answers for name in NAMES)
    shown = judge.get(answers[1].json["photo"].removeprefix("/api/v1"))
    assert (shown.status_code, shown.data) == (200, photo(2))
    assert judge.get(at(category, "works", 4)).status_code == 404


def test_a_mark_is_given_once_corrected_and_kept_in_the_history(session, scene):
    category, judge = scene
    mark = at(category, "works", 2, "mark")
    given = [judge.put(mark, {"value": value}) for value in (80, 80, 87.5)]
    assert [answer.status_code for answer in given] == [200, 200, 200]
    told = judge.get(at(category, "works", 2)).json
    assert (told["mark"], told["is_left"]) == (87.5, False)
    assert [one["value"] for one in told["history"]] == [80.0, 87.5]
    assert session.query(JudgeMark).count() == 2
    assert judge.get("/me/judging").json["items"][0]["left"] == 2


@pytest.mark.parametrize("value", [101, -1, 87.55, "1e40", "NaN", "x", None, True])
def test_what_is_no_mark_is_out_of_shape(session, scene, value):
    category, judge = scene
    answer = judge.put(at(category, "works", 2, "mark"), {"value": value})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "value")
    assert session.query(JudgeMark).count() == 0


def test_nobody_else_reads_or_marks(app, session, scene):
    category, _judge = scene
    other = program_of(app, session, make_person(session, "别人"))
    session.commit()
    for path in ("works", "works/1", "works/1/photo"):
        assert other.get(at(category, path)).status_code == 403
        assert Program(app).get(at(category, path)).status_code == 401
    assert other.put(at(category, "works/1/mark"), {"value": 80}).status_code == 403
    assert other.post(at(category, "works/1/conflict")).status_code == 403
    assert other.get("/me/judging").json["items"] == []


def test_who_is_close_to_a_maker_says_so_once_and_is_not_asked(scene):
    category, judge = scene
    judge.put(at(category, "works/1/mark"), {"value": 80})
    said = [judge.post(at(category, "works/1/conflict"), {"note": "老同学"}, key="k") for _ in range(2)]
    assert [(one.status_code, one.json["is_close"], one.json["mark"]) for one in said] == [(200, True, None)] * 2
    refused = judge.put(at(category, "works/1/mark"), {"value": 90})
    assert (refused.status_code, codes(refused)) == (409, ["judge_close"])


def test_marks_are_refused_before_and_after_the_judging(app, session):
    category = make_show(session, NAMES)
    judge = make_judge(session, category)
    program = program_of(app, session, judge.person)
    session.commit()
    assert program.get(at(category, "works")).json["items"] == []
    assert codes(program.put(at(category, "works/1/mark"), {"value": 80})) == ["judging_not_begun"]
    begin(session, category)
    session.commit()
    for number in (1, 2, 3):
        assert program.put(at(category, "works", number, "mark"), {"value": 80}).status_code == 200
    shows.close(session, category.id, **WHO)
    session.commit()
    assert codes(program.put(at(category, "works/1/mark"), {"value": 90})) == ["judging_closed"]
    assert program.get("/me/judging").json["items"][0]["is_closed"] is True


def test_works_are_compared_two_at_a_time_and_said_again_corrected(app, session):
    category = make_show(session, NAMES, Judging.PAIRS)
    judge = make_judge(session, category)
    begin(session, category)
    program = program_of(app, session, judge.person)
    session.commit()
    for _ in range(3):
        low, high = sorted(work["number"] for work in program.get(at(category, "pair")).json["works"])
        assert program.post(at(category, "comparisons"), {"better": low, "worse": high}, key=f"{low}{high}").json == {
            "better": low,
            "worse": high,
        }
    assert program.get(at(category, "pair")).json["works"] == []
    program.post(at(category, "comparisons"), {"better": 2, "worse": 1}, key="12")
    assert session.query(Comparison).count() == 3
    program.post(at(category, "comparisons"), {"better": 2, "worse": 1})
    said = [
        program.get(at(category, "comparisons"), limit=2),
        program.get(at(category, "comparisons"), limit=2, cursor="10003"),
    ]
    pairs = {(one["better"], one["worse"]) for answer in said for one in answer.json["items"]}
    assert pairs == {(2, 1), (1, 3), (2, 3)}
    assert program.post(at(category, "comparisons"), {"better": 1, "worse": 1}).status_code == 404
    assert program.put(at(category, "works/1/mark"), {"value": 80}).status_code == 404


def test_a_show_that_is_marked_compares_nothing(scene):
    category, judge = scene
    assert [judge.get(at(category, path)).status_code for path in ("pair", "comparisons")] == [404, 404]
    assert judge.post(at(category, "comparisons"), {"better": 1, "worse": 2}).status_code == 404
