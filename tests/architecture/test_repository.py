"""What is in the repository is complete, and speaks of no place outside of it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import CHINESE, ROOT

OURS = ("activity_center", "templates", "static", "migrations", "tests", ".ci")
# Taken apart, or this file would complain of itself.
OUTSIDE = re.compile(
    "|".join(["/".join(["..", "shared"]), "/".join(["", "work", ""]), "pypi[.]" + "org", "file" + "://"])
)
SAMPLES = "tests/data"


def texts() -> dict[str, str]:
    paths = [path for folder in OURS for path in (ROOT / folder).rglob("*")]
    paths += [path for path in ROOT.iterdir() if path.suffix in (".md", ".toml", ".txt") or path.name == "Makefile"]
    return {
        str(path.relative_to(ROOT)): _text(path) for path in paths if path.is_file() and "__pycache__" not in path.parts
    }


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_speaks_of_a_place_outside():
    told = {name: OUTSIDE.findall(text) for name, text in texts().items() if not name.startswith(SAMPLES)}
    assert {name: places for name, places in told.items() if places} == {}


def test_templates_and_scripts_speak_english():
    # A language is named in itself, so that those who need it can find it.
    shown = {
        name: text.replace("中文", "") for name, text in texts().items() if name.endswith((".html", ".js", ".css"))
    }
    assert [name for name, text in shown.items() if CHINESE.search(_without_comments(text))] == []


def _without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}|/\*.*?\*/", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_packages_are_pinned_by_hash_and_name_no_host(name: str):
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert pins
    assert [pin for pin in pins if not re.match(r"[a-z0-9.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", pin)] == []
    assert "://" not in text


def test_tests_are_pinned_to_the_packages_that_people_get():
    pinned = [
        dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.M))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert pinned[0].items() <= pinned[1].items()


def test_no_lock_file_that_records_hosts():
    assert "uv.lock" in (ROOT / ".gitignore").read_text("utf-8").split()


def test_every_library_is_declared_and_used():
    done = subprocess.run(
        [Path(sys.executable).with_name("deptry"), "--no-ansi", "."], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
