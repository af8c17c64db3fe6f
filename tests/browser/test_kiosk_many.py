"""A morning at the door: two hundred people in a row at one screen, which grows no heavier and remembers nobody."""

import pytest
from sqlalchemy import delete

from activity_center.people.models import SignInFailure
from tests.browser.kiosks import expect_welcome, kept, leave, read_card, remembered, weight
from tests.browsers import until
from tests.factories import make_person

PEOPLE = 200
# Two-character surnames, so that each of them is told from the one before.
SURNAMES = ["欧阳", "上官", "司马", "诸葛", "东方"]


@pytest.mark.slow
def test_two_hundred_people_in_a_row_leave_the_screen_as_it_was(session, stand):
    names = [f"{SURNAMES[n % len(SURNAMES)]}{n}" for n in range(PEOPLE)]
    for n, name in enumerate(names):
        make_person(session, name, card=str(30_000_000 + n))
    session.commit()
    page = stand()
    weights = []
    for n, name in enumerate(names):
        if n % 50 == 0:
            # The kiosk takes no more cards than people can hold to it, and these are faster than people.
            session.execute(delete(SignInFailure))
            session.commit()
        read_card(page, str(30_000_000 + n))
        until(page, f"document.querySelector('.k-head').innerText.includes('{name[:2]}**')")
        if n % 8 == 7:
            leave(page)
        if n in (PEOPLE // 2 - 2, PEOPLE - 2):
            weights.append(weight(page))
    before, after = weights
    assert after["Nodes"] <= before["Nodes"] * 1.1
    assert after["JSEventListeners"] <= before["JSEventListeners"] * 1.1
    assert after["JSHeapUsedSize"] <= before["JSHeapUsedSize"] * 1.1
    expect_welcome(page)
    assert [surname for surname in SURNAMES if surname in kept(page)] == []
    assert remembered(page, SURNAMES) == []
