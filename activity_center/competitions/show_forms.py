"""What may be typed about works, marks and measured events."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, DecimalField, HiddenField, IntegerField, RadioField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from activity_center import words
from activity_center.competitions.measuring import Quantity, Tally, parsed
from activity_center.competitions.prizes import parsed as parsed_prizes
from activity_center.competitions.showing import MOST_POINTS, Judging
from activity_center.courses.forms import choice_of
from activity_center.people.forms import one_of, text
from activity_center.rooms.forms import PictureForm
from activity_center.web import Form

_l: Any = lazy_gettext

_WRONG = _l("Please type a number from %(min)s to %(max)s.")
_NUMBER = InputRequired(_l("Please type a number."))


class _PrizesForm(Form):
    """What can be won."""

    prizes = TextAreaField(
        _l("Prizes"),
        validators=[Length(max=600)],
        description=_l(
            "The best first, one a line: “First prize 1” for a number of places, “First prize 5%” for a share."
        ),
    )

    def validate_prizes(self, field: Any) -> None:
        """Each line is a prize."""
        if parsed_prizes(field.data or "") is None:
            raise ValidationError(_("Please write each prize as a name and a number, for example: First prize 5%"))

    @property
    def won(self) -> tuple[Any, ...]:
        """Return the prizes as rules see them."""
        return tuple(parsed_prizes(self.prizes.data or "") or ())


class ShowForm(_PrizesForm):
    """How works are judged."""

    judging = RadioField(
        _l("How works are judged"),
        choices=[SelectChoice(way.value, words.JUDGING[way.value]) for way in Judging],
        coerce=Judging,
        validators=[InputRequired(_l("Please choose."))],
    )
    most_works = IntegerField(_l("Works of one entry at most"), validators=[_NUMBER, NumberRange(1, 20, _WRONG)])
    has_vote = BooleanField(
        _l("Members vote for the work they like best; the vote is shown apart and changes no place")
    )

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a ShowDraft takes them."""
        names = ("judging", "most_works", "has_vote")
        return {name: self[name].data for name in names} | {"prizes": self.won}


class ExhibitForm(PictureForm):
    """A work."""

    title = text(_l("Title"), 80, InputRequired(_l("Please type a title.")))
    medium = text(_l("Made of what"), 80, description=_l("For example: ink on paper, calligraphy, photograph"))
    size = text(_l("Size"), 80, description=_l("For example: 4 chi, upright"))
    transcript = TextAreaField(_l("Text of cursive or seal script, in plain characters"), validators=[Length(max=2000)])
    may_show = BooleanField(_l("The picture may be shown here, after the judging with my name"))

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as an ExhibitDraft takes them."""
        plain = {name: self[name].data or "" for name in ("title", "medium", "size", "transcript")}
        return plain | {"may_show": bool(self.may_show.data), "photo": self.cleaned}


class ReviewForm(Form):
    """Whether a work is accepted; `note` says why not."""

    note = text(_l("Why it is returned"), 200)


class MarkForm(Form):
    """The mark of a judge."""

    value: Any = DecimalField(
        _l("Mark from 0 to 100"),
        places=None,
        validators=[_NUMBER, NumberRange(Decimal(0), Decimal(MOST_POINTS), _WRONG)],
        description=_l("One digit after the point is possible, for example 87.5."),
    )

    def validate_value(self, field: Any) -> None:
        """Two digits after the point are what is kept."""
        # What is no mark at all may be too long to be rounded.
        if field.data is not None and not field.errors and field.data != round(field.data, 1):
            raise ValidationError(_("Please use at most one digit after the point."))


class ConflictForm(Form):
    """That somebody is close to who made a work."""

    note = text(_l("Why"), 200)


class ApartForm(ConflictForm):
    """The same, noted by staff."""

    judge_id = choice_of(_l("Judge"), validators=[InputRequired(_l("Please choose."))])
    exhibit_id = choice_of(_l("Number and title"), validators=[InputRequired(_l("Please choose."))])


class MeasureForm(_PrizesForm):
    """How tries are counted."""

    quantity = one_of(_l("What is measured"), Quantity, words.QUANTITY)
    tally = one_of(_l("Of several tries"), Tally, words.TALLY)
    tries = IntegerField(_l("How many tries or rounds everybody has"), validators=[_NUMBER, NumberRange(1, 20, _WRONG)])

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a MeasureDraft takes them."""
        return {name: self[name].data for name in ("quantity", "tally", "tries")} | {"prizes": self.won}


class SheetForm(Form):
    """A sheet of tries. Besides its value each cell sends what it showed before, so that only changes are written."""

    uid = HiddenField(default=lambda: str(uuid4()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    note = text(_l("Why something is corrected"), 200)
    wrong: tuple[str, ...] = ()
    changed: tuple[tuple[int, int, Decimal | None], ...] = ()

    def read(self, sent: Mapping[str, str], entries: Iterable[int], tries: int, quantity: Quantity) -> None:
        """Take the cells that were changed, and note those that are no values."""
        wrong, changed = [], []
        for entry in entries:
            for round in range(1, tries + 1):
                name = f"{entry}-{round}"
                typed = sent.get(f"try-{name}", "").strip()
                if f"try-{name}" not in sent or typed == sent.get(f"was-{name}", ""):
                    continue
                value = parsed(typed, quantity)
                if typed and value is None:
                    wrong.append(name)
                else:
                    changed.append((entry, round, value))
        self.wrong, self.changed = tuple(wrong), tuple(changed)

    def validate_uid(self, _field: Any) -> None:
        """No cell may hold what is no value."""
        if self.wrong:
            raise ValidationError(_("Some values are no numbers; they are marked."))
