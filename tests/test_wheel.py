"""What is installed without the checkout has everything it needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

pytestmark = pytest.mark.slow

CARRIED = {
    "templates": "activity_center/templates",
    "static": "activity_center/static",
    "migrations": "activity_center/migrations",
    "activity_center": "activity_center",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built).namelist()


def files(folder: str) -> list[Path]:
    found = (path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file())
    return [path for path in found if "__pycache__" not in path.parts]


@pytest.mark.parametrize("folder", CARRIED)
def test_a_wheel_carries_every_file_that_runs(wheel: list[str], folder: str):
    assert files(folder)
    assert [path for path in files(folder) if f"{CARRIED[folder]}/{path.as_posix()}" not in wheel] == []


def test_a_wheel_carries_nothing_else(wheel: list[str]):
    strays = [name for name in wheel if not name.startswith("activity_center") or "__pycache__" in name]
    assert strays == []
