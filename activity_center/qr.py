"""Addresses for phones: as they are known outside, and as a QR code to scan from a screen or from paper."""

import segno
from flask import current_app, request
from markupsafe import Markup


def public_url(path: str = "") -> str:
    """Return a path of ours as the whole address under which phones reach it."""
    return (current_app.config.get("PUBLIC_URL") or request.url_root).rstrip("/") + path


def drawn(text: str) -> Markup:
    """Return a text as a QR code for a page: black on white whatever the colours of the page, as large as one likes."""
    code = segno.make(text, micro=False, error="m").svg_inline(omitsize=True, border=4, dark="#000", light="#fff")
    return Markup(code)  # noqa: S704  made of squares only
