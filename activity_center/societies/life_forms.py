"""What may be typed about elections, cash books, plans, reviews and the ranking."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DecimalField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from activity_center import words
from activity_center.people.forms import Boxes, DayField, one_of, options, text
from activity_center.societies.forms import number, words_of
from activity_center.societies.rules import Post
from activity_center.societies.yearly import BRANDS, Criterion, Outcome, Weight
from activity_center.web import Form

_l: Any = lazy_gettext

_A_DAY = _l("Please choose a day.")


def _day(label: Any, description: Any = "") -> DayField:
    return DayField(label, validators=[InputRequired(_A_DAY)], description=description)


class ElectionForm(Form):
    """An election before it is one."""

    post = one_of(_l("For which post"), Post, words.POST)
    seats = IntegerField(
        _l("How many are elected"),
        default=1,
        validators=[InputRequired(), NumberRange(1, 20, _l("Please type a number."))],
    )
    opens_on = _day(_l("First day of voting"), _l("Until the evening before, members name candidates."))
    closes_on = _day(_l("Last day of voting"))
    members_on = _day(_l("Who was a member by the end of this day may vote"))
    from_on = _day(_l("First day of office"))
    until_on = _day(_l("Last day of office"))
    oldest = number(_l("At most how old, in years, on the first day of office"), 120, _l("Empty: no limit."))
    quorum = IntegerField(
        _l("At least so many of a hundred must vote"),
        default=50,
        validators=[InputRequired(), NumberRange(0, 100, _l("Please type a number."))],
        description=_l("If fewer vote, nobody is elected."),
    )

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields as an ElectionDraft takes them."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}


class StandForm(Form):
    """Standing for a post."""

    statement = words_of(_l("What you want to do for the society"), 400)


class OneChoiceForm(Form):
    """A ballot with one vote, or a vote for nobody."""

    chosen = RadioField(
        _l("Your vote"), validators=[InputRequired(_l("Please choose somebody, or “nobody of them”."))], coerce=int
    )

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of the candidates chosen."""
        return [self.chosen.data] if self.chosen.data else []


class SomeChoicesForm(Form):
    """A ballot with several votes."""

    chosen = Boxes(_l("Your votes"), coerce=int)

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of the candidates chosen."""
        return list(self.chosen.data or [])


def ballot_form(seats: int, names: Sequence[str]) -> Any:
    """Return the ballot of an election: numbers are places in the list of names, from 1."""
    form = OneChoiceForm() if seats == 1 else SomeChoicesForm()
    form.chosen.choices = [(n, name) for n, name in enumerate(names, 1)]
    if seats == 1:
        form.chosen.choices += [(0, _("Nobody of them"))]
    return form


_WAY = {"in": _l("Money came in"), "out": _l("Money went out")}


class CashForm(Form):
    """A line of a cash book."""

    on = _day(_l("Day"))
    way = RadioField(_l("Which way"), choices=options(_WAY), default="out")
    yuan = DecimalField(
        _l("How much, in yuan"),
        places=2,
        validators=[
            InputRequired(_l("Please type an amount.")),
            NumberRange(0, 10_000_000, _l("Please type an amount.")),
        ],
    )
    what = text(_l("What for"), 120, InputRequired(_l("Please say what for.")))
    receipt = text(_l("Number of the receipt"), 40)

    def validate_yuan(self, field: Any) -> None:
        """Nothing is smaller than a fen."""
        if field.data is not None and field.data * 100 != int(field.data * 100):
            raise ValidationError(_("Please type at most two places after the point."))

    @property
    def fen(self) -> int:
        """Return the amount in fen, with a minus for what went out."""
        fen = int((self.yuan.data or 0) * 100)
        return fen if self.way.data == "in" else -fen


class AimsForm(Form):
    """What a society means to do in a term."""

    aims = words_of(
        _l("What we mean to do in this term"),
        4000,
        description=_l("Aims, and what has no day yet. Events with a day stand below by themselves."),
    )


_DECISION = {"approve": _l("Approve"), "return": _l("Send back, with the reason")}


class PlanDecisionForm(Form):
    """Whether a plan is approved."""

    decision = RadioField(_l("Decision"), choices=options(_DECISION), validators=[InputRequired(_l("Please choose."))])
    note = words_of(_l("Reason or remark"), 400, description=_l("Whoever leads the society reads it."))


class OutcomeForm(Form):
    """What is decided about a year."""

    outcome = RadioField(
        _l("Decision"), choices=options(words.REVIEW_OUTCOME), validators=[InputRequired(_l("Please choose."))]
    )
    note = words_of(_l("Reason or remark"), 400, description=_l("Needed unless the review is passed."))

    @property
    def decided(self) -> Outcome:
        """Return what was chosen; the first where nothing was."""
        return Outcome(self.outcome.data or Outcome.PASSED.value)


class BrandsForm(Form):
    """Which societies are named."""

    named = Boxes(_l("Brand societies"), coerce=int)

    def validate_named(self, field: Any) -> None:
        """Some are named, and no more than ten."""
        if not 1 <= len(field.data or []) <= BRANDS:
            raise ValidationError(_("Please choose at least one and at most %(most)s.", most=BRANDS))


def _small(label: Any, least: int) -> IntegerField:
    said = _l("Please type a number.")
    return IntegerField(label, validators=[InputRequired(said), NumberRange(least, 1000, said)])


class WeightsForm(Form):
    """What counts how much."""

    events_points = _small(_l("Points"), 0)
    events_per = _small(_l("for so many"), 1)
    events_most = _small(_l("at most"), 0)
    visits_points = _small(_l("Points"), 0)
    visits_per = _small(_l("for so many"), 1)
    visits_most = _small(_l("at most"), 0)
    newcomers_points = _small(_l("Points"), 0)
    newcomers_per = _small(_l("for so many"), 1)
    newcomers_most = _small(_l("at most"), 0)
    loyalty_points = _small(_l("Points"), 0)
    loyalty_per = _small(_l("for so many"), 1)
    loyalty_most = _small(_l("at most"), 0)
    review_points = _small(_l("Points"), 0)
    review_per = _small(_l("for so many"), 1)
    review_most = _small(_l("at most"), 0)

    def of(self, criterion: Criterion) -> list[Any]:
        """Return the three fields of a criterion."""
        return [self[f"{criterion.value}_{part}"] for part in ("points", "per", "most")]

    @property
    def typed(self) -> dict[Criterion, Weight]:
        """Return the weights; what is not in shape counts as nothing."""
        return {one: Weight(*(field.data or 0 for field in self.of(one))) for one in Criterion}


def filled(weights: Mapping[Criterion, Weight]) -> dict[str, int]:
    """Return weights as the form shows them."""
    return {f"{key.value}_{part}": n for key, one in weights.items() for part, n in vars(one).items()}
