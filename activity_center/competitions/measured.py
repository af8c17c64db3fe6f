"""Events ranked by score: how tries are counted, a whole sheet of them written at once, and everything ever written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import exhibits, matches, scores, seating, sitting
from activity_center.competitions.kinds import EntryStatus, Format, ScoreStatus
from activity_center.competitions.measuring import Quantity, Tallied, Tally, tallied, written
from activity_center.competitions.models import Entry, Score, Stage
from activity_center.competitions.prizes import Prize, awarded
from activity_center.competitions.scores import Try
from activity_center.competitions.settling import locked_category
from activity_center.competitions.show_models import Measure
from activity_center.errors import NotThere, Reason, Refused
from activity_center.people.rules import RoleName


@dataclass(frozen=True)
class MeasureDraft:
    """How tries are counted and written, how many everybody has, and what they win."""

    tally: Tally = Tally.SUM
    quantity: Quantity = Quantity.POINTS
    tries: int = 2
    prizes: tuple[Prize, ...] = ()


def measure(session: Session, category_id: int) -> MeasureDraft:
    """Return how the tries of a category are counted; where nobody has said so they are added up."""
    row = session.scalar(select(Measure).where(Measure.category_id == category_id))
    if row is None:
        return MeasureDraft()
    return MeasureDraft(row.tally, row.quantity, row.tries, tuple(exhibits.prizes_of(row.prizes)))


def set_measure(session: Session, category_id: int, draft: MeasureDraft, *, at: datetime, by: Actor) -> Measure:
    """Settle how tries are counted; refused where that would leave out a try that was written down.

    Where tables are drawn, a round more has its tables at once.
    """
    category = locked_category(session, category_id)
    if category.competition.format is not Format.RANK_BY_SCORE:
        raise NotThere
    used = [round for stage in matches.stages(session, category_id) for round in _rounds(session, stage)]
    if max(used, default=0) > draft.tries:
        raise Refused(Reason("tries_written", {"n": max(used)}))
    row = session.scalar(select(Measure).where(Measure.category_id == category_id)) or Measure(category_id=category_id)
    row.tally, row.quantity, row.tries = draft.tally, draft.quantity, draft.tries
    row.prizes = exhibits.prizes_kept(draft.prizes)
    session.add(row)
    session.flush()
    for stage in matches.stages(session, category_id):
        sitting.seat_everybody(session, stage, draft.tries)
    audit.record(session, by, at, "set_measure", "competition", category.competition_id, tally=draft.tally.value)
    return row


def _rounds(session: Session, stage: Stage) -> list[int]:
    return [round for mine in values(session, stage.id).values() for round in mine]


def write_all(
    session: Session,
    stage_id: int,
    uid: str,
    tries: Sequence[Try],
    roles: Collection[RoleName],
    *,
    at: datetime,
    by: Actor,
) -> int:
    """Write down a sheet of tries, those that were changed in it.

    Refused as a whole where a correction has no note, and where the chips of a table are not what it began with. The
    sheet's `uid` makes each try count once however often the sheet is sent. Returns how many were written.
    """
    stage = matches.stage_of(session, stage_id)
    locked_category(session, stage.category_id)
    most = measure(session, stage.category_id).tries
    known = values(session, stage_id)
    sent = set(session.scalars(select(Score.uid).where(Score.uid.in_([_uid(uid, one) for one in tries]))))
    fresh = [one for one in tries if _uid(uid, one) not in sent]
    for one in tries:
        if one.round > most:
            raise NotThere
        before = known.get(one.entry_id, {}).get(one.round)
        if before is not None and before != one.value and not one.note.strip() and one in fresh:
            raise Refused(Reason("correction_needs_note"))
    if wrong := _wrong_tables(session, stage, known, fresh):
        raise Refused(*wrong)
    for one in tries:
        signed = Try(one.entry_id, one.round, one.value, _uid(uid, one), one.note)
        scores.write_try(session, stage_id, signed, roles, at=at, by=by)
    return len(tries)


def _wrong_tables(
    session: Session, stage: Stage, known: Mapping[int, Mapping[int, Decimal]], tries: Sequence[Try]
) -> list[Reason]:
    """Return which tables of a sheet do not add up; who has left may have no chips, or those they left behind."""
    each = stage.category.competition.chips_each
    changed = {(one.entry_id, one.round): one.value for one in tries}
    reasons = []
    for table in sitting.tables(session, stage.id) if each and changed else ():
        if all((seat.entry_id, table.round) not in changed for seat in table.seats):
            continue
        before = {seat.entry_id: known.get(seat.entry_id, {}).get(table.round) for seat in table.seats}
        after = {entry: changed.get((entry, table.round), chips) for entry, chips in before.items()}
        counted = [chips for chips in after.values() if chips is not None]
        left = [seat.entry for seat in table.seats if after[seat.entry_id] is None]
        facts = {"round": table.round, "table": table.number}
        if counted and any(entry.status is not EntryStatus.RETIRED for entry in left):
            reasons.append(Reason("table_half_written", facts | {"numbers": [entry.number for entry in left]}))
        elif counted and (off := seating.missing(counted, each or 0)):
            facts |= {"n": len(counted), "each": each or 0, "sum": written(sum(counted, Decimal()))}
            reasons.append(Reason("chips_missing" if off > 0 else "chips_over", facts | {"off": written(abs(off))}))
    return reasons


def _uid(sheet: str, one: Try) -> str:
    return str(uuid5(UUID(sheet), f"{one.entry_id}:{one.round}"))


def values(session: Session, stage_id: int) -> dict[int, dict[int, Decimal]]:
    """Return what counts of each try of each entry: the last that was written down about it."""
    found: dict[int, dict[int, Decimal]] = {}
    rows = select(Score).where(Score.stage_id == stage_id, Score.status != ScoreStatus.ENTERED).order_by(Score.id)
    for row in session.scalars(rows):
        mine = found.setdefault(row.entry_id or 0, {})
        if row.value is None:
            mine.pop(row.round or 0, None)
        else:
            mine[row.round or 0] = row.value
    return found


def tables_ahead(session: Session, stage: Stage) -> list[sitting.Table]:
    """Return the tables of the first round in which somebody who has not left has no value yet."""
    every, known = sitting.tables(session, stage.id), values(session, stage.id)
    for table in every:
        if any(_is_missing(seat.entry, table.round, known) for seat in table.seats):
            return [one for one in every if one.round == table.round]
    return []


def _is_missing(entry: Entry, round: int, known: Mapping[int, Mapping[int, Decimal]]) -> bool:
    return entry.status is not EntryStatus.RETIRED and round not in known.get(entry.id, {})


def history(session: Session, stage_id: int, limit: int = 300) -> list[Score]:
    """Return what was ever written down about the tries of a stage, newest first."""
    its = select(Score).where(Score.stage_id == stage_id).options(joinedload(Score.by))
    return list(session.scalars(its.order_by(Score.id.desc()).limit(limit)))


def standing(session: Session, stage: Stage) -> dict[int, Tallied]:
    """Return what everybody who has a try has come to, by entry."""
    kept, competition = measure(session, stage.category_id), stage.category.competition
    return tallied(values(session, stage.id), kept.tally, is_least_best=competition.is_least_best)


def prizes(session: Session, stage: Stage) -> dict[int, str]:
    """Return who wins which prize by how it stands now; shares are those of everybody who has a try."""
    ranks = [(one.rank, entry) for entry, one in standing(session, stage).items()]
    return awarded(ranks, measure(session, stage.category_id).prizes)
