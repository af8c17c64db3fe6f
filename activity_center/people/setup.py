"""The first minute of a real centre: its name and the first administrator."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import Centre, the_centre
from activity_center.errors import Reason, Refused
from activity_center.people import access, pinyin, secrets, service
from activity_center.people.rules import RoleName, normal, normal_login


@dataclass(frozen=True)
class FirstSignIn:
    """What the first administrator types, once: the password must be changed at its first use."""

    login: str
    password: str


def set_up(session: Session, centre_name: str, admin_name: str, *, at: datetime) -> FirstSignIn:
    """Make the centre and its first administrator; refused where there is a centre already."""
    if the_centre(session) is not None:
        raise Refused(Reason("centre_exists"))
    by = Actor(via="cli")
    session.add(Centre(name=normal(centre_name)))
    login = staff_name(admin_name)
    draft = service.PersonDraft(name=admin_name, staff_name=login, roles=frozenset({RoleName.ADMIN}))
    admin = service.add_person(session, draft, at=at, by=by)
    password = secrets.first_password()
    access.set_secret(session, admin.id, secrets.hashed(password), must_change=True, at=at, by=by)
    audit.record(session, by, at, "set_up", "centre", None, admin.id, name=normal(centre_name))
    return FirstSignIn(login, password)


def staff_name(name: str) -> str:
    """Return a name to sign in with: the name itself where it can be typed on any keyboard, else its pinyin."""
    typed = normal_login(name)
    if re.fullmatch(r"[a-z][a-z0-9._-]{1,39}", typed):
        return typed
    return (pinyin.index(name, is_person=True).split(" ")[0] or "admin")[:40]
