"""`activity-center restore`."""

from pathlib import Path

import click
from flask_babel import gettext as _

from activity_center import backup as backups
from activity_center import schema, server
from activity_center.commands.backup import rows
from activity_center.commands.frame import centre


@click.command(help=_("Fill an empty database from a backup."))
@click.argument("file", metavar=_("FILE"), type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Fill an empty database from a backup."""
    with centre(ready=False), server.alone(schema.sqlite_path()):
        manifest = backups.restore(file)
        click.echo(_("Everything from %(file)s is back, %(rows)s rows.", file=file, rows=rows(manifest)))
        if not backups.is_of_this_key(manifest):
            click.echo(
                _("The backup was made under another SECRET_KEY: set that one, or no identity number can be read.")
            )
