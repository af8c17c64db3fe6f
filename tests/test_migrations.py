"""The migrations make exactly what the models say, on both databases."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, Inspector, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from activity_center.db import Base
from tests.commands import run
from tests.databases import empty_database


@pytest.fixture
def migrated(empty_url: str) -> Engine:
    run("migrate", DATABASE_URL=empty_url)
    return create_engine(empty_url, poolclass=NullPool)


def test_from_nothing_to_the_models(migrated: Engine, app: Flask, database: str):
    with empty_database(database) as url:
        modelled = create_engine(url, poolclass=NullPool)
        Base.metadata.create_all(modelled)
        wanted, made = described(modelled), described(migrated)
    assert made.keys() == wanted.keys()
    # Lines that only one of the two has: short, where the whole would be long.
    assert {
        table: sorted(set(made[table]) ^ set(wanted[table])) for table in made if made[table] != wanted[table]
    } == {}


def test_migrating_twice_changes_nothing(migrated: Engine, empty_url: str):
    before = described(migrated)
    run("migrate", DATABASE_URL=empty_url)
    assert described(migrated) == before


@pytest.mark.parametrize(
    "change",
    ["ALTER TABLE centre ADD COLUMN more INTEGER", "CREATE INDEX more ON centre (name)", "DROP TABLE audit"],
)
def test_a_difference_would_be_seen(app: Flask, database: str, change: str):
    with empty_database(database) as url:
        engine = create_engine(url, poolclass=NullPool)
        Base.metadata.create_all(engine)
        before = described(engine)
        with engine.begin() as connection:
            connection.execute(text(change))
        assert described(engine) != before


def described(engine: Engine) -> dict[str, list[str]]:
    """Return all that the database itself knows of each table, in an order that does not depend on how it was made."""
    inspector = inspect(engine)
    facts: dict[str, list[str]] = {}
    for read in READERS:
        for (_, table), found in read(inspector).items():
            facts.setdefault(table or "", []).extend(map(_plain, found if isinstance(found, list) else [found]))
    facts.pop("alembic_version", None)
    with engine.connect() as connection:
        facts["own"] = [str(row) for row in connection.execute(text(_OWN[engine.dialect.name]))]
    return {table: sorted(known) for table, known in facts.items()}


READERS: list[Callable[[Inspector], Mapping[Any, Any]]] = [
    Inspector.get_multi_columns,
    Inspector.get_multi_pk_constraint,
    Inspector.get_multi_foreign_keys,
    Inspector.get_multi_unique_constraints,
    Inspector.get_multi_check_constraints,
    Inspector.get_multi_indexes,
]


def _plain(fact: Any) -> str:
    if isinstance(fact, Mapping):
        fact = {name: _plain(fact[name]) for name in sorted(fact)}
    return " ".join(str(fact).split())


# Triggers, functions and exclusion constraints, which no inspector shows.
_OWN = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x'
        UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
}
