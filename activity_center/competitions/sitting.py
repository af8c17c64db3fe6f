"""Who sits at which table where scores rank: written down with the draw, and for rounds that are added to it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from activity_center.competitions import matches, seating
from activity_center.competitions.kinds import Format
from activity_center.competitions.models import Competition, Stage
from activity_center.competitions.seating_models import TableSeat


@dataclass(frozen=True)
class Table:
    """One table of one round, and who sits there in the order of the seats."""

    round: int
    number: int
    seats: tuple[TableSeat, ...]


def has_tables(competition: Competition) -> bool:
    """Say whether tables are drawn in a competition."""
    return competition.format is Format.RANK_BY_SCORE and bool(competition.seats_per_table)


def seat_everybody(session: Session, stage: Stage, rounds: int) -> None:
    """Give everybody a seat in each of so many rounds; seats that are given stay, those of further rounds go."""
    competition = stage.category.competition
    session.execute(delete(TableSeat).where(TableSeat.stage_id == stage.id, TableSeat.round > rounds))
    if not has_tables(competition):
        return
    there = session.scalar(select(func.max(TableSeat.round)).where(TableSeat.stage_id == stage.id)) or 0
    taking_part = [one.entry for one in matches.entries_of(session, stage.id)]
    units = {one.id: one.unit for one in taking_part} if competition.keeps_units_apart else {}
    seeded = {one.id for one in taking_part if one.seed}
    drawn = seating.rounds_of([one.id for one in taking_part], competition.seats_per_table or 0, rounds, units, seeded)
    for number, tables in enumerate(drawn[there:], there + 1):
        for table, sitting in enumerate(tables, 1):
            for seat, entry_id in enumerate(sitting, 1):
                session.add(TableSeat(stage_id=stage.id, entry_id=entry_id, round=number, table=table, seat=seat))
    session.flush()


def forget(session: Session, stage_ids: Collection[int]) -> None:
    """Take away all seats of stages whose draw is taken back."""
    session.execute(delete(TableSeat).where(TableSeat.stage_id.in_(stage_ids)))


def tables(session: Session, stage_id: int) -> list[Table]:
    """Return the tables of a stage by round and number; nothing where none were drawn."""
    order = (TableSeat.round, TableSeat.table, TableSeat.seat)
    rows = select(TableSeat).where(TableSeat.stage_id == stage_id).options(joinedload(TableSeat.entry)).order_by(*order)
    found: dict[tuple[int, int], list[TableSeat]] = {}
    for row in session.scalars(rows):
        found.setdefault((row.round, row.table), []).append(row)
    return [Table(*at, tuple(seats)) for at, seats in found.items()]


def of_entries(session: Session, entry_ids: Collection[int]) -> dict[int, list[TableSeat]]:
    """Return the seats of entries, by entry and round; who has none is left out."""
    rows = select(TableSeat).where(TableSeat.entry_id.in_(entry_ids)).order_by(TableSeat.round, TableSeat.id)
    found: dict[int, list[TableSeat]] = {}
    for row in session.scalars(rows):
        found.setdefault(row.entry_id, []).append(row)
    return found
