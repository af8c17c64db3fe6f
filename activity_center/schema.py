"""The schema of the database: which one it has, which one this program needs, and how to get there."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from activity_center.db import db
from activity_center.paths import folder


@cache
def newest() -> str:
    """Return the revision this program needs."""
    head = ScriptDirectory(str(folder("migrations"))).get_current_head()
    assert head, "the program came without its migrations"
    return head


def present(session: Session) -> str | None:
    """Return the revision the database has, or None where nobody has migrated it yet."""
    try:
        return session.scalar(text("SELECT version_num FROM alembic_version"))
    except (OperationalError, ProgrammingError):
        session.rollback()
        # No such table, or no database? The second raises here and is another matter.
        session.execute(text("SELECT 1"))
        return None


def is_current(session: Session) -> bool:
    """Say whether the database has the schema this program needs."""
    return present(session) == newest()


def upgrade() -> None:
    """Bring the database to the newest schema; an SQLite file is made where there is none."""
    _make_file()
    command.upgrade(current_app.extensions["migrate"].migrate.get_config(), "head")


def upgrade_if_empty() -> None:
    """Give a database without a single table the newest schema, and leave any other as it is."""
    _make_file()
    if not inspect(db.engine).get_table_names():
        upgrade()


def _make_file() -> None:
    if (path := sqlite_path()) and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # What it will hold is nobody else's business; SQLite gives its other files the same rights.
        path.touch(mode=0o600)


def sqlite_path() -> Path | None:
    """Return the file of the embedded database, or None on PostgreSQL."""
    return Path(str(db.engine.url.database)) if db.engine.dialect.name == "sqlite" else None
