"""PDF files from our own pages, where this machine can make them: it needs WeasyPrint, Pango, and a Chinese font."""

import shutil
import subprocess
from functools import cache
from threading import Lock
from typing import Any

from activity_center.errors import Reason, Refused

# One set of fonts for all documents, one document at a time: with a set for each, forty documents took 900 MB.
_one_at_a_time = Lock()


def made(html: str, css: str) -> bytes:
    """Return a page of ours as a PDF with its fonts in it; refused where this machine lacks what it takes.

    Nothing is fetched, from anywhere: styles and pictures are in what is given.
    """
    if lack := lacking():
        raise Refused(lack)
    weasyprint, fonts = _tools()
    with _one_at_a_time:
        sheet = weasyprint.CSS(string=css, font_config=fonts, url_fetcher=_nothing)
        document = weasyprint.HTML(string=html, url_fetcher=_nothing)
        return document.write_pdf(stylesheets=[sheet], font_config=fonts)


@cache
def lacking() -> Reason | None:
    """Return what this machine lacks to make PDF files, None where nothing."""
    try:
        _tools()
    except (ImportError, OSError):
        return Reason("pdf_without_pango")
    program = shutil.which("fc-list")
    listed = program and subprocess.run([program, ":lang=zh-cn"], capture_output=True, check=False).stdout  # noqa: S603
    return None if listed else Reason("pdf_without_font")


@cache
def _tools() -> tuple[Any, Any]:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    return weasyprint, FontConfiguration()


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a PDF fetches nothing, and not {url}")
