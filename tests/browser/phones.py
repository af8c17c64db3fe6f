"""An instructor's phone, a class of 35, and what both hold."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.attendance.models import Marking
from activity_center.courses.models import Meeting
from activity_center.people.rules import RoleName
from tests.attendance.scenes import a_person, a_section, an_enrolment
from tests.factories import make_meeting, make_person

# A machine that does much else at the same time is no reason to fail.
expect.set_options(timeout=20_000)

PASSWORD = "a long password"
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "service_workers": "allow"}


def a_class(session: Session, number: int = 35, **teacher: Any) -> Meeting:
    """Make a meeting that has begun five minutes ago, with so many learners; its instructor signs in as wang."""
    now = clock.now()
    known = {"secret": PASSWORD, "staff_name": "wang"}
    instructor = make_person(session, "王怀远", RoleName.INSTRUCTOR, **known | teacher)
    meeting = make_meeting(session, a_section(session, instructor=instructor), now - timedelta(minutes=5))
    for n in range(number):
        an_enrolment(session, meeting.section, a_person(session, name=f"学员{n + 1:02}")).changed_at = now - timedelta(
            9
        )
    session.commit()
    return meeting


def come_in(page: Page, name: str = "wang") -> None:
    """Sign in, and see one's classes."""
    page.goto("/sign-in?next=/teach")
    page.fill("#login", name)
    page.fill("#secret", PASSWORD)
    page.click("main button.button-main")
    page.wait_for_url("**/teach")


def row(page: Page, number: int) -> Locator:
    """Return the row of a learner, from 1."""
    return page.locator(".marks > li").nth(number - 1)


def tap(page: Page, number: int, mark: str) -> None:
    """Tap a mark of a learner."""
    row(page, number).locator(f"input[value={mark}]").click()


def address(meeting: Meeting) -> str:
    """Return where the register of a meeting is."""
    return f"/teach/meetings/{meeting.id}/register"


def marks(session: Session, meeting: Meeting) -> dict[int, list[str]]:
    """Return every mark that is kept, by person, in the order in which they were made; "" where one was cleared."""
    session.rollback()
    found: dict[int, list[str]] = {}
    wanted = select(Marking).where(Marking.meeting_id == meeting.id).order_by(Marking.marked_at, Marking.id)
    for marking in session.scalars(wanted):
        found.setdefault(marking.person_id, []).append(marking.mark.value if marking.mark else "")
    return found


WAITING = "registerStore.waiting().then((rows) => rows.length)"


def settled(page: Page, number: int = 0, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Wait until so many marks wait on the device."""
    for _again in range(400):
        if page.evaluate(WAITING) == number:
            return
        page.wait_for_timeout(50)
        meanwhile()
    raise AssertionError(f"there wait {page.evaluate(WAITING)}")


KEPT = """async (address) => {
  const name = (await caches.keys()).find((name) => name.startsWith("registers-"));
  return Boolean(name && await (await caches.open(name)).match(address));
}"""


def is_put_away(page: Page, address: str) -> None:
    """Wait until the device keeps a page, and the worker is there to open it."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for _again in range(400):
        if page.evaluate(KEPT, address) and page.evaluate("navigator.serviceWorker.controller !== null"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never kept: {address}")
