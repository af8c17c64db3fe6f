"""Letters, to a real server of a few lines."""

import socketserver
from email import message_from_bytes, policy
from threading import Thread
from typing import ClassVar

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.centre import Centre
from activity_center.notices import mail, service
from activity_center.notices.models import Notice
from activity_center.people.rules import Channel
from tests.factories import make_person


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    letters: ClassVar[list[bytes]] = []


class _Mailbox(socketserver.StreamRequestHandler):
    """Speak as much SMTP as smtplib needs, and keep what comes; whoever is called full is refused."""

    def handle(self) -> None:
        self.wfile.write(b"220 hello\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if b"full@" in line:
                self.wfile.write(b"452 full\r\n")
            elif verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                _Server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"250 kept\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")
            if verb == b"QUIT":
                return


@pytest.fixture
def mailbox(app, monkeypatch):
    """A mail server, which the application is told of; what it got stands in `letters`."""
    _Server.letters.clear()
    with _Server(("127.0.0.1", 0), _Mailbox) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        monkeypatch.setitem(app.config, "SMTP_URL", f"smtp://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setitem(app.config, "MAIL_FROM", "老年大学 <centre@example.com>")
        monkeypatch.setitem(app.config, "PUBLIC_URL", "https://centre.example.com/")
        yield server
        server.shutdown()


def told(session, at, email, language=None):
    person = make_person(session, channel=Channel.EMAIL, email=email, language=language)
    facts = {"title": "书法", "expires_at": "2026-09-09T17:00:00+08:00"}
    service.post(session, [person.id], "offer_made", facts, at=at, section_id=5)
    session.commit()


def test_a_letter_goes_out_once_in_the_language_of_the_reader(session, at, mailbox):
    session.add(Centre(name="市老年大学"))
    told(session, at, "li@example.com")
    told(session, at, "mary@example.com", "en")
    assert mail.send_due(clock.now) == 2
    assert mail.send_due(clock.now) == 0
    chinese, english = (message_from_bytes(letter, policy=policy.default) for letter in mailbox.letters)
    assert chinese["Subject"] == "有名额了，请您确认 · 市老年大学"
    body = chinese.get_content()
    assert "「书法」给您留了一个名额，留到 9月9日 周三 17:00" in body
    assert "https://centre.example.com/me" in body
    assert english["To"] == "mary@example.com"
    assert "A seat in “书法” is kept for you until Wed 9 Sep 17:00." in english.get_content()


def test_one_full_mailbox_keeps_no_other_letter_back(session, at, mailbox):
    told(session, at, "full@example.com")
    told(session, at, "li@example.com")
    assert mail.send_due(clock.now) == 1
    assert [notice.attempts for notice in session.scalars(select(Notice).order_by(Notice.id))] == [1, 1]


def test_a_server_that_is_away_costs_nothing_but_time(app, session, at, mailbox, monkeypatch):
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://127.0.0.1:1")
    told(session, at, "li@example.com")
    assert mail.send_due(clock.now) == 0
    assert session.scalars(select(Notice)).one().leased_until > clock.now()


def test_without_a_server_nothing_is_taken(session, at):
    told(session, at, "li@example.com")
    assert mail.send_due(clock.now) == 0
    assert session.scalars(select(Notice)).one().leased_until is None
