"""What the pages of competitions say in words. Nothing here looks anything up."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import formats
from activity_center.competitions.deciding import DRAWS, LOSSES, WINS, Said, sets_won
from activity_center.competitions.kinds import EntryKind, Result, StageKind
from activity_center.competitions.models import Category, Competition, Entry, Match, Stage
from activity_center.competitions.results import shown
from activity_center.competitions.rules import Outcome
from activity_center.competitions.taking_over import TAKEN_OVER
from activity_center.competitions.tie_breaks import Criterion, Term, Worked
from activity_center.people.rules import masked_name
from activity_center.words import SEX

# Where each criterion comes from, said so that somebody can compute it by hand.
RULES: dict[Criterion, Any] = {
    Criterion.POINTS: _l("What all rounds have earned together."),
    Criterion.HEAD_TO_HEAD: _l(
        "Among those who are still equal: what their matches against each other earned, if all have met (FIDE C.07, 6)."
    ),
    Criterion.BUCHHOLZ: _l("The points of all opponents together (FIDE C.07, 8)."),
    Criterion.BUCHHOLZ_CUT_1: _l("The points of all opponents but the weakest one (FIDE C.07, 8, cut 1)."),
    Criterion.BUCHHOLZ_CUT_2: _l("The points of all opponents but the two weakest (FIDE C.07, 8, cut 2)."),
    Criterion.MEDIAN_BUCHHOLZ: _l("The points of all opponents but the weakest and the strongest one."),
    Criterion.OPPONENTS_POINTS: _l("The final points of everybody one was paired with; a bye is nobody."),
    Criterion.SONNEBORN_BERGER: _l(
        "The points of those one has beaten, and half of those one has drawn with (FIDE C.07, 9)."
    ),
    Criterion.PROGRESSIVE: _l("One’s own points after each round, added up (FIDE C.07, 7.5)."),
    Criterion.PROGRESSIVE_CUT_1: _l("The same, without what stood after the first round."),
    Criterion.PROGRESSIVE_EX_FIRST: _l("The same, as if the contest had begun with the second round (guandan)."),
    Criterion.WINS: _l("Rounds that earned as much as a win (FIDE C.07, 7.1)."),
    Criterion.GAMES_WON: _l("Games won at the table, without byes and forfeits (FIDE C.07, 7.2)."),
    Criterion.SET_RATIO: _l("C: sets won, divided by sets lost."),
    Criterion.POINT_RATIO: _l("Z: points won, divided by points lost, in all sets."),
    Criterion.LEVEL_DIFFERENCE: _l("One’s own level less that of the other side, over all rounds (guandan)."),
    Criterion.LEVELS_GAINED: _l("Levels gained from 2 on, over all rounds (guandan)."),
    Criterion.BOARD_POINTS: _l(
        "Of teams: what all boards have earned, each as much as a match; a forfeited match is lost on every board."
    ),
    Criterion.LOTS: _l("Drawn by the text of the draw: the greater first 12 digits of SHA-256 of “text:number”."),
}


def masked(name: str) -> str:
    """Return the name of an entry as strangers may read it, that of a pair part by part."""
    return " / ".join(masked_name(part) for part in name.split(" / "))


def person(name: str, is_known: bool) -> str:
    """Return the name of a person as the reader may see it."""
    return name if is_known else masked_name(name)


def who(entry: Entry | None, is_known: bool, kind: EntryKind = EntryKind.PERSON) -> str:
    """Say who an entry is; only those who are signed in read names of persons in full, teams are no secret."""
    if entry is None:
        return _("still open")
    name = entry.name if is_known or kind is EntryKind.TEAM else masked(entry.name)
    return _("No. %(number)s %(name)s", number=entry.number, name=name)


def sides(match: Match, is_known: bool) -> tuple[str, str]:
    """Say who plays a match, or from which matches they come."""
    kind = match.stage.category.competition.entry_kind
    if match.bye:
        return who(match.one, is_known, kind), str(_BYES[match.bye])
    return (
        _side(match.one, match.one_winner_of, match.one_loser_of, is_known, kind),
        _side(match.two, match.two_winner_of, match.two_loser_of, is_known, kind),
    )


_BYES = {
    Outcome.BYE: _l("rests: nobody was left to play"),
    Outcome.HALF_BYE: _l("rests at their wish, half a point"),
    Outcome.ZERO_BYE: _l("rests at their wish, no point"),
}


def _side(entry: Entry | None, won: int | None, lost: int | None, is_known: bool, kind: EntryKind) -> str:
    if entry:
        return who(entry, is_known, kind)
    if won:
        return _("winner of match %(n)s", n=won)
    return _("loser of match %(n)s", n=lost) if lost else _("still open")


def opponent(match: Match, person_id: int) -> str:
    """Say against whom somebody plays a match."""
    one, two = sides(match, True)
    plays_first = match.one is not None and person_id in {member.person_id for member in match.one.members}
    return two if plays_first else one


def result(said: Said | None) -> str:
    """Say what a match came to, in figures or words; seen from the first side."""
    if said is None:
        return ""
    if said.sets:
        won = sets_won(said.sets)
        return f"{won[0]} : {won[1]} ({' '.join(f'{one}:{two}' for one, two in said.sets)})"
    if said.boards:
        won, drawn, lost = (sum(one.result in kind for one in said.boards) for kind in (WINS, DRAWS, LOSSES))
        return _("boards won %(won)s, drawn %(drawn)s, lost %(lost)s", won=won, drawn=drawn, lost=lost)
    if said.levels:
        return f"{_level(said.levels[0])} : {_level(said.levels[1])}"
    return str(_RESULTS[said.result])


_RESULTS = {
    Result.ONE_WON: _l("won : lost"),
    Result.TWO_WON: _l("lost : won"),
    Result.DRAWN: _l("drawn"),
    Result.ONE_ABSENT: _l("absent : won"),
    Result.TWO_ABSENT: _l("won : absent"),
    Result.BOTH_ABSENT: _l("both were absent"),
    Result.VOID: _l("taken back"),
}
_CARDS = {11: "J", 12: "Q", 13: "K", 14: "A"}


def _level(level: int) -> str:
    return _CARDS.get(level, str(level))


def choices(match: Match, *, with_draw: bool, with_void: bool) -> list[tuple[str, str]]:
    """Return what may be chosen about a match, in the names of both sides."""
    one, two = sides(match, True)
    found = [
        ("", _("please choose")),
        (Result.ONE_WON.value, _("%(name)s has won", name=one)),
        (Result.TWO_WON.value, _("%(name)s has won", name=two)),
    ]
    found += [(Result.DRAWN.value, _("drawn"))] if with_draw else []
    found += [
        (Result.ONE_ABSENT.value, _("%(name)s was absent", name=one)),
        (Result.TWO_ABSENT.value, _("%(name)s was absent", name=two)),
    ]
    found += [(Result.BOTH_ABSENT.value, _("both were absent"))] if with_draw else []
    return found + ([(Result.VOID.value, _("take the score back: it is to be played again"))] if with_void else [])


def stage(one: Stage) -> str:
    """Say which part of a category it is."""
    if one.group:
        return _("Group %(name)s", name=one.group)
    names = {
        StageKind.ROUND_ROBIN: _("Everybody meets everybody"),
        StageKind.SINGLE_ELIMINATION: _("Knockout"),
        StageKind.DOUBLE_ELIMINATION: _("Knockout, out after two defeats"),
        StageKind.SWISS: _("Swiss"),
        StageKind.SCORES: _("By score"),
    }
    return names[one.kind]


def turn(match: Match) -> str:
    """Say in which round a match is."""
    if match.round < 0:
        return _("losers’ round %(n)s", n=-match.round)
    return _("round %(n)s", n=match.round)


def where(match: Match) -> str:
    """Say when and where a match is played, or nothing where that is not set."""
    if not (match.booking and match.playing_time):
        return ""
    when = formats.moment(match.booking.starts_at)
    return _("%(when)s, %(room)s, table %(table)s", when=when, room=match.playing_time.room.name, table=match.table)


def limits(category: Category) -> str:
    """Say who may enter a category."""
    said = [str(SEX[category.sex.value])] if category.sex else []
    men, women = category.least_age_male, category.least_age_female
    if men and men == women:
        said.append(_("from %(n)s years on", n=men))
    else:
        said += [_("men from %(n)s years on", n=men)] if men else []
        said += [_("women from %(n)s years on", n=women)] if women else []
    said += [_("until %(n)s years", n=category.most_age)] if category.most_age else []
    return _("; ").join(said) or _("open to everybody")


def places(category: Category, taken: int, waiting: int) -> str:
    """Say how full a category is, in words."""
    if category.capacity is None:
        return _("%(n)s take part", n=taken)
    free = category.capacity - taken
    if waiting or free <= 0:
        return _("full, %(n)s wait", n=waiting)
    return _("%(free)s of %(all)s places free", free=free, all=category.capacity)


_OF_OPPONENTS = {
    Criterion.BUCHHOLZ,
    Criterion.BUCHHOLZ_CUT_1,
    Criterion.BUCHHOLZ_CUT_2,
    Criterion.MEDIAN_BUCHHOLZ,
    Criterion.SONNEBORN_BERGER,
}


def counts_opponents(criteria: Collection[Criterion]) -> bool:
    """Say whether opponents' points are summed, so that it matters how rounds without a game count."""
    return not _OF_OPPONENTS.isdisjoint(criteria)


def is_taken_over(category: Category) -> bool:
    """Say whether a category comes from the report of another program."""
    return (category.draw_seed or "").startswith(TAKEN_OVER)


def organiser(competition: Competition, centre: str) -> str:
    """Say who runs a competition."""
    return competition.society.name if competition.society else centre


def value(worked: Worked | None) -> str:
    """Return the value of a criterion as people write it."""
    return shown(worked.value) if worked else "–"


def short(criterion: Criterion, worked: Worked | None) -> str:
    """Return the same for a column: of a lot only its first four digits in hexadecimal, by which it was drawn."""
    if criterion is Criterion.LOTS and worked and worked.value is not None:
        return f"{int(worked.value):012x}"[:4]
    return value(worked)


def number(one: Decimal | None) -> str:
    """Return a score without needless zeros."""
    return "–" if one is None else f"{one:.3f}".rstrip("0").rstrip(".")


def term(one: Term) -> str:
    """Return one addend as it stands in the computation."""
    plain = shown(one.value)
    if one.factor is not None:
        plain = _("%(value)s (share %(share)s)", value=plain, share=shown(one.factor))
    return _("%(value)s, cut", value=plain) if one.is_cut else plain


def ratio_term(one: Term) -> str:
    """Return one addend of a ratio: won and lost."""
    return f"{shown(one.value)} : {shown(one.factor)}"
