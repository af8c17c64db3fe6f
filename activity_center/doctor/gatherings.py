"""Whether societies, events and competitions keep the promises of the house: places, entries, matches, scores."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from activity_center.audit import Audit
from activity_center.competitions import settling
from activity_center.competitions.kinds import LIVE, PLACED
from activity_center.competitions.models import (
    Category,
    Competition,
    Entry,
    EntryMember,
    Match,
    PlayingTime,
    Score,
    Stage,
    StageEntry,
)
from activity_center.doctor.findings import Check, Finding, none_of, note, ok, problem
from activity_center.enrolment.rules import LIVE as ENROLLED_LIVE
from activity_center.enrolment.rules import SEATED
from activity_center.rooms.models import Booking
from activity_center.rooms.rules import BookingStatus
from activity_center.societies.models import Event, EventPlace, Membership, Society

# What has places, what takes one, and by which acts staff and officers may have lowered the number since.
_PLACES: list[tuple[Any, Any, Any, Any, tuple[str, ...]]] = [
    (Society, Society.name, Membership, Membership.society_id, ("set_society_capacity", "change_society")),
    (Event, Event.title, EventPlace, EventPlace.event_id, ("change_event",)),
]


def no_place_too_many(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that societies, events and categories have no more people than places, unless these became fewer."""
    found = [finding for one in _PLACES for finding in _too_many(session, *one)]
    for category, taken in session.execute(_over(Category, Entry, Entry.category_id, PLACED)):
        found.append(
            _full(category.id, f"{category.competition.name} {category.name}", taken, category.capacity, False)
        )
    yield from found or [ok(_("No society, event or competition has more people than places."))]


def _over(subject: Any, place: Any, column: Any, seated: Iterable[Any]) -> Select[*tuple[Any, ...]]:
    taken = func.count(place.id)
    joined = select(subject, taken).join(place, column == subject.id).where(place.status.in_(seated))
    return joined.group_by(subject.id).having(taken > subject.capacity).order_by(subject.id)


def _too_many(
    session: Session, subject: Any, name: Any, place: Any, column: Any, acts: tuple[str, ...]
) -> Iterator[Finding]:
    for row, taken in session.execute(_over(subject, place, column, SEATED)).all():
        lowered = select(Audit.id).where(
            Audit.act.in_(acts), Audit.subject == subject.__tablename__, Audit.subject_id == row.id
        )
        is_known = session.scalar(lowered.limit(1)) is not None
        yield _full(row.id, getattr(row, name.key), taken, row.capacity, is_known)


def _full(id: int, title: str, taken: int, capacity: int, is_known: bool) -> Finding:
    facts = {"title": title, "id": id, "taken": taken, "capacity": capacity}
    if is_known:
        return note(
            _("“%(title)s” (%(id)s) has %(taken)s people since its places were changed to %(capacity)s.") % facts
        )
    return problem(_("“%(title)s” (%(id)s) has %(taken)s people for %(capacity)s places.") % facts)


def no_place_idle(session: Session, at: datetime) -> Iterator[Finding]:
    """Check that no place in a competition is free, and no offer has run out, while an entry waits."""
    due = settling.categories_due(session, at)
    rows = session.scalars(select(Category).where(Category.id.in_(due)).order_by(Category.id)).all()
    texts = [
        _("A place in “%(title)s” (%(id)s) waits to be handed on: is no worker running?")
        % {"title": f"{row.competition.name} {row.name}", "id": row.id}
        for row in rows
    ]
    yield from none_of(texts, _("No place in a competition is free while somebody waits for it."))


def nobody_has_two_places(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that nobody has two live places in one society, event or category."""
    texts = [
        _("Person %(person)s has two places in %(what)s %(id)s.", person=person, what=name, id=id)
        for name, column, place, live in (
            (_("society"), Membership.society_id, Membership, Membership.status.in_(ENROLLED_LIVE)),
            (_("event"), EventPlace.event_id, EventPlace, EventPlace.status.in_(ENROLLED_LIVE)),
            (_("category of a competition"), EntryMember.category_id, EntryMember, EntryMember.is_live),
        )
        for person, id in session.execute(_twice(place, column, live))
    ]
    yield from none_of(texts, _("Nobody has two places in a society, an event or a competition."))


def _twice(place: Any, column: Any, live: Any) -> Select[*tuple[Any, ...]]:
    return select(place.person_id, column).where(live).group_by(place.person_id, column).having(func.count() > 1)


def entries_are_whole(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that every entry has people, who belong to its category and are live as long as it is."""
    theirs = EntryMember.entry_id == Entry.id
    is_live = Entry.status.in_(LIVE)
    amiss = exists().where(
        theirs, or_(EntryMember.category_id != Entry.category_id, and_(is_live, EntryMember.is_live.is_(False)))
    )
    wrong = select(Entry.id).where(or_(~exists().where(theirs), amiss)).order_by(Entry.id)
    texts = [_("Entry %(id)s has nobody, or people of another one.", id=id) for id in session.scalars(wrong)]
    yield from none_of(texts, _("Every entry has its people."))


def matches_are_of_their_stage(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that two different entries of the stage meet, and that what comes from other matches names some."""
    here = lambda entry: exists().where(StageEntry.stage_id == Match.stage_id, StageEntry.entry_id == entry)
    other = aliased(Match)
    known = lambda number: exists().where(other.stage_id == Match.stage_id, other.number == number)
    sides = [and_(side.is_not(None), ~here(side)) for side in (Match.one_id, Match.two_id)]
    sources = (Match.one_winner_of, Match.one_loser_of, Match.two_winner_of, Match.two_loser_of)
    sides += [and_(source.is_not(None), ~known(source)) for source in sources]
    wrong = select(Match.id).where(or_(Match.one_id == Match.two_id, *sides)).order_by(Match.id)
    texts = [_("Match %(id)s is not one of two entries of its stage.", id=id) for id in session.scalars(wrong)]
    yield from none_of(texts, _("In every match two entries of its stage meet."))


def scores_belong(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that scores are of entries of their stage, and that boards were played by members of the two sides."""
    here = exists().where(StageEntry.stage_id == Score.stage_id, StageEntry.entry_id == Score.entry_id)
    alone = select(Score.id).where(Score.entry_id.is_not(None), ~here)
    wrong = {*session.scalars(alone), *_foreign_boards(session)}
    texts = [_("Score %(id)s is of somebody who does not take part there.", id=id) for id in sorted(wrong)]
    yield from none_of(texts, _("Every score is of those who take part."))


def _foreign_boards(session: Session) -> Iterator[int]:
    rows = select(Score.id, Score.boards, Match.one_id, Match.two_id).join(Match, Match.id == Score.match_id)
    of_teams = (
        rows.join(Stage, Stage.id == Match.stage_id)
        .join(Category, Category.id == Stage.category_id)
        .join(Competition, Competition.id == Category.competition_id)
        .where(Competition.boards > 0)
    )
    played = [row for row in session.execute(of_teams) if row.boards]
    ids = {id for row in played for id in (row.one_id, row.two_id)}
    members = select(EntryMember.entry_id, EntryMember.person_id).where(EntryMember.entry_id.in_(ids))
    known = set(map(tuple, session.execute(members)))
    for row in played:
        sat = [
            (side, person)
            for board in row.boards
            for side, person in zip((row.one_id, row.two_id), board[1:], strict=True)
        ]
        if any(person is not None and (side, person) not in known for side, person in sat):
            yield row.id


def matches_hold_their_time(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that a match with a time is booked for it, in one of the rooms of its own competition."""
    rows = (
        select(Match.id)
        .join(Stage, Stage.id == Match.stage_id)
        .join(Category, Category.id == Stage.category_id)
        .outerjoin(PlayingTime, PlayingTime.id == Match.playing_time_id)
        .outerjoin(Booking, Booking.id == Match.booking_id)
        .where(or_(Match.playing_time_id.is_not(None), Match.booking_id.is_not(None)))
        .where(
            or_(
                Match.playing_time_id.is_(None),
                Match.booking_id.is_(None),
                Booking.status != BookingStatus.HELD,
                PlayingTime.competition_id != Category.competition_id,
            )
        )
        .order_by(Match.id)
    )
    texts = [_("Match %(id)s has a time that is not held for it.", id=id) for id in session.scalars(rows)]
    yield from none_of(texts, _("Every match holds its time."))


CHECKS: list[Check] = [
    no_place_too_many,
    no_place_idle,
    nobody_has_two_places,
    entries_are_whole,
    matches_are_of_their_stage,
    scores_belong,
    matches_hold_their_time,
]
