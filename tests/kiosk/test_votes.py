"""Voting at a kiosk: from one's page to the code of the ballot, once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.societies import elections, membership
from activity_center.societies.elections import ElectionDraft
from activity_center.societies.life_models import Election, Urn
from activity_center.societies.rules import Post
from tests.kiosk import scenes
from tests.kiosk.scenes import Screen
from tests.societies.scenes import ZONE, a_society, as_


@pytest.fixture
def screen(app, session):
    return Screen(app, scenes.make_kiosk(session)[1])


@pytest.fixture
def wang(session):
    """Somebody who stands alone for a post, on the second day of the voting."""
    person, society, at = scenes.make_member(session), a_society(session), clock.now() - timedelta(days=5)
    membership.join(session, society.id, person.id, **as_(person, at=at))
    on = at.astimezone(ZONE).date()
    days = {"opens_on": 4, "closes_on": 9, "members_on": 0, "from_on": 20, "until_on": 700}
    draft = ElectionDraft(Post.LEADER, 1, **{name: on + timedelta(days=n) for name, n in days.items()})
    row = elections.call(session, society.id, draft, **as_(person, at=at, zone=ZONE))
    elections.name(session, row.id, person.id, **as_(person, at=at))
    session.commit()
    return person


def test_a_vote_is_asked_once_more_and_shows_its_code_once(session, screen, wang):
    screen.card("20100001")
    screen.get("/kiosk/together")
    assert "社团选举投票" in screen.text
    screen.get("/kiosk/votes")
    screen.pin(next="/kiosk/votes")
    assert screen.heading == "您投给谁？"
    here = f"/kiosk/elections/{session.scalars(select(Election.id)).one()}/vote"
    screen.get(f"{here}?number=7")
    assert screen.status == 404
    screen.get(f"{here}?number=1")
    assert "王秀英" in screen.said
    screen.post(here, number=1)
    code = re.search(r"\d{4}-\d{4}", screen.said)[0]
    session.rollback()
    assert session.scalars(select(Urn)).one().ballots == {code: [1]}
    screen.get("/kiosk/together")
    assert "社团选举投票" not in screen.text
    screen.get("/kiosk/votes")
    assert "现在没有您可以投票的选举" in screen.said


def test_a_second_vote_is_refused(session, screen, wang):
    screen.card("20100001")
    screen.get("/kiosk/votes")
    screen.pin(next="/kiosk/votes")
    here = f"/kiosk/elections/{session.scalars(select(Election.id)).one()}/vote"
    for _ in range(2):
        screen.get(f"{here}?number=0")
        screen.post(here, number=0)
    assert (screen.status, "您已经投过票" in screen.said) == (409, True)
    session.rollback()
    assert list(session.scalars(select(Urn)).one().ballots.values()) == [[]]
