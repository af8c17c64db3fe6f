"""A kiosk in the hall and people who come up to it."""

from collections.abc import Callable, Iterator
from threading import Thread, get_ident
from time import sleep
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from activity_center import clock
from activity_center.centre import Centre
from activity_center.kiosk.models import Kiosk
from activity_center.people.secrets import digest
from activity_center.rooms.models import Site
from tests.browser.kiosks import PORTRAIT, TOKEN, Complaints, paired
from tests.browsers import answer


class Server:
    """The application on a port that stays the same when it is stopped and started again."""

    def __init__(self, app: Flask) -> None:
        self._app, self._port = app, 0
        self._answering: set[int] = set()
        self.start()

    def _answer(self, environ: Any, start_response: Any) -> Any:
        self._answering.add(get_ident())
        try:
            return answer(self._app, environ, start_response)
        finally:
            self._answering.discard(get_ident())

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Let it answer."""
        self._server = make_server("127.0.0.1", self._port, self._answer, threaded=True)
        self._port = self._server.port
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        """Let nobody answer any more, as where a cable is pulled out."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        # What is being answered still writes, and the next test wants an empty database.
        while self._answering:
            sleep(0.01)


@pytest.fixture
def server(app: Flask, clean: None) -> Iterator[Server]:
    """A server that can be stopped in the middle of a test, and started again."""
    server = Server(app)
    yield server
    server.stop()


@pytest.fixture
def kiosk(session: Session) -> Kiosk:
    """The screen at the main entrance, paired with the device that holds TOKEN."""
    session.add(Centre(name="市老干部活动中心"))
    row = Kiosk(name="一楼大厅", site=Site(name="本部"), token_digest=digest(TOKEN), paired_at=clock.now())
    session.add(row)
    session.commit()
    return row


@pytest.fixture
def stand(kiosk: Kiosk, browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Open the welcome page on a device; the test fails with a failing script or a blocked resource.

    With `clock` the page's time stands still until the test moves it; other options are the browser's.
    """
    contexts: list[BrowserContext] = []
    complaints = Complaints()

    def opened(*, clock: bool = False, **options: Any) -> Page:
        context = browser.new_context(base_url=server.url, locale="zh-CN", **{"viewport": PORTRAIT} | options)
        contexts.append(context)
        paired(context, server.url)
        page = complaints.hear(context.new_page())
        if clock:
            page.clock.install()
        page.goto("/kiosk")
        if clock:
            page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints.real() == []
