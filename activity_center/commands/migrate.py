"""`activity-center migrate`."""

import click
from flask_babel import gettext as _

from activity_center import schema
from activity_center.commands.frame import centre


@click.command(help=_("Bring the database to the newest schema."))
def migrate() -> None:
    """Bring the database to the newest schema."""
    with centre(ready=False):
        schema.upgrade()
        click.echo(_("The database has the newest schema, %(revision)s.", revision=schema.newest()))
