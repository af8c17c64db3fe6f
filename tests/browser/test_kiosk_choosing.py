"""What somebody chooses and says at a kiosk over several pages: a ballot, a partner's card, a statement; each looked at
as every other page of a kiosk is."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from activity_center import clock
from activity_center.competitions.kinds import EntryKind
from activity_center.competitions.models import Entry
from activity_center.societies import elections, membership
from activity_center.societies.elections import ElectionDraft
from activity_center.societies.life_models import Urn
from activity_center.societies.rules import Post
from tests.browser.examination import examine, scripts
from tests.browser.kiosks import PATIENCE, expect_at, name_of, read_card, sign_in
from tests.browser.readers import complain
from tests.competitions.scenes import make_category
from tests.enrolment.scenes import a_person
from tests.factories import PIN, make_card, make_person
from tests.societies.scenes import ZONE, a_society, as_

FIRST, SECOND = "10000001", "10000002"
NAMES = ("张桂兰", "买买提·阿不都热依木·阿卜杜拉", "李秀珍", "陈志强")
OTHERS = [(1920, 1080), (1280, 1024)]
# A button, and what the page then has.
LARGER = [("字再大一点", "[data-size=large]"), ("字再大一点", "[data-size=huge]")]
LOOKS = {"standard": [], "huge high": [*LARGER, ("高对比", "[data-contrast=high]")]}


@pytest.fixture(autouse=True)
def wang(session, kiosk):
    """Somebody with a card, whose family is known, and another who plays along."""
    person = a_person(session, name="王秀英", secret=PIN, emergency_name="女儿王芳", emergency_phone="13800000000")
    make_card(session, person, FIRST)
    make_card(session, a_person(session, name="张大山"), SECOND)
    session.commit()
    return person


@pytest.fixture
def page(stand, look):
    """A kiosk at which somebody has signed in and chosen how pages look."""
    page = stand()
    page.add_init_script(scripts() + PATIENCE)
    page.reload()
    sign_in(page, FIRST, PIN)
    for label, has in LOOKS[look]:
        page.get_by_role("button", name=label).click()
        expect(page.locator(f"html{has}")).to_have_count(1)
    return page


@pytest.fixture(params=LOOKS)
def look(request):
    return request.param


def an_election(session, wang, seats):
    """Let one be voted in in which somebody stands with four others."""
    at, society = clock.now() - timedelta(days=5), a_society(session)
    on = at.astimezone(ZONE).date()
    days = {"opens_on": 4, "closes_on": 9, "members_on": 0, "from_on": 20, "until_on": 700}
    people = [wang, *(make_person(session, name) for name in NAMES)]
    for person in people:
        membership.join(session, society.id, person.id, **as_(person, at=at))
    draft = ElectionDraft(Post.LEADER, seats, **{name: on + timedelta(days=n) for name, n in days.items()})
    row = elections.call(session, society.id, draft, **as_(wang, at=at, zone=ZONE))
    for person in people:
        elections.name(session, row.id, person.id, **as_(person, at=at))
    session.commit()


@pytest.mark.slow
def test_a_ballot_for_several_seats_is_filled_in_over_pages(session, page, wang):
    an_election(session, wang, 4)
    page.goto("/kiosk/votes")
    flaws = examine(page, OTHERS)
    for name in ("王秀英", "张桂兰"):
        page.get_by_role("button", name=f"选 {name}").click()
        expect(page.get_by_role("button", name=f"取消：{name}")).to_be_visible()
    page.get_by_role("button", name="下一页").click()
    page.get_by_role("button", name="选 陈志强").click()
    expect(page.get_by_text("已选 3 位，还可以再选 1 位")).to_be_visible()
    flaws += examine(page, OTHERS)
    page.get_by_role("button", name="上一页").click()
    page.get_by_role("button", name=f"选 {NAMES[1]}").click()
    expect(page.locator(".k-names li")).to_have_count(4)
    flaws += examine(page, OTHERS)
    page.get_by_role("button", name="不，返回").click()
    expect(page.get_by_role("button", name="取消：王秀英")).to_be_visible()
    flaws += examine(page, OTHERS)
    page.get_by_role("button", name="选好了").click()
    page.get_by_role("button", name="投票", exact=True).click()
    expect(page.locator("main h1")).to_contain_text("您已投票")
    flaws += examine(page, OTHERS)
    session.rollback()
    assert list(session.scalars(select(Urn)).one().ballots.values()) == [[1, 2, 3, 5]]
    complain(flaws)


@pytest.mark.slow
def test_two_enter_together_by_the_reader_with_a_statement(session, page, wang):
    pair = {"entry_kind": EntryKind.PAIR, "least_members": 2, "most_members": 2, "needs_statement": True}
    category = make_category(session, **pair)
    session.commit()
    page.goto(f"/kiosk/categories/{category.id}/enter")
    flaws = examine(page, OTHERS)
    read_card(page, "99999999")
    expect(page.locator(".k-problem")).to_be_visible()
    flaws += examine(page, OTHERS)
    read_card(page, SECOND)
    expect(page.locator(".k-declared")).to_contain_text("女儿王芳")
    # The card was the partner's: who stands here stays.
    expect_at(page, "pin")
    expect(name_of(page)).to_contain_text("王**")
    flaws += examine(page, OTHERS)
    page.locator("main form button").click()
    expect(page.locator(".k-done")).to_be_visible()
    session.rollback()
    assert len(session.scalars(select(Entry)).one().members) == 2
    complain(flaws)


@pytest.mark.slow
def test_a_contest_that_asks_for_more_shows_the_code_of_its_page(session, page, wang):
    more = {"needs_insurance": True, "quota_per_unit": 2, "entry_kind": EntryKind.TEAM, "least_members": 3}
    category = make_category(session, most_members=4, **more)
    session.commit()
    page.goto(f"/kiosk/categories/{category.id}")
    expect(page.locator(".k-code svg")).to_be_visible()
    complain(examine(page, OTHERS))
