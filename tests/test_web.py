"""What all pages share."""

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from activity_center.web import LARGEST
from tests.clients import Visitor

# A number that neither database can hold as the number of a row.
HUGE = 2**70


def _numbers(rule: Rule) -> list[str]:
    return [name for name, kind in rule._converters.items() if isinstance(kind, IntegerConverter)]


def _words(rule: Rule) -> dict[str, str]:
    """Return, for each part of an address that is one of some words, one of them."""
    return {name: min(kind.items) for name, kind in rule._converters.items() if isinstance(kind, AnyConverter)}


def test_no_address_takes_a_number_that_no_row_can_have(app: Flask):
    rules = [rule for rule in app.url_map.iter_rules() if _numbers(rule)]
    assert len(rules) > 30
    map = app.url_map.bind("localhost")
    for rule in rules:
        for number in (LARGEST + 1, HUGE):
            values = _words(rule) | dict.fromkeys(_numbers(rule), number)
            path = rule.build({name: values.get(name, "x") for name in rule.arguments})[1]
            with pytest.raises(HTTPException):
                map.match(path, next(iter(rule.methods - {"HEAD", "OPTIONS"})))


@pytest.mark.parametrize(
    "address",
    [
        f"/feeds/sections/{HUGE}.ics",
        f"/sections/{HUGE}",
        f"/catalogue?department={HUGE}&weekday={HUGE}&term={HUGE}&page={HUGE}",
        f"/catalogue?department=-{HUGE}&page=-{HUGE}",
    ],
)
def test_a_number_that_no_row_can_have_is_no_mistake_of_ours(client: Visitor, address: str):
    assert client.get(address).status_code in (200, 404)


def test_a_day_that_no_calendar_has_is_a_day_out_of_shape(client: Visitor):
    assert client.post("/apply", data={"name": "王建国", "birth_on": str(HUGE)}).status_code == 422
