"""What may be typed about departments, courses and sections. Much may be missing in a draft."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import (
    DateField,
    DecimalField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Part
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from activity_center import words
from activity_center.courses.rules import FeePer, HolidayRule, Mode, WeeklyTime
from activity_center.people.forms import one_of, text
from activity_center.terms.forms import CategoriesField, ClockField, DaysField, MomentField, WeekdayField
from activity_center.web import Form

_l: Any = lazy_gettext

_AGE = (Optional(), NumberRange(min=0, max=130))


def choice_of(label: Any, **more: Any) -> SelectField:
    """Return a field that holds the number of a row, or None; `offer` says which rows."""
    return SelectField(label, coerce=lambda value: int(value) if value not in (None, "", "None") else None, **more)


def offer(field: Any, rows: list[tuple[int, str]], none: str | None = "") -> None:
    """Give a field its rows, with a first one for none where that may be."""
    first = [] if none is None else [SelectChoice("", none)]
    field.choices = [*first, *(SelectChoice(str(id), label) for id, label in rows)]


class DepartmentForm(Form):
    """A department."""

    name = text(_l("Name"), 80, InputRequired(_l("Please type a name.")))
    name_en = text(_l("Name in English"), 120)

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {"name": self.name.data, "name_en": self.name_en.data or ""}


class CourseForm(Form):
    """A course, whatever the term."""

    department_id = choice_of(_l("Department"))
    name = text(_l("Name"), 120, InputRequired(_l("Please type a name.")))
    level = text(_l("Level"), 40, description=_l("For example: beginners"))
    name_en = text(_l("Name in English"), 160)
    description = TextAreaField(_l("What it is about"), validators=[Length(max=4000)])

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a CourseDraft takes them."""
        return {
            name: value or "" for name, value in self.data.items() if name not in ("csrf_token", "department_id")
        } | {"department_id": self.department_id.data}


class TimeForm(Part):
    """One weekly time; a row left empty is none."""

    weekday = WeekdayField(_l("Weekday"), none="")
    starts = ClockField(_l("Begins"))
    ends = ClockField(_l("Ends"))
    room_id = choice_of(_l("Room"))
    place = StringField(_l("or a place in words"), validators=[Length(max=160)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Look at what both times say together, too."""
        in_shape = super().validate(extra_validators)
        if self.starts.data and self.ends.data and self.ends.data <= self.starts.data:
            self.ends.errors = [*self.ends.errors, _("It ends before it begins.")]
            return False
        return in_shape

    @property
    def weekly(self) -> WeeklyTime:
        """Return what the rules see; a room makes the place in words needless."""
        place = "" if self.room_id.data else (self.place.data or "").strip()
        return WeeklyTime(self.weekday.data, self.starts.data, self.ends.data, self.room_id.data, place)


class Rows(FieldList):
    """Several weekly times; what is wrong in one is said once more above the form."""

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Look at every row, and collect what they say."""
        in_shape = super().validate(form, extra_validators)
        self.errors = [
            f"{field.label.text} ({number}): {message}"
            for number, row in enumerate(self.entries, 1)
            for field in row.form
            for message in field.errors
        ]
        return in_shape


class SectionForm(Form):
    """A section: in a draft only the course is needed."""

    course_id = choice_of(_l("Course"), validators=[InputRequired(_l("Please choose a course."))])
    label = text(_l("Which group"), 40, description=_l("For example: class 2. It is added to the name of the course."))
    term_id = choice_of(_l("Term"))
    site_id = choice_of(_l("Site"))
    instructor_id = choice_of(_l("Instructor"))
    mode = one_of(_l("How people get in"), Mode, words.MODE)
    capacity = IntegerField(_l("Places"), validators=[Optional(), NumberRange(min=0, max=100000)])
    draw_at = MomentField(_l("When the draw is"), validators=[Optional()])
    first_on = DateField(_l("First day"), validators=[Optional()], description=_l("Empty: that of the term."))
    last_on = DateField(_l("Last day"), validators=[Optional()], description=_l("Empty: that of the term."))
    weeks = IntegerField(
        _l("Number of weeks"),
        validators=[Optional(), NumberRange(min=1, max=100)],
        description=_l("Empty: every week until the last day."),
    )
    holiday_rule = one_of(_l("Meetings on closed days are"), HolidayRule, words.HOLIDAY_RULE)
    excluded_on = DaysField(_l("Days without a meeting"), description=_l("For example 2026-10-19, 2026-12-25"))
    times = Rows(FormField(TimeForm), label=_l("Weekly times"), min_entries=4, max_entries=40)
    fee_amount = DecimalField(
        _l("Fee"), validators=[Optional(), NumberRange(min=0, max=1_000_000)], description=_l("0: free of charge")
    )
    fee_currency = text(_l("Currency"), 3)
    fee_per = one_of(_l("The fee is"), FeePer, words.FEE_PER)
    min_age_male = IntegerField(_l("Men from the age of"), validators=_AGE)
    min_age_female = IntegerField(_l("Women from the age of"), validators=_AGE)
    max_age = IntegerField(_l("Up to the age of"), validators=_AGE)
    max_age_new = IntegerField(_l("New learners up to the age of"), validators=_AGE)
    categories = CategoriesField(_l("For whom"), description=_l("Nothing ticked: everybody."))
    eligibility_words = TextAreaField(_l("Conditions in words"), validators=[Length(max=4000)])
    notes = TextAreaField(_l("Remarks"), validators=[Length(max=4000)])

    def __init__(self, *args: Any, is_draft: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        if not is_draft:
            # These concern the people who are in it already; they are changed where those people are seen.
            del self.mode, self.capacity

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a SectionDraft takes them."""
        plain = {name: value for name, value in self.data.items() if name not in ("csrf_token", "times")}
        texts = {name: plain[name] or "" for name in ("label", "eligibility_words", "notes")}
        times = tuple(row.form.weekly for row in self.times if row.form.weekly != WeeklyTime())
        rest = {"categories": self.categories.categories, "fee_currency": (self.fee_currency.data or "CNY").upper()}
        return plain | texts | rest | {"times": times, "excluded_on": self.excluded_on.data or ()}
