"""Files in, from the command line."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.audit import Audit
from activity_center.rooms.models import Room
from tests.cli.apps import opened
from tests.commands import complaint, run

pytestmark = pytest.mark.slow

GOOD = "site,room,seats\n东楼,101,30\n东楼,102,20\n"
BAD = GOOD + "东楼,103,many\n"


@pytest.fixture
def url(empty_url: str) -> str:
    """An address of a database with the newest schema."""
    run("migrate", DATABASE_URL=empty_url)
    return empty_url


def written(tmp_path: Path, text: str) -> str:
    file = tmp_path / "rooms.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def count(session: Session, what: type) -> int | None:
    return session.scalar(select(func.count()).select_from(what))


def test_a_dry_run_writes_nothing(url: str, tmp_path: Path):
    assert "2 added" in run("import", "rooms", written(tmp_path, GOOD), "--dry-run", DATABASE_URL=url)
    with opened(url) as session:
        assert (count(session, Room), count(session, Audit)) == (0, 0)


def test_a_refused_row_makes_the_import_write_nothing(url: str, tmp_path: Path):
    assert "1 refused" in run("import", "rooms", written(tmp_path, BAD), code=1, DATABASE_URL=url)
    with opened(url) as session:
        assert count(session, Room) == 0


def test_the_good_rows_may_be_kept(url: str, tmp_path: Path):
    run("import", "rooms", written(tmp_path, BAD), "--keep-good", DATABASE_URL=url)
    assert "2 unchanged" in run("import", "rooms", written(tmp_path, GOOD), DATABASE_URL=url)
    with opened(url) as session:
        assert count(session, Room) == 2


def test_a_file_that_is_not_there_is_named(url: str):
    run("import", "rooms", "/nowhere/rooms.csv", code=2, DATABASE_URL=url)


def test_a_file_that_is_no_table_is_refused(url: str, tmp_path: Path):
    assert complaint("import", "rooms", written(tmp_path, "milk and eggs"), DATABASE_URL=url)
