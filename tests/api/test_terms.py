from datetime import UTC, date, datetime

from activity_center.people.rules import Category
from tests.api.scenes import Program
from tests.factories import make_term, make_window


def test_terms_are_listed_with_their_windows_the_latest_first(app, session):
    spring = make_term(session, "2026 春季", first_on=date(2026, 2, 23), last_on=date(2026, 6, 28))
    autumn = make_term(session, "2026 秋季", first_on=date(2026, 9, 7), last_on=date(2026, 12, 27))
    days = {"opens_at": datetime(2026, 8, 20, 1, tzinfo=UTC), "closes_at": datetime(2026, 9, 20, 9, tzinfo=UTC)}
    window = make_window(session, autumn, name="离休干部", categories=[Category.VETERAN_CADRE.value], **days)
    answer = Program(app).get("/terms").get_json()
    assert answer["next"] is None
    assert [term["id"] for term in answer["items"]] == [autumn.id, spring.id]
    assert answer["items"][0] == {
        "id": autumn.id,
        "name": "2026 秋季",
        "first_on": "2026-09-07",
        "last_on": "2026-12-27",
        "windows": [
            {
                "id": window.id,
                "name": "离休干部",
                "categories": ["veteran_cadre"],
                "returning_only": False,
                "opens_at": "2026-08-20T09:00:00+08:00",
                "closes_at": "2026-09-20T17:00:00+08:00",
            }
        ],
    }


def test_terms_come_in_pages(app, session):
    for year in range(2020, 2025):
        make_term(session, str(year), first_on=date(year, 3, 1), last_on=date(year, 6, 30))
    program, names, cursor = Program(app), [], ""
    while cursor is not None:
        answer = program.get("/terms", limit=2, cursor=cursor).get_json()
        assert len(answer["items"]) <= 2
        names += [term["name"] for term in answer["items"]]
        cursor = answer["next"]
    assert names == ["2024", "2023", "2022", "2021", "2020"]
