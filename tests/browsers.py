"""A real browser on a real server, for the few tests that need to see what a person sees."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from logging import WARNING, getLogger
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

# A line for each request would hide what a failing test says.
getLogger("werkzeug").setLevel(WARNING)
# Without these the browser calls home at every start, which a closed network answers with noise.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Return where the browser is on this machine."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a screen. Where it lacks, its tests are skipped, but CI must have it."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            yield browser
            browser.close()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no browser here (apt-get install chromium libatomic1): {str(error).splitlines()[0]}")


def answer(app: Flask, environ: Any, start_response: Any) -> Any:
    """Return the whole answer of the application, closed before a byte is sent.

    Werkzeug's server leaves open what it was sending when a browser hangs up, and Python warns of open files.
    """
    parts, status, headers = run_wsgi_app(app, environ, buffered=True)
    start_response(status, headers.to_wsgi_list())
    return parts


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application on this machine by threads, and give its address."""
    server = make_server("127.0.0.1", 0, partial(answer, app), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def live_url(app: Flask, clean: None) -> Iterator[str]:
    """The address of the application, served on this machine by threads."""
    with serving(app) as url:
        yield url


@pytest.fixture
def page(browser: Browser, live_url: str) -> Iterator[Page]:
    """A page on `live_url`, 1280 x 900; the test fails with a failing script or a blocked resource."""
    context = browser.new_context(base_url=live_url, locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.extend(_complaint(message)))
    yield page
    context.close()
    assert not complaints


def _complaint(message: ConsoleMessage) -> list[str]:
    # A refusal is an answer with status 409, and the browser writes every such answer into its console.
    harmless = message.type != "error" or message.text.startswith("Failed to load resource")
    return [] if harmless else [message.text]


def until(page: Page, expression: str, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Wait until an expression of the page is true, and do something in between.

    The page's policy forbids what wait_for_function does, and the page may be loaded anew meanwhile.
    """
    for _again in range(400):
        try:
            if page.evaluate(expression):
                return
            meanwhile()
        except Error as error:
            if "navigation" not in str(error):
                raise
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {expression}")
