"""The rounds of a Swiss: who rests, and who meets whom next.

Pairing takes seconds for hundreds of players, so it is worked out between two short transactions: what it follows
from is read, paired by swiss.pair, and written only if nothing has changed meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import matches, service
from activity_center.competitions.apart import pairs_apart
from activity_center.competitions.kinds import SCORING, CompetitionStatus, EntryStatus, Format, StageKind
from activity_center.competitions.models import Category, Competition, Entry, Match, Stage, StageEntry
from activity_center.competitions.rules import ASKED_FOR, Outcome, record_of
from activity_center.competitions.swiss import Round
from activity_center.db import found, lock
from activity_center.errors import NotThere, Reason, Refused


@dataclass(frozen=True)
class Next:
    """The next round of a Swiss and all that its pairs follow from; entries go by their ids."""

    stage_id: int
    number: int
    round: Round


def stage_of(session: Session, category_id: int) -> Stage:
    """Return the Swiss of a category, NotThere where it has none."""
    mine = select(Stage).where(Stage.category_id == category_id, Stage.kind == StageKind.SWISS)
    return found(session.scalar(mine))


def is_pair(match: Match) -> bool:
    """Say whether a match came from pairing: two who meet, or the bye that is left over."""
    return match.bye not in ASKED_FOR


def last_round(found_matches: list[Match]) -> int:
    """Return the last round that has been paired, 0 before the first."""
    return max((match.round for match in found_matches if is_pair(match)), default=0)


@dataclass(frozen=True)
class State:
    """Which round of a Swiss is paired next, and which entries rest in it at their wish."""

    next: int
    rests: frozenset[int | None]


def state(session: Session, category_id: int) -> State:
    """Return what comes next in the Swiss of a category."""
    every = matches.of_stage(session, stage_of(session, category_id).id)
    number = last_round(every) + 1
    return State(number, frozenset(m.one_id for m in every if m.round == number and not is_pair(m)))


def pairs_of(session: Session, category_id: int, number: int) -> list[Match]:
    """Return who meets whom in a round, by board, and who rests in it."""
    stages = [one for one in matches.stages(session, category_id) if one.kind is StageKind.SWISS]
    return [match for one in stages for match in matches.of_stage(session, one.id) if match.round == number]


def next_round(session: Session, category_id: int) -> Next:
    """Return what the next round is to be paired from; refused with every reason why there is none yet."""
    stage = stage_of(session, category_id)
    competition, every = stage.category.competition, matches.of_stage(session, stage.id)
    number, rounds = last_round(every) + 1, competition.rounds or 1
    reasons = []
    if competition.status is not CompetitionStatus.RUNNING:
        reasons.append(Reason("competition_not_running", {"title": competition.name}))
    if number > rounds:
        reasons.append(Reason("rounds_are_played", {"n": rounds}))
    if left := sum(matches.is_open(match) for match in every):
        reasons.append(Reason("round_not_played", {"round": number - 1, "n": left}))
    if reasons:
        raise Refused(*reasons)
    return Next(stage.id, number, _round(session, stage, every, number))


def _round(session: Session, stage: Stage, every: list[Match], number: int) -> Round:
    taking_part = [one.entry for one in matches.entries_of(session, stage.id)]
    rests = {match.one_id for match in every if match.round == number and not is_pair(match)}
    absent = {one.id for one in taking_part if one.status is EntryStatus.RETIRED or one.id in rests}
    ids = [one.id for one in taking_part]
    competition = stage.category.competition
    return Round(
        ids,
        record_of(ids, matches.played((m for m in every if m.round < number), {id: id for id in ids})),
        SCORING[competition.scoring],
        competition.rounds or 1,
        frozenset(absent),
        pairs_apart({one.id: one.unit for one in taking_part}) if competition.keeps_units_apart else frozenset(),
    )


def write_round(
    session: Session, category_id: int, known: Next, pairs: list[tuple[int, int | None]], *, at: datetime, by: Actor
) -> int:
    """Write down the pairs of a round and return how many there are; a round that is there already stays as it is.

    Refused where a score, a rest or somebody's leaving has changed since what the pairs follow from was read.
    """
    stage = locked_stage(session, category_id)
    every = matches.of_stage(session, stage.id)
    if last_round(every) >= known.number:
        return 0
    if next_round(session, category_id) != known:
        raise Refused(Reason("round_changed_meanwhile"))
    first = max((match.number for match in every), default=0) + 1
    for number, (one, two) in enumerate(pairs, first):
        bye = Outcome.BYE if two is None else None
        session.add(Match(stage_id=stage.id, number=number, round=known.number, one_id=one, two_id=two, bye=bye))
    session.flush()
    audit.record(
        session,
        by,
        at,
        "pair_round",
        "competition",
        stage.category.competition_id,
        round=known.number,
        pairs=len(pairs),
    )
    return len(pairs)


def locked_stage(session: Session, category_id: int) -> Stage:
    """Lock the competition of a category, and return its Swiss as it is now."""
    category: Category = service.category(session, category_id)
    lock(session, Competition, [category.competition_id])
    session.expire_all()
    return stage_of(session, category_id)


def takes_late(session: Session, category: Category) -> bool:
    """Say whether one may still join a category that is drawn: it is a Swiss, and rounds are left to pair."""
    competition = category.competition
    if not category.drawn_at or competition.format is not Format.SWISS:
        return False
    is_running = competition.status is CompetitionStatus.RUNNING
    return is_running and state(session, category.id).next <= (competition.rounds or 1)


def join_late(session: Session, entry: Entry) -> None:
    """Let an entry that has come after the draw play in a Swiss from the round that is paired next, as its last."""
    stage = stage_of(session, entry.category_id)
    there = [one.position for one in matches.entries_of(session, stage.id)]
    since = last_round(matches.of_stage(session, stage.id)) + 1
    row = StageEntry(stage_id=stage.id, entry_id=entry.id, position=max(there, default=0) + 1, since_round=since)
    session.add(row)
    session.flush()


def rest(
    session: Session, category_id: int, entry_id: int, outcome: Outcome | None, *, at: datetime, by: Actor
) -> Stage:
    """Let an entry rest in the round that is paired next, for half a point or none; None takes that back.

    Who has left rests anyway; asking again for what stands changes nothing.
    """
    stage = locked_stage(session, category_id)
    if outcome is not None and outcome not in ASKED_FOR:
        raise NotThere
    entry = next((one.entry for one in matches.entries_of(session, stage.id) if one.entry_id == entry_id), None)
    if found(entry).status is not EntryStatus.ENTERED:
        raise Refused(Reason("entry_not_in", {"name": found(entry).name}))
    every = matches.of_stage(session, stage.id)
    number = last_round(every) + 1
    if number > (stage.category.competition.rounds or 1):
        raise Refused(Reason("rounds_are_played", {"n": stage.category.competition.rounds}))
    known = next((match for match in every if match.round == number and match.one_id == entry_id), None)
    if known and outcome is None:
        session.delete(known)
    elif known:
        known.bye = outcome
    elif outcome is not None:
        place = max((match.number for match in every), default=0) + 1
        session.add(Match(stage_id=stage.id, number=place, round=number, one_id=entry_id, bye=outcome))
    session.flush()
    told = {"round": number, "bye": outcome.value if outcome else None}
    audit.record(session, by, at, "rest_in_round", "entry", entry_id, **told)
    return stage
