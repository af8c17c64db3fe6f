"""Competitions for programs: what there is, entering, and deciding about an entry."""

from datetime import timedelta

import pytest

from activity_center import clock
from activity_center.audit import SYSTEM
from activity_center.competitions import service
from activity_center.competitions.kinds import CompetitionStatus
from activity_center.competitions.service import CategoryDraft
from activity_center.people import proxies
from tests.api.scenes import Program, codes, program_of, staff
from tests.competitions.scenes import make_category
from tests.factories import make_card, make_person

NOW = {"at": clock.now(), "by": SYSTEM}


def test_what_takes_entries_is_listed_with_its_categories(app, session):
    category = make_category(session, capacity=8, limits={"least_age_male": 60})
    session.commit()
    [told] = Program(app).get("/competitions").json["items"]
    assert (told["name"], told["status"], told["society"], told["first_on"]) == (
        "重阳象棋赛",
        "open",
        None,
        "2026-10-12",
    )
    [one] = told["categories"]
    assert (one["id"], one["capacity"], one["taken"], one["least_age_male"]) == (category.id, 8, 0, 60)
    service.move_on(session, category.competition_id, CompetitionStatus.CANCELLED, **NOW)
    session.commit()
    assert Program(app).get("/competitions").json["items"] == []


def test_one_enters_once_the_next_waits_and_gets_the_place_that_is_given_up(app, session):
    category = make_category(session, capacity=1)
    people = [make_person(session) for _ in range(2)]
    one, two = (program_of(app, session, person) for person in people)
    here = f"/competitions/{category.competition_id}/entries"
    session.commit()
    first, again = one.post(here), one.post(here)
    assert [answer.status_code for answer in (first, again)] == [201, 200]
    facts = (first.json["status"], first.json["person"], first.json["section"], first.json["number"])
    assert facts == ("enrolled", people[0].id, None, 1)
    second = two.post(here, key="k1")
    assert (second.status_code, second.json["status"], second.json["position"]) == (201, "waiting", 1)
    assert two.post(here, key="k1").json == second.json
    own, waits = f"/entries/{first.json['id']}", f"/entries/{second.json['id']}"
    assert codes(two.post(f"{waits}/accept")) == ["place_not_offered"]
    assert [two.delete(own).status_code, Program(app).delete(own).status_code] == [404, 401]
    assert [one.delete(own).json["status"] for _ in range(2)] == ["withdrawn"] * 2
    accepted = two.post(f"{waits}/accept")
    assert (accepted.status_code, accepted.json["status"], accepted.json["position"]) == (200, "enrolled", None)
    assert two.post(f"{waits}/decline").status_code == 409


def test_who_may_act_for_somebody_enters_them_with_a_partner(app, session):
    category = make_category(session, least_members=2, most_members=2, needs_statement=True)
    service.add_category(session, category.competition_id, CategoryDraft("女子组"), **NOW)
    father, daughter, partner, stranger = (make_person(session) for _ in range(4))
    make_card(session, partner, "20008888")
    proxies.grant(session, father.id, daughter.id, "女儿", **NOW)
    hers, other = program_of(app, session, daughter), program_of(app, session, stranger)
    here = f"/competitions/{category.competition_id}/entries"
    session.commit()
    said = {"person": father.id, "others": ["20008888"], "has_statement": True, "category": category.id}
    assert other.post(here, said).status_code == 403
    assert hers.post(here, said | {"category": 999}).status_code == 404
    unsaid = hers.post(here, {"person": father.id})
    assert (unsaid.status_code, unsaid.json["errors"][0]["field"]) == (422, "category")
    assert set(codes(hers.post(here, {"person": father.id, "category": category.id}))) == {
        "members_wrong",
        "statement_missing",
    }
    made = hers.post(here, said)
    assert (made.status_code, made.json["person"]) == (201, father.id)
    assert hers.delete(f"/entries/{made.json['id']}").json["status"] == "withdrawn"


@pytest.mark.parametrize("status", [CompetitionStatus.CLOSED, CompetitionStatus.CANCELLED])
def test_a_competition_that_takes_no_entries_says_so(app, session, status):
    category = make_category(session)
    service.move_on(session, category.competition_id, status, at=clock.now() - timedelta(days=1), by=SYSTEM)
    program = program_of(app, session, staff(session))
    session.commit()
    assert program.post(f"/competitions/{category.competition_id}/entries").status_code == 409
