"""`activity-center serve`."""

import sys
from pathlib import Path

import click
from flask_babel import gettext as _

from activity_center import schema, server
from activity_center.commands.frame import centre, must_be_ready
from activity_center.db import db
from activity_center.server import Door

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=_("Serve pages, calendars and programs."))
@click.option("--host", metavar=_("ADDRESS"), default="127.0.0.1", help=_("Where to listen; 0.0.0.0 is everywhere."))
@click.option("--port", metavar="N", type=click.IntRange(1, 65535), default=8000, help=_("The port, else 8000."))
@click.option("--workers", metavar="N", type=click.IntRange(1, 64), default=1, help=_("Processes, on PostgreSQL only."))
@click.option("--tls-cert", metavar=_("FILE"), type=FILE, help=_("The certificate, to serve https."))
@click.option("--tls-key", metavar=_("FILE"), type=FILE, help=_("The key of the certificate."))
@click.option("--access-log", is_flag=True, help=_("Write a line for every request."))
@click.option("--migrate", is_flag=True, help=_("Bring the database to the newest schema first."))
def serve(
    host: str,
    port: int,
    workers: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    access_log: bool,
    migrate: bool,
) -> None:
    """Serve until told to stop."""
    if bool(tls_cert) != bool(tls_key):
        raise click.UsageError(_("--tls-cert and --tls-key go together."))
    door = Door(host, port, (tls_cert, tls_key) if tls_cert and tls_key else None, access_log)
    with centre(ready=False):
        embedded = schema.sqlite_path()
        with server.alone(embedded):
            if migrate:
                schema.upgrade()
            must_be_ready()
            if embedded and workers > 1:
                click.echo(_("SQLite is served by one process with threads, whatever --workers says."))
            # What is open here must not be inherited by the processes that serve.
            db.session.remove()
            db.engine.dispose()
            server.serve(door, 1 if embedded else workers, lambda: _say_where(door))


def _say_where(door: Door) -> None:
    click.echo(_("Serving on %(address)s. Ctrl+C stops.", address=door.url))
    sys.stdout.flush()
