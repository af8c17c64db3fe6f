"""Every page of members and the main ones of staff as somebody sees them: nothing runs off, nothing is hard to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from activity_center.centre import Centre
from activity_center.enrolment.rules import Status
from activity_center.people.rules import RoleName
from tests.enrolment.open_now import class_now, enrolled, meeting_day, term_now
from tests.enrolment.scenes import a_person
from tests.factories import PIN, make_card, make_person, make_room

# WCAG 2.2 A and AA, and of AAA the contrast: it is what reading glasses need most.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},
}
SIZES = {390: "huge", 1280: "standard"}
LONG = "智能手机摄影与后期制作从入门到精通（面向零基础学员）第一期提高班"
VISITOR = ["/", "/catalogue", "/catalogue?q=zzz", "/rooms", "/sign-in", "/apply", "/nowhere"]


@dataclass(frozen=True)
class Scene:
    """What the pages show: a class with a place, a full one, and what is asked of the member at each."""

    member: list[str]
    desk: list[str]


@pytest.fixture
def scene(session) -> Scene:
    session.add(Centre(name="市老干部活动中心 · 老年大学", phone="0571-00000000"))
    make_room(session, "302 书画教室")
    member = a_person(session, name="欧阳" + "春" * 28, secret=PIN)
    make_card(session, member, "10000001")
    make_person(session, "孙丽萍", RoleName.DESK, staff_name="desk", secret=PIN)
    term = term_now(session)
    free = class_now(session, term, LONG, weekday=1)
    full = class_now(session, term, "合唱", weekday=3, capacity=1)
    clashing = class_now(session, term, "硬笔书法", weekday=4)
    mine = enrolled(session, class_now(session, term, "国画山水", weekday=4), member)
    enrolled(session, full)
    enrolled(session, full, member, Status.WAITING)
    offered = class_now(session, term, "太极拳", weekday=5, starts=time(14), capacity=1)
    offer = enrolled(session, offered, member, Status.OFFERED, offer_expires_at=term.windows[0].closes_at)
    session.commit()
    sections = [f"/sections/{section.id}" for section in (free, full, clashing)]
    acts = [f"/sections/{free.id}/enrol", f"/sections/{clashing.id}/enrol", f"/enrolments/{offer.id}/decline"]
    acts += [f"/enrolments/{mine.id}/{act}" for act in ("swap", "withdraw")]
    own = ["", "/timetable", f"/timetable?week={meeting_day(1)}", "/notices", "/feed", "/details", "/secret"]
    roster = f"/desk/sections/{full.id}"
    return Scene(
        member=[*VISITOR[:2], *sections, *acts, *[f"/me{page}" for page in own]],
        desk=[
            *["/desk", "/desk/people", f"/desk/people/{member.id}", "/desk/people/new", "/desk/rooms", "/desk/terms"],
            *[f"/desk/terms/{term.id}", "/desk/closures", "/desk/courses", "/desk/sections", "/desk/sections/new"],
            *[roster, f"{roster}/meetings", f"{roster}/enrol", f"{roster}/edit", f"{roster}/cancel"],
            *["/desk/waitlists", f"/desk/meetings/{mine.section.meetings[0].id}/move", "/parts"],
        ],
    )


@pytest.fixture(params=SIZES)
def looked_at(request, browser, live_url) -> Iterator[Page]:
    """A page on a screen of this width, in the size of text that somebody there would choose."""
    screen = {"width": request.param, "height": 900}
    context = browser.new_context(base_url=live_url, locale="zh-CN", viewport=screen)
    page = context.new_page()
    page.goto("/sign-in")
    _choose_size(page)
    yield page
    context.close()


def _choose_size(page: Page) -> None:
    # Whoever signs in brings their own size along, so it is chosen again.
    size = SIZES[page.viewport_size["width"]]
    button = page.locator(f"button[name=text_size][value={size}]").first
    with page.expect_navigation():
        button.evaluate("button => button.form.requestSubmit(button)")
    assert page.evaluate("document.documentElement.dataset.size") == size


def flaws(page: Page, path: str) -> list[str]:
    """Return what is wrong with one page: overflow, rules of axe, errors of scripts."""
    complaints: list[str] = []
    hear = partial(_heard, complaints)
    page.on("console", hear)
    page.goto(path)
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{over} px too wide"] if over > 0 else []
    for broken in Axe().run(page, options=RULES).response["violations"]:
        found.append(f"{broken['id']}: {broken['nodes'][0]['html'][:120]}")
    page.remove_listener("console", hear)
    return [f"{path}: {flaw}" for flaw in found + complaints]


def _heard(complaints: list[str], message: ConsoleMessage) -> None:
    # A page that is not there says so with status 404, and the browser writes that down.
    if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
        complaints.append(message.text)


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in")
    page.locator("[name=login]").fill(login)
    page.locator("[name=secret]").fill(PIN)
    with page.expect_navigation():
        page.locator("main form button").last.click()
    assert "/sign-in" not in page.url
    _choose_size(page)


def test_a_visitor_sees_nothing_run_off_and_nothing_pale(scene, looked_at):
    assert [flaw for path in VISITOR for flaw in flaws(looked_at, path)] == []


def test_a_member_sees_nothing_run_off_and_nothing_pale(scene, looked_at):
    sign_in(looked_at, "10000001")
    assert [flaw for path in scene.member for flaw in flaws(looked_at, path)] == []


def test_the_desk_sees_nothing_run_off_and_nothing_pale(scene, looked_at):
    sign_in(looked_at, "desk")
    assert [flaw for path in scene.desk for flaw in flaws(looked_at, path)] == []
