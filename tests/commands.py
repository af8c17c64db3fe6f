"""The commands of the application, run as a person runs them: in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("activity-center")


def run(*arguments: str, code: int = 0, **environment: str) -> str:
    """Run `activity-center` with these arguments, expect this exit code, and return what it printed.

    Settings are keyword arguments: `run("migrate", DATABASE_URL=url)`.
    """
    settings = {"SECRET_KEY": "only for tests", "PYTHONWARNINGS": "default", **environment}
    done = subprocess.run(
        [PROGRAM, *arguments],
        env={**_surroundings(), **settings},
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == code, f"exit {done.returncode} of {arguments}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _surroundings() -> dict[str, str]:
    ours = ("CENTER_", "DATABASE_URL", "SECRET_KEY")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
