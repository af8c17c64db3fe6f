"""How a competition stands: the table of each stage, computed anew from every score that counts, and why it is so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from sqlalchemy.orm import Session

from activity_center.competitions import matches, measured, trf
from activity_center.competitions.kinds import SCORING, StageKind
from activity_center.competitions.models import Category, Competition, Entry, Match, Stage
from activity_center.competitions.placing import is_needless, places
from activity_center.competitions.rules import Game, forfeiters, record_of, without
from activity_center.competitions.standings import Place, standings
from activity_center.competitions.swiss import Round
from activity_center.competitions.tie_breaks import Criterion, Setting
from activity_center.errors import Reason, Refused


@dataclass(frozen=True)
class Line:
    """One entry in a table: its rank, None while it has none, and what it has."""

    rank: int | None
    entry: Entry
    played: int = 0
    place: Place | None = None
    total: Decimal | None = None
    tries: tuple[tuple[int, Decimal], ...] = ()
    prize: str = ""


@dataclass(frozen=True)
class Table:
    """How a stage stands; `criteria` head the columns of a round robin, `played` of `all` matches count already."""

    stage: Stage
    lines: list[Line]
    matches: list[Match]
    criteria: tuple[Criterion, ...] = ()
    setting: Setting | None = None
    places: tuple[Place, ...] = ()

    @property
    def by_number(self) -> dict[int, Entry]:
        """Return the entries by their public numbers, by which criteria name opponents."""
        return {line.entry.number: line.entry for line in self.lines}

    @property
    def all(self) -> int:
        """Return how many matches there will be."""
        every, won = _every(self)
        pairs = zip(self.matches, every, strict=True)
        return sum(1 for match, tie in pairs if not match.bye and not is_needless(tie, every, won))

    @property
    def played(self) -> int:
        """Return how many matches count already."""
        return sum(matches.result_of(match) is not None for match in self.matches)


def _every(table: Table) -> tuple[list[matches.Tie], dict[int, int]]:
    return [matches.tie_of(match) for match in table.matches], matches.winners(table.matches)


def tables(session: Session, category: Category) -> list[Table]:
    """Return the table of each stage of a category, in their order."""
    return [table(session, stage) for stage in matches.stages(session, category.id)]


def table(session: Session, stage: Stage) -> Table:
    """Return the table of one stage."""
    taking_part = [one.entry for one in matches.entries_of(session, stage.id)]
    if stage.kind is StageKind.SCORES:
        return _by_scores(session, stage, taking_part)
    found = matches.of_stage(session, stage.id)
    if stage.kind in matches.KNOCKOUTS:
        return _knockout(stage, taking_part, found)
    return _round_robin(stage, taking_part, found)


def _round_robin(stage: Stage, taking_part: Sequence[Entry], found: list[Match]) -> Table:
    competition = stage.category.competition
    setting = _setting(stage, competition, taking_part, found)
    if competition.forfeit_cancels and setting.is_round_robin:
        setting = replace(setting, record=without(setting.record, forfeiters(setting.record)))
    by_number = {entry.number: entry for entry in taking_part}
    criteria = tuple(Criterion(value) for value in competition.criteria)
    ranked = standings(setting, criteria)
    places = [_by_id(place, by_number) for place in ranked]
    lines = [
        Line(place.rank, by_number[numbered.entry], _played(setting.record[numbered.entry]), place)
        for place, numbered in zip(places, ranked, strict=True)
    ]
    lines += [Line(None, entry) for entry in taking_part if entry.number not in setting.record]
    return Table(stage, lines, found, criteria, setting, tuple(places))


def _by_id(place: Place, by_number: dict[int, Entry]) -> Place:
    return Place(place.rank, by_number[place.entry].id, place.values, place.decided_by)


def _played(record: Sequence[Game]) -> int:
    return len(record)


def _setting(stage: Stage, competition: Competition, taking_part: Sequence[Entry], found: Sequence[Match]) -> Setting:
    """Return what criteria are computed from; entries go by their public numbers, by which lots are drawn too."""
    numbers = {entry.id: entry.number for entry in taking_part}
    return Setting(
        record_of(numbers.values(), matches.played(found, numbers)),
        SCORING[competition.scoring],
        unplayed=competition.unplayed,
        is_round_robin=stage.kind is StageKind.ROUND_ROBIN,
        seed=stage.category.draw_seed or "",
    )


def report(session: Session, category: Category) -> str:
    """Return the round robin or Swiss of a category as a Tournament Report File; entries by seed or lot, from 1.

    Refused for a category that is not drawn, or is played in another way.
    """
    kinds = (StageKind.SWISS, StageKind.ROUND_ROBIN)
    stage = next((one for one in matches.stages(session, category.id) if one.kind in kinds), None)
    if not stage:
        raise Refused(Reason("nothing_to_report", {"title": category.name}))
    shown_table, competition = table(session, stage), category.competition
    taking_part = [one.entry for one in matches.entries_of(session, stage.id)]
    assert shown_table.setting is not None
    rounds = competition.rounds or shown_table.setting.rounds
    so_far = Round(
        [entry.number for entry in taking_part], shown_table.setting.record, SCORING[competition.scoring], rounds
    )
    names = {entry.number: entry.name for entry in taking_part}
    ranks = {line.entry.number: line.rank or 0 for line in shown_table.lines}
    header = trf.Header(f"{competition.name} {category.name}", "", competition.starts_on, competition.ends_on)
    return trf.write(header, so_far, names, ranks)


def _knockout(stage: Stage, taking_part: Sequence[Entry], found: list[Match]) -> Table:
    every = [matches.tie_of(match) for match in found]
    ranks = places([entry.id for entry in taking_part], every, matches.winners(found))
    order = {entry.id: n for n, entry in enumerate(taking_part)}
    ranked = sorted(taking_part, key=lambda entry: (ranks.get(entry.id, 0), order[entry.id]))
    return Table(stage, [Line(ranks.get(entry.id), entry) for entry in ranked], found)


def _by_scores(session: Session, stage: Stage, taking_part: Sequence[Entry]) -> Table:
    """Rank by the tries that count, in the way that is settled for the category."""
    tries, standing = measured.values(session, stage.id), measured.standing(session, stage)
    won = measured.prizes(session, stage)
    lines = []
    for entry in taking_part:
        mine, one = tries.get(entry.id, {}), standing.get(entry.id)
        told = (one.rank if one else None, entry, len(mine), None, one.total if one else None)
        lines.append(Line(*told, tuple(sorted(mine.items())), won.get(entry.id, "")))
    return Table(stage, sorted(lines, key=lambda line: (line.rank is None, line.rank or 0, line.entry.number)), [])


def shown(value: Fraction | float | None) -> str:
    """Return a value as people write it: 28, 4.5, 1.333."""
    if value is None:
        return "–"
    if value == float("inf"):
        return "∞"
    return f"{float(value):.3f}".rstrip("0").rstrip(".")
