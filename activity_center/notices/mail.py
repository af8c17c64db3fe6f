"""Send notices by e-mail, where CENTER_SMTP_URL says how."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from activity_center.centre import the_centre
from activity_center.db import db, transaction
from activity_center.notices import service
from activity_center.notices.sentences import Told, tell
from activity_center.notices.service import Letter

PATIENCE_SECONDS = 20


def is_configured() -> bool:
    """Say whether this centre sends e-mail at all."""
    return bool(current_app.config["SMTP_URL"] and current_app.config["MAIL_FROM"])


def send_due(now: Callable[[], datetime]) -> int:
    """Send what is due and return how many letters went out; without a configured server nothing happens.

    Each letter is marked by itself, so that none goes out twice because its neighbour failed.
    """
    if not is_configured():
        return 0
    with transaction() as session:
        letters = service.take_due(session, now())
    if not letters:
        return 0
    centre = the_centre(db.session())
    name = centre.name if centre else ""
    return sum(_send(letter, name, now) for letter in letters)


def _send(letter: Letter, centre_name: str, now: Callable[[], datetime]) -> bool:
    try:
        with _server(current_app.config["SMTP_URL"]) as server:
            server.send_message(written(letter, centre_name))
    except (OSError, smtplib.SMTPException) as error:
        current_app.logger.warning("notice %s could not be sent: %s", letter.id, error)
        with transaction() as session:
            service.mark_failed(session, letter, now())
        return False
    with transaction() as session:
        service.mark_sent(session, letter.id, now())
    return True


def written(letter: Letter, centre_name: str) -> EmailMessage:
    """Return a notice as a letter in plain text, in the language of whom it is for."""
    message = EmailMessage()
    with force_locale(letter.language):
        told = tell(letter.kind, letter.facts, letter.section_id)
        message["Subject"] = f"{told.title} · {centre_name}"
        message.set_content(_body(told))
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = letter.to
    # A letter that goes out a second time is the same letter; readers' programs show it once.
    domain = current_app.config["MAIL_FROM"].rpartition("@")[2].strip("> ") or "localhost"
    message["Message-ID"] = f"<notice-{letter.id}@{domain}>"
    return message


def _body(told: Told) -> str:
    lines = [told.sentence, *(f"{said.message} {said.remedy}" for said in told.reasons)]
    if public := current_app.config["PUBLIC_URL"]:
        lines.append(public.rstrip("/") + told.url)
    lines.append(_("This letter was sent by a program. If you have questions, please ask the desk."))
    return "\n\n".join(lines) + "\n"


@contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    """Connect as the URL says: smtp://, smtp+starttls:// or smtps://, with user:password@ where needed."""
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE_SECONDS)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
