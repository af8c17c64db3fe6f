"""The shapes of what is sent and answered; the description is made from them."""

from enum import Enum
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, pre_load, validates_schema
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from activity_center.api.fields import (
    Amount,
    ClockTime,
    Cursor,
    DayOrMoment,
    Id,
    Moment,
    SentMoment,
    Text,
    Word,
    long,
    within,
)
from activity_center.attendance.rules import Mark, Part
from activity_center.courses.rules import FeePer, MeetingStatus, Mode, SectionStatus
from activity_center.enrolment.rules import Status
from activity_center.people.rules import Category, RoleName
from activity_center.rooms.rules import BookingStatus
from activity_center.terms.rules import WindowState


class Sent(Schema):
    """What a program sends as a body: anything unknown in it is a mistake."""

    class Meta:
        unknown = RAISE


class Asked(Schema):
    """What a program asks for in an address; parameters left empty are as good as left out."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def without_blanks(self, asked: Any, **_: Any) -> MultiDictProxy:
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
    alternatives = fields.List(
        fields.Nested(lambda: RoomAlternative()),
        metadata={"description": "Of a booking that was refused: where and when it could be."},
    )
    id = fields.String(metadata={"description": "To be read out to whoever runs the server."})


class Credentials(Sent):
    """How somebody signs in: the same as at the browser."""

    login = Text(
        required=True,
        validate=long(1, 200, _l("From 1 to 200 characters.")),
        metadata={"description": "A card number, phone, e-mail or staff name; no phone that several people share."},
    )
    secret = Text(
        required=True,
        validate=long(1, 200, _l("From 1 to 200 characters.")),
        metadata={"description": "The PIN or password.", "format": "password"},
    )


class Named(Answer):
    """Something with its number and its name."""

    id = fields.Integer()
    name = fields.String()


class RoomAlternative(Answer):
    """A room and a time that are free."""

    room = fields.Nested(Named)
    starts_at = Moment()
    ends_at = Moment()


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


class TimetableStatus(Enum):
    """The states of what is in a timetable: meetings are scheduled; rooms, events and matches held or requested."""

    SCHEDULED = MeetingStatus.SCHEDULED.value
    CANCELLED = MeetingStatus.CANCELLED.value
    HELD = BookingStatus.HELD.value
    REQUESTED = BookingStatus.REQUESTED.value


class TimetableRow(Meeting):
    """A meeting; or a room I have booked, an event, a match, hours of a contest: these have no section."""

    section = fields.Integer(
        attribute="section_id", allow_none=True, metadata={"description": "The number of the section."}
    )
    booking = fields.Integer(allow_none=True, metadata={"description": "The number of my booking, else null."})
    event = fields.Integer(allow_none=True, metadata={"description": "The number of the event, else null."})
    match = fields.Integer(allow_none=True, metadata={"description": "The number of the match, else null."})
    contest = fields.Integer(
        allow_none=True, metadata={"description": "The number of the hours of a competition, else null."}
    )
    title = fields.String()
    status = Word(TimetableStatus)
    enrolment_status = Word(Status, allow_none=True)  # null where I teach, lead, play, or need no place


class _AnySection(Answer):
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


class Section(_AnySection):
    meetings = fields.Integer(attribute="count_meetings", metadata={"description": "How many take place."})


class SectionWithMeetings(_AnySection):
    meetings = fields.List(fields.Nested(Meeting), attribute="section.meetings")


class Paging(Asked):
    """Which part of a list."""

    limit = fields.Integer(
        load_default=50,
        validate=within(1, 200, _l("From 1 to 200.")),
        metadata={"description": "How many at most."},
    )
    cursor = Cursor(load_default=None, metadata={"description": "`next` of the answer before."})


class SectionsAsked(Paging):
    """Which sections: all filters must be met; of several weekdays or departments, any."""

    term = Id(load_default=None, metadata={"description": "Without it: terms that are not over."})
    weekday = fields.List(
        fields.Integer(validate=within(1, 7, _l("From 1 (Monday) to 7 (Sunday)."))),
        load_default=list,
        metadata={"description": "1 (Monday) to 7; may be repeated."},
    )
    department = fields.List(Id(), load_default=list, metadata={"description": "May be repeated."})
    q = Text(
        load_default="",
        validate=long(0, 80, _l("At most 80 characters.")),
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


class SentMark(Sent):
    """One mark, of an enrolment or of a person; the later of two stands, null clears."""

    id = Text(
        required=True,
        validate=long(1, 64, _l("From 1 to 64 characters.")),
        metadata={"description": "Chosen by the client, new for each new mark; sent again, it changes nothing."},
    )
    enrolment = Id(strict=True, metadata={"description": "Whose enrolment; or else `person`."})
    person = Id(strict=True, metadata={"description": "Whose mark, where there is no enrolment."})
    mark = Word(Mark, allow_none=True, required=True)
    marked_at = SentMoment(required=True, metadata={"description": "When, by the clock of the device."})
    device = Text(
        load_default="",
        validate=long(0, 80, _l("At most 80 characters.")),
        metadata={"description": "A name by which people know the device."},
    )

    @validates_schema
    def is_of_somebody(self, sent: dict[str, Any], **_: Any) -> None:
        """Refuse a mark of nobody."""
        if not sent.get("enrolment") and not sent.get("person"):
            raise ValidationError({"person": [_l("Send `enrolment` or `person`.")]})


class SentMarks(Sent):
    """Marks of a register; `sent_at` puts right a clock that is off, and no mark is later than its receipt."""

    marks = fields.List(fields.Nested(SentMark), required=True, validate=long(0, 500, _l("At most 500 marks.")))
    sent_at = SentMoment(
        load_default=None, metadata={"description": "What the clock of the device says at the moment of sending."}
    )


class RegisterRow(Answer):
    """One person on the register and the mark that stands, null where nobody has made one."""

    enrolment = fields.Integer(attribute="enrolment_id", allow_none=True)
    person = fields.Integer(attribute="person_id")
    name = fields.String()
    mark = Word(Mark, allow_none=True)
    marked_at = Moment(allow_none=True)
    signed_in_at = Moment(
        attribute="came_at", allow_none=True, metadata={"description": "When they signed in themselves."}
    )
    part = Word(Part)
    position = fields.Integer(allow_none=True, metadata={"description": "Only while waiting, from 1."})


class Register(Answer):
    """Who is expected at a meeting, with everybody who was marked."""

    meeting = fields.Integer(attribute="facts.id", metadata={"description": "The number of the meeting."})
    title = fields.String(attribute="facts.title")
    starts_at = Moment(attribute="facts.starts_at")
    ends_at = Moment(attribute="facts.ends_at")
    opens_at = Moment(attribute="facts.opens_at", metadata={"description": "From when marks are taken."})
    status = Word(MeetingStatus, attribute="meeting.status")
    closed_at = Moment(
        allow_none=True,
        metadata={"description": "Since when the register is closed: marks made later are refused. Null while open."},
    )
    rows = fields.List(fields.Nested(RegisterRow))
    waiting = fields.List(
        fields.Nested(RegisterRow),
        metadata={"description": "Who waits for a place and may sit in; once marked, a row."},
    )


class MarkOutcome(Answer):
    """What became of one mark: it stands, a later one does, or it was not taken, with the reasons."""

    id = fields.String(attribute="uid")
    outcome = fields.String(metadata={"enum": ["saved", "older", "refused"]})
    reasons = fields.List(fields.Nested(Refusal))


class MarkedRegister(Register):
    """The register after the marks, and what became of each, in the order sent."""

    outcomes = fields.List(fields.Nested(MarkOutcome))


@cache
def page_of(item: type[Answer]) -> type[Schema]:
    """Return the shape of a page of a list: its items, and the cursor of the next page, null on the last."""
    items = fields.List(fields.Nested(item))
    following = Cursor(allow_none=True, metadata={"description": "The cursor of the next page."})
    return type(f"{item.__name__}Page", (Answer,), {"items": items, "next": following})
