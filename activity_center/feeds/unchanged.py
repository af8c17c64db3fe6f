"""The answer "nothing is new", given in front of Flask.

Every phone asks every hour, and this is what nearly all of them are told. Through Flask, its session and its
sign-in the answer cost three times what a bare Flask page does; here it costs less than one. It is the same
answer: whatever is not certain here is passed on to the view.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from activity_center.feeds.kept import Kept
from activity_center.feeds.service import Revision
from activity_center.languages import LANGUAGES

# Raised when the text of unchanged meetings changes with a new version of this code: phones then fetch it anew.
FORMAT = 1
CACHING = "public, max-age=60"
_PUBLIC = ("/feeds/centre.ics", "/feeds/sections/", "/feeds/rooms/", "/feeds/societies/", "/feeds/competitions/")


def tag_of(revision: Revision, today: date, language: str) -> str:
    """Return the ETag of every public calendar of this revision; calendars also change at midnight."""
    return f"{FORMAT}-{revision.uid[:8]}-{revision.number}-{today:%Y%m%d}-{language}"


@lru_cache(maxsize=1_000)
def language_of(query: str, accepted: str) -> str:
    """Return the language that ?lang= or else Accept-Language asks for, Chinese if neither does."""
    asked = parse_qs(query).get("lang", [""])[-1]
    return asked if asked in LANGUAGES else parse_accept_header(accepted, LanguageAccept).best_match(LANGUAGES) or "zh"


class Unchanged:
    """Answer 304 to who names the tag of a public calendar as it is, and pass everything else on."""

    def __init__(self, wsgi: Callable[..., Any], kept: Kept, zone: ZoneInfo, now: Callable[[], datetime]) -> None:
        self._wsgi, self._kept, self._zone, self._now = wsgi, kept, zone, now

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags and environ["PATH_INFO"].startswith(_PUBLIC) and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            tag = self._tag(environ)
            if tag and tag in tags:
                headers = [("ETag", tag), ("Cache-Control", CACHING), ("Vary", "Accept-Language")]
                start_response("304 NOT MODIFIED", headers)
                return []
        return self._wsgi(environ, start_response)

    def _tag(self, environ: dict[str, Any]) -> str | None:
        at = self._now()
        revision = self._kept.known(at)
        if revision is None:
            return None
        language = language_of(environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        return f'"{tag_of(revision, at.astimezone(self._zone).date(), language)}"'
