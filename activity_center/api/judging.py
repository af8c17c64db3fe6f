"""What a judge sees and says: works by number and picture, marks, and comparisons. No name of a maker is told here."""

from decimal import Decimal
from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.api import auth
from activity_center.api.acting import Asking, carried_out
from activity_center.api.blueprint import ID, PREFIX, bp, described
from activity_center.api.fields import Id, Moment, Text, Word, long
from activity_center.api.paging import cut
from activity_center.api.schemas import Answer, Named, Paging, Sent, page_of
from activity_center.api.shows import PICTURE, PhotoAsked, Seen, picture, seen
from activity_center.competitions import exhibits, judges
from activity_center.competitions.judges import Sheet
from activity_center.competitions.show_models import Exhibit
from activity_center.competitions.showing import MOST_POINTS, Judging
from activity_center.db import db
from activity_center.errors import NotThere

TAGS = ["judging"]


class Judged(Named):
    """A category that I judge; its number is that of the category."""

    competition = fields.Nested(Named)
    judging = Word(Judging)
    has_begun = fields.Boolean()
    is_closed = fields.Boolean(metadata={"description": "What was said stays as it is."})
    works = fields.Integer()
    left = fields.Integer(metadata={"description": "Works that I have still to look at."})


class JudgedWork(Seen):
    """A work before a judge, with the mark that counts, and whether it is left to be looked at."""

    mark = fields.Float(allow_none=True)
    is_left = fields.Boolean()
    is_close = fields.Boolean(metadata={"description": "I am close to who made it, and not asked about it."})


class GivenMark(Answer):
    value = fields.Float()
    given_at = Moment(attribute="at")


class JudgedWorkWithHistory(JudgedWork):
    """The same with every mark that I gave it, oldest first; the last one counts."""

    history = fields.List(fields.Nested(GivenMark))


def _is_mark(value: Decimal) -> None:
    """Refuse a mark out of range, or finer than the paper of a judge."""
    if not 0 <= value <= MOST_POINTS:
        raise ValidationError([_l("From 0 to 100.")])
    if value != round(value, 1):
        raise ValidationError([_l("At most one digit after the point.")])


class Mark(Sent):
    """A mark from 0 to 100."""

    value = fields.Decimal(
        required=True,
        validate=_is_mark,
        # Said here, where numbers stay numbers: a bound of a decimal would be described as a text.
        metadata={"description": "With at most one digit after the point.", "minimum": 0, "maximum": MOST_POINTS},
    )


class Closeness(Sent):
    note = Text(load_default="", validate=long(0, 200, _l("At most 200 characters.")))


class Compared(Sent):
    """Which of two works is the better one, by their numbers."""

    better = Id(strict=True, required=True)
    worse = Id(strict=True, required=True)


class Comparison(Answer):
    better = fields.Integer()
    worse = fields.Integer()


class ToCompare(Answer):
    """The works to compare next: two, or none where all were compared."""

    works = fields.List(fields.Nested(JudgedWork))


_work, _compared = JudgedWorkWithHistory(), Comparison()


@bp.get("/me/judging", tags=TAGS)
@described(401)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Judged))
def judging(paging: dict[str, Any]) -> Any:
    """List what I judge, the latest first."""
    session = db.session()
    me = auth.me(session, clock.now())
    mine = judges.of_person(session, me)
    return cut([_judged(judges.sheet(session, judge.category_id, me)) for judge in mine], paging)


def _judged(sheet: Sheet) -> dict[str, Any]:
    category = sheet.judge.category
    told = {"id": category.id, "name": category.name, "competition": category.competition}
    told |= {"judging": sheet.show.judging, "has_begun": category.drawn_at is not None}
    left = len(sheet.left) if category.drawn_at else 0
    return told | {"is_closed": sheet.show.closed_at is not None, "works": len(sheet.works), "left": left}


@bp.get(f"/judging/<{ID}:category_id>/works", tags=TAGS)
@described(401, 403)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(JudgedWork))
def judged_works(paging: dict[str, Any], category_id: int) -> Any:
    """List the works that I judge, in an order of my own, with what I said of them; empty until it begins."""
    session = db.session()
    sheet = judges.sheet(session, category_id, auth.me(session, clock.now()))
    return cut([_told(sheet, work) for work in sheet.works], paging)


def _told(sheet: Sheet, work: Exhibit) -> dict[str, Any]:
    mark = sheet.marks.get(work.id)
    photo = f"{PREFIX}/judging/{work.category_id}/works/{work.number}/photo"
    said = {"mark": None if mark is None else float(mark), "is_left": work.id in sheet.left}
    return seen(work, photo) | said | {"is_close": work.id in sheet.close}


def _one(session: Session, category_id: int, number: int, me: int) -> tuple[Sheet, Exhibit]:
    sheet = judges.sheet(session, category_id, me)
    work = next((one for one in sheet.works if one.number == number), None)
    if work is None:
        raise NotThere
    return sheet, work


def _whole(session: Session, category_id: int, number: int, me: int) -> dict[str, Any]:
    sheet, work = _one(session, category_id, number, me)
    return _told(sheet, work) | {"history": judges.history(session, sheet.judge, work)}


@bp.get(f"/judging/<{ID}:category_id>/works/<{ID}:number>", tags=TAGS)
@described(401, 403, 404)
@bp.response(200, JudgedWorkWithHistory)
def judged_work(category_id: int, number: int) -> Any:
    """Show a work that I judge, with every mark I gave it."""
    session = db.session()
    return _whole(session, category_id, number, auth.me(session, clock.now()))


@bp.get(f"/judging/<{ID}:category_id>/works/<{ID}:number>/photo", tags=TAGS)
@described(401, 403, 404)
@bp.arguments(PhotoAsked, location="query")
@bp.doc(**PICTURE)
def judged_photo(asked: dict[str, Any], category_id: int, number: int) -> Response:
    """Show the picture of a work that I judge."""
    session = db.session()
    _sheet, work = _one(session, category_id, number, auth.me(session, clock.now()))
    return picture(exhibits.picture(session, work.id), asked)


@bp.put(f"/judging/<{ID}:category_id>/works/<{ID}:number>/mark", tags=TAGS)
@described(401, 403, 404, 409, 422)
@bp.arguments(Mark)
@bp.response(200, JudgedWorkWithHistory)
def give_mark(sent: dict[str, Any], category_id: int, number: int) -> Any:
    """Give a work my mark, or correct it, until the judging is closed; sent again, it changes nothing."""

    def act(asking: Asking) -> tuple[Any, int]:
        judges.give_mark(asking.session, category_id, number, sent["value"], **asking.who)
        return _work.dump(_whole(asking.session, category_id, number, asking.me)), 200

    return carried_out(act)


@bp.post(f"/judging/<{ID}:category_id>/works/<{ID}:number>/conflict", tags=TAGS)
@described(401, 403, 404, 409, 422, key=True)
@bp.arguments(Closeness)
@bp.response(200, JudgedWorkWithHistory)
def declare_conflict(sent: dict[str, Any], category_id: int, number: int) -> Any:
    """Say that I am close to who made a work: I am not asked about it any more, and my mark does not count."""

    def act(asking: Asking) -> tuple[Any, int]:
        judges.declare(asking.session, category_id, number, sent["note"], **asking.who)
        return _work.dump(_whole(asking.session, category_id, number, asking.me)), 200

    return carried_out(act)


@bp.get(f"/judging/<{ID}:category_id>/pair", tags=TAGS)
@described(401, 403, 404)
@bp.response(200, ToCompare)
def pair(category_id: int) -> Any:
    """Show the two works that I should compare next; a show that is judged by marks has none."""
    session = db.session()
    sheet = _in_pairs(session, category_id, auth.me(session, clock.now()))
    return {"works": [_told(sheet, work) for work in judges.pair(sheet)]}


def _in_pairs(session: Session, category_id: int, me: int) -> Sheet:
    sheet = judges.sheet(session, category_id, me)
    if not sheet.is_pairs:
        raise NotThere
    return sheet


@bp.get(f"/judging/<{ID}:category_id>/comparisons", tags=TAGS)
@described(401, 403, 404)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Comparison))
def comparisons(paging: dict[str, Any], category_id: int) -> Any:
    """List what I said of two works, as far as it counts, the latest first."""
    session = db.session()
    sheet = _in_pairs(session, category_id, auth.me(session, clock.now()))
    told = [{"better": better.number, "worse": worse.number} for better, worse in sheet.compared]
    return cut([one | {"cursor": _between(one)} for one in told], paging)


def _between(one: dict[str, Any]) -> int:
    """Return a number of two works, of which there is one comparison: there are never thousands of them."""
    low, high = sorted(one.values())
    return low * 10_000 + high


@bp.post(f"/judging/<{ID}:category_id>/comparisons", tags=TAGS)
@described(401, 403, 404, 409, 422, key=True)
@bp.arguments(Compared)
@bp.response(200, Comparison)
def compare(sent: dict[str, Any], category_id: int) -> Any:
    """Say which of two works is the better one; said again it is corrected."""

    def act(asking: Asking) -> tuple[Any, int]:
        judges.compare(asking.session, category_id, sent["better"], sent["worse"], **asking.who)
        return _compared.dump(sent), 200

    return carried_out(act)
