"""The draw of a category: its list published, its lots drawn so that anybody can draw them again, its matches made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import calendar_changed
from activity_center.competitions import apart, drawing, matches, measured, results, service, settling, sitting
from activity_center.competitions.drawing import Listed, Planned, StagePlan
from activity_center.competitions.kinds import CompetitionStatus, EntryStatus, Format, StageKind
from activity_center.competitions.models import Category, Competition, Entry, Match, Score, Stage, StageEntry
from activity_center.competitions.pairing_models import Pairing
from activity_center.competitions.settling import locked_category
from activity_center.errors import Reason, Refused
from activity_center.rooms import service as rooms
from activity_center.societies.rules import lot


@dataclass(frozen=True)
class Lots:
    """What anybody needs to draw a category again: the list as published, the text, and the order it gives."""

    text: str
    digest: str
    seed: str | None
    order: list[tuple[int, str]]


def lots(session: Session, category_id: int) -> Lots:
    """Return the list of a category as it is now or was when it was drawn, and the lots once they are drawn."""
    category = service.category(session, category_id)
    listed = _listed(session, category)
    seed = category.draw_seed
    ordered = drawing.order(listed, seed) if seed else []
    seeded = {number for number, rank in listed if rank}
    shown = [(number, "" if number in seeded else lot(seed or "", number)) for number in ordered]
    return Lots(drawing.list_text(listed), drawing.digest(listed), seed, shown)


def _listed(session: Session, category: Category) -> list[Listed]:
    """Return who is drawn: who has a place now, or once drawn, who was drawn; late ones have come since."""
    theirs = select(Entry.number, Entry.seed).where(Entry.category_id == category.id)
    late = select(StageEntry.entry_id).where(StageEntry.since_round > 1)
    if category.drawn_at:
        theirs = theirs.where(Entry.status.in_([EntryStatus.ENTERED, EntryStatus.RETIRED]), Entry.id.not_in(late))
    else:
        theirs = theirs.where(Entry.status == EntryStatus.ENTERED)
    return [(number, rank) for number, rank in session.execute(theirs.order_by(Entry.number))]


def publish_list(session: Session, category_id: int, *, at: datetime, by: Actor) -> Category:
    """Fix the list of a category by its SHA-256, before anybody can know the text of the draw."""
    category = locked_category(session, category_id)
    _refuse_undrawable(session, category)
    category.list_digest = drawing.digest(_listed(session, category))
    audit.record(session, by, at, "publish_list", "competition", category.competition_id, digest=category.list_digest)
    return category


def _refuse_undrawable(session: Session, category: Category) -> None:
    service.changeable(session, category.competition_id)
    if category.drawn_at:
        raise Refused(Reason("drawn_already"))
    if category.competition.format is Format.JUDGED:
        raise Refused(Reason("judged_not_drawn"))
    if category.competition.status not in (CompetitionStatus.CLOSED, CompetitionStatus.RUNNING):
        raise Refused(Reason("draw_before_closing"))
    if len(_listed(session, category)) < 2:
        raise Refused(Reason("draw_needs_two"))


def draw(session: Session, category_id: int, text: str, *, at: datetime, by: Actor) -> Category:
    """Draw the lots of a published list by a text that nobody could know before, and make the matches.

    Refused where the list has changed since: then it is published anew. Nobody waits for a place any more.
    """
    category = locked_category(session, category_id)
    _refuse_undrawable(session, category)
    listed = _listed(session, category)
    if category.list_digest != drawing.digest(listed):
        raise Refused(Reason("list_changed" if category.list_digest else "list_not_published"))
    competition = category.competition
    ordered = _ordered(session, category, drawing.order(listed, text.strip()))
    made = drawing.stages(
        competition.format, ordered, groups=competition.groups, has_third_place=competition.has_third_place
    )
    category.draw_seed, category.drawn_at = text.strip(), at
    ids = write_stages(session, category, made)
    if sitting.has_tables(competition):
        stage, rounds = matches.stage_of(session, ids[0]), measured.measure(session, category_id).tries
        sitting.seat_everybody(session, stage, rounds)
    competition.status = CompetitionStatus.RUNNING
    settling.end_waiting(session, category_id, at)
    audit.record(session, by, at, "draw_lots", "competition", competition.id, category=category.id, text=text.strip())
    return category


def _ordered(session: Session, category: Category, numbers: Sequence[int]) -> list[int]:
    """Return the entries in the order of these numbers, those of one unit kept apart where that is asked."""
    by_number = {one.number: one for one in session.scalars(select(Entry).where(Entry.category_id == category.id))}
    drawn, competition = [by_number[number] for number in numbers], category.competition
    if not competition.keeps_units_apart:
        return [one.id for one in drawn]
    meetings = apart.first_meetings(competition.format, len(drawn), competition.groups)
    units, seeded = {one.id: one.unit for one in drawn}, [one.id for one in drawn if one.seed]
    return apart.kept_apart(list(units), units, meetings, seeded)


def write_stages(session: Session, category: Category, made: Sequence[StagePlan]) -> list[int]:
    """Write down stages with their entries and matches, after those that are there; return their ids."""
    ids = []
    before = session.scalar(select(func.max(Stage.number)).where(Stage.category_id == category.id)) or 0
    for n, plan in enumerate(made, before + 1):
        stage = Stage(category_id=category.id, number=n, kind=plan.kind, group=plan.group)
        session.add(stage)
        session.flush()
        places = enumerate(plan.entries, 1)
        session.add_all([StageEntry(stage_id=stage.id, entry_id=entry, position=place) for place, entry in places])
        session.add_all([_match(stage.id, one) for one in plan.matches])
        ids.append(stage.id)
    session.flush()
    return ids


def _match(stage_id: int, planned: Planned) -> Match:
    one, two = planned.one, planned.two
    return Match(
        stage_id=stage_id,
        number=planned.number,
        round=planned.round,
        one_id=one.entry,
        two_id=two.entry,
        one_winner_of=one.winner_of,
        one_loser_of=one.loser_of,
        two_winner_of=two.winner_of,
        two_loser_of=two.loser_of,
    )


def take_back(session: Session, category_id: int, *, at: datetime, by: Actor) -> Category:
    """Take a draw back while nobody has written down a score: the matches go, the list is published anew."""
    category = locked_category(session, category_id)
    service.changeable(session, category.competition_id)
    if category.competition.format is Format.JUDGED:
        raise Refused(Reason("judged_not_drawn"))
    made = [stage.id for stage in matches.stages(session, category_id)]
    theirs = select(Match.id).where(Match.stage_id.in_(made))
    if session.scalar(select(Score.id).where(Score.match_id.in_(theirs) | Score.stage_id.in_(made)).limit(1)):
        raise Refused(Reason("played_already"))
    bookings = select(Match.booking_id).where(Match.id.in_(theirs), Match.booking_id.is_not(None))
    rooms.release(session, [id for id in session.scalars(bookings) if id])
    calendar_changed(session)
    sitting.forget(session, made)
    session.execute(delete(Pairing).where(Pairing.stage_id.in_(made)))
    session.execute(delete(Match).where(Match.stage_id.in_(made)))
    session.execute(delete(StageEntry).where(StageEntry.stage_id.in_(made)))
    session.execute(delete(Stage).where(Stage.id.in_(made)))
    audit.record(session, by, at, "take_draw_back", "competition", category.competition_id, text=category.draw_seed)
    category.list_digest = category.draw_seed = category.drawn_at = None
    _stop_running(session, category.competition)
    return category


def _stop_running(session: Session, competition: Competition) -> None:
    session.flush()
    drawn = select(Category.id).where(Category.competition_id == competition.id, Category.drawn_at.is_not(None))
    if session.scalar(drawn.limit(1)) is None:
        competition.status = CompetitionStatus.CLOSED


def begin_knockout(session: Session, category_id: int, *, at: datetime, by: Actor) -> Category:
    """Draw the knockout after groups: the first of each group go on, those of one group as far apart as can be.

    Refused while a match of a group is open, or where entries share the last place that goes on. Repeating it changes
    nothing.
    """
    category = locked_category(session, category_id)
    made = matches.stages(session, category_id)
    service.changeable(session, category.competition_id)
    if any(stage.kind is StageKind.SINGLE_ELIMINATION for stage in made):
        return category
    competition = category.competition
    if competition.format is not Format.GROUPS_KNOCKOUT or not made:
        raise Refused(Reason("no_groups_drawn"))
    groups = [_ranked(session, stage, competition.advancing) for stage in made]
    ordered = drawing.knockout_order(groups, competition.advancing)
    write_stages(session, category, [drawing.single(ordered, has_third_place=competition.has_third_place)])
    audit.record(session, by, at, "begin_knockout", "competition", competition.id, category=category_id)
    return category


def _ranked(session: Session, stage: Stage, advancing: int) -> list[int]:
    if any(matches.is_open(match) for match in matches.of_stage(session, stage.id)):
        raise Refused(Reason("group_not_played", {"group": stage.group}))
    table = results.table(session, stage)
    ranks = {place.entry: place.rank for place in table.places}
    there = [one.entry_id for one in matches.entries_of(session, stage.id) if one.entry.status is EntryStatus.ENTERED]
    left = sorted((entry for entry in there if entry in ranks), key=lambda entry: ranks[entry])
    if len(left) > advancing and ranks[left[advancing - 1]] == ranks[left[advancing]]:
        raise Refused(Reason("group_undecided", {"group": stage.group}))
    return left[:advancing]
