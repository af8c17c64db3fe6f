import pytest
from tests.browser.test_every_look import *  # noqa
from tests.browser.test_every_look import _flaws, _is_shown, pytest_generate_tests

for name in list(globals()):
    if name.startswith("test_"):
        del globals()[name]


def test_mine(demo_centre, window, said, addresses, look):
    mine = [a for a in addresses if a.startswith("/teach")]
    met = set()
    flaws = []
    for who in ("teacher", "desk"):
        client = come(window, signed_in(demo_centre, who, **look.choices))
        new = [address for address in mine if _is_shown(client.get(address, buffered=True), address, met)]
        print(who, look, new)
        flaws += [f"{who} {look} {address}: {flaw}" for address in new for flaw in _flaws(window, address, look, said)]
    complain(flaws)
