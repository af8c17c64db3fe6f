"""The shapes of what is sent and answered; the description is made from them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, pre_load
from marshmallow.validate import Length, Range
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from activity_center import formats
from activity_center.courses.rules import FeePer, MeetingStatus, Mode, SectionStatus
from activity_center.enrolment.rules import Status
from activity_center.people.rules import Category, RoleName
from activity_center.terms.rules import WindowState


class Id(fields.Integer):
    """The number of something."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=Range(1, 2**31 - 1, error=_l("From 1 to 2147483647.")), **kwargs)


class Cursor(fields.String):
    """Where a page of a list begins, for us the number of what came last, for others a text to send back."""

    def _serialize(self, value: int | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return str(value) if value else None

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value):
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

    def __init__(self, words: type[Enum], **kwargs: Any) -> None:
        kinds = ["string", "null"] if kwargs.get("allow_none") else "string"
        super().__init__(words, by_value=True, **{"metadata": {"type": kinds}} | kwargs)


class Sent(Schema):
    """What a program sends as a body: anything unknown in it is a mistake."""

    class Meta:
        unknown = RAISE


class Asked(Schema):
    """What a program asks for in an address; parameters left empty are as good as left out."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def without_blanks(self, asked: MultiDictProxy, **_: Any) -> MultiDictProxy:
        """Leave out what is empty."""
        return MultiDictProxy(MultiDict([(name, text) for name, text in asked.data.items(multi=True) if text]), self)


class Answer(Schema):
    """What we answer: every member is always there, null where it is not known or does not apply."""

    class Meta:
        # Says in the description that members may be added.
        unknown = EXCLUDE

    def on_bind_field(self, field_name: str, field_obj: fields.Field) -> None:
        """Describe the member as one that is always there."""
        field_obj.required = True


class Refusal(Answer):
    """Why something cannot be done: the code never changes, the sentences follow the language."""

    code = fields.String()
    message = fields.String()
    remedy = fields.String(metadata={"description": "What can be done instead."})


class FieldError(Answer):
    field = fields.String()
    message = fields.String()


class Problem(Schema):
    """RFC 9457, with `reasons` of a refusal, `errors` of a request out of shape, `id` of a fault of ours."""

    class Meta:
        unknown = EXCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    reasons = fields.List(fields.Nested(Refusal))
    errors = fields.List(fields.Nested(FieldError))
    id = fields.String(metadata={"description": "To be read out to whoever runs the server."})


class Credentials(Sent):
    """How somebody signs in: the same as at the browser."""

    login = Text(
        required=True,
        validate=Length(1, 200, error=_l("From 1 to 200 characters.")),
        metadata={"description": "A card number, phone, e-mail or staff name; no phone that several people share."},
    )
    secret = Text(
        required=True,
        validate=Length(1, 200, error=_l("From 1 to 200 characters.")),
        metadata={"description": "The PIN or password.", "format": "password"},
    )


class Named(Answer):
    """Something with its number and its name."""

    id = fields.Integer()
    name = fields.String()


class Me(Named):
    roles = fields.List(Word(RoleName))


class IssuedToken(Answer):
    """A token, told this once: only its digest is kept."""

    token = fields.String()
    expires_at = Moment()
    person = fields.Nested(Me)


class Window(Answer):
    """When people of these categories may enrol; no categories means everybody."""

    id = fields.Integer()
    name = fields.String()
    categories = fields.List(fields.String(metadata={"enum": [category.value for category in Category]}))
    returning_only = fields.Boolean(metadata={"description": "Only for those who have studied here before."})
    opens_at = Moment()
    closes_at = Moment()


class Term(Named):
    first_on = fields.Date()
    last_on = fields.Date()
    windows = fields.List(fields.Nested(Window))


class WeeklyTime(Answer):
    """One time a week; in a draft parts may be null."""

    weekday = fields.Integer(allow_none=True, metadata={"description": "1 (Monday) to 7."})
    starts = ClockTime(allow_none=True)
    ends = ClockTime(allow_none=True)
    room = fields.Nested(Named, allow_none=True)
    place = fields.String(metadata={"description": "In words, where it is no room of ours; else empty."})


class Fee(Answer):
    amount = Amount()
    currency = fields.String()
    per = Word(FeePer)


class WindowNow(Answer):
    """Whether enrolment is open: for a member by category, otherwise for anybody."""

    state = Word(WindowState)
    opens_at = Moment(attribute="window.opens_at", dump_default=None, allow_none=True)
    closes_at = Moment(attribute="window.closes_at", dump_default=None, allow_none=True)


class Enrolment(Answer):
    """One person's request for one section."""

    id = fields.Integer()
    section = fields.Integer(attribute="section_id", metadata={"description": "The number of the section."})
    person = fields.Integer(attribute="person_id", metadata={"description": "The number of the person."})
    status = Word(Status)
    position = fields.Integer(allow_none=True, metadata={"description": "Only while waiting, from 1."})
    offer_expires_at = Moment(allow_none=True)
    requested_at = Moment()


class NamedEnrolment(Enrolment):
    name = fields.String(metadata={"description": "The name of the person."})


class Meeting(Answer):
    """One dated gathering."""

    id = fields.Integer()
    starts_at = Moment()
    ends_at = Moment()
    room = fields.Nested(Named, allow_none=True)
    place = fields.String(metadata={"description": "In words, where it differs and is no room of ours; else empty."})
    status = Word(MeetingStatus)


class TimetableRow(Meeting):
    section = fields.Integer(attribute="section_id", metadata={"description": "The number of the section."})
    title = fields.String()
    enrolment_status = Word(Status, allow_none=True)  # null where I teach


class Section(Answer):
    """One group taking a course in a term, as the caller sees it."""

    id = fields.Integer(attribute="section.id")
    title = fields.String(attribute="section.title")
    status = Word(SectionStatus, attribute="section.status")
    course = fields.Nested(Named, attribute="section.course")
    department = fields.Nested(Named, attribute="section.course.department", allow_none=True)
    term = fields.Nested(Named, attribute="section.term", allow_none=True)
    instructor = fields.Nested(Named, attribute="section.instructor", allow_none=True)
    times = fields.List(fields.Nested(WeeklyTime), attribute="section.times")
    first_on = fields.Date(allow_none=True)
    last_on = fields.Date(allow_none=True)
    meetings = fields.Integer(attribute="count_meetings", metadata={"description": "How many take place."})
    capacity = fields.Integer(
        attribute="section.capacity", allow_none=True, metadata={"description": "Null in a draft."}
    )
    taken = fields.Integer(metadata={"description": "Enrolled and open offers."})
    waiting = fields.Integer()
    mode = Word(Mode, attribute="section.mode")
    fee = fields.Nested(Fee, allow_none=True)
    window = fields.Nested(WindowNow)
    refusals = fields.List(
        fields.Nested(Refusal), metadata={"description": "Why I cannot ask for it now; empty without a token."}
    )
    enrolment = fields.Nested(Enrolment, allow_none=True, metadata={"description": "What I have in it, if anything."})


class SectionWithMeetings(Section):
    meetings = fields.List(fields.Nested(Meeting), attribute="section.meetings")


class Paging(Asked):
    """Which part of a list."""

    limit = fields.Integer(
        load_default=50,
        validate=Range(1, 200, error=_l("From 1 to 200.")),
        metadata={"description": "How many at most."},
    )
    cursor = Cursor(load_default=None, metadata={"description": "`next` of the answer before."})


class SectionsAsked(Paging):
    """Which sections: all filters must be met; of several weekdays or departments, any."""

    term = Id(load_default=None, metadata={"description": "Without it: terms that are not over."})
    weekday = fields.List(
        fields.Integer(validate=Range(1, 7, error=_l("From 1 (Monday) to 7 (Sunday)."))),
        load_default=list,
        metadata={"description": "1 (Monday) to 7; may be repeated."},
    )
    department = fields.List(Id(), load_default=list, metadata={"description": "May be repeated."})
    q = Text(
        load_default="",
        validate=Length(max=80, error=_l("At most 80 characters.")),
        metadata={"description": "Words of a course, department or instructor, their pinyin, or its initials (sf)."},
    )
    fits_me = fields.Boolean(
        load_default=False,
        metadata={
            "description": "Only what suits the holder of the token: leaves out what clashes with their places, goes "
            "beyond their limit, or is not for their age or category. Enrolment need not be open yet."
        },
    )


class TimetableAsked(Paging):
    """Which days: both are included; without them, four weeks from today. At most 366 days."""

    from_ = DayOrMoment(data_key="from", load_default=None, metadata={"description": "A day, or a moment."})
    to = DayOrMoment(load_default=None, metadata={"description": "A day, which is included, or a moment."})


class ForWhom(Sent):
    """For whom a seat is asked for: oneself, or somebody for whom one may act."""

    person = Id(strict=True, metadata={"description": "For a proxy or staff: the number of the person it is for."})


class SwapFor(Sent):
    section = Id(strict=True, required=True, metadata={"description": "The number of the section wanted instead."})


@cache
def page_of(item: type[Answer]) -> type[Schema]:
    """Return the shape of a page of a list: its items, and the cursor of the next page, null on the last."""
    items = fields.List(fields.Nested(item))
    following = Cursor(allow_none=True, metadata={"description": "The cursor of the next page."})
    return type(f"{item.__name__}Page", (Answer,), {"items": items, "next": following})
