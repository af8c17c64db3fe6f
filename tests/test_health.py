"""What those who watch the server ask."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from activity_center import create_app, schema
from tests.conftest import settings


def test_a_process_that_runs_says_so(client: FlaskClient):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_we_are_ready_when_the_schema_is_current(session: Session, client: FlaskClient):
    session.connection().exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
    for revision, status in (("0000", 503), (schema.newest(), 200)):
        session.connection().exec_driver_sql("DELETE FROM alembic_version")
        session.connection().exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{revision}')")
        assert client.get("/readyz").status_code == status
    session.connection().exec_driver_sql("DROP TABLE alembic_version")
    session.commit()


def test_we_are_not_ready_without_a_schema(client: FlaskClient):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "activity-center migrate" in answer.text


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.sqlite3", "postgresql+psycopg://127.0.0.1:1/none"])
def test_we_are_alive_but_not_ready_without_a_database(url: str):
    client = create_app(settings(url)).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
