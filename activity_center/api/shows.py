"""Judged shows for everybody: the works as far as they may be seen, why each has its place, and the vote of members.

While judges judge nobody reads here who made what, nor in which order works were handed in, nor how they stand.
"""

from enum import Enum
from typing import Any

from flask import Response
from marshmallow import fields
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.api import auth
from activity_center.api.acting import Asking, carried_out
from activity_center.api.blueprint import ANYBODY, ID, PREFIX, bp, described
from activity_center.api.fields import Word
from activity_center.api.paging import cut
from activity_center.api.schemas import Answer, Asked, Named, Paging, page_of
from activity_center.api.standings import Contestant, contestant
from activity_center.competitions import exhibits, show_lines, shows
from activity_center.competitions.leading import RUN
from activity_center.competitions.models import Category
from activity_center.competitions.showing import Judging
from activity_center.competitions.shows import Line, Result
from activity_center.db import db
from activity_center.errors import NotThere
from activity_center.rooms.photos import Photo
from activity_center.rooms.small import small

TAGS = ["shows"]
_PICTURE = {"schema": {"type": "string", "format": "binary"}}
# A picture is no JSON; what it may be is the same for everybody who may see it.
PICTURE = {"responses": {"200": {"description": "OK", "content": {"image/jpeg": _PICTURE, "image/png": _PICTURE}}}}


class State(Enum):
    """How far a show is: works are handed in, judges have them, everybody reads the results."""

    COLLECTING = "collecting"
    JUDGING = "judging"
    PUBLISHED = "published"


class Show(Answer):
    """How far the show of a category is; in what way it was judged is told with the results."""

    category = fields.Nested(Named)
    competition = fields.Nested(Named)
    state = Word(State)
    judging = Word(Judging, allow_none=True)
    how = fields.String(metadata={"description": "The same in a sentence, empty until the results are public."})
    has_vote = fields.Boolean(metadata={"description": "Members vote, apart from the judges."})
    votes_now = fields.Boolean(metadata={"description": "A vote may be given or moved now."})
    voted_for = fields.Integer(allow_none=True, metadata={"description": "The number of the work that has my vote."})


class Seen(Answer):
    """A work as everybody sees it who may see it at all: by number, and without a name."""

    number = fields.Integer(metadata={"description": "Given by chance when the judging begins."})
    title = fields.String()
    medium = fields.String()
    size = fields.String()
    transcript = fields.String(metadata={"description": "Its text in plain characters, where it is hard to read."})
    photo = fields.String(allow_none=True, metadata={"description": "The call that shows it, null where none may."})


class Work(Seen):
    """A work of a show; until the results are public, who made it, its place and its votes are null."""

    maker = fields.Nested(Contestant, allow_none=True)
    place = fields.Integer(allow_none=True)
    value = fields.Float(allow_none=True, metadata={"description": "What ranks it."})
    prize = fields.String(metadata={"description": "Empty for none."})
    votes = fields.Integer(allow_none=True, metadata={"description": "Of members; they change no place."})
    is_mine = fields.Boolean()
    has_my_vote = fields.Boolean()


class Judgement(Answer):
    """What one judge, who has a number here and no name, gave a work, and how it was counted."""

    judge = fields.Integer()
    mark = fields.Float(allow_none=True)
    counts = fields.Float(allow_none=True, metadata={"description": "Null where the judge did not judge it."})
    is_left_out = fields.Boolean(metadata={"description": "The highest or the lowest one, which is not counted."})


class WorkWithReasons(Work):
    """The same with how its place came about: marks, or how often it was found better and worse."""

    judgements = fields.List(fields.Nested(Judgement))
    found_better = fields.Integer(allow_none=True)
    found_worse = fields.Integer(allow_none=True)


class PhotoAsked(Asked):
    small = fields.Boolean(
        load_default=False, metadata={"description": "As a list shows it: at most 640 pixels on its longest side."}
    )


_shape = Work()


def seen(work: Any, photo: str | None) -> dict[str, Any]:
    """Return a work without anything that says who made it, or when it was handed in."""
    facts = ("number", "title", "medium", "size", "transcript")
    return {name: getattr(work, name) for name in facts} | {"cursor": work.number, "photo": photo}


def picture(photo: Photo, asked: dict[str, Any]) -> Response:
    """Return a picture and nothing else, small if that is asked."""
    photo = small(photo) if asked["small"] else photo
    response = Response(photo.content, mimetype=photo.type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _category(session: Session, category_id: int, me: int | None) -> Category:
    return shows.category_shown(session, category_id, with_drafts=auth.may(session, me, RUN))


@bp.get(f"/categories/<{ID}:category_id>/show", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.response(200, Show)
def show(category_id: int) -> Any:
    """Tell how far the show of a category is, whether members vote now, and where my vote is."""
    session = db.session()
    me = auth.reader(session, clock.now())
    row, kept = _category(session, category_id, me), exhibits.show_of(session, category_id)
    is_public = kept.published_at is not None
    voted = shows.voted_for(session, category_id, me)
    numbers = {work.id: work.number for work in exhibits.in_show(session, category_id)}
    return {
        "category": row,
        "competition": row.competition,
        "state": State.PUBLISHED if is_public else State.JUDGING if row.drawn_at else State.COLLECTING,
        "judging": kept.judging if is_public else None,
        "how": show_lines.HOW[kept.judging] if is_public else "",
        "has_vote": kept.has_vote,
        "votes_now": kept.has_vote and row.drawn_at is not None and kept.closed_at is None,
        "voted_for": numbers.get(voted) if voted else None,
    }


@bp.get(f"/categories/<{ID}:category_id>/works", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Work))
def works(paging: dict[str, Any], category_id: int) -> Any:
    """List the works: by number while members vote, by place with makers and prizes once the results are public.

    A list is empty where nothing may be seen yet. A work whose maker does not let it be shown has no photo.
    """
    session, at = db.session(), clock.now()
    return cut(_works(session, category_id, auth.reader(session, at)), paging)


def _works(session: Session, category_id: int, me: int | None) -> list[dict[str, Any]]:
    row = _category(session, category_id, me)
    result, voted = shows.result(session, category_id), shows.voted_for(session, category_id, me)
    told = [_told(line, row, result, me, voted) for line in _listed(result)]
    if result.show.published_at is None or result.show.judging is Judging.EXHIBIT:
        return [one for one in told if one["photo"]]
    return told


def _listed(result: Result) -> list[Line]:
    """Return works in an order that tells nothing before the results do."""
    if result.show.published_at:
        return result.lines
    return sorted(result.lines, key=lambda line: line.work.number or 0)


def _told(line: Line, row: Category, result: Result, me: int | None, voted: int | None) -> dict[str, Any]:
    work, is_public = line.work, result.show.published_at is not None
    on_show = exhibits.is_on_show(result.show, work, is_member=me is not None)
    told = seen(work, f"{PREFIX}/categories/{row.id}/works/{work.number}/photo" if on_show else None)
    told |= {"is_mine": me in {one.person_id for one in work.entry.members}, "has_my_vote": work.id == voted}
    if not is_public:
        return told | {"maker": None, "place": None, "value": None, "prize": "", "votes": None}
    ranked, maker = line.ranked, contestant(work.entry, me is not None, row.competition.entry_kind)
    value = None if ranked.value is None else round(ranked.value, 2)
    votes = line.votes if result.show.has_vote else None
    return told | {"maker": maker, "place": ranked.rank, "value": value, "prize": ranked.prize, "votes": votes}


@bp.get(f"/categories/<{ID}:category_id>/works/<{ID}:number>", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.response(200, WorkWithReasons)
def work(category_id: int, number: int) -> Any:
    """Show one work of a show whose results are public, and how its place came about."""
    session, at = db.session(), clock.now()
    me = auth.reader(session, at)
    row, result = _category(session, category_id, me), shows.result(session, category_id)
    line = next((one for one in result.lines if one.work.number == number), None)
    if result.show.published_at is None or line is None:
        raise NotThere
    told = _told(line, row, result, me, shows.voted_for(session, category_id, me))
    return told | _reasons(line, result)


def _reasons(line: Line, result: Result) -> dict[str, Any]:
    ranked = line.ranked
    if ranked.judged is None:
        compared = ranked.value is not None
        won, lost = (ranked.won, ranked.lost) if compared else (None, None)
        return {"judgements": [], "found_better": won, "found_worse": lost}
    counted, dropped = ranked.judged.counted, ranked.judged.dropped
    judgements = []
    for n, judge in enumerate(result.judges, 1):
        mark, counts = result.marks.get(judge.id, {}).get(line.work.id), counted.get(judge.id)
        told = {"mark": None if mark is None else float(mark), "counts": None if counts is None else round(counts, 2)}
        judgements.append({"judge": n, "is_left_out": judge.id in dropped} | told)
    return {"judgements": judgements, "found_better": None, "found_worse": None}


@bp.get(f"/categories/<{ID}:category_id>/works/<{ID}:number>/photo", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.arguments(PhotoAsked, location="query")
@bp.doc(**PICTURE)
def work_photo(asked: dict[str, Any], category_id: int, number: int) -> Response:
    """Show the picture of a work that is on show: to members while they vote, then to everybody."""
    session, at = db.session(), clock.now()
    me = auth.reader(session, at)
    row = shows.category_shown(session, category_id, with_drafts=False)
    one = exhibits.numbered(session, row.id, number)
    if not exhibits.is_on_show(exhibits.show_of(session, row.id), one, is_member=me is not None):
        raise NotThere
    return picture(exhibits.picture(session, one.id), asked)


@bp.post(f"/categories/<{ID}:category_id>/works/<{ID}:number>/vote", tags=TAGS)
@described(401, 404, 409, 422, key=True)
@bp.response(200, Work)
def vote(category_id: int, number: int) -> Any:
    """Give my one vote to a work, or move it there, until the judging is closed; not to my own."""

    def act(asking: Asking) -> tuple[Any, int]:
        shows.vote(asking.session, category_id, number, **asking.who)
        told = _works(asking.session, category_id, asking.me)
        return _shape.dump(next(one for one in told if one["number"] == number)), 200

    return carried_out(act)
