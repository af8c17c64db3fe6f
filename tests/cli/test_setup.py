"""From an empty database to a first sign-in."""

import re
from datetime import datetime

import pytest

from activity_center.audit import Actor
from activity_center.centre import the_centre
from activity_center.people import door
from tests.cli.apps import opened
from tests.commands import complaint, run

pytestmark = pytest.mark.slow


def test_a_new_centre_lets_its_first_administrator_in(empty_url: str, at: datetime):
    said = run("setup", "--admin", "zhaomin", "--centre", "老干部活动中心", DATABASE_URL=empty_url)
    found = re.search(r"Sign in as (\S+) with the password (\S+)", said)
    assert found
    with opened(empty_url):
        assert door.sign_in(*found.groups(), at=at, by=Actor(via="web")).must_change_secret
    assert "already" in complaint("setup", "--admin", "other", "--centre", "Other", DATABASE_URL=empty_url)


@pytest.mark.parametrize(("admin", "centre"), [(" ", "Centre"), ("zhaomin", " "), ("z" * 81, "C"), ("z", "C" * 121)])
def test_a_name_says_something_and_fits(admin: str, centre: str):
    said = complaint("setup", "--admin", admin, "--centre", centre, code=2)
    assert "name of 1 to" in said


def test_a_real_centre_is_never_made_a_demo(empty_url: str):
    run("setup", "--admin", "zhaomin", "--centre", "老干部活动中心", DATABASE_URL=empty_url)
    for fresh in ([], ["--fresh"]):
        assert complaint("demo", *fresh, DATABASE_URL=empty_url)
    with opened(empty_url) as session:
        centre = the_centre(session)
        assert centre
        assert (centre.name, centre.is_demo) == ("老干部活动中心", False)
