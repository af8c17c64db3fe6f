"""The kinds of values that are sent and answered: how they are written, read and described."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields
from marshmallow.validate import Length, Range

from activity_center import formats


def within(least: int, most: int, told: Any) -> Range:
    """Let a number be from `least` to `most`, and tell so otherwise."""
    return Range(least, most, error=told)


def long(least: int, most: int, told: Any) -> Length:
    """Let a text have from `least` to `most` characters, and tell so otherwise."""
    return Length(least, most, error=told)


class Id(fields.Integer):
    """The number of something."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=within(1, 2**31 - 1, _l("From 1 to 2147483647.")), **kwargs)


class Cursor(fields.String):
    """Where a page of a list begins, for us the number of what came last, for others a text to send back."""

    def _serialize(self, value: int | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return str(value) if value else None

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not re.fullmatch(r"-?[0-9]{1,10}", value) or abs(int(value)) >= 2**31:
            raise ValidationError([_l("Send back `next` as it came.")])
        return int(value)


class Text(fields.String):
    """Text that a database can keep: no NUL, no half of a surrogate pair."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is None or "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise self.make_error("invalid")
        return text


class Moment(fields.DateTime):
    """A moment, RFC 3339 with the offset of the centre."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return formats.local(value).isoformat() if value else None


class SentMoment(fields.AwareDateTime):
    """A moment as a program sends it: RFC 3339, with an offset, of the years in which one may plan."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        try:
            sent = super()._deserialize(value, attr, data, **kwargs)
        except (ValidationError, OverflowError):
            raise ValidationError([_MOMENT]) from None
        if not 1970 <= sent.year < 2200:
            raise ValidationError([_MOMENT])
        return sent


_MOMENT = _l("A moment with its offset such as 2026-09-07T08:30:00+08:00.")


class ClockTime(fields.String):
    """A time on the wall, "08:30"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"pattern": "^[0-2][0-9]:[0-5][0-9]$", "examples": ["08:30"]}, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return f"{value:%H:%M}" if value else None


class Amount(fields.String):
    """Money, with two places: "120.00"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"pattern": "^[0-9]+\\.[0-9]{2}$", "examples": ["120.00"]}, **kwargs)

    def _serialize(self, value: Decimal | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else f"{value:.2f}"


class DayOrMoment(fields.String):
    """A day, or a moment with its offset, of the years in which one may plan."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = str(value)
        try:
            # The + of an offset that was not escaped in the address arrives as a blank.
            found = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError:
            raise ValidationError([_DAY]) from None
        is_naive = isinstance(found, datetime) and found.tzinfo is None
        if is_naive or not 1970 <= found.year < 2200:
            raise ValidationError([_DAY])
        return found


_DAY = _l("A day such as 2026-09-07, or a moment with its offset such as 2026-09-07T08:30:00+08:00.")


class Word(fields.Enum):
    """One of a few words."""

    def __init__(self, words: type[Enum], *, allow_none: bool = False, **kwargs: Any) -> None:
        kinds = ["string", "null"] if allow_none else "string"
        super().__init__(words, by_value=True, allow_none=allow_none, metadata={"type": kinds}, **kwargs)
