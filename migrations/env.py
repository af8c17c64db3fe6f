"""Run by Alembic inside an application: bring its database to another schema, wholly or not at all."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

# Any number will do, as long as every copy of the program uses the same.
MIGRATING = 20260907


def migrate() -> None:
    """Run the migrations in one transaction; a second program that migrates waits for the first."""
    extension = current_app.extensions["migrate"]
    engine = sa.create_engine(extension.db.engine.url, poolclass=sa.NullPool)
    with engine.connect().execution_options(writer=True) as connection:
        if engine.dialect.name == "sqlite":
            # SQLite alters a table by making it anew, and the old one must go although others refer to it. The
            # switch does nothing inside a transaction, so it is thrown on the driver's own connection.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATING)))
            context.configure(
                connection=connection,
                target_metadata=extension.db.metadata,
                render_item=plain_types,
                **extension.configure_args,
            )
            context.run_migrations()
            if engine.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("a migration has left rows that refer to nothing")


def plain_types(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    """Write our own types as what the database keeps, so that a migration imports nothing of ours."""
    if kind == "type" and isinstance(thing, sa.types.TypeDecorator):
        return f"sa.{thing.impl!r}"
    if kind == "type" and isinstance(thing, sa.Enum):
        return f"sa.String(length={thing.length})"
    return False


migrate()
