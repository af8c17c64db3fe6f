"""Entering a contest at a kiosk, without a script: a statement is said by a button, a partner's card is read."""

import re

import pytest
from sqlalchemy import func, select

from activity_center.competitions.kinds import EntryKind
from activity_center.competitions.models import Entry
from activity_center.notices.models import Notice
from activity_center.people.rules import Sex, Standing
from tests.competitions.scenes import make_category
from tests.factories import PIN
from tests.kiosk import scenes
from tests.kiosk.scenes import Screen

PAIR = {"entry_kind": EntryKind.PAIR, "least_members": 2, "most_members": 2}
PARTNER = "20100002"


@pytest.fixture
def screen(app, session):
    return Screen(app, scenes.make_kiosk(session)[1])


@pytest.fixture
def wang(session, screen):
    """Somebody who has shown card and PIN, and whose daughter is called in an emergency."""
    person = scenes.make_member(session, emergency_name="女儿王芳", emergency_phone="13800000000")
    session.commit()
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    return person


@pytest.fixture
def zhang(session):
    """Somebody who plays along."""
    person = scenes.make_member(session, "张桂兰", PARTNER)
    session.commit()
    return person


def a_contest(session, **values):
    category = make_category(session, **values)
    session.commit()
    return f"/kiosk/categories/{category.id}"


def press(screen):
    """Press the one button of a question, with what its form takes along."""
    form = re.search(r'<form method="post" action="([^"]+/enter)">.*?</form>', screen.text, re.DOTALL)
    return screen.send(form[1], dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0])))


def entry(session):
    session.rollback()
    return session.scalars(select(Entry).order_by(Entry.id.desc())).first()


def test_pressing_the_button_says_the_statement(session, screen, wang):
    here = a_contest(session, needs_statement=True)
    screen.get(f"{here}/enter")
    assert "自愿参赛" in screen.said
    assert "同意的家属：女儿王芳" in screen.said
    press(screen)
    assert (entry(session).family_name, entry(session).statement_at is not None) == ("女儿王芳", True)


def test_a_statement_whose_words_were_not_shown_is_not_said(session, screen, wang):
    here = a_contest(session, needs_statement=True)
    screen.get(f"{here}/enter")
    screen.post(f"{here}/enter")
    assert (screen.status, entry(session)) == (409, None)


def test_nobody_says_a_statement_without_a_family_that_the_centre_knows(session, screen, wang):
    wang.emergency_name = ""
    session.merge(wang)
    here = a_contest(session, needs_statement=True)
    screen.get(here)
    assert "您还没有登记紧急联系人" in screen.said
    assert "手机报名页面的二维码" in screen.text
    screen.get(f"{here}/enter")
    assert (screen.status, entry(session)) == (409, None)


def test_two_enter_together_by_their_cards(session, screen, wang, zhang):
    here = a_contest(session, **PAIR)
    screen.get(f"{here}/enter")
    assert (screen.path, screen.heading) == (f"{here}/partner", "您和谁搭档？")
    screen.post(f"{here}/partner", number="2010000", key="2")
    assert f'value="{PARTNER}"' in screen.text
    screen.post(f"{here}/partner", number=PARTNER, key="next")
    assert "您和 张** 搭档" in screen.said
    assert "张桂兰" not in screen.text
    assert PARTNER not in screen.text + screen.last.request.url
    assert entry(session) is None
    asked = screen.last
    for _again in range(2):
        screen.last = asked
        press(screen)
    assert screen.status == 200
    assert [member.person_id for member in entry(session).members] == [wang.id, zhang.id]
    assert session.scalar(select(func.count()).select_from(Entry)) == 1
    told = session.scalars(select(Notice).where(Notice.kind == "entered_for_you"))
    assert [notice.person_id for notice in told] == [zhang.id]


@pytest.mark.parametrize(("number", "said"), [("", "还没有输入"), ("999", "不能报名"), ("20100001", "填了两次")])
def test_no_card_an_unknown_card_and_ones_own_make_no_pair(session, screen, wang, number, said):
    here = a_contest(session, **PAIR)
    screen.get(f"{here}/partner")
    screen.post(f"{here}/partner", number=number, key="next")
    assert (screen.status, said in screen.said, entry(session)) == (409, True, None)


def test_why_a_partner_cannot_enter_tells_no_name_age_or_sex(session, screen, wang, zhang):
    zhang.sex = Sex.FEMALE
    wang.sex = Sex.MALE
    session.merge(zhang)
    session.merge(wang)
    here = a_contest(session, limits={"sex": Sex.MALE}, **PAIR)
    screen.get(f"{here}/partner")
    screen.post(f"{here}/partner", number=PARTNER, key="next")
    assert (screen.status, "张** 不能参加" in screen.said, "张桂兰" in screen.text) == (409, True, False)


def test_a_partner_is_good_for_this_visit_only(session, screen, wang, zhang):
    here = a_contest(session, **PAIR)
    screen.get(f"{here}/partner")
    screen.post(f"{here}/partner", number=PARTNER, key="next")
    sealed = screen.last.request.full_path
    screen.post("/kiosk/leave")
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.get(sealed)
    assert screen.path == f"{here}/partner"
    screen.get(f"{here}/enter?partner={zhang.id}")
    assert screen.path == f"{here}/partner"


def test_who_has_left_is_nobodys_partner(session, screen, wang, zhang):
    zhang.standing = Standing.ENDED
    session.merge(zhang)
    here = a_contest(session, **PAIR)
    screen.get(f"{here}/partner")
    screen.post(f"{here}/partner", number=PARTNER, key="next")
    assert (screen.status, "张**" in screen.said, entry(session)) == (409, False, None)


@pytest.mark.parametrize(
    ("contest", "said"),
    [
        ({"needs_insurance": True}, "意外保险"),
        ({"entry_kind": EntryKind.TEAM, "least_members": 3, "most_members": 4}, "组队"),
        ({"quota_per_unit": 2}, "按单位报名"),
    ],
)
def test_what_a_kiosk_cannot_take_it_says_where_to_do(session, screen, wang, contest, said):
    here = a_contest(session, **contest)
    screen.get(here)
    assert said in screen.said
    assert "服务台" in screen.said
    assert "手机报名页面的二维码" in screen.text
    screen.get(f"{here}/enter")
    assert screen.status == 409
