"""The shapes of what is sent and answered about rooms."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates_schema

from activity_center.api.fields import Moment, SentMoment, Text, Word, long, within
from activity_center.api.schemas import Answer, Named, Sent
from activity_center.rooms.rules import BookingStatus


class Room(Named):
    site = fields.Nested(Named)
    seats = fields.Integer(allow_none=True)
    is_open = fields.Boolean(metadata={"description": "False while it cannot be booked."})


class RoomBooking(Answer):
    """A room held for a time, or asked for."""

    id = fields.Integer()
    room = fields.Nested(Named)
    title = fields.String(metadata={"description": "Empty where it is private and not mine."})
    starts_at = Moment()
    ends_at = Moment()
    status = Word(BookingStatus)


class WantedBooking(Sent):
    """What to book; the room is in the address."""

    title = Text(required=True, validate=long(1, 160, _l("From 1 to 160 characters.")))
    starts_at = SentMoment(required=True)
    ends_at = SentMoment(required=True, metadata={"description": "At most 24 hours after `starts_at`."})

    attendees = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=within(1, 100_000, _l("From 1 to 100,000.")),
        metadata={"description": "How many people come; needed where a room is only for groups of a certain size."},
    )

    @validates_schema
    def has_words(self, sent: dict[str, Any], **_: Any) -> None:
        """Refuse a title of blanks."""
        if not sent.get("title", "").strip():
            raise ValidationError({"title": [_l("From 1 to 160 characters.")]})
