"""What is backed up is restored, on either database and from either."""

import json
import shutil
import threading
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center import audit, backup
from activity_center.audit import SYSTEM
from activity_center.centre import Centre
from activity_center.db import db, transaction
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Refused
from activity_center.people.models import Person
from tests import factories
from tests.cli.apps import opened
from tests.commands import complaint, run
from tests.databases import KINDS, empty_database

pytestmark = pytest.mark.slow


@pytest.fixture(params=KINDS)
def other_url(request: pytest.FixtureRequest, database: str) -> Iterator[str]:
    """An empty database of the same kind, and of the other."""
    with empty_database(request.param) as url:
        yield url


def furnish(session: Session, at: datetime) -> None:
    """Write rows with every kind of value, one of which refers to a later row of its own table."""
    session.add(Centre(name="龘靐中心"))
    person = factories.make_person(
        session, "㐂𠮷", card="10000001", birth_on=date(1950, 2, 28), id_cipher=b"\x00\xff\x80", id_index="x"
    )
    room = factories.make_room(session, hours=[(1, time(8), time(12, 30))])
    section = factories.make_section(session, fee_amount=Decimal("120.50"), categories=["public"], draw_at=at)
    factories.make_meeting(session, section, room_id=room.id)
    first = Enrolment(id=7, section=section, person=person, status=Status.WITHDRAWN, requested_at=at, changed_at=at)
    later = Enrolment(id=9, section=section, person=person, status=Status.WAITING, requested_at=at, changed_at=at)
    session.add_all([first, later])
    session.flush()
    first.replaces_id, later.passed_over = 9, ["clash"]
    audit.record(session, SYSTEM, at, "test", "centre", None, name="“引号”", none=None)


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    tables = db.metadata.sorted_tables
    return {table.name: list(map(tuple, session.execute(select(table).order_by(table.c.id)))) for table in tables}


def saved(url: str, path: Path, at: datetime) -> dict[str, list[tuple[Any, ...]]]:
    with opened(url) as session:
        furnish(session, at)
        session.commit()
        backup.save(path, at)
        return everything(session)


def test_everything_comes_back_on_either_database(empty_url: str, other_url: str, tmp_path: Path, at: datetime):
    before = saved(empty_url, tmp_path / "centre.zip", at)
    with opened(other_url, migrated=False) as session:
        manifest = backup.restore(tmp_path / "centre.zip")
        assert everything(session) == before
        assert manifest["created_at"] == at.isoformat()
        assert backup.is_of_this_key(manifest)
        # Numbers go on where they ended, also where a sequence gives them out.
        assert (
            factories.make_person(session).id
            == before["person"][-1][db.metadata.tables["person"].c.keys().index("id")] + 1
        )


def test_a_backup_is_of_one_moment(empty_url: str, tmp_path: Path, at: datetime):
    stop = threading.Event()
    with opened(empty_url):
        from flask import current_app

        app = current_app._get_current_object()  # type: ignore[attr-defined]

        def write() -> None:
            while not stop.is_set():
                with app.app_context(), transaction() as session:
                    person = factories.make_person(session)
                    audit.record(session, SYSTEM, at, "add_person", "person", person.id)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            counts = [backup.save(tmp_path / f"{n}.zip", at)["tables"] for n in range(5)]
        finally:
            stop.set()
            writer.join()
    rows = [(tables["person"]["rows"], tables["audit"]["rows"]) for tables in counts]
    assert all(people == acts for people, acts in rows)
    assert rows[0] < rows[-1]


@pytest.fixture
def file(tmp_path: Path, at: datetime) -> Path:
    """A backup of a furnished SQLite database."""
    with empty_database("sqlite") as url:
        saved(url, tmp_path / "centre.zip", at)
    return tmp_path / "centre.zip"


def changed(file: Path, member: str, old: bytes, new: bytes) -> None:
    """Change one member of a backup, as an accident would."""
    kept = shutil.copy(file, file.with_suffix(".old"))
    with zipfile.ZipFile(kept) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            assert name != member or old in content
            target.writestr(name, content.replace(old, new) if name == member else content)


@pytest.mark.parametrize(
    ("member", "old", "new", "code"),
    [
        ("person.jsonl", b"1950", b"1951", "backup_damaged"),
        ("centre.jsonl", b"\n", b"", "backup_damaged"),
        ("manifest.json", b'"format": 1', b'"format": 2', "backup_of_other_schema"),
        ("manifest.json", b'"schema": "', b'"schema": "9', "backup_of_other_schema"),
    ],
)
def test_what_is_not_sound_is_not_restored(empty_url: str, file: Path, member: str, old: bytes, new: bytes, code: str):
    changed(file, member, old, new)
    with opened(empty_url) as session:
        with pytest.raises(Refused) as refused:
            backup.restore(file)
        assert [reason.code for reason in refused.value.reasons] == [code]
        assert not any(everything(session).values())


def test_what_contradicts_itself_is_not_restored_in_part(empty_url: str, file: Path):
    with zipfile.ZipFile(file) as source:
        manifest = json.loads(source.read("manifest.json"))
        enrolments = source.read("enrolment.jsonl")
    nobody = enrolments.replace(b'"person_id": ', b'"person_id": 99')
    digest = backup.hashlib.sha256(nobody).hexdigest()
    changed(file, "enrolment.jsonl", enrolments, nobody)
    changed(file, "manifest.json", manifest["tables"]["enrolment"]["sha256"].encode(), digest.encode())
    with opened(empty_url) as session:
        with pytest.raises(Refused, match="backup_contradicts_itself"):
            backup.restore(file)
        assert not any(everything(session).values())


def test_a_file_that_is_no_backup_is_refused(empty_url: str, tmp_path: Path):
    file = tmp_path / "notes.txt"
    file.write_text("milk, eggs")
    assert "is no backup" in complaint("restore", str(file), DATABASE_URL=empty_url)


def test_a_restore_wants_an_empty_place(empty_url: str, file: Path):
    run("setup", "--admin", "zhaomin", "--centre", "Centre", DATABASE_URL=empty_url)
    assert "already holds something" in complaint("restore", str(file), DATABASE_URL=empty_url)
    with opened(empty_url) as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_failed_backup_leaves_the_last_one_as_it_was(empty_url: str, file: Path, at: datetime):
    before = file.read_bytes()
    with opened(empty_url, migrated=False), pytest.raises(Exception, match="alembic_version"):
        backup.save(file, at)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_the_commands_say_what_else_is_needed(empty_url: str, other_url: str, tmp_path: Path):
    file = str(tmp_path / "centre.zip")
    run("setup", "--admin", "zhaomin", "--centre", "Centre", DATABASE_URL=empty_url)
    assert "SECRET_KEY" in run("backup", file, DATABASE_URL=empty_url)
    said = run("restore", file, DATABASE_URL=other_url, SECRET_KEY="another")
    assert "another SECRET_KEY" in said
    assert (tmp_path / "centre.zip").stat().st_mode & 0o777 == 0o600


def test_a_table_that_nobody_knows_is_not_left_out_in_silence(empty_url: str, tmp_path: Path, at: datetime):
    with opened(empty_url) as session:
        session.connection().exec_driver_sql("CREATE TABLE stranger (id INTEGER)")
        session.commit()
        with pytest.raises(RuntimeError, match="stranger"):
            backup.save(tmp_path / "centre.zip", at)
