"""`activity-center backup`."""

from pathlib import Path

import click
from flask_babel import gettext as _

from activity_center import backup as backups
from activity_center import clock
from activity_center.commands.frame import centre


@click.command(help=_("Write everything into one file, also while serving."))
@click.argument("file", metavar=_("FILE"), type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything into one file."""
    if not file.resolve().parent.is_dir():
        raise click.ClickException(_("There is no folder %(folder)s.", folder=file.resolve().parent))
    with centre():
        manifest = backups.save(file, clock.now())
        click.echo(_("%(file)s holds everything, %(rows)s rows.", file=file, rows=rows(manifest)))
        click.echo(_("Keep SECRET_KEY with it, apart: without the same key no identity number can be read again."))


def rows(manifest: backups.Manifest) -> int:
    """Return how many rows a backup holds."""
    return sum(table["rows"] for table in manifest["tables"].values())
