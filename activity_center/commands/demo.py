"""`activity-center demo`."""

import click
from flask_babel import gettext as _

from activity_center import clock, schema
from activity_center.commands.frame import centre, must_be_ready
from activity_center.db import transaction, zone
from activity_center.demo import service


@click.command(help=_("Load the demo centre; where it is loaded already, say so."))
@click.option("--fresh", is_flag=True, help=_("Start over; only a demo centre is ever deleted."))
@click.option("--scale", metavar="K", type=click.IntRange(1, 100), default=1, help=_("K times the people and classes."))
def demo(fresh: bool, scale: int) -> None:
    """Load the demo centre."""
    with centre(ready=False):
        schema.upgrade_if_empty()
        must_be_ready()
        with transaction() as session:
            if fresh:
                service.clear(session)
            is_new = service.load(session, at=clock.now(), zone=zone(), scale=scale)
        click.echo(
            _("The demo centre is loaded.") if is_new else _("This is a demo centre already; nothing was changed.")
        )
        for who, login, secret in _logins():
            click.echo(f"  {who}  {login}  {secret}")
        click.echo(_("Next: activity-center serve"))


def _logins() -> list[tuple[str, str, str]]:
    """Return one way in for each role."""
    staff = {
        "teacher": _("instructor"),
        "officer": _("society officer"),
        "desk": _("desk staff"),
        "admin": _("administrator"),
    }
    last = service.FIRST_CARD + service.MEMBERS - 1
    cards = f"{service.FIRST_CARD} … {last}"
    return [(_("member"), cards, service.PIN), *((who, login, service.PASSWORD) for login, who in staff.items())]
