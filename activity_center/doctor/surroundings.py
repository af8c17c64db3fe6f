"""Whether the configuration, the machine and the database are fit to serve."""

import shutil
import stat
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.orm import Session

from activity_center import schema
from activity_center.certificates import pdf
from activity_center.doctor.findings import Check, Finding, note, ok, problem, verdict
from activity_center.formats import local
from activity_center.sentences import say


def has_good_key(_session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that the secret key is long."""
    long = len(current_app.config["SECRET_KEY"]) >= 32
    yield verdict(
        long,
        _("SECRET_KEY is long enough."),
        _("SECRET_KEY is short and can be guessed: use 32 random letters or more."),
    )


def keeps_to_itself(_session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that others on this machine can read neither the key nor the embedded database."""
    files = [Path(current_app.config["INSTANCE"]) / "secret_key", schema.sqlite_path()]
    for file in files:
        if file and file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield problem(_("Others on this machine can read %(file)s: chmod 600 it.", file=file))


def has_settings(_session: Session, at: datetime) -> Iterator[Finding]:
    """Say what the settings mean."""
    config = current_app.config
    yield ok(
        _("The time zone is %(zone)s; it is %(now)s there.", zone=config["ZONE"], now=f"{local(at):%Y-%m-%d %H:%M}")
    )
    if not config["SESSION_COOKIE_SECURE"]:
        yield note(_("Cookies may also travel without encryption: once you serve https, set CENTER_SECURE_COOKIES=1."))
    if not config["PUBLIC_URL"]:
        yield note(_("CENTER_PUBLIC_URL is not set: mails cannot link to the pages."))
    if not config["SMTP_URL"]:
        yield note(_("CENTER_SMTP_URL is not set: no mail is sent, notices are on the page only."))


def has_fonts(_session: Session, _at: datetime) -> Iterator[Finding]:
    """Check for a font with Chinese characters, without which a printed file shows boxes."""
    program = shutil.which("fc-list")
    found = program and subprocess.run([program, ":lang=zh-cn"], capture_output=True, check=False).stdout  # noqa: S603
    missing = _("There is no Chinese font: files to print would show boxes. Install fonts-noto-cjk.")
    yield ok(_("There is a Chinese font for files to print.")) if found else note(missing)


def can_make_pdf(_session: Session, _at: datetime) -> Iterator[Finding]:
    """Check for what makes PDF files of certificates; without it they are printed with the browser."""
    lack = pdf.lacking()
    if lack and lack.code == "pdf_without_pango":
        yield note(say(lack).message + " " + say(lack).remedy)
    elif not lack:
        yield ok(_("Certificates can be made as PDF files."))


def has_newest_schema(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that the schema is the one this program needs."""
    present, newest = schema.present(session), schema.newest()
    bad = _("The schema is %(present)s, not %(newest)s: run activity-center migrate.", present=present, newest=newest)
    yield verdict(present == newest, _("The schema is the newest, %(newest)s.", newest=newest), bad)


def has_safe_database(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that what the database has confirmed survives a power cut."""
    yield from _sqlite(session) if schema.sqlite_path() else _postgresql(session)


def _sqlite(session: Session) -> Iterator[Finding]:
    yield ok(_("SQLite %(version)s.", version=session.scalar(text("SELECT sqlite_version()"))))
    safe = session.scalar(text("PRAGMA journal_mode")) == "wal" and session.scalar(text("PRAGMA synchronous")) == 2
    yield verdict(
        safe,
        _("What is confirmed is on the disk (WAL, synchronous=FULL)."),
        _("What is confirmed may be lost in a power cut: journal_mode is not WAL or synchronous not FULL."),
    )
    damage = session.scalars(text("PRAGMA quick_check(3)")).all()
    yield verdict(
        damage == ["ok"], _("The file is undamaged."), _("The file is damaged: %(what)s", what="; ".join(damage))
    )
    strays = session.execute(text("PRAGMA foreign_key_check")).all()
    yield verdict(not strays, _("Every reference leads somewhere."), _("%(n)s references lead nowhere.", n=len(strays)))


def _postgresql(session: Session) -> Iterator[Finding]:
    setting = lambda name: session.scalar(text("SELECT current_setting(:name)"), {"name": name})
    yield ok(_("PostgreSQL %(version)s.", version=setting("server_version")))
    unsafe = [name for name in ("fsync", "synchronous_commit", "full_page_writes") if setting(name) == "off"]
    yield verdict(
        not unsafe,
        _("What is confirmed is on the disk."),
        _("What is confirmed may be lost in a power cut: %(settings)s is off.", settings=", ".join(unsafe)),
    )
    encoding = setting("server_encoding")
    yield verdict(
        encoding == "UTF8", _("Names are kept in UTF-8."), _("The encoding is %(name)s, not UTF8.", name=encoding)
    )


CHECKS: list[Check] = [has_good_key, keeps_to_itself, has_settings, has_fonts, can_make_pdf]
CHECKS += [has_safe_database, has_newest_schema]
