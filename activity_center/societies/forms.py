"""What may be typed about societies."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from activity_center import words
from activity_center.people.forms import DayField, one_of, options, text
from activity_center.rooms.booking_forms import TimeForm
from activity_center.rooms.forms import PictureForm
from activity_center.rooms.recurrence import LONGEST_SERIES, Pattern, Rhythm
from activity_center.societies.rules import Audience, EventKind, Post, SocietyKind
from activity_center.web import Form

_l: Any = lazy_gettext

_WHO = _l("Card number or telephone")


def number(label: Any, most: int = 10_000, description: Any = "") -> Any:
    """Return a field for a number from 1, which may be left empty."""
    limits = NumberRange(1, most, _l("Please type a number."))
    return IntegerField(label, validators=[Optional(), limits], description=description)


def words_of(label: Any, most: int, *validators: Any, description: Any = "") -> Any:
    """Return a field for some lines of at most `most` characters."""
    too_long = Length(max=most, message=_l("Please use at most %(max)d characters."))
    return TextAreaField(label, validators=[*(validators or [Optional()]), too_long], description=description)


class SocietyForm(Form):
    """A society and who leads it."""

    name = text(_l("Name of the society"), 80, InputRequired(_l("Please type a name.")))
    kind = one_of(_l("What they do"), SocietyKind, words.SOCIETY_KIND)
    login = text(
        _l("Who leads it"),
        120,
        InputRequired(_l("Please type a card number or telephone number.")),
        description=_WHO,
    )


class OfficeForm(Form):
    """A post, and who holds it from when to when."""

    login = text(
        _l("Who holds the post"),
        120,
        InputRequired(_l("Please type a card number or telephone number.")),
        description=_WHO,
    )
    post = one_of(_l("Post"), Post, words.POST)
    from_on = DayField(_l("First day"), validators=[InputRequired(_l("Please choose a day."))])
    until_on = DayField(_l("Last day"), validators=[Optional()], description=_l("Empty: until somebody ends it."))


class CharterForm(Form):
    """What a society says of itself."""

    name = text(_l("Name of the society"), 80, InputRequired(_l("Please type a name.")))
    kind = one_of(_l("What they do"), SocietyKind, words.SOCIETY_KIND)
    about = words_of(
        _l("In a few sentences"), 400, description=_l("Whoever looks at the societies reads this: what you do, when.")
    )
    charter = words_of(
        _l("Charter"),
        8000,
        InputRequired(_l("Please write the charter.")),
        description=_l("Purpose, organisation, what you do, rights and duties of members, where money comes from."),
    )
    branch = text(_l("Linked party branch"), 120)
    capacity = number(_l("How many members at most"), description=_l("Empty: as many as like to come."))

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields as a Charter takes them."""
        said = {name: value for name, value in self.data.items() if name != "csrf_token"}
        return said | {name: (said[name] or "").strip() for name in ("name", "about", "charter", "branch")}


class JoinForm(Form):
    """Joining a society."""

    shows_phone = BooleanField(
        _l("The officers may see my telephone number"), description=_l("You can change this at any time.")
    )


class LoginForm(Form):
    """Whom an act is about."""

    login = text(_l("Who"), 120, InputRequired(_l("Please type a card number or telephone number.")), description=_WHO)


class ReasonForm(Form):
    """Why something is decided; whoever it concerns reads it."""

    note = words_of(_l("Reason"), 400, InputRequired(_l("Please write a reason; whoever it concerns reads it.")))


class CancelEventForm(ReasonForm):
    """Calling off an event, or the rest of its series."""

    with_following = BooleanField(_l("All that follow in this series as well"))


class WriteForm(Form):
    """Word to all members."""

    text = words_of(_l("What you want to say"), 400, InputRequired(_l("Please write something.")))


class SignUpForm(Form):
    """What somebody says with their wish for a place in an event."""

    is_fit = BooleanField(
        _l("I am well enough to take part, and have asked my doctor where I was not sure."),
    )
    emergency_name = text(_l("Whom to call in an emergency"), 80)
    emergency_phone = text(_l("Their telephone"), 32)
    photo_ok = BooleanField(_l("I may be in photographs of the event"))

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields as a PlaceDraft takes them."""
        texts = {name: (self[name].data or "").strip() for name in ("emergency_name", "emergency_phone")}
        return texts | {"is_fit": self.is_fit.data, "photo_ok": self.photo_ok.data}


class SignUpForForm(SignUpForm, LoginForm):
    """The same, said by somebody at the desk."""


class EventFactsForm(Form):
    """What an event is."""

    title = text(_l("What is it called"), 120, InputRequired(_l("Please type a title.")))
    kind = one_of(_l("What kind"), EventKind, words.EVENT_KIND)
    audience = RadioField(_l("Who may come"), choices=options(words.AUDIENCE), default=Audience.MEMBERS.value)
    about = words_of(_l("What awaits people"), 1000)
    place = text(_l("Where, outside the house"), 120, description=_l("For example: the botanical garden, east gate"))
    meeting_point = text(_l("Where you meet, and when"), 160, description=_l("For a trip: 7:30 at the main gate"))
    host = text(
        _l("Which unit it visits"),
        120,
        description=_l("For a performance outside: a community, a school, a nursing home. Empty: none."),
    )
    takes_places = BooleanField(_l("People sign up"), description=_l("Otherwise whoever it is for just comes."))
    capacity = number(_l("How many places"), description=_l("Seats on the bus, for example. Empty: no limit."))
    asks_health = BooleanField(_l("Everybody states that they are well enough"))

    @property
    def facts(self) -> dict[str, Any]:
        """Return the fields as an EventDraft takes them."""
        texts = {name: (self[name].data or "").strip() for name in ("title", "about", "place", "meeting_point")}
        texts["host"] = (self.host.data or "").strip() if self.kind.data is EventKind.PERFORMANCE else ""
        ticked = {"takes_places": self.takes_places.data, "asks_health": self.asks_health.data}
        audience = Audience(self.audience.data)
        return texts | ticked | {"kind": self.kind.data, "audience": audience, "capacity": self.capacity.data}


def _rooms(label: Any) -> SelectField:
    return SelectField(label, coerce=lambda value: int(value) if value not in (None, "", "None") else None)


def offer_rooms(field: Any, sites: Any, none: str) -> None:
    """Give a field the rooms one may choose from, with a first one for none of them."""
    rooms = [(room.id, f"{room.name} · {site.name}") for site in sites for room in site.rooms if room.is_open]
    field.choices = [SelectChoice("", none), *(SelectChoice(str(id), name) for id, name in rooms)]


class EventForm(EventFactsForm, TimeForm):
    """An event before it is one: what, when, where."""

    rhythm = RadioField(_l("How often"), choices=options(words.EVENT_RHYTHM), default=Rhythm.ONCE.value)
    until = DayField(_l("Last day"), description=_l("For what comes every week"))
    room_id = _rooms(_l("Room"))
    skips = BooleanField(
        _l("Leave out the days on which the room is not free"), description=_l("We say afterwards which they are.")
    )

    def validate_until(self, field: Any) -> None:
        """What comes every week ends some day, at most two years later."""
        if self.rhythm.data != Rhythm.WEEKLY.value or not self.on.data:
            return
        if not field.data or not self.on.data <= field.data <= self.on.data + LONGEST_SERIES:
            raise ValidationError(_("Not before the first day, and at most two years after it."))

    def validate_room_id(self, field: Any) -> None:
        """An event is somewhere."""
        if not field.data and not (self.place.data or "").strip() and not self.facts["host"]:
            raise ValidationError(_("Please choose a room, or type where it is."))

    @property
    def pattern(self) -> Pattern:
        """Return when it is, once the form is in shape."""
        on, rhythm = self.on.data, Rhythm(self.rhythm.data)
        last_on = self.until.data if rhythm is Rhythm.WEEKLY else on
        return Pattern(self.starts.data, self.ends.data, on, last_on, rhythm, weekdays=(on.isoweekday(),))


class MoveEventForm(TimeForm):
    """Another time for an event, and another room where it is in one."""

    room_id = _rooms(_l("Room"))


class SummaryForm(Form):
    """How an event was."""

    summary = words_of(
        _l("How it was"), 4000, InputRequired(_l("Please write something.")), description=_l("A few sentences do.")
    )
    guests = IntegerField(
        _l("How many came who are not on the register"),
        default=0,
        validators=[Optional(), NumberRange(0, 100_000, _l("Please type a number."))],
    )


class PhotoForm(PictureForm):
    """A picture of an event: for whom it is, and that everybody in it agreed."""

    caption = text(_l("What is to be seen"), 120)
    audience = one_of(_l("Who may see it"), Audience, words.PHOTO_AUDIENCE)
    agreed = BooleanField(_l("I have asked everybody who can be recognised in it, and all of them agreed."))

    def validate_photo(self, field: Any) -> None:
        """Without a picture there is nothing to put up."""
        if not field.data:
            raise ValidationError(_("Please choose a picture."))
        super().validate_photo(field)
