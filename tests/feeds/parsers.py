"""Three readers of iCalendar, which must agree: icalendar (Python), ical.js (JavaScript) and libical (C).

icalendar is always here. ical.js needs `node` and the npm package ical.js, in `node_modules/` of the checkout
(`npm install --no-save --no-package-lock ical.js`) or in the folder that ICAL_JS names. libical needs a C compiler
and its headers (Debian: libical-dev). Where one is missing its tests are skipped with a line that says which; with
CI set they fail.
"""

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from icalendar import Calendar

HERE = Path(__file__).parent


@dataclass(frozen=True, order=True)
class Occurrence:
    """What a reader makes of one VEVENT; moments are UTC."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    status: str
    sequence: int
    summary: str
    description: str
    location: str


def by_icalendar(text: bytes) -> list[Occurrence]:
    """Read with icalendar, and fail at whatever it complains of."""
    calendar = Calendar.from_ical(text.decode())
    components = list(calendar.walk())
    assert [component.errors for component in components if component.errors] == []
    return sorted(
        Occurrence(
            str(event["UID"]),
            event["DTSTART"].dt.astimezone(UTC),
            event["DTEND"].dt.astimezone(UTC),
            str(event["STATUS"]),
            int(event["SEQUENCE"]),
            str(event["SUMMARY"]),
            str(event.get("DESCRIPTION", "")),
            str(event.get("LOCATION", "")),
        )
        for event in calendar.walk("VEVENT")
    )


def by_ical_js(text: bytes) -> list[Occurrence]:
    """Read with ical.js, which takes offsets from the VTIMEZONE in the text, and fail at whatever it complains of."""
    return _occurrences(_run(["node", str(HERE / "ical_js.mjs"), str(_ical_js())], text))


def by_libical(text: bytes) -> list[Occurrence]:
    """Read with libical, which takes offsets from the VTIMEZONE in the text, and fail at whatever it complains of."""
    return _occurrences(_run([_libical()], text))


READERS = {"icalendar": by_icalendar, "ical.js": by_ical_js, "libical": by_libical}


def _run(command: list[str], text: bytes) -> str:
    done = subprocess.run(command, input=text, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout.decode()


def _occurrences(lines: str) -> list[Occurrence]:
    return sorted(_occurrence(*json.loads(line)) for line in lines.split("\n") if line)


def _occurrence(uid: str, starts: int, ends: int, status: str, sequence: int, *texts: str) -> Occurrence:
    starts_at, ends_at = (datetime.fromtimestamp(moment, UTC) for moment in (starts, ends))
    return Occurrence(uid, starts_at, ends_at, status, sequence, *texts)


def _absent(what: str) -> None:
    pytest.fail(what) if os.environ.get("CI") else pytest.skip(what)


@cache
def _ical_js() -> Path:
    if shutil.which("node") is None:
        _absent("ical.js: no node on this machine: apt-get install nodejs npm")
    folder = Path(os.environ.get("ICAL_JS") or HERE.parents[1] / "node_modules" / "ical.js")
    if not folder.is_dir():
        _absent("ical.js is not installed: npm install --no-save --no-package-lock ical.js")
    return folder.resolve()


@cache
def _libical() -> str:
    if shutil.which("cc") is None:
        _absent("libical: no C compiler on this machine: apt-get install gcc libc6-dev libical-dev")
    program = Path(tempfile.mkdtemp(prefix="libical-")) / "read"
    done = subprocess.run(
        ["cc", "-o", str(program), str(HERE / "libical.c"), "-lical"], capture_output=True, text=True, check=False
    )
    if "ical.h: No such file" in done.stderr:
        _absent("libical has no headers on this machine: apt-get install libical-dev")
    assert (done.returncode, done.stderr) == (0, "")
    return str(program)
