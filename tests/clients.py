"""Test clients: a stranger who knocks, and a visitor with our pages open in a browser."""

from secrets import token_hex
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from activity_center.db import db

SAFE = ("GET", "HEAD", "OPTIONS")


class Stranger(FlaskClient):
    """Ask as if over a wire: what the test has written is committed first, and read anew afterwards."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        # A request would share the test's own context, and with it the session and who is signed in.
        with self.application.app_context():
            return super().open(*args, **kwargs)


class Visitor(Stranger):
    """Send the CSRF token of the session along, so that tests pass the guard and never switch it off."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, app.response_class)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if str(kwargs.get("method", "GET")).upper() not in SAFE:
            kwargs["headers"] = {**dict(kwargs.get("headers") or {}), "X-CSRFToken": self._csrf_token()}
        return super().open(*args, **kwargs)

    def _csrf_token(self) -> str:
        with self.session_transaction() as session:
            nonce = session.setdefault("csrf_token", token_hex())
        secret = self.application.config["SECRET_KEY"]
        return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(nonce))
