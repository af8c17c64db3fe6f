"""What may be typed about competitions, entries and scores."""

from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from activity_center import words
from activity_center.competitions import prizes
from activity_center.competitions.deciding import Said, parsed_sets
from activity_center.competitions.kinds import Discipline, EntryKind, Format, Reporting, Result, ScoringName
from activity_center.competitions.tie_breaks import Criterion, Unplayed
from activity_center.courses.forms import choice_of
from activity_center.people.forms import DayField, one_of, text
from activity_center.people.rules import Sex
from activity_center.terms.forms import ClockField, MomentField
from activity_center.web import Form

_l: Any = lazy_gettext

_DAY = InputRequired(_l("Please choose a day."))
_NUMBER = InputRequired(_l("Please type a number."))
_NAME = InputRequired(_l("Please type a name."))
_CRITERIA = 6
USUAL = (Criterion.POINTS, Criterion.HEAD_TO_HEAD, Criterion.WINS, Criterion.LOTS)


def _count(label: Any, least: int, most: int, *validators: Any, **more: Any) -> IntegerField:
    wrong = _l("Please type a number from %(min)s to %(max)s.")
    return IntegerField(label, validators=[*(validators or [Optional()]), NumberRange(least, most, wrong)], **more)


class CompetitionForm(Form):
    """The regulations of a competition: what is played, how, by whom, and what ranks them."""

    name = text(_l("Name"), 120, _NAME)
    discipline = one_of(_l("What is played"), Discipline, words.DISCIPLINE)
    society_id = choice_of(_l("Organised by"))
    starts_on = DayField(_l("First day"), validators=[_DAY])
    ends_on = DayField(_l("Last day"), validators=[_DAY])
    entries_open_at = MomentField(_l("Entries from"), validators=[Optional()])
    entries_close_at = MomentField(_l("Entries until"), validators=[Optional()])
    regulations = TextAreaField(
        _l("Regulations"), validators=[Length(max=20000)], description=_l("As they are hung out, in your own words.")
    )
    entry_kind = one_of(_l("Who enters as one"), EntryKind, words.ENTRY_KIND)
    least_members = _count(_l("People at least"), 1, 30, _NUMBER, default=1)
    most_members = _count(_l("People at most"), 1, 30, _NUMBER, default=1)
    ages_on = DayField(_l("Ages are those on"), validators=[Optional()])
    boards = _count(
        _l("Boards of a match of teams"),
        0,
        20,
        Optional(),
        description=_l("Empty where teams do not play board by board."),
    )
    team_best = _count(
        _l("How many of a unit count as its team"), 1, 30, description=_l("Empty where there is no score of units.")
    )
    prizes = TextAreaField(
        _l("Prizes"),
        validators=[Length(max=1000)],
        description=_l("One a line, with how many or which share: “First prize 1” or “First prize 5%”."),
    )
    quota_per_unit = _count(_l("Entries of one unit at most"), 1, 500)
    needs_statement = BooleanField(_l("A statement about health, signed with the family, is asked for"))
    needs_insurance = BooleanField(_l("An accident insurance is asked for"))
    format = one_of(_l("How it is played"), Format, words.FORMAT)
    rounds = _count(_l("Number of rounds"), 1, 30, description=_l("Only for a Swiss; it may be raised later."))
    unplayed = one_of(_l("In a Swiss, rounds that were not played count for opponents"), Unplayed, words.UNPLAYED)
    groups = _count(_l("Number of groups"), 1, 26, description=_l("Only for groups with a knockout."))
    advancing = _count(_l("How many of each group go on"), 1, 8, _NUMBER, default=2)
    has_third_place = BooleanField(_l("In a knockout the third place is played for"))
    is_least_best = BooleanField(_l("Where scores rank, the least is best"))
    keeps_units_apart = BooleanField(
        _l("Those of one unit do not meet in the first round, a group, a Swiss or at a table, if that can be")
    )
    forfeit_cancels = BooleanField(_l("Who stays away from a match of a round robin loses all results in it"))
    seats_per_table = _count(
        _l("People at a table"),
        2,
        20,
        description=_l("Only where scores rank: lots are drawn for tables and seats too. Empty: no tables."),
    )
    chips_each = _count(
        _l("Chips of everybody at the start"),
        1,
        1_000_000,
        description=_l("For example 300: the chips of a table have to add up. Empty: nothing is checked."),
    )
    scoring = one_of(_l("What a match earns"), ScoringName, words.SCORING)
    criterion_1 = one_of(_l("Ranked first by"), Criterion, words.CRITERION, empty="–")
    criterion_2 = one_of(_l("then by"), Criterion, words.CRITERION, empty="–")
    criterion_3 = one_of(_l("then by"), Criterion, words.CRITERION, empty="–")
    criterion_4 = one_of(_l("then by"), Criterion, words.CRITERION, empty="–")
    criterion_5 = one_of(_l("then by"), Criterion, words.CRITERION, empty="–")
    criterion_6 = one_of(_l("then by"), Criterion, words.CRITERION, empty="–")
    reporting = one_of(_l("Scores are written down by"), Reporting, words.REPORTING)
    match_minutes = _count(_l("Minutes of a match"), 5, 600, _NUMBER, default=60)
    rest_minutes = _count(_l("Minutes of rest between two matches"), 0, 600, InputRequired(), default=0)

    def validate_prizes(self, field: Any) -> None:
        """Prizes are a name and a number or a share."""
        if prizes.parsed(field.data or "") is None:
            raise ValidationError(_("Please type each prize on a line of its own, with a number or a share behind it."))

    def show(self, criteria: Any = USUAL, of: Any = ()) -> None:
        """Let the six fields say these criteria, and prizes these, unless somebody has typed others."""
        if self.is_submitted():
            return
        self.prizes.data = prizes.text_of(of)
        for n, criterion in enumerate(list(criteria)[:_CRITERIA], 1):
            self[f"criterion_{n}"].data = criterion

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a CompetitionDraft takes them."""
        chosen = [self[f"criterion_{n}"].data for n in range(1, _CRITERIA + 1)]
        criteria = tuple(dict.fromkeys(one for one in chosen if one)) or (Criterion.POINTS,)
        plain = {field.name: field.data for field in self if not field.name.startswith(("criterion_", "csrf_"))}
        given = tuple(prizes.parsed(self.prizes.data or "") or ())
        more = {"prizes": given, "boards": self.boards.data or 0}
        return plain | more | {"criteria": criteria, "regulations": self.regulations.data or ""}


class TakingOverForm(Form):
    """A contest that another program has run."""

    file = FileField(
        _l("Report of the contest"),
        validators=[FileRequired(_l("Please choose a file."))],
        description=_l("A Tournament Report File (TRF), as programs for chess write it; at most 2 MB."),
        render_kw={"accept": ".trf,.trfx,.txt,text/plain"},
    )
    name = text(_l("Name of the competition"), 120, description=_l("Empty: as in the file."))
    discipline = one_of(_l("What is played"), Discipline, words.DISCIPLINE, default=Discipline.CHESS)
    scoring = one_of(_l("What a match earns"), ScoringName, words.SCORING, empty=_l("as the points in the file say"))
    unplayed = one_of(
        _l("For opponents, rounds that were not played count"),
        Unplayed,
        words.UNPLAYED,
        empty=_l("by the rules of the day on which it began"),
    )

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, without the file."""
        return {name: self[name].data or None for name in ("discipline", "scoring", "unplayed")} | {
            "name": (self.name.data or "").strip()
        }


class CategoryForm(Form):
    """Who plays among each other."""

    name = text(_l("Name of the category"), 80, _NAME, description=_l("For example: women, 60 and older"))
    sex = one_of(_l("Sex"), Sex, words.SEX, empty=_l("women and men"))
    least_age_male = _count(_l("Least age of men"), 1, 120)
    least_age_female = _count(_l("Least age of women"), 1, 120)
    most_age = _count(_l("Greatest age"), 1, 120)
    capacity = _count(_l("Places"), 2, 1000, description=_l("Empty: as many as like to."))

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a CategoryDraft takes them."""
        names = ("name", "sex", "least_age_male", "least_age_female", "most_age", "capacity")
        return {name: self[name].data for name in names}


class RefereeForm(Form):
    """Who may write down the scores."""

    login = text(_l("Card number, telephone or staff name"), 120, _NAME)


class HallForm(Form):
    """A room for some hours."""

    room_id = choice_of(_l("Room"), validators=[InputRequired(_l("Please choose a room."))])
    on = DayField(_l("Day"), validators=[_DAY])
    starts = ClockField(_l("Begins"), validators=[InputRequired(_l("Please type the time as 8:30."))])
    ends = ClockField(_l("Ends"), validators=[InputRequired(_l("Please type the time as 8:30."))])
    tables = _count(_l("Tables or courts in it"), 1, 200, _NUMBER, default=1)


class EntryForm(Form):
    """Who takes part together; `others` are the card numbers of partners."""

    others = TextAreaField(
        _l("With whom"),
        validators=[Length(max=600)],
        description=_l("Card number or telephone, one person a line."),
    )
    name = text(_l("Name of the team"), 60)
    unit = text(_l("For which unit"), 60)
    has_statement = BooleanField(words.STATEMENT)
    family_name = text(_l("Who of your family has agreed"), 80)
    insurance = text(_l("Accident insurance: insurer and number"), 120)

    @property
    def logins(self) -> list[str]:
        """Return whom somebody wants to play with, as typed."""
        return [line.strip() for line in (self.others.data or "").splitlines() if line.strip()]

    @property
    def typed(self) -> dict[str, Any]:
        """Return the other fields by name, as an EntryDraft takes them."""
        plain = {name: self[name].data or "" for name in ("name", "unit", "family_name", "insurance")}
        return plain | {"has_statement": bool(self.has_statement.data)}


class DeskEntryForm(EntryForm):
    """The same, typed by staff for everybody who takes part together."""

    others = TextAreaField(
        _l("Who takes part"),
        validators=[InputRequired(_l("Please type a card number or telephone number.")), Length(max=600)],
        description=_l("Card number or telephone, one person a line."),
    )
    has_statement = BooleanField(_l("The statement about health, signed with the family, is here"))


class DrawForm(Form):
    """The text by which lots are drawn."""

    text = text(
        _l("Text of the draw"),
        120,
        InputRequired(_l("Please type a text that nobody could know when the list was published.")),
        description=_l("For example day and digits of a public lottery drawn after the list was published."),
    )


class SeedForm(Form):
    """A seed, or none."""

    seed = _count(_l("Seed"), 1, 500)


class RetireForm(Form):
    """Why an entry leaves."""

    note = text(_l("Why"), 200, InputRequired(_l("Please type why.")))


class ScoreForm(Form):
    """What a match came to. `uid` makes it count once however often it is sent."""

    uid = HiddenField(default=lambda: str(uuid4()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    result = one_of(_l("Result"), Result, {"": ""}, InputRequired(_l("Please choose.")))
    sets = StringField(_l("Sets"), validators=[Length(max=120)], description=_l("If there are any, as 11:7 9:11 11:5."))
    level_one = _count(_l("Level of the first side"), 2, 14)
    level_two = _count(_l("Level of the second side"), 2, 14)
    note = text(_l("Why it is corrected"), 200)

    def offer(self, results: list[tuple[str, Any]]) -> None:
        """Say which results there are, in the names of both sides."""
        self.result.choices = results

    def validate_sets(self, field: Any) -> None:
        """Sets are pairs of points."""
        if parsed_sets(field.data or "") is None:
            raise ValidationError(_("Please type the sets as 11:7 9:11 11:5."))

    @property
    def said(self) -> Said:
        """Return what is typed as the rules see it."""
        one, two = self.level_one.data, self.level_two.data
        levels = (one, two) if one is not None and two is not None else None
        return Said(self.result.data, parsed_sets(self.sets.data or "") or (), levels)
