"""Everything the database holds in one file, and back: a zip with a manifest and one file of JSON lines per table.

Values are as JSON has them; days and times in ISO 8601, moments with their offset, decimals as text, bytes in
base64. So a backup of SQLite restores into PostgreSQL, and the other way round. A table is never held in memory.
"""

import base64
import hashlib
import hmac
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy import (
    JSON,
    Connection,
    Date,
    LargeBinary,
    Numeric,
    Table,
    Time,
    bindparam,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.exc import IntegrityError

from activity_center import schema
from activity_center.db import UtcDateTime, db, transaction
from activity_center.errors import Reason, Refused

FORMAT = 1
MANIFEST = "manifest.json"
Manifest = dict[str, Any]
Row = dict[str, Any]


def save(path: Path, at: datetime) -> Manifest:
    """Write one consistent snapshot, also while others go on working, and return its manifest.

    A file of that name is replaced when the new one is whole and on the disk, and not before.
    """
    with _whole(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, _snapshot() as snapshot:
        manifest = {
            "format": FORMAT,
            "schema": snapshot.scalar(text("SELECT version_num FROM alembic_version")),
            "created_at": at.isoformat(),
            "key": _key(),
            "tables": {table.name: _write(archive, snapshot, table) for table in _all_tables(snapshot)},
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


def restore(path: Path) -> Manifest:
    """Fill an empty database from a backup, wholly or not at all, and return the manifest.

    Refused where the file is damaged, where it or the database is of another schema, and where the database
    holds anything already.
    """
    with _opened(path) as archive:
        manifest = _checked(archive)
        schema.upgrade_if_empty()
        if not schema.is_current(db.session()):
            raise Refused(Reason("schema_not_current"))
        with transaction() as session:
            connection = session.connection()
            _must_be_empty(connection)
            try:
                for table in db.metadata.sorted_tables:
                    _read(archive, connection, table)
            except IntegrityError as error:
                why = str(error.orig).splitlines()[0]
                raise Refused(Reason("backup_contradicts_itself", {"why": why})) from error
    return manifest


def is_of_this_key(manifest: Manifest) -> bool:
    """Say whether identity numbers in this backup can be read with the present SECRET_KEY."""
    return hmac.compare_digest(manifest["key"], _key())


def _key() -> str:
    """Return what tells one secret key from another and betrays neither."""
    return hmac.new(current_app.config["SECRET_KEY"].encode(), b"backup", hashlib.sha256).hexdigest()[:16]


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Give a file that takes the name `path` once it is complete; nobody but its owner may read it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """Give a connection that sees the database as it is at this moment, whatever is written meanwhile."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def _all_tables(snapshot: Connection) -> list[Table]:
    """Return every table, after those it refers to; one that this program does not know would be lost in silence."""
    unknown = set(inspect(snapshot).get_table_names()) - db.metadata.tables.keys() - {"alembic_version"}
    if unknown:
        raise RuntimeError(f"nobody knows how to save the tables {sorted(unknown)}")
    return db.metadata.sorted_tables


def _write(archive: zipfile.ZipFile, snapshot: Connection, table: Table) -> Manifest:
    rows, digest = 0, hashlib.sha256()
    found = snapshot.execute(select(table).order_by(table.c.id), execution_options={"yield_per": 1000})
    with archive.open(_member(table), "w", force_zip64=True) as file:
        for row in found.mappings():
            line = json.dumps(dict(row), default=_plain, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            file.write(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _member(table: Table) -> str:
    return f"{table.name}.jsonl"


def _plain(value: Any) -> str:
    match value:
        case Enum():
            return value.value
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes():
            return base64.b64encode(value).decode()
    raise TypeError(f"a backup has no way to write {type(value).__name__}")


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise Refused(Reason("not_a_backup", {"path": str(path)})) from None
    with archive:
        yield archive


def _checked(archive: zipfile.ZipFile) -> Manifest:
    """Return the manifest of a backup that is complete, undamaged and of the present schema."""
    path = str(archive.filename)
    if MANIFEST not in archive.namelist():
        raise Refused(Reason("not_a_backup", {"path": path}))
    manifest: Manifest = json.loads(archive.read(MANIFEST))
    ours = {"format": FORMAT, "schema": schema.newest()}
    if {name: manifest.get(name) for name in ours} != ours:
        facts = {"theirs": manifest.get("schema"), "ours": schema.newest()}
        raise Refused(Reason("backup_of_other_schema", facts))
    damaged = [table.name for table in db.metadata.sorted_tables if not _is_sound(archive, table, manifest)]
    if damaged:
        raise Refused(Reason("backup_damaged", {"path": path, "tables": ", ".join(damaged)}))
    return manifest


def _is_sound(archive: zipfile.ZipFile, table: Table, manifest: Manifest) -> bool:
    digest = hashlib.sha256()
    try:
        with archive.open(_member(table)) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest() == manifest["tables"][table.name]["sha256"]
    except (KeyError, zipfile.BadZipFile, zlib.error):
        return False


def _must_be_empty(connection: Connection) -> None:
    for table in db.metadata.sorted_tables:
        if connection.scalar(select(table.c.id).limit(1)) is not None:
            raise Refused(Reason("restore_needs_emptiness", {"table": table.name}))


def _read(archive: zipfile.ZipFile, connection: Connection, table: Table) -> None:
    """Write one table: first the rows, then the columns in which a row refers to another of the same table."""
    own = [column.name for column in table.c if any(key.column.table is table for key in column.foreign_keys)]
    statement = insert(table).values(
        {column.name: bindparam(f"_{column.name}", type_=_kept(column)) for column in table.c}
    )
    for rows in _chunks(_rows(archive, table)):
        connection.execute(statement, [_named(row | dict.fromkeys(own)) for row in rows])
    for name in own:
        later = update(table).where(table.c.id == bindparam("_id")).values({name: bindparam(f"_{name}")})
        for rows in _chunks(row for row in _rows(archive, table) if row[name] is not None):
            connection.execute(later, [_named({"id": row["id"], name: row[name]}) for row in rows])
    if connection.dialect.name == "postgresql" and (last := connection.scalar(select(func.max(table.c.id)))):
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))


def _kept(column: Any) -> Any:
    # Nothing is nothing, not the JSON word null.
    return JSON(none_as_null=True) if isinstance(column.type, JSON) else column.type


def _named(row: Row) -> Row:
    # A parameter that is called like its column is SQLAlchemy's own.
    return {f"_{name}": value for name, value in row.items()}


def _rows(archive: zipfile.ZipFile, table: Table) -> Iterator[Row]:
    readers = {column.name: _reader(column.type) for column in table.c}
    with archive.open(_member(table)) as file:
        for line in file:
            row = json.loads(line)
            yield {name: None if row[name] is None else read(row[name]) for name, read in readers.items()}


def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return what makes a value of this column type from what JSON has."""
    if isinstance(kind, EnumType) and kind.enum_class:
        return kind.enum_class
    readers = {
        UtcDateTime: datetime.fromisoformat,
        Date: date.fromisoformat,
        Time: time.fromisoformat,
        Numeric: Decimal,
        LargeBinary: base64.b64decode,
    }
    return next((read for type_, read in readers.items() if isinstance(kind, type_)), lambda value: value)


def _chunks(rows: Iterable[Row], size: int = 1000) -> Iterator[list[Row]]:
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk
