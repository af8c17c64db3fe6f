"""`activity-center setup`."""

import click
from flask_babel import gettext as _

from activity_center import clock, schema
from activity_center.audit import Actor
from activity_center.commands.frame import centre
from activity_center.db import transaction
from activity_center.people import setup as first
from activity_center.terms import service as terms


class Name(click.ParamType):
    """A name that says something and fits where it is kept."""

    name = "name"

    def __init__(self, longest: int) -> None:
        self._longest = longest

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name without the blanks around it."""
        if not 0 < len(value.strip()) <= self._longest:
            self.fail(_("Please type a name of 1 to %(longest)s letters.", longest=self._longest), param, ctx)
        return value.strip()


NAME = _("NAME")


@click.command(help=_("Make a new centre with its first administrator, who gets a one-time password."))
@click.option("--admin", metavar=NAME, type=Name(80), required=True, help=_("The administrator's name for signing in."))
@click.option("--centre", "name", metavar=NAME, type=Name(120), required=True, help=_("What the centre is called."))
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
