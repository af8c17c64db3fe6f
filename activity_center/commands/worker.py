"""`activity-center worker`."""

import signal
import threading

import click
from flask_babel import gettext as _

from activity_center import schema, server
from activity_center import worker as rounds
from activity_center.commands.frame import centre


@click.command(help=_("Settle waitlists, send notices and do whatever else is due."))
@click.option("--once", is_flag=True, help=_("Do one round and stop."))
def worker(once: bool) -> None:
    """Do what is due, once or until told to stop."""
    rounds.log_to_stderr()
    with centre() as app:
        if once:
            if not rounds.do_round():
                raise click.ClickException(_("Not everything that was due could be done; the log above says what."))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        with server.alone(schema.sqlite_path()):
            rounds.run(app, stop)
