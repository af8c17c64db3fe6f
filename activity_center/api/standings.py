"""How a category stands and why: its stages, their tables and matches, and the places and prizes of it as a whole."""

from datetime import datetime
from typing import Any

from marshmallow import fields
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.api import auth
from activity_center.api.blueprint import ANYBODY, ID, bp, described
from activity_center.api.fields import Moment, Word
from activity_center.api.paging import cut
from activity_center.api.schemas import Answer, Named, Paging, page_of
from activity_center.competitions import entries, finals, leading, lines, matches, measured, results, service
from activity_center.competitions.kinds import EntryKind, EntryStatus, Result, StageKind
from activity_center.competitions.measuring import Quantity, written
from activity_center.competitions.models import Category, Entry, Match
from activity_center.competitions.results import Line, Table
from activity_center.competitions.rules import Outcome
from activity_center.competitions.tie_breaks import Criterion, Term
from activity_center.db import db
from activity_center.formats import local
from activity_center.people import service as people

TAGS = ["standings"]


class Contestant(Answer):
    """Who takes part as one; without a token the names of persons are masked, those of teams are not."""

    id = fields.Integer(metadata={"description": "The number of the entry."})
    number = fields.Integer(metadata={"description": "Its public number in the competition."})
    name = fields.String()
    unit = fields.String()


class Placing(Contestant):
    """Which place an entry has in its category by now, and the prize that goes with it, empty for none."""

    place = fields.Integer()
    prize = fields.String()


class Part(Named):
    """One part of a category: a group, a Swiss, a knockout, or tries that are measured."""

    kind = Word(StageKind)
    group = fields.String(metadata={"description": "The name of the group, empty where it is none."})
    criteria = fields.List(Word(Criterion), metadata={"description": "What ranks, one after the other."})
    matches = fields.Integer(metadata={"description": "How many there will be."})
    played = fields.Integer(metadata={"description": "How many of them count already."})


class Addend(Answer):
    """One addend of a value: the round and the opponent it comes from, null where it comes from neither."""

    round = fields.Integer(allow_none=True)
    opponent = fields.Integer(allow_none=True, metadata={"description": "The public number of the opponent."})
    value = fields.String()
    share = fields.String(
        allow_none=True,
        metadata={"description": "The share of the opponent's points that counts; of a ratio, what was lost."},
    )
    is_cut = fields.Boolean(metadata={"description": "Left out of the sum."})


class Value(Answer):
    """A criterion of one entry; null where those before it decided already, or where it does not apply."""

    criterion = Word(Criterion)
    value = fields.String(allow_none=True)


class WorkedValue(Value):
    """The same with the sentence of the rule, and how the value came about."""

    rule = fields.String()
    terms = fields.List(fields.Nested(Addend))


class Try(Answer):
    number = fields.Integer()
    value = fields.String()


class Standing(Contestant):
    """One line of the table of a stage."""

    status = Word(EntryStatus)
    rank = fields.Integer(allow_none=True)
    played = fields.Integer()
    values = fields.List(fields.Nested(Value))
    decided_by = Word(Criterion, allow_none=True)
    quantity = Word(Quantity, allow_none=True)
    score = fields.String(allow_none=True, metadata={"description": "Where tries are measured, what they come to."})
    tries = fields.List(fields.Nested(Try))
    prize = fields.String()


class Why(Answer):
    """How the place of an entry in one stage came about; `decided_by` set it below the one before it."""

    stage = fields.Nested(Part)
    rank = fields.Integer(allow_none=True)
    decided_by = Word(Criterion, allow_none=True)
    values = fields.List(fields.Nested(WorkedValue))
    quantity = Word(Quantity, allow_none=True)
    score = fields.String(allow_none=True)
    tries = fields.List(fields.Nested(Try))


class Played(Answer):
    """One match; a side is null while it is open, and the second one where the first rests."""

    id = fields.Integer()
    number = fields.Integer()
    round = fields.Integer(metadata={"description": "Below 0 in the losers' part of a knockout."})
    one = fields.Nested(Contestant, allow_none=True)
    two = fields.Nested(Contestant, allow_none=True)
    bye = Word(Outcome, allow_none=True)
    result = Word(Result, allow_none=True)
    sets = fields.List(fields.List(fields.Integer()))
    said = fields.String(metadata={"description": "The result in figures or words, empty until it counts."})
    starts_at = Moment(allow_none=True)
    ends_at = Moment(allow_none=True)
    room = fields.Nested(Named, allow_none=True)
    table = fields.Integer(allow_none=True)


def runs(session: Session, me: int | None, at: datetime, **named: int) -> bool:
    """Say whether the caller runs the competition that is named, as its pages ask it."""
    roles = people.person(session, me).role_names if me else ()
    return leading.may_run_named(session, named, me, roles, local(at).date())


def contestant(entry: Entry, is_known: bool, kind: EntryKind) -> dict[str, Any]:
    """Return who an entry is, as the caller may read it."""
    name = entry.name if is_known or kind is EntryKind.TEAM else lines.masked(entry.name)
    return {"id": entry.id, "number": entry.number, "name": name, "unit": entry.unit}


def _category(session: Session, category_id: int, /, **named: int) -> tuple[Category, bool]:
    """Return a category that the caller may see by what is named, and whether they may read names."""
    at = clock.now()
    me = auth.reader(session, at)
    return service.category(session, category_id, with_drafts=runs(session, me, at, **named)), me is not None


@bp.get(f"/categories/<{ID}:category_id>/placings", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Placing))
def placings(paging: dict[str, Any], category_id: int) -> Any:
    """List the places and prizes of a category as it stands, over all its stages; of a show see its works."""
    session = db.session()
    row, is_known = _category(session, category_id, category_id=category_id)
    kind = row.competition.entry_kind
    found = finals.placings(session, row)
    told = [contestant(one.entry, is_known, kind) | {"place": one.place, "prize": one.prize} for one in found]
    return cut(told, paging)


@bp.get(f"/categories/<{ID}:category_id>/stages", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Part))
def stages(paging: dict[str, Any], category_id: int) -> Any:
    """List the stages of a category that is drawn, in their order."""
    session = db.session()
    row, _is_known = _category(session, category_id, category_id=category_id)
    return cut([_part(table) for table in results.tables(session, row)], paging)


def _part(table: Table) -> dict[str, Any]:
    stage = table.stage
    facts = {"id": stage.id, "name": lines.stage(stage), "kind": stage.kind, "group": stage.group or ""}
    return facts | {"criteria": table.criteria, "matches": table.all, "played": table.played}


def _table(session: Session, stage_id: int) -> tuple[Table, bool]:
    stage = matches.stage_of(session, stage_id)
    _row, is_known = _category(session, stage.category_id, stage_id=stage_id)
    return results.table(session, stage), is_known


@bp.get(f"/stages/<{ID}:stage_id>/standings", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Standing))
def standings(paging: dict[str, Any], stage_id: int) -> Any:
    """List how a stage stands, the first place first, with the value of each criterion."""
    session = db.session()
    table, is_known = _table(session, stage_id)
    quantity = measured.measure(session, table.stage.category_id).quantity
    return cut([_standing(line, table, is_known, quantity) for line in table.lines], paging)


def _standing(line: Line, table: Table, is_known: bool, quantity: Quantity) -> dict[str, Any]:
    kind, place = table.stage.category.competition.entry_kind, line.place
    worked = zip(table.criteria, place.values, strict=True) if place else ()
    told: dict[str, Any] = {"status": line.entry.status, "rank": line.rank, "played": line.played, "prize": line.prize}
    told["values"] = [{"criterion": one, "value": _value(one, value)} for one, value in worked]
    told["decided_by"] = place.decided_by if place else None
    return contestant(line.entry, is_known, kind) | told | _tries(line, table, quantity)


def _value(criterion: Criterion, worked: Any) -> str | None:
    return lines.short(criterion, worked) if worked and worked.value is not None else None


def _tries(line: Line, table: Table, quantity: Quantity) -> dict[str, Any]:
    tries = [{"number": number, "value": written(value, quantity)} for number, value in line.tries]
    score = None if line.total is None else written(line.total, quantity)
    return {"quantity": quantity if table.stage.kind is StageKind.SCORES else None, "score": score, "tries": tries}


@bp.get(f"/entries/<{ID}:entry_id>/standings", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Why))
def why(paging: dict[str, Any], entry_id: int) -> Any:
    """Show how the place of an entry came about, stage by stage: each criterion with what it was summed from."""
    session = db.session()
    category_id = entries.entry_of(session, entry_id).category_id
    row, _is_known = _category(session, category_id, entry_id=entry_id)
    quantity = measured.measure(session, category_id).quantity
    every = [(table, line) for table in results.tables(session, row) for line in table.lines]
    return cut([_why(table, line, quantity) for table, line in every if line.entry.id == entry_id], paging)


def _why(table: Table, line: Line, quantity: Quantity) -> dict[str, Any]:
    place = line.place
    worked = zip(table.criteria, place.values, strict=True) if place else ()
    told = {"id": table.stage.id, "stage": _part(table), "rank": line.rank}
    told |= {"decided_by": place.decided_by if place else None, "values": [_worked(*one) for one in worked]}
    return told | _tries(line, table, quantity)


def _worked(criterion: Criterion, worked: Any) -> dict[str, Any]:
    # The terms of a lot are its digits, which the value says already.
    terms = worked.terms if worked and criterion is not Criterion.LOTS else ()
    told = {"criterion": criterion, "value": _value(criterion, worked), "rule": lines.RULES[criterion]}
    return told | {"terms": [_addend(term) for term in terms]}


def _addend(term: Term) -> dict[str, Any]:
    share = None if term.factor is None else results.shown(term.factor)
    value = results.shown(term.value)
    return {"round": term.round, "opponent": term.opponent, "value": value, "share": share, "is_cut": term.is_cut}


@bp.get(f"/stages/<{ID}:stage_id>/matches", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Played))
def stage_matches(paging: dict[str, Any], stage_id: int) -> Any:
    """List the matches of a stage by number, with what each came to, and when and where it is played."""
    table, is_known = _table(db.session(), stage_id)
    kind = table.stage.category.competition.entry_kind
    return cut([_played(match, is_known, kind) for match in table.matches], paging)


def _played(match: Match, is_known: bool, kind: EntryKind) -> dict[str, Any]:
    said, hall, booking = matches.result_of(match), match.playing_time, match.booking
    sides = {"one": match.one, "two": match.two}
    told: dict[str, Any] = {name: getattr(match, name) for name in ("id", "number", "round", "bye")}
    told |= {name: contestant(one, is_known, kind) if one else None for name, one in sides.items()}
    told |= {"result": said.result if said else None, "sets": said.sets if said else (), "said": lines.result(said)}
    is_set = hall is not None and booking is not None
    told |= {"room": hall.room if hall and is_set else None, "table": match.table if is_set else None}
    moments = {"starts_at": booking.starts_at, "ends_at": booking.ends_at} if booking and is_set else {}
    return {"starts_at": None, "ends_at": None} | told | moments
