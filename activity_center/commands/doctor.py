"""`activity-center doctor`."""

import sys

import click
from flask_babel import gettext as _

from activity_center import clock
from activity_center.commands.frame import centre, must_be_there
from activity_center.doctor import examination
from activity_center.doctor.findings import Level


@click.command(help=_("Check configuration, database and records, and say what is wrong."))
def doctor() -> None:
    """Check everything; the exit code is 1 where there is a problem."""
    words = {Level.OK: _("ok"), Level.NOTE: _("note"), Level.PROBLEM: _("problem")}
    with centre(ready=False):
        must_be_there()
        found = []
        for finding in examination(clock.now()):
            click.echo(f"{words[finding.level]}  {finding.text}")
            found.append(finding.level)
    if Level.PROBLEM in found:
        sys.exit(1)
