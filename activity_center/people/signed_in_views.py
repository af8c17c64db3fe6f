"""Who is signed in: what Flask-Login is told, and what pages ask of it."""

from typing import Any

from flask_babel import lazy_gettext
from flask_login import UserMixin, login_user

from activity_center.db import db
from activity_center.people import access
from activity_center.people.rules import may
from activity_center.web import login_manager


class SignedIn(UserMixin):
    """Who is signed in, for pages: id, name, roles, and whether they may do an act.

    The serial is part of the identity in the cookie: when it grows, the cookie is nobody's.
    """

    def __init__(self, who: access.Who) -> None:
        self.id, self.name, self.roles = who.id, who.name, set(who.roles)
        self.must_change_secret = who.must_change_secret
        self._identity = f"{who.id}.{who.serial}"

    def get_id(self) -> str:
        """Return what the cookie says."""
        return self._identity

    def may(self, act: str) -> bool:
        """Say whether this person may do `act`."""
        return may(self.roles, act)


def signed_in(identity: str) -> SignedIn | None:
    """Return whom a cookie means, in one query."""
    person_id, _, serial = identity.partition(".")
    who = access.who(db.session(), int(person_id), int(serial or 0))
    return SignedIn(who) if who else None


def come_in(person_id: int, serial: int) -> None:
    """Make this browser the person's."""
    login_user(signed_in(f"{person_id}.{serial}"))


login_manager.user_loader(signed_in)
# Flask-Login translates nothing itself, and its types know of no lazy text.
_l: Any = lazy_gettext
login_manager.login_view = "people.sign_in"
login_manager.login_message = _l("Please sign in first.")
login_manager.login_message_category = "info"
