"""What may be typed about a match of teams: what each board came to, and who sat at it."""

from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms.validators import Optional

from activity_center.competitions.deciding import FORFEITS, Board, Said, of_boards
from activity_center.competitions.forms import ScoreForm
from activity_center.competitions.kinds import Result
from activity_center.courses.forms import choice_of, offer
from activity_center.people.forms import one_of

_l: Any = lazy_gettext


# The name of a team, and its members in the order of boards.
Side = tuple[str, list[tuple[Any, str]]]


class _BoardsForm(ScoreForm):
    """A score that follows from the boards; `result` is said only for what no board tells."""

    boards = 0
    result = one_of(_l("Result of the match"), Result, {"": ""}, Optional())

    def seat(self, one: Side, two: Side, results: list[tuple[str, Any]]) -> None:
        """Say who may sit at the boards of both sides, and what a board may come to."""
        for n in range(1, self.boards + 1):
            board: Any = self[f"board_{n}"]
            board.choices = results
            for name, (team, members) in ((f"one_{n}", one), (f"two_{n}", two)):
                self[name].label.text = _("Board %(n)s, %(team)s", n=n, team=team)
                offer(self[name], members, _("nobody"))
                if not self.is_submitted() and n <= len(members):
                    self[name].data = members[n - 1][0]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Ask for every board, unless the whole match was not played."""
        fits = super().validate(*args, **kwargs)
        if fits and self.result.data not in (*FORFEITS, Result.VOID):
            for n in range(1, self.boards + 1):
                if not self[f"board_{n}"].data:
                    self[f"board_{n}"].errors = [_("Please choose.")]
                    fits = False
        return fits

    @property
    def said(self) -> Said:
        """Return what is typed as the rules see it."""
        if self.result.data in (*FORFEITS, Result.VOID):
            return Said(self.result.data)
        typed = tuple(
            Board(self[f"board_{n}"].data, self[f"one_{n}"].data, self[f"two_{n}"].data)
            for n in range(1, self.boards + 1)
            if self[f"board_{n}"].data
        )
        return Said(self.result.data or of_boards(typed), boards=typed)


@cache
def boards_form(count: int) -> type[_BoardsForm]:
    """Return the form for a match on so many boards."""
    fields: dict[str, Any] = {"boards": count}
    for n in range(1, count + 1):
        fields[f"board_{n}"] = one_of(_l("Result of board %(n)s", n=n), Result, {"": ""}, Optional())
        # Which side it is stands there as soon as somebody is seated.
        fields |= {name: choice_of("") for name in (f"one_{n}", f"two_{n}")}
    return type("BoardsForm", (_BoardsForm,), fields)
