"""Starting, stopping and killing the server."""

import os
import signal
import socket

import pytest

from tests.cli.servers import free_port, is_alive, serving, wait_until
from tests.commands import complaint, run

pytestmark = pytest.mark.slow


@pytest.fixture
def url(empty_url: str) -> str:
    """An address of a database with the newest schema."""
    run("migrate", DATABASE_URL=empty_url)
    return empty_url


def test_a_server_serves_until_it_is_told_to_stop(url: str):
    with serving(url) as server:
        children = server.serving
        assert (server.status("/healthz"), server.status("/readyz")) == (200, 200)
        assert server.stop() == 0
        assert server.status("/healthz") is None
        assert not any(is_alive(child) for child in children)


def test_a_server_wants_todays_schema(empty_url: str):
    if empty_url.startswith("sqlite"):
        assert "There is no database" in complaint("serve", DATABASE_URL=empty_url)
    else:
        assert "Run activity-center migrate." in complaint("serve", DATABASE_URL=empty_url)


def test_a_server_may_migrate_first(empty_url: str):
    with serving(empty_url, "--migrate") as server:
        assert server.status("/readyz") == 200


@pytest.mark.sqlite_only
def test_sqlite_is_served_once(url: str):
    with serving(url, "--workers", "4") as server:
        assert len(server.serving) == 1
        assert "Another server or worker" in complaint("serve", "--port", str(free_port()), DATABASE_URL=url)
        assert "Another server or worker" in complaint("worker", DATABASE_URL=url)
        run("worker", "--once", DATABASE_URL=url)


@pytest.mark.postgresql_only
def test_postgresql_is_served_by_as_many_as_wanted(url: str):
    with serving(url, "--workers", "2") as server:
        assert len(server.serving) == 2
        run("worker", "--once", DATABASE_URL=url)


def test_a_server_that_was_killed_leaves_nothing_behind_and_starts_again(url: str):
    with serving(url) as server:
        (child,) = server.serving
        server.stop(signal.SIGKILL)
        with serving(url, port=server.port) as again:
            assert again.status("/readyz") == 200
            wait_until(lambda: not is_alive(child))


def test_a_serving_process_that_was_killed_is_replaced(url: str):
    with serving(url) as server:
        (child,) = server.serving
        os.kill(child, signal.SIGKILL)
        wait_until(lambda: server.serving not in ([], [child]) and server.status("/readyz") == 200)
        assert server.stop() == 0


def test_a_port_in_use_is_named(url: str):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port}" in complaint("serve", "--port", port, DATABASE_URL=url)


@pytest.mark.sqlite_only
def test_a_certificate_must_be_one(url: str, tmp_path):
    file = tmp_path / "empty.pem"
    file.touch()
    said = complaint("serve", "--tls-cert", str(file), "--tls-key", str(file), DATABASE_URL=url)
    assert "certificate" in said
