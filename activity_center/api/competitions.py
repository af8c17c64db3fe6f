"""Competitions, and entering one; enrolment-shaped like a seat in a section."""

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import fields
from sqlalchemy.orm import Session
from webargs.flaskparser import abort

from activity_center import clock
from activity_center.api import auth
from activity_center.api.acting import Asking, carried_out, wished_for
from activity_center.api.blueprint import ANYBODY, ID, bp, described
from activity_center.api.fields import Id, Moment, Text, Word, long
from activity_center.api.paging import cut
from activity_center.api.schemas import Answer, Enrolment, ForWhom, Named, Paging, page_of
from activity_center.competitions import entries, service, sitting
from activity_center.competitions.kinds import (
    CompetitionStatus,
    Discipline,
    EntryKind,
    EntryStatus,
    Format,
)
from activity_center.competitions.models import Entry
from activity_center.db import db
from activity_center.enrolment.rules import Status
from activity_center.errors import NotThere
from activity_center.people.rules import Sex

TAGS = ["competitions"]
# An entry in the words of an enrolment; one who has left after the draw has withdrawn.
_STATUS = {EntryStatus.ENTERED: Status.ENROLLED, EntryStatus.RETIRED: Status.WITHDRAWN}


class Category(Named):
    """Who plays among each other; ages are in completed years, null where there is no bound."""

    sex = Word(Sex, allow_none=True)
    least_age_male = fields.Integer(allow_none=True)
    least_age_female = fields.Integer(allow_none=True)
    most_age = fields.Integer(allow_none=True)
    capacity = fields.Integer(allow_none=True, metadata={"description": "Null where it takes everybody."})
    taken = fields.Integer()
    waiting = fields.Integer()


class Competition(Named):
    """A contest with its categories."""

    discipline = Word(Discipline)
    format = Word(Format)
    status = Word(CompetitionStatus)
    society = fields.Nested(Named, allow_none=True, metadata={"description": "Null for a contest of the centre."})
    first_on = fields.Date(attribute="starts_on")
    last_on = fields.Date(attribute="ends_on")
    entries_open_at = Moment(allow_none=True)
    entries_close_at = Moment(allow_none=True)
    ages_on = fields.Date(allow_none=True, metadata={"description": "The day on which ages are counted."})
    entry_kind = Word(EntryKind)
    least_members = fields.Integer()
    most_members = fields.Integer()
    needs_statement = fields.Boolean(metadata={"description": "Asks for `has_statement`."})
    needs_insurance = fields.Boolean(metadata={"description": "Asks for `insurance`."})
    categories = fields.List(fields.Nested(Category))


class TableSeat(Answer):
    """Where an entry sits in one round; tables and seats count from 1."""

    round = fields.Integer()
    table = fields.Integer()
    seat = fields.Integer(metadata={"description": "At mahjong 1 is east, 2 south, 3 west, 4 north."})


class CompetitionEntry(Enrolment):
    """What takes part as one; `section` is null, and `person` is the first of its members."""

    section = fields.Integer(attribute="section_id", allow_none=True, metadata={"description": "Always null."})
    competition = fields.Integer(attribute="competition_id")
    category = fields.Integer(attribute="category_id")
    number = fields.Integer(metadata={"description": "Its public number in the competition."})
    seats = fields.List(
        fields.Nested(TableSeat), metadata={"description": "Where scores rank at tables, once lots are drawn."}
    )


class EntryFor(ForWhom):
    """What is said with an entry; the category may be left out where there is only one."""

    category = Id(strict=True, load_default=None)
    others = fields.List(
        Text(validate=long(1, 80, _l("From 1 to 80 characters."))),
        load_default=list,
        validate=long(0, 30, _l("At most 30 people.")),
        metadata={"description": "Card numbers or telephones of those one plays with."},
    )
    name = Text(load_default="", validate=long(0, 60, _l("At most 60 characters.")))
    unit = Text(load_default="", validate=long(0, 60, _l("At most 60 characters.")))
    has_statement = fields.Boolean(load_default=False)
    family_name = Text(load_default="", validate=long(0, 80, _l("At most 80 characters.")))
    insurance = Text(load_default="", validate=long(0, 120, _l("At most 120 characters.")))


_SEAT = ("round", "table", "seat")
_shape = CompetitionEntry()


@bp.get("/competitions", tags=TAGS)
@described(401, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Competition))
def competitions(paging: dict[str, Any]) -> Any:
    """List the competitions that are not in the archive, the latest first."""
    session = db.session()
    auth.reader(session, clock.now())
    rows = [one for one in service.competitions(session, only_public=True) if one.status not in service.OVER]
    counts = service.places(session, [category.id for row in rows for category in row.categories])
    return cut([_told(row, counts) for row in rows], paging)


_FACTS = ("id", "name", "discipline", "format", "status", "society", "starts_on", "ends_on", "entries_open_at")
_FACTS += ("entries_close_at", "ages_on", "entry_kind", "least_members", "most_members")
_FACTS += ("needs_statement", "needs_insurance")
_LIMITS = ("id", "name", "sex", "least_age_male", "least_age_female", "most_age", "capacity")


def _told(row: Any, counts: dict[int, Any]) -> dict[str, Any]:
    categories = [{name: getattr(one, name) for name in _LIMITS} | vars(counts[one.id]) for one in row.categories]
    return {name: getattr(row, name) for name in _FACTS} | {"categories": categories}


@bp.post(f"/competitions/<{ID}:competition_id>/entries", tags=TAGS)
@described(401, 403, 404, 409, 422, key=True)
@bp.arguments(EntryFor)
@bp.response(201, CompetitionEntry)
@bp.alt_response(200, schema=CompetitionEntry, description="What was there: the entry is live already.")
def enter(wanted: dict[str, Any], competition_id: int) -> tuple[Response, int]:
    """Enter, alone or with others, for myself or for somebody for whom I may act; where it is full one waits."""
    said = dict(wanted)
    whom = wished_for(said.pop("person", None))
    return carried_out(lambda asking: _entered(asking, competition_id, said), whom)


def _category_of(session: Session, competition_id: int, wanted: int | None) -> int:
    known = [one.id for one in service.competition(session, competition_id, with_drafts=False).categories]
    if wanted is None and len(known) != 1:
        abort(422, messages={"category": [_("There are several: say which one.")]})
    if wanted is not None and wanted not in known:
        raise NotThere
    return wanted or known[0]


def _entered(asking: Asking, competition_id: int, said: dict[str, Any]) -> Any:
    session, person_id = asking.session, asking.person_id
    category_id = _category_of(session, competition_id, said["category"])
    known = {entry.id for entry in entries.of_person(session, person_id)}
    typed = {name: value for name, value in said.items() if name not in ("others", "category")}
    entry = entries.enter_with(session, category_id, person_id, said["others"], typed, **asking.who)
    return _shape.dump(_entry(session, entry)), 200 if entry.id in known else 201


def _entry(session: Session, entry: Entry) -> dict[str, Any]:
    is_off = entry.competition.status is CompetitionStatus.CANCELLED
    status = Status.CANCELLED if is_off else _STATUS.get(entry.status) or Status(entry.status.value)
    facts = ("id", "competition_id", "category_id", "number", "offer_expires_at", "requested_at")
    told: dict[str, Any] = {name: getattr(entry, name) for name in facts} | {"status": status, "section_id": None}
    if status is not Status.OFFERED:
        told["offer_expires_at"] = None
    told["seats"] = [
        {name: getattr(one, name) for name in _SEAT}
        for one in sitting.of_entries(session, [entry.id]).get(entry.id, [])
    ]
    return told | {"person_id": entry.members[0].person_id, "position": entries.position(session, entry)}


@bp.post(f"/entries/<{ID}:entry_id>/accept", tags=TAGS)
@described(401, 404, 409, 422, key=True)
@bp.response(200, CompetitionEntry)
def accept_entry(entry_id: int) -> Any:
    """Take the place that is offered."""
    return _decided(entry_id, lambda session, **who: entries.decide(session, entry_id, True, **who))


@bp.post(f"/entries/<{ID}:entry_id>/decline", tags=TAGS)
@described(401, 404, 409, 422, key=True)
@bp.response(200, CompetitionEntry)
def decline_entry(entry_id: int) -> Any:
    """Leave the place that is offered to the next in the waitlist."""
    return _decided(entry_id, lambda session, **who: entries.decide(session, entry_id, False, **who))


@bp.delete(f"/entries/<{ID}:entry_id>", tags=TAGS)
@described(401, 404, 409)
@bp.response(200, CompetitionEntry)
def withdraw_entry(entry_id: int) -> Any:
    """Take an entry back before the draw, a place, an offer or one's place in the waitlist."""
    return _decided(entry_id, lambda session, **who: entries.withdraw(session, entry_id, **who))


def _decided(entry_id: int, act: Callable[..., Entry]) -> tuple[Response, int]:
    """Carry out an act on an entry of one's own, or of somebody for whom one may act; others' do not exist."""

    def whom(session: Session, me: int) -> int:
        entry = entries.entry_of(session, entry_id)
        if not entries.may_decide(session, entry, me):
            raise NotThere
        return entry.members[0].person_id

    def acted(asking: Asking) -> Any:
        entry = act(asking.session, **asking.who, is_staff=False)
        return _shape.dump(_entry(asking.session, entry)), 200

    return carried_out(acted, whom)
