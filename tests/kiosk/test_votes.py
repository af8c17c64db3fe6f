"""Voting at a kiosk, without a script: names ticked over pages, asked once more, the code of the ballot once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.societies import elections, membership
from activity_center.societies.elections import ElectionDraft
from activity_center.societies.life_models import Urn
from activity_center.societies.rules import Post
from tests.factories import make_person
from tests.kiosk import scenes
from tests.kiosk.scenes import Screen
from tests.societies.scenes import ZONE, a_society, as_


@pytest.fixture
def screen(app, session):
    return Screen(app, scenes.make_kiosk(session)[1])


@pytest.fixture
def wang(session):
    """Somebody who votes: a member of a society since five days."""
    person = scenes.make_member(session)
    join(session, a_society(session), person)
    return person


def join(session, society, *people):
    for person in people:
        membership.join(session, society.id, person.id, **as_(person, at=days_ago(5)))


def days_ago(n):
    return clock.now() - timedelta(days=n)


def call(session, wang, *others, seats=1, post=Post.LEADER):
    """Call an election in which `wang` and these others stand, on the second day of the voting."""
    at, society = days_ago(5), membership.of_person(session, wang.id)[0].society
    on = at.astimezone(ZONE).date()
    days = {"opens_on": 4, "closes_on": 9, "members_on": 0, "from_on": 20, "until_on": 700}
    draft = ElectionDraft(post, seats, **{name: on + timedelta(days=n) for name, n in days.items()})
    row = elections.call(session, society.id, draft, **as_(wang, at=at, zone=ZONE))
    people = [make_person(session, name) for name in others]
    join(session, society, *people)
    for person in [wang, *people]:
        elections.name(session, row.id, person.id, **as_(person, at=at))
    session.commit()
    return f"/kiosk/elections/{row.id}"


def arrive(screen):
    screen.card("20100001")
    screen.get("/kiosk/votes")
    screen.pin(next="/kiosk/votes")


def press(screen, label):
    """Press a button of the ballot, with everything that stands in its form."""
    form = re.search(r'<form method="post" action="([^"]*/(?:ballot|vote))".*?</form>', screen.text, re.DOTALL)
    fields = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]):
        fields.setdefault(name, []).append(value)
    button = re.search(rf"<button([^>]*)>{label}</button>", form[0])
    assert button, label
    given = dict(re.findall(r'(\w+)="([^"]*)"', button[1]))
    if "name" in given:
        fields[given["name"]] = [given["value"]]
    return screen.send(given.get("formaction", form[1]), fields)


def ballots(session):
    session.rollback()
    return [chosen for urn in session.scalars(select(Urn)) for chosen in urn.ballots.values()]


def test_a_vote_is_asked_once_more_and_shows_its_code_once(session, screen, wang):
    call(session, wang)
    screen.card("20100001")
    screen.get("/kiosk/together")
    assert "社团选举投票" in screen.text
    screen.get("/kiosk/votes")
    screen.pin(next="/kiosk/votes")
    assert screen.heading == "您投给谁？"
    press(screen, "选 王秀英")
    assert (screen.heading, "1 · 王秀英" in screen.said) == ("确定投这一票吗？", True)
    assert ballots(session) == []
    press(screen, "投票")
    code = re.search(r"\d{4}-\d{4}", screen.said)[0]
    session.rollback()
    assert session.scalars(select(Urn)).one().ballots == {code: [1]}
    screen.get("/kiosk/together")
    assert "社团选举投票" not in screen.text
    screen.get("/kiosk/votes")
    assert "现在没有您可以投票的选举" in screen.said


def test_several_names_are_ticked_over_pages_and_taken_back(session, screen, wang):
    call(session, wang, "张桂兰", "李秀珍", "陈志强", "刘玉梅", seats=3)
    arrive(screen)
    assert "最多可以选 3 位" in screen.said
    press(screen, "选 张桂兰")
    press(screen, "下一页")
    assert "已选 1 位，还可以再选 2 位" in screen.said
    press(screen, "选 刘玉梅")
    press(screen, "上一页")
    assert "取消：张桂兰" in screen.said
    press(screen, "选 李秀珍")
    # The last name leads on by itself; going back keeps all three.
    assert screen.heading == "确定投这一票吗？"
    assert all(name in screen.said for name in ("2 · 张桂兰", "3 · 李秀珍", "5 · 刘玉梅"))
    press(screen, "不，返回")
    assert "选 王秀英" not in screen.said
    press(screen, "取消：张桂兰")
    press(screen, "选好了（2 位）")
    assert "张桂兰" not in screen.said
    press(screen, "投票")
    assert ballots(session) == [[3, 5]]


def test_somebody_votes_for_nobody_where_several_are_chosen(session, screen, wang):
    call(session, wang, "张桂兰", seats=2)
    arrive(screen)
    press(screen, "都不选（空白票）")
    assert "都不选" in screen.said
    press(screen, "投票")
    assert ballots(session) == [[]]


def test_what_is_chosen_stands_in_no_address(session, screen, wang):
    call(session, wang, "张桂兰", seats=2)
    arrive(screen)
    press(screen, "选 张桂兰")
    assert screen.last.request.query_string == b""
    assert not re.search(r'(href|action)="[^"]*number', screen.text)


def test_a_second_press_casts_nothing_more(session, screen, wang):
    here = call(session, wang)
    arrive(screen)
    press(screen, "都不选（空白票）")
    asked = screen.last
    for _ in range(2):
        screen.last = asked
        press(screen, "投票")
    assert (screen.status, "您已经投过票" in screen.said) == (409, True)
    screen.get(f"{here}/ballot")
    assert (screen.status, "您已经投过票" in screen.said) == (409, True)
    assert ballots(session) == [[]]


def test_a_vote_without_a_choice_or_with_too_many_is_not_cast(session, screen, wang):
    here = call(session, wang, "张桂兰")
    arrive(screen)
    screen.get(f"{here}/vote")
    assert screen.heading == "您投给谁？"
    screen.post(f"{here}/vote")
    assert screen.heading == "您投给谁？"
    for numbers in ([1, 2], [7]):
        screen.get(f"{here}/ballot")
        screen.post(f"{here}/vote", number=numbers)
        assert screen.status == 409
    assert ballots(session) == []


def test_after_one_election_the_next_is_offered(session, screen, wang):
    call(session, wang)
    call(session, wang, "张桂兰", seats=2, post=Post.DEPUTY)
    arrive(screen)
    assert (screen.heading, screen.text.count('href="/kiosk/elections/')) == ("社团选举投票", 2)
    screen.get(re.search(r"/kiosk/elections/\d+/ballot", screen.text)[0])
    press(screen, "选 王秀英")
    press(screen, "投票")
    assert "去投下一个选举" in screen.said
    screen.get("/kiosk/votes")
    assert (screen.heading, "副" in screen.said) == ("您投给谁？", True)


def test_who_is_no_member_sees_no_ballot(session, screen, wang):
    here = call(session, wang)
    scenes.make_member(session, "陈志强", "20100002")
    session.commit()
    screen.card("20100002")
    screen.get(f"{here}/ballot")
    screen.pin(next=f"{here}/ballot")
    assert (screen.status, "王秀英" in screen.said) == (409, False)
