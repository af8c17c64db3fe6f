"""The house stands as it is drawn, and each rule of it catches a house that does not."""

from collections.abc import Callable

import pytest

from tests.architecture import house
from tests.architecture.house import Source, package_sources

Rule = Callable[[Source], list[str]]


def complaints(rule: Rule) -> str:
    return "\n".join(line for source in package_sources() for line in rule(source))


def test_imports_go_down_the_staircase():
    assert complaints(house.climbs) == ""


def test_rules_know_nothing_but_values():
    assert complaints(house.impure_rules) == ""


def test_models_services_forms_and_views_keep_to_their_own():
    assert complaints(house.forbidden_imports) == ""


def test_only_the_transaction_commits():
    assert complaints(house.commits) == ""


def test_there_is_one_clock():
    assert complaints(house.clock_readers) == ""


def test_code_speaks_english():
    assert complaints(house.chinese_literals) == ""


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (house.climbs, "rooms.service", "from activity_center.courses import service"),
        (house.climbs, "rooms.service", "import activity_center.courses.models"),
        (house.climbs, "db", "from activity_center import web"),
        (house.climbs, "doctor", "from activity_center import create_app"),
        (house.climbs, "people.service", "def later():\n    from activity_center.notices import service"),
        (house.climbs, "cellar.rules", ""),
        (house.impure_rules, "rooms.rules", "import flask"),
        (house.impure_rules, "rooms.rules", "from sqlalchemy import select"),
        (house.impure_rules, "rooms.rules", "from activity_center import clock"),
        (house.impure_rules, "rooms.rules", "from activity_center.rooms import models"),
        (house.impure_rules, "rooms.rules", "from activity_center.people.models import Person"),
        (house.forbidden_imports, "rooms.models", "from flask import g"),
        (house.forbidden_imports, "rooms.models", "from activity_center.people.service import may"),
        (house.forbidden_imports, "rooms.service", "from flask import request"),
        (house.forbidden_imports, "rooms.service", "from activity_center import clock"),
        (house.forbidden_imports, "rooms.service", "from activity_center.clock import now"),
        (house.forbidden_imports, "rooms.service", "from activity_center.db import transaction"),
        (house.forbidden_imports, "rooms.service", "from activity_center.rooms.forms import RoomForm"),
        (house.forbidden_imports, "rooms.forms", "from activity_center.rooms.models import Room"),
        (house.forbidden_imports, "rooms.forms", "from sqlalchemy import select"),
        (house.forbidden_imports, "rooms.views", "from sqlalchemy import select"),
        (house.forbidden_imports, "rooms.views", "from activity_center.rooms.models import Room"),
        (house.commits, "rooms.service", "def book(session):\n    session.commit()"),
        (house.commits, "rooms.views", "db.session.commit()"),
        (house.clock_readers, "rooms.views", "from datetime import datetime\ndatetime.now()"),
        (house.clock_readers, "rooms.views", "import datetime\ndatetime.date.today()"),
        (house.clock_readers, "rooms.views", "import time\ntime.time()"),
        (house.clock_readers, "rooms.views", "from time import time"),
        (house.clock_readers, "rooms.models", "from sqlalchemy import func\nfunc.now()"),
        (house.chinese_literals, "rooms.views", 'title = "场地"'),
        (house.chinese_literals, "rooms.views", 'title = f"{name}，"'),
    ],
)
def test_a_house_built_otherwise_is_caught(rule: Rule, name: str, text: str):
    assert rule(Source(name, text))


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (house.climbs, "courses.service", "from activity_center.rooms import service"),
        (house.climbs, "courses.views", "from activity_center import clock"),
        (house.climbs, "cli", "from activity_center import create_app"),
        (house.impure_rules, "courses.rules", "from activity_center.errors import Reason\nimport itertools"),
        (house.forbidden_imports, "rooms.service", "from activity_center.db import lock\nimport sqlalchemy"),
        (house.forbidden_imports, "rooms.views", "from activity_center.db import transaction\nimport flask"),
        (house.commits, "db", "session.commit()"),
        (house.clock_readers, "rooms.views", "from activity_center import clock\nclock.now()"),
        (house.chinese_literals, "rooms.rules", '"""Tell a 场地 from a hall."""'),
    ],
)
def test_a_house_built_as_drawn_is_not(rule: Rule, name: str, text: str):
    assert rule(Source(name, text)) == []
