"""Events ranked by score: how tries are counted, a whole sheet of them written at once, and everything ever written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import exhibits, matches, scores
from activity_center.competitions.kinds import Format, ScoreStatus
from activity_center.competitions.measuring import Quantity, Tallied, Tally, tallied
from activity_center.competitions.models import Score, Stage
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
    """Settle how tries are counted; refused where that would leave out a try that was written down."""
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
    """Write down a sheet of tries, those that were changed in it; refused as a whole where a correction has no note.

    The sheet's `uid` makes each try count once however often the sheet is sent. Returns how many were written.
    """
    category = matches.stage_of(session, stage_id).category
    locked_category(session, category.id)
    most = measure(session, category.id).tries
    known = values(session, stage_id)
    for one in tries:
        if one.round > most:
            raise NotThere
        before = known.get(one.entry_id, {}).get(one.round)
        if before is not None and before != one.value and not one.note.strip() and not _sent(session, uid, one):
            raise Refused(Reason("correction_needs_note"))
    for one in tries:
        signed = Try(one.entry_id, one.round, one.value, _uid(uid, one), one.note)
        scores.write_try(session, stage_id, signed, roles, at=at, by=by)
    return len(tries)


def _uid(sheet: str, one: Try) -> str:
    return str(uuid5(UUID(sheet), f"{one.entry_id}:{one.round}"))


def _sent(session: Session, sheet: str, one: Try) -> bool:
    return session.scalar(select(Score.id).where(Score.uid == _uid(sheet, one))) is not None


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
