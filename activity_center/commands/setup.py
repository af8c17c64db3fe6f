"""`activity-center setup`."""

import click
from flask_babel import gettext as _

from activity_center import clock, schema
from activity_center.audit import Actor
from activity_center.commands.frame import centre
from activity_center.db import transaction
from activity_center.people import setup as first
from activity_center.terms import service as terms


@click.command(help=_("Make a new centre with its first administrator, who gets a one-time password."))
@click.option("--admin", metavar=_("NAME"), required=True, help=_("The administrator's name for signing in."))
@click.option("--centre", "name", metavar=_("NAME"), required=True, help=_("What the centre is called."))
def setup(admin: str, name: str) -> None:
    """Make a new centre."""
    with centre(ready=False):
        schema.upgrade()
        with transaction() as session:
            sign_in = first.set_up(session, name, admin, at=clock.now())
            terms.seed_closures(session, at=clock.now(), by=Actor(via="cli"))
        click.echo(_("“%(name)s” is set up.", name=name))
        words = _("Sign in as %(login)s with the password %(password)s")
        click.echo(words % {"login": sign_in.login, "password": sign_in.password})
        click.echo(_("It works once: you choose your own at the first sign-in. Next: activity-center serve"))
