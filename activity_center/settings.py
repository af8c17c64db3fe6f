"""What the environment configures; the README lists it."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import lazy_gettext as _l
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from activity_center.paths import instance


class Misconfigured(Exception):
    """The environment asks for something that cannot work; the sentence says what and how to mend it."""


def settings(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return Flask's configuration from the environment: DATABASE_URL, SECRET_KEY and names that begin with CENTER_.

    Without DATABASE_URL everything lives in `instance/`: an SQLite file, and a key that is made at the first start.
    """
    embedded = "DATABASE_URL" not in environ
    home = Path(environ.get("CENTER_INSTANCE") or instance())
    secure = environ.get("CENTER_SECURE_COOKIES", "") == "1"
    return {
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{home / 'centre.sqlite3'}" if embedded else _database(environ),
        # Threads that wait for the collector hold no connection, so these do for all threads of the server.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": 16, "max_overflow": 4},
        "SECRET_KEY": environ.get("SECRET_KEY") or _kept_key(home, embedded),
        "ZONE": _zone(environ.get("CENTER_TIMEZONE", "Asia/Shanghai")),
        "SMTP_URL": environ.get("CENTER_SMTP_URL", ""),
        "MAIL_FROM": environ.get("CENTER_MAIL_FROM", ""),
        "PUBLIC_URL": environ.get("CENTER_PUBLIC_URL", ""),
        "SOCIETY_FOUNDERS": _count(environ, "CENTER_SOCIETY_FOUNDERS", 10),
        "INSTANCE": home,
        "TRUSTED_PROXIES": _count(environ, "CENTER_TRUSTED_PROXIES"),
        "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "SESSION_COOKIE_NAME": "centre",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": secure,
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _database(environ: Mapping[str, str]) -> str:
    # Many hosting places still say postgres://, which SQLAlchemy does not know.
    given = re.sub(r"^postgres://", "postgresql://", environ["DATABASE_URL"])
    try:
        url = make_url(given)
    except ArgumentError:
        raise Misconfigured(_l("DATABASE_URL is no address of a database.")) from None
    if url.drivername in ("postgresql", "postgresql+psycopg"):
        return given
    if url.drivername == "sqlite" and url.database and ":memory:" not in url.database:
        return given
    raise Misconfigured(
        _l("DATABASE_URL must begin with postgresql+psycopg:// or name a file, sqlite:////path/to/file.")
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Misconfigured(_l("CENTER_TIMEZONE is no time zone; Asia/Shanghai is one.")) from None


def _count(environ: Mapping[str, str], name: str, usual: int = 0) -> int:
    given = environ.get(name) or str(usual)
    if not given.isdecimal():
        raise Misconfigured(_l("%(name)s must be a number.", name=name))
    return int(given)


def _kept_key(home: Path, embedded: bool) -> str:
    if not embedded:
        raise Misconfigured(_l("DATABASE_URL is set but SECRET_KEY is not: set SECRET_KEY to a long random text."))
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        # "x" lets only one of two first starts make the key; the other reads it.
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        except FileExistsError:
            pass
    return path.read_text().strip()
