"""How pages look and sound to somebody, and 长辈版 (the elder edition): one switch for several parts of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

_SWITCH = {"on": True, "off": False}

# What a form may ask for: each part, and what its values mean. The switch of the whole edition is named "elder".
PARTS: dict[str, dict[str, Any]] = {
    "text_size": {size: size for size in ("standard", "large", "huge")},
    "contrast": {contrast: contrast for contrast in ("normal", "high")},
    "simplified": _SWITCH,
    "aloud": _SWITCH,
    "crosshair": _SWITCH,
    "large_pointer": _SWITCH,
}
SWITCHES = tuple(name for name, values in PARTS.items() if values is _SWITCH)

# 长辈版, and the three other names that other makers give it and people therefore look for, in pinyin.
_NAMES = ("zhangbeiban", "qinqingban", "guanaiban", "guanhuaiban", "elderedition")
_INITIALS = ("zbb", "qqb", "gab", "ghb")


@dataclass(frozen=True)
class Looks:
    """The parts one by one; `before` is what they were when the elder edition was switched on, None while it is off."""

    text_size: str = "standard"
    contrast: str = "normal"
    simplified: bool = False
    aloud: bool = False
    crosshair: bool = False
    large_pointer: bool = False
    before: Mapping[str, Any] | None = None

    @property
    def is_elder(self) -> bool:
        """Say whether the elder edition is on."""
        return self.before is not None

    def kept(self) -> dict[str, Any]:
        """Return what differs from what nobody chose, as it is kept in a cookie."""
        return {name: value for name, value in asdict(self).items() if value != getattr(PLAIN, name)}

    def asked(self, form: Mapping[str, str]) -> "Looks":
        """Return the looks after what a form asks for; what is offered nowhere changes nothing."""
        parts = {name: values[form[name]] for name, values in PARTS.items() if form.get(name) in values}
        looks = replace(self, **parts)
        switch = _SWITCH.get(form.get("elder", ""))
        return looks if switch in (None, looks.is_elder) else looks._elder() if switch else looks._as_before()

    def _elder(self) -> "Looks":
        size = "large" if self.text_size == "standard" else self.text_size
        return replace(self, text_size=size, contrast="high", simplified=True, aloud=True, before=self.kept())

    def _as_before(self) -> "Looks":
        return looks_from(self.before)


PLAIN = Looks()
_KNOWN = {field.name for field in fields(Looks)}


def looks_from(kept: Mapping[str, Any] | None) -> Looks:
    """Return the looks that were kept; a part that an older cookie still names is left out."""
    return Looks(**{name: value for name, value in (kept or {}).items() if name in _KNOWN})


def are_asked_by(form: Mapping[str, str]) -> bool:
    """Say whether a form is about looks at all."""
    return "elder" in form or not PARTS.keys().isdisjoint(form)


def are_looked_for(pinyin: str) -> bool:
    """Say whether somebody who typed words with this pinyin looks for the elder edition and not for a course."""
    words = pinyin.split()
    joined = "".join(words)
    return any(name in joined for name in _NAMES) or any(word in _INITIALS for word in words)
