"""`activity-center import`."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _

from activity_center import clock
from activity_center.audit import Actor
from activity_center.commands.frame import centre
from activity_center.db import transaction, zone
from activity_center.exchange import files, service
from activity_center.people.secrets import Vault


@click.command("import", help=_("Read people, courses, rooms or programmes from a file, and report on every row."))
@click.argument("kind", type=click.Choice(sorted(service.IMPORTERS)))
@click.argument("file", metavar=_("FILE"), type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Only report; write nothing."))
@click.option("--keep-good", is_flag=True, help=_("Write the good rows where others are refused."))
def importing(kind: str, file: Path, dry_run: bool, keep_good: bool) -> None:
    """Read one file; the exit code is 1 where refused rows made it write nothing."""
    with centre():
        table = files.read(file)
        with transaction() as session:
            report = service.import_rows(
                session,
                kind,
                table,
                at=clock.now(),
                by=Actor(via="cli"),
                keep_good=keep_good,
                zone=zone(),
                vault=Vault(current_app.config["SECRET_KEY"]),
            )
            if dry_run:
                session.rollback()
        click.echo(report.text(dry_run=dry_run))
    if report.refused and not keep_good:
        sys.exit(1)
