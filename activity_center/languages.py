"""Chinese and English: which one the reader wants, and where the words come from."""

from functools import cached_property
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import g, request, session
from flask_babel import Babel, Domain, get_locale

LANGUAGES = ("zh", "en")

# Programs and calendars have no session; they say what they want in Accept-Language.
STATELESS = ("/api/", "/feeds/", "/healthz", "/readyz")


class PoDomain(Domain):
    """Read the catalogues from their .po files, so that no compiled copy can be forgotten or go stale."""

    def __init__(self) -> None:
        super().__init__()
        self._loaded: dict[str, Translations] = {}

    def get_translations(self) -> Translations:
        """Return the catalogue of the present language; English is what the code says and needs none."""
        name = str(get_locale())
        if name not in self._loaded:
            self._loaded[name] = _compiled(Path(__file__).parent / "translations" / name)
        return self._loaded[name]


def _compiled(folder: Path) -> Translations:
    path = folder / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Translations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source))
    return Translations(BytesIO(compiled.getvalue()))


class PoBabel(Babel):
    """Flask-Babel with the catalogues read as above."""

    @cached_property
    def domain_instance(self) -> Domain:  # pyrefly: ignore[bad-override]
        """Return where the words come from."""
        return PoDomain()


babel = PoBabel()


def language() -> str:
    """Return what the reader chose, else what the browser prefers, else Chinese.

    At a kiosk, whose browser keeps nothing of a person, `g.language` says what this visitor chose.
    Always "zh" or "en": a selector that returns "zh-CN" is a crash.
    """
    chosen = None if request.path.startswith(STATELESS) else session.get("language")
    chosen = g.get("language") or chosen
    return chosen or request.accept_languages.best_match(LANGUAGES) or "zh"
