"""What a certificate says in words. Nothing here looks anything up."""

from datetime import date, datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import format_date

from activity_center import qr
from activity_center.certificates.rules import code_of, in_groups
from activity_center.formats import local
from activity_center.people.rules import masked_name


class Printed:
    """A certificate as a template shows it: its facts, its code in groups, and the address that verifies it."""

    def __init__(self, row: Any) -> None:
        code = code_of(current_app.config["SECRET_KEY"], row.number)
        self.row = row
        self.facts = row.facts
        self.code = in_groups(code)
        self.address = qr.public_url(url_for("certificates.verify", number=row.number, code=code))
        self.drawn = qr.drawn(self.address)
        self.check_at = qr.public_url(url_for("certificates.verify")).partition("://")[2]
        self.issued_on = local(row.issued_at).date()

    def day(self, on: date | datetime | str) -> str:
        """Return a day with its year: a certificate is read years later."""
        plain = date.fromisoformat(on) if isinstance(on, str) else local(on).date() if isinstance(on, datetime) else on
        return format_date(plain, "long")


def home(row: Any) -> str:
    """Return the page on which staff keep the certificates of the same class or contest."""
    if row.section_id is not None:
        return url_for("certificates.of_class", section_id=row.section_id)
    return url_for("certificates.of_contest", category_id=row.entry.category_id)


def masked(row: Any) -> str:
    """Return of the owner's name what the public may see."""
    return masked_name(row.facts["name"])
