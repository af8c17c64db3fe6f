"""What may be typed about people. Shape only; what follows from it the rules decide."""

import re
from datetime import date
from enum import Enum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    Field,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp

from activity_center import words
from activity_center.people.rules import Category, Channel, RoleName, Sex
from activity_center.web import Form

# WTForms takes lazy texts everywhere and its types know of none.
_l: Any = lazy_gettext

_PHONE = Regexp(r"^\s*\+?[\d\s()-]{5,24}\s*$", message=_l("Please type digits only, for example 138 1234 5678."))
_EMAIL = Regexp(
    r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$", message=_l("Please type the whole address, for example li@example.com.")
)


class DayField(StringField):
    """A day typed in any usual way: 1951-02-03, 1951.2.3, 19510203. Easier than a calendar to turn back 75 years."""

    data: Any
    typed = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.typed, self.data = text, None
        parts = re.findall(r"\d+", text)
        if len(parts) == 1 and len(parts[0]) == 8:
            parts = [text[:4], text[4:6], text[6:8]]
        if text:
            try:
                self.data = date(*map(int, parts))
            except (TypeError, ValueError, OverflowError):
                raise ValueError(_("This is no day; please type it as 1951-02-03.")) from None

    def _value(self) -> str:
        return self.typed or (self.data.isoformat() if self.data else "")


class Boxes(SelectMultipleField):
    """Some of a list, as boxes to tick."""

    data: Any
    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def options(names: dict[str, Any]) -> list[SelectChoice]:
    """Return the choices of a field from one of the tables of words."""
    return [SelectChoice(value, label) for value, label in names.items()]


def one_of(
    label: Any, enum: type[Enum], names: dict[str, Any], *validators: Any, empty: Any = None, default: Any = None
) -> Field:
    """Return a field that holds one member of an enum, or None where `empty` names what none means."""
    none = {"": empty} if empty is not None else {}
    return SelectField(
        label,
        choices=options(none | names),
        coerce=lambda value: enum(value) if value else None,
        validators=list(validators),
        default=default,
    )


def text(label: Any, most: int, *validators: Any, description: Any = "") -> Field:
    """Return a field for one line of at most `most` characters."""
    too_long = Length(max=most, message=_l("Please use at most %(max)d characters."))
    return StringField(label, validators=[*(validators or [Optional()]), too_long], description=description)


_CHOOSE = _l("please choose")
_UNKNOWN = _l("not known")


class SignInForm(Form):
    """Who are you, and how can we know."""

    login = text(
        _l("Card number or telephone"),
        120,
        InputRequired(_l("Please type your card number or telephone number.")),
        description=_l("The number on your member card. Telephone number, e-mail or staff name work too."),
    )
    secret = PasswordField(
        _l("PIN or password"),
        validators=[InputRequired(_l("Please type your PIN.")), Length(max=128)],
        description=_l("Six digits, if the desk gave you a slip with a first PIN."),
    )
    stays = BooleanField(
        _l("Keep me signed in on this device"),
        description=_l("Only on your own phone or computer, never in the hall."),
    )


class _Newcomer(Form):
    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a PersonDraft takes them."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    name = text(_l("Full name"), 80, InputRequired(_l("Please type the name.")))
    birth_on = DayField(
        _l("Date of birth"),
        validators=[InputRequired(_l("Please type the date of birth."))],
        description=_l("For example 1951-02-03"),
    )
    phone = text(_l("Telephone"), 32, InputRequired(_l("Please type a telephone number.")), _PHONE)
    unit = text(_l("Former employer"), 120)
    emergency_name = text(_l("Whom to call in an emergency"), 80)
    emergency_phone = text(_l("Their telephone"), 32, Optional(), _PHONE)


class ApplicationForm(_Newcomer):
    """A newcomer writes down who they are."""

    sex = one_of(_l("Sex"), Sex, words.SEX, InputRequired(_l("Please choose.")), empty=_CHOOSE)
    category = one_of(_l("I am"), Category, words.CATEGORY, InputRequired(_l("Please choose.")), empty=_CHOOSE)


class DetailsForm(Form):
    """What people change about themselves."""

    phone = text(_l("Telephone"), 32, Optional(), _PHONE, description=_l("You can also sign in with it."))
    email = text(_l("E-mail"), 120, Optional(), _EMAIL, description=_l("You can also sign in with it."))
    channel = one_of(_l("How shall we tell you of changes?"), Channel, words.CHANNEL)
    emergency_name = text(_l("Whom to call in an emergency"), 80)
    emergency_phone = text(_l("Their telephone"), 32, Optional(), _PHONE)
    language = SelectField(_l("Language"), choices=options(words.LANGUAGE))


class SecretForm(Form):
    """A new PIN or password, typed twice."""

    old = PasswordField(_l("PIN or password you have now"), validators=[Optional(), Length(max=128)])
    new = PasswordField(
        _l("New PIN or password"),
        validators=[InputRequired(_l("Please type a new PIN.")), Length(max=128)],
        description=_l("Six digits or more that you remember well, not your birthday."),
    )
    again = PasswordField(
        _l("The new one once more"),
        validators=[EqualTo("new", _l("The two are not the same. Please type both again."))],
    )


class PersonForm(_Newcomer):
    """Everything the desk writes down; only the name is needed."""

    birth_on = DayField(_l("Date of birth"), validators=[Optional()], description=_l("For example 1951-02-03"))
    phone = text(_l("Telephone"), 32, Optional(), _PHONE)
    sex = one_of(_l("Sex"), Sex, words.SEX, empty=_UNKNOWN)
    category = one_of(_l("Category"), Category, words.CATEGORY, empty=_UNKNOWN)
    email = text(_l("E-mail"), 120, Optional(), _EMAIL)
    channel = one_of(_l("How to tell them of changes"), Channel, words.CHANNEL)
    learner_since = DayField(
        _l("Learner since"),
        validators=[Optional()],
        description=_l("First day of study before this system, where it is known. Some age limits spare old learners."),
    )


class NewPersonForm(PersonForm):
    """Somebody new, with the card that lies at hand."""

    card_no = text(_l("Card number"), 32, description=_l("Empty: no card yet."))


class CardForm(Form):
    """A card: an old stock of printed ones has numbers of its own."""

    number = text(_l("Card number"), 32, description=_l("Empty: the next number."))


class IdNumberForm(Form):
    """The number on the resident identity card."""

    number = text(_l("Identity number"), 24, InputRequired(_l("Please type the 18 places of the number.")))


class RolesForm(Form):
    """What somebody is to the centre."""

    roles = Boxes(_l("Roles"), choices=options(words.ROLE), coerce=lambda value: RoleName(value))
    staff_name = text(_l("Staff name"), 40, description=_l("To sign in with instead of a card number."))


class ProxyForm(Form):
    """Who may act for somebody."""

    login = text(
        _l("Who will act"),
        120,
        InputRequired(_l("Please type the number of a card or a telephone.")),
        description=_l("Card number, telephone or e-mail of a person on the register."),
    )
    relation = text(_l("Relation"), 40, description=_l("For example: daughter"))


class CallerForm(Form):
    """Who says to be calling: all three, as they say them."""

    name = text(_l("Full name"), 80, InputRequired(_l("Please type the name.")))
    birth_on = DayField(
        _l("Date of birth"),
        validators=[InputRequired(_l("Please type the date of birth."))],
        description=_l("For example 1951-02-03"),
    )
    card = text(_l("Card number"), 32, InputRequired(_l("Please type the number on the card.")))

    @property
    def typed(self) -> dict[str, Any]:
        """Return the three by name."""
        return {name: self[name].data for name in ("name", "birth_on", "card")}


class EndForm(Form):
    """Why somebody leaves."""

    reason = TextAreaField(_l("Reason"), validators=[InputRequired(_l("Please write a reason.")), Length(max=400)])
