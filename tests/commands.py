"""The commands of the application, run as a person runs them: in a process of their own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("activity-center")


def run(*arguments: str, code: int = 0, **environment: str) -> str:
    """Run `activity-center` with these arguments, expect this exit code, and return what it printed.

    Settings are keyword arguments: `run("migrate", DATABASE_URL=url)`.
    """
    return _done(arguments, code, environment).stdout


def complaint(*arguments: str, code: int = 1, **environment: str) -> str:
    """Run a command that must fail, and return the sentences it says; a traceback is none."""
    said = _done(arguments, code, environment).stderr.strip()
    assert said
    assert "Traceback" not in said
    return said


def surroundings(**settings: str) -> dict[str, str]:
    """Return an environment with these settings and no others of ours; commands speak English in it."""
    ours = ("CENTER_", "DATABASE_URL", "SECRET_KEY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    given = {"SECRET_KEY": "only for tests", "CENTER_LANGUAGE": "en", "PYTHONWARNINGS": "default"}
    return {**kept, **given, **settings}


def _done(arguments: Sequence[str], code: int, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [PROGRAM, *arguments],
        env=surroundings(**settings),
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == code, f"exit {done.returncode} of {arguments}:\n{done.stdout}\n{done.stderr}"
    return done
