"""The migrations make exactly what the models say, on both databases."""

from typing import Any

import pytest
from sqlalchemy import Engine, Inspector, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from activity_center.db import Base
from tests.commands import run
from tests.databases import empty_database


@pytest.fixture
def migrated(empty_url: str) -> Engine:
    run("migrate", DATABASE_URL=empty_url)
    return create_engine(empty_url, poolclass=NullPool)


def test_from_nothing_to_the_models(migrated: Engine, app: object, database: str):
    with empty_database(database) as url:
        modelled = create_engine(url, poolclass=NullPool)
        Base.metadata.create_all(modelled)
        wanted, made = described(modelled), described(migrated)
    assert made.keys() == wanted.keys()
    assert {table: made[table] for table in made if made[table] != wanted[table]} == {
        table: wanted[table] for table in made if made[table] != wanted[table]
    }


def test_migrating_twice_changes_nothing(migrated: Engine, empty_url: str):
    before = described(migrated)
    run("migrate", DATABASE_URL=empty_url)
    assert described(migrated) == before


def described(engine: Engine) -> dict[str, Any]:
    """Return all that the database itself knows of each table, in an order that does not depend on how it was made."""
    inspector = inspect(engine)
    tables = {table: _table(inspector, table) for table in inspector.get_table_names() if table != "alembic_version"}
    with engine.connect() as connection:
        own = connection.execute(text(_OWN[engine.dialect.name])).all()
    return {**tables, "kept by the database": sorted(str(row) for row in own)}


def _table(inspector: Inspector, table: str) -> dict[str, list[str]]:
    facts = {
        "columns": [{**column, "type": repr(column["type"])} for column in inspector.get_columns(table)],
        "key": [inspector.get_pk_constraint(table)],
        "references": inspector.get_foreign_keys(table),
        "unique": inspector.get_unique_constraints(table),
        "checks": inspector.get_check_constraints(table),
        "indexes": inspector.get_indexes(table),
    }
    return {name: sorted(_plain(fact) for fact in found) for name, found in facts.items()}


def _plain(fact: object) -> str:
    return " ".join(str(sorted(dict(fact).items(), key=str)).split())  # type: ignore[call-overload]


# Triggers, functions and exclusion constraints, which no inspector shows.
_OWN = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x'
        UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
}
