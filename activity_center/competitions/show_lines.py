"""What the pages of shows and measured events say in words. Nothing here looks anything up."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center.competitions.kinds import Discipline
from activity_center.competitions.measuring import Quantity, written
from activity_center.competitions.seating_models import TableSeat
from activity_center.competitions.show_models import Exhibit
from activity_center.competitions.showing import Judging, Ranked

HOW = {
    Judging.MEAN: _l("The mean of all marks ranks."),
    Judging.TRIMMED: _l("From four marks on the highest and the lowest are left out; the mean of the others ranks."),
    Judging.NORMALISED: _l(
        "First the marks of each judge are shifted to the mean and the spread of all, so that a strict judge counts as "
        "much as a mild one; then their mean ranks."
    ),
    Judging.NORMALISED_TRIMMED: _l(
        "First the marks of each judge are shifted to the mean and the spread of all; then, from four marks on, the "
        "highest and the lowest are left out, and the mean of the others ranks."
    ),
    Judging.PLACES: _l(
        "The place counts at which each judge has a work: the last has one point, each better one a point more."
    ),
    Judging.PAIRS: _l(
        "Judges compare two works at a time. Strength follows from who was found better than whom (Bradley and Terry)."
    ),
    Judging.EXHIBIT: _l("All works are shown, none is ranked."),
}
UNITS = {
    Quantity.POINTS: "%(n)s",
    Quantity.CHIPS: "%(n)s",
    Quantity.TIME: "%(n)s",
    Quantity.METRES: _l("%(n)s m"),
}


# At mahjong seats have the names of winds; who has the first of them begins.
WINDS = (_l("east"), _l("south"), _l("west"), _l("north"))


def seat(row: TableSeat, discipline: Discipline) -> str:
    """Return how a seat is called."""
    if discipline is Discipline.MAHJONG and row.seat <= len(WINDS):
        return str(WINDS[row.seat - 1])
    return _("seat %(n)s", n=row.seat)


def at_table(row: TableSeat, discipline: Discipline) -> str:
    """Say at which table somebody sits, and where."""
    return _("table %(n)s, %(seat)s", n=row.table, seat=seat(row, discipline))


def tables(mine: Sequence[TableSeat], discipline: Discipline) -> list[str]:
    """Say where somebody sits, a text for each round; a single round has no number."""
    if len(mine) == 1:
        return [at_table(mine[0], discipline)]
    return [_("round %(n)s: %(where)s", n=row.round, where=at_table(row, discipline)) for row in mine]


def number(work: Exhibit) -> str:
    """Return a work as judges know it."""
    return _("Work %(n)s", n=work.number or "–")


def made_of(work: Exhibit) -> str:
    """Say of what a work is, and how large."""
    return " · ".join(part for part in (work.medium, work.size) if part)


def value(ranked: Ranked) -> str:
    """Return what ranks a work, with two digits."""
    return "–" if ranked.value is None else f"{ranked.value:.2f}"


def mark(one: float) -> str:
    """Return a mark without needless zeros."""
    return f"{float(one):.2f}".rstrip("0").rstrip(".")


def measured(one: Decimal | None, quantity: Quantity) -> str:
    """Return a value of an event with its unit, or a dash."""
    return "–" if one is None else str(UNITS[quantity]) % {"n": written(one, quantity)}


def agreement(one: float | None) -> str:
    """Say how far judges agree, as Kendall's W and in words."""
    if one is None:
        return _("not known: at least two judges who see differences between the same works are needed")
    words = _("high") if one >= 0.7 else _("moderate") if one >= 0.4 else _("low")
    return _("%(words)s (Kendall’s W %(value)s)", words=words, value=f"{one:.2f}")
