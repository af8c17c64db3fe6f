"""When and where matches are played: the rooms a competition has, and the players' time, each held by a Booking."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import calendar_changed
from activity_center.competitions import matches, service
from activity_center.competitions.kinds import LIVE
from activity_center.competitions.models import (
    Category,
    Competition,
    Entry,
    EntryMember,
    Match,
    PlayingTime,
    Stage,
    StageEntry,
)
from activity_center.competitions.timetable import Hall, Seat, ToPlay, timetable
from activity_center.db import found, zone
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.rooms import bookings
from activity_center.rooms import service as rooms
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.models import Booking, BookingPerson
from activity_center.rooms.obstacles import Hold, obstacles
from activity_center.rooms.recurrence import Occurrence, Pattern
from activity_center.rooms.rules import Span


@dataclass(frozen=True)
class HallDraft:
    """A room that a competition wants from when to when, and how many tables there are in it."""

    room_id: int
    starts_at: datetime
    ends_at: datetime
    tables: int


def halls(session: Session, competition_id: int) -> list[PlayingTime]:
    """Return the rooms a competition has, in order of time."""
    theirs = select(PlayingTime).where(PlayingTime.competition_id == competition_id)
    whole = [joinedload(PlayingTime.booking), joinedload(PlayingTime.room)]
    return sorted(session.scalars(theirs.options(*whole)), key=lambda one: (one.booking.starts_at, one.id))


def add_hall(
    session: Session,
    competition_id: int,
    draft: HallDraft,
    asker: Asker | None = None,
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> PlayingTime:
    """Book a room for a competition; refused with everything that is in the way.

    An `asker` who is no staff books only what the rules of the room let them have without anybody's approval.
    """
    rooms.lock_holders(session, [draft.room_id], [])
    competition = service.changeable(session, competition_id)
    if draft.ends_at <= draft.starts_at:
        raise Refused(Reason("times_out_of_order"))
    if asker and not asker.is_staff:
        _refuse_beyond_rights(session, competition.name, draft, asker, at, zone)
    booking = rooms.book(session, competition.name, draft.starts_at, draft.ends_at, room_ids=[draft.room_id], zone=zone)
    hall = PlayingTime(competition_id=competition_id, room_id=draft.room_id, booking_id=booking.id, tables=draft.tables)
    session.add(hall)
    session.flush()
    calendar_changed(session)
    audit.record(session, by, at, "book_hall", "competition", competition_id, room=draft.room_id)
    return hall


def _refuse_beyond_rights(
    session: Session, name: str, draft: HallDraft, asker: Asker, at: datetime, zone: ZoneInfo
) -> None:
    day = draft.starts_at.astimezone(zone).date()
    span = Span(draft.starts_at, draft.ends_at)
    clocks = (span.starts_at.astimezone(zone).time(), span.ends_at.astimezone(zone).time())
    wish = Wish(name, Pattern(*clocks, day, day), (draft.room_id,))
    here = Occurrence(day, span)
    preview = bookings.look_at(session, wish, [here], asker, [wish.hold(here)], at=at, zone=zone)
    if preview.reasons:
        raise Refused(*preview.reasons)
    if preview.needs_approval:
        raise Refused(Reason("hall_needs_desk"))


def give_back(session: Session, hall_id: int, *, at: datetime, by: Actor) -> int:
    """Give a room back, with the times of the matches in it that are not played yet; return the competition."""
    hall: PlayingTime = found(session.get(PlayingTime, hall_id))
    service.changeable(session, hall.competition_id)
    its = list(session.scalars(select(Match).where(Match.playing_time_id == hall_id)))
    if any(matches.result_of(match) is not None for match in its):
        raise Refused(Reason("hall_played_in"))
    _unseat(session, its, at)
    rooms.release(session, [hall.booking_id])
    competition_id = hall.competition_id
    session.delete(hall)
    session.flush()
    calendar_changed(session)
    audit.record(session, by, at, "give_hall_back", "competition", competition_id, room=hall.room_id)
    return competition_id


def _unseat(session: Session, its: Iterable[Match], at: datetime) -> None:
    for match in its:
        if match.booking:
            rooms.release(session, [match.booking.id])
            match.last_booking_id, match.timed_at = match.booking.id, at
            match.sequence += match.booking.sequence + 1
        match.booking_id = match.playing_time_id = match.slot = match.table = None
    session.flush()


def lock_players(session: Session, stages: Sequence[Stage]) -> None:
    """Lock everybody whose time the matches of stages may take, before the competition: floors come in order."""
    theirs = select(EntryMember.person_id).join(StageEntry, StageEntry.entry_id == EntryMember.entry_id)
    mine = theirs.where(StageEntry.stage_id.in_([stage.id for stage in stages])).distinct()
    rooms.lock_holders(session, [], session.scalars(mine))


def set_times(session: Session, competition_id: int, *, at: datetime, by: Actor) -> tuple[int, int]:
    """Give every match without a time one in the rooms there are; return how many have one, and how many are left.

    Nobody sits at two tables, and everybody rests between two games; what else takes the players' time is looked at.
    Who plays is told their first time.
    """
    members = select(EntryMember.person_id).join(Entry).where(Entry.competition_id == competition_id)
    people = sorted(set(session.scalars(members)))
    rooms.lock_holders(session, [], people)
    competition = service.changeable(session, competition_id)
    every = matches.of_competition(session, competition_id)
    wanted = [match for match in every if match.playing_time_id is None and _is_to_play(match)]
    here = halls(session, competition_id)
    open_halls = [Hall(one.id, Span(one.booking.starts_at, one.booking.ends_at), one.tables) for one in here]
    seats = timetable(
        _to_play(wanted, every),
        open_halls,
        timedelta(minutes=competition.match_minutes),
        timedelta(minutes=competition.rest_minutes),
        _busy(session, people, open_halls),
        [(m.playing_time_id, m.slot, m.table) for m in every if m.playing_time_id and m.slot is not None and m.table],
    )
    _seat_all(session, competition, {match.id: match for match in wanted}, seats, at)
    _tell(session, competition, wanted, at)
    calendar_changed(session)
    audit.record(session, by, at, "set_times", "competition", competition_id, given=len(seats))
    return len(seats), len(wanted) - len(seats)


def _is_to_play(match: Match) -> bool:
    has_sides = (match.one_id or match.one_winner_of or match.one_loser_of) and (
        match.two_id or match.two_winner_of or match.two_loser_of
    )
    return bool(has_sides) and matches.result_of(match) is None and not matches.tie_of(match).is_second_final


def _to_play(wanted: Sequence[Match], every: Sequence[Match]) -> list[ToPlay]:
    """Return matches as the timetable sees them."""
    by_number = {(match.stage_id, match.number): match.id for match in every}
    found_so_far = []
    for match in wanted:
        sources = (match.one_winner_of, match.one_loser_of, match.two_winner_of, match.two_loser_of)
        after = frozenset(by_number[match.stage_id, number] for number in sources if number)
        found_so_far.append(ToPlay(match.id, _turn(match), _people(match), after))
    return found_so_far


def _turn(match: Match) -> int:
    """Return the order of play: numbers of a knockout are in it, of a double elimination too."""
    return match.number if match.stage.kind in matches.KNOCKOUTS else match.round


def _people(match: Match) -> frozenset[int]:
    sides = [entry for entry in (match.one, match.two) if entry]
    return frozenset(member.person_id for entry in sides for member in entry.members)


def _busy(session: Session, people: Collection[int], open_halls: Sequence[Hall]) -> dict[int, list[Span]]:
    found_so_far: dict[int, list[Span]] = defaultdict(list)
    if not open_halls:
        return found_so_far
    first = min(hall.span.starts_at for hall in open_halls) - timedelta(days=1)
    last = max(hall.span.ends_at for hall in open_halls) + timedelta(days=1)
    held = select(BookingPerson).where(
        BookingPerson.person_id.in_(people), BookingPerson.starts_at < last, BookingPerson.ends_at > first
    )
    for row in session.scalars(held):
        found_so_far[row.person_id].append(Span(row.starts_at, row.ends_at))
    return found_so_far


def _seat_all(
    session: Session, competition: Competition, by_id: dict[int, Match], seats: dict[int, Seat], at: datetime
) -> None:
    order = sorted(seats)
    holds = [Hold(competition.name, seats[id].span, (), tuple(sorted(_people(by_id[id])))) for id in order]
    for id, booking_id in zip(order, rooms.hold_all(session, holds, zone=zone()), strict=True):
        match, seat = by_id[id], seats[id]
        match.booking_id, match.playing_time_id, match.timed_at = booking_id, seat.hall_id, at
        match.slot, match.table = seat.slot, seat.table
        match.sequence += match.last_booking_id is not None
    session.flush()


def _tell(session: Session, competition: Competition, wanted: Sequence[Match], at: datetime) -> None:
    """Tell everybody when and where they play first."""
    session.expire_all()
    first: dict[int, Match] = {}
    seated = [match for match in wanted if match.booking]
    for match in sorted(seated, key=lambda one: one.booking.starts_at if one.booking else at):
        for person in _people(match):
            first.setdefault(person, match)
    for person, match in sorted(first.items()):
        if match.booking and match.playing_time:
            told = {"title": competition.name, "starts_at": match.booking.starts_at.isoformat()}
            place = f"{match.playing_time.room.name} · {match.table}"
            notices.post(session, [person], "match_set", told | {"place": place}, at=at)


def follow(session: Session, stage: Stage, match_ids: Collection[int]) -> None:
    """Let the bookings of matches hold the time of those who have come into them, and of nobody else.

    Whoever is held elsewhere at that time is left out: the result stands, and the referee finds another time.
    """
    for match in matches.of_stage(session, stage.id) if match_ids else ():
        if match.id not in match_ids or not match.booking:
            continue
        booking: Booking = match.booking
        span = Span(booking.starts_at, booking.ends_at)
        wanted = [Hold(booking.title, span, (), (person,), booking.id) for person in sorted(_people(match))]
        reasons = obstacles(session, wanted, zone=zone())
        free = tuple(hold.person_ids[0] for hold, found_here in zip(wanted, reasons, strict=True) if not found_here)
        rooms.hold_all(session, [Hold(booking.title, span, (), free, booking.id)], zone=zone())
        calendar_changed(session)


def clear_times(session: Session, competition_id: int, *, at: datetime, by: Actor) -> int:
    """Take the times of all matches that are not played yet away, to set them anew; return how many."""
    service.changeable(session, competition_id)
    every = matches.of_competition(session, competition_id)
    unplayed = [match for match in every if match.playing_time_id and matches.result_of(match) is None]
    _unseat(session, unplayed, at)
    calendar_changed(session)
    audit.record(session, by, at, "clear_times", "competition", competition_id, cleared=len(unplayed))
    return len(unplayed)


def next_of_person(session: Session, person_id: int, at: datetime, until: datetime | None = None) -> list[Match]:
    """Return the matches of somebody that are not over at a moment and begin before another, in order of time."""
    mine = select(EntryMember.entry_id).join(Entry).where(EntryMember.person_id == person_id, Entry.status.in_(LIVE))
    wanted = select(Match).join(Booking, Match.booking_id == Booking.id).join(Stage).join(Category)
    wanted = wanted.where(Match.one_id.in_(mine) | Match.two_id.in_(mine), Booking.ends_at > at)
    wanted = wanted.where(Booking.starts_at < until) if until else wanted
    sides = (joinedload(side).selectinload(Entry.members) for side in (Match.one, Match.two))
    contest = joinedload(Match.stage).joinedload(Stage.category).joinedload(Category.competition)
    hall = joinedload(Match.playing_time).joinedload(PlayingTime.room)
    whole = wanted.options(*sides, contest, hall, joinedload(Match.booking))
    return list(session.scalars(whole.order_by(Booking.starts_at, Match.id)))


def count_untimed(session: Session, competition_id: int) -> int:
    """Return how many matches are still to be played and have no time yet."""
    every = matches.of_competition(session, competition_id)
    return sum(match.playing_time_id is None and _is_to_play(match) for match in every)
