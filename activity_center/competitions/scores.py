"""Scores: who writes one down, what it changes, and how one is corrected. A score is never changed or deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import SYSTEM, Actor
from activity_center.competitions import matches, playing, service
from activity_center.competitions.deciding import Said, Written, decided, flaws, status_of
from activity_center.competitions.kinds import CompetitionStatus, EntryStatus, Reporting, Result, ScoreStatus, StageKind
from activity_center.competitions.models import Competition, Entry, Match, Score, Stage, StageEntry
from activity_center.db import found, lock, zone
from activity_center.errors import NotYours, Reason, Refused
from activity_center.notices import service as notices
from activity_center.people.rules import RoleName


@dataclass(frozen=True)
class Report:
    """What somebody types about a match; `uid` is of the form, so that sending it twice counts once.

    `corrects` says that it shall stand instead of what counts already, and `note` why.
    """

    said: Said
    uid: str
    corrects: bool = False
    note: str = ""


def write(
    session: Session, match_id: int, report: Report, roles: Collection[RoleName], *, at: datetime, by: Actor
) -> Score:
    """Write down what a match came to, and let the winner go on.

    A referee's word counts at once, unless two have to say the same; players say it where the regulations let them,
    and it counts once both sides have said the same. What counts already is only corrected by a referee, with a note,
    and never so that a match that has been played afterwards loses one of its sides.
    """
    match, stage = _locked(session, match_id)
    if known := session.scalar(select(Score).where(Score.uid == report.uid)):
        return known
    competition = stage.category.competition
    is_referee = service.may_referee(session, competition.id, by.person_id, roles, at.astimezone(zone()).date())
    side = None if is_referee else matches.side_of(match, by.person_id)
    if not is_referee and (side is None or competition.reporting is not Reporting.BOTH_SIDES):
        raise NotYours
    before = matches.written(match)
    _refuse(stage, match, report, before, is_referee)
    new = Written(report.said, by.person_id, ScoreStatus.ENTERED, side)
    status = ScoreStatus.CORRECTED if report.corrects else status_of(competition.reporting, new, before)
    row = _added(session, match, report.said, status, at, by, uid=report.uid, note=report.note.strip())
    audit.record(session, by, at, "write_score", "match", match.id, status=status.value, note=row.note)
    if status is not ScoreStatus.ENTERED:
        advance(session, stage, at)
    return row


def _locked(session: Session, match_id: int) -> tuple[Match, Stage]:
    """Lock whose time a match may come to take, then the competition, and return both as they are now."""
    stage = matches.match_of(session, match_id).stage
    playing.lock_players(session, [stage])
    lock(session, Competition, [stage.category.competition_id])
    session.get(Competition, stage.category.competition_id, populate_existing=True)
    return matches.match_of(session, match_id), stage


def _refuse(stage: Stage, match: Match, report: Report, before: Sequence[Written], is_referee: bool) -> None:
    if stage.category.competition.status is not CompetitionStatus.RUNNING:
        raise Refused(Reason("competition_not_running", {"title": stage.category.competition.name}))
    if match.one_id is None or match.two_id is None:
        raise Refused(Reason("sides_unknown"))
    counts = decided(before)
    reasons = flaws(report.said, needs_winner=stage.kind in matches.KNOCKOUTS)
    if counts is not None and not (report.corrects and is_referee):
        reasons.append(Reason("score_counts_already"))
    if report.corrects and not report.note.strip():
        reasons.append(Reason("correction_needs_note"))
    if (counts is None and report.said.result is Result.VOID) or (report.corrects and counts is None):
        reasons.append(Reason("nothing_to_correct"))
    if reasons:
        raise Refused(*reasons)


def _added(
    session: Session, match: Match, said: Said, status: ScoreStatus, at: datetime, by: Actor, **more: Any
) -> Score:
    row = Score(
        match_id=match.id,
        by_id=by.person_id,
        at=at,
        status=status,
        result=said.result,
        sets=[list(one) for one in said.sets],
        levels=list(said.levels) if said.levels else None,
        boards=[[one.result.value, one.one_id, one.two_id] for one in said.boards] or None,
        **more,
    )
    session.add(row)
    session.flush()
    session.expire(match, ["scores"])
    return row


def advance(session: Session, stage: Stage, at: datetime) -> None:
    """Put winners and losers into the matches that follow, and give those without an opponent who is left their win.

    Refused where that would take a side out of a match that counts already.
    """
    while True:
        every = matches.of_stage(session, stage.id)
        changed = matches.fill(stage, every)
        later = [match for match in changed if any(s.status is not ScoreStatus.ENTERED for s in match.scores)]
        if any(matches.result_of(match) is not None for match in later):
            raise Refused(Reason("next_match_counts"))
        session.flush()
        session.expire_all()
        playing.follow(session, stage, [match.id for match in changed])
        if not _walk_overs(session, stage, at):
            return


def _walk_overs(session: Session, stage: Stage, at: datetime) -> bool:
    """Write down the matches of those who have left as lost without a game; say whether there were any."""
    every = matches.of_stage(session, stage.id)
    written = False
    for match in every:
        gone = matches.is_retired(match, 0), matches.is_retired(match, 1)
        if not any(gone) or not (match.one_id and match.two_id) or matches.result_of(match) is not None:
            continue
        result = Result.ONE_ABSENT if gone[0] else Result.TWO_ABSENT
        if all(gone) and stage.kind not in matches.KNOCKOUTS:
            result = Result.BOTH_ABSENT
        _added(session, match, Said(result), ScoreStatus.CONFIRMED, at, SYSTEM, uid=str(uuid4()))
        written = True
    return written


def retire(session: Session, entry_id: int, note: str, *, at: datetime, by: Actor) -> Entry:
    """Let an entry leave after the draw: what it played stays, what it has not played goes to the others."""
    entry: Entry = found(session.get(Entry, entry_id))
    theirs = select(Stage).join(StageEntry, StageEntry.stage_id == Stage.id).where(StageEntry.entry_id == entry_id)
    stages = list(session.scalars(theirs.order_by(Stage.id)))
    playing.lock_players(session, stages)
    lock(session, Competition, [entry.competition_id])
    entry = found(session.get(Entry, entry_id, populate_existing=True))
    if entry.status is EntryStatus.RETIRED:
        return entry
    if entry.status is not EntryStatus.ENTERED or not entry.category.drawn_at:
        raise Refused(Reason("entry_not_in", {"name": entry.name}))
    if entry.competition.status is not CompetitionStatus.RUNNING:
        raise Refused(Reason("competition_not_running", {"title": entry.competition.name}))
    entry.status, entry.changed_at = EntryStatus.RETIRED, at
    session.flush()
    audit.record(session, by, at, "retire", "entry", entry_id, note=note)
    told = {"title": entry.competition.name, "note": note}
    others = [member.person_id for member in entry.members if member.person_id != by.person_id]
    notices.post(session, others, "entry_ended", told, at=at)
    for stage in stages:
        advance(session, stage, at)
    return entry


@dataclass(frozen=True)
class Try:
    """What somebody types where scores rank: which try of which entry, None to take it back."""

    entry_id: int
    round: int
    value: Decimal | None
    uid: str
    note: str = ""


def write_try(
    session: Session, stage_id: int, one: Try, roles: Collection[RoleName], *, at: datetime, by: Actor
) -> Score:
    """Write down one try; another value for the same try corrects it, and the first one stays in the history."""
    stage: Stage = found(session.get(Stage, stage_id))
    competition = stage.category.competition
    lock(session, Competition, [competition.id])
    session.refresh(competition)
    if known := session.scalar(select(Score).where(Score.uid == one.uid)):
        return known
    if not service.may_referee(session, competition.id, by.person_id, roles, at.astimezone(zone()).date()):
        raise NotYours
    if stage.kind is not StageKind.SCORES or competition.status is not CompetitionStatus.RUNNING:
        raise Refused(Reason("competition_not_running", {"title": competition.name}))
    mine = select(StageEntry.id).where(StageEntry.stage_id == stage_id, StageEntry.entry_id == one.entry_id)
    found(session.scalar(mine))
    before = _tries(session, stage_id, one)
    status = _try_status(competition.reporting, one, before, by)
    row = Score(
        uid=one.uid,
        stage_id=stage_id,
        entry_id=one.entry_id,
        round=one.round,
        by_id=by.person_id,
        at=at,
        status=status,
        value=one.value,
        sets=[],
        note=one.note.strip(),
    )
    session.add(row)
    session.flush()
    audit.record(session, by, at, "write_try", "entry", one.entry_id, round=one.round, status=status.value)
    return row


def _tries(session: Session, stage_id: int, one: Try) -> list[Score]:
    same = (Score.stage_id == stage_id, Score.entry_id == one.entry_id, Score.round == one.round)
    return list(session.scalars(select(Score).where(*same).order_by(Score.id)))


def _try_status(reporting: Reporting, one: Try, before: Sequence[Score], by: Actor) -> ScoreStatus:
    if any(row.status is not ScoreStatus.ENTERED for row in before):
        return ScoreStatus.CORRECTED
    if reporting is not Reporting.TWO_PEOPLE:
        return ScoreStatus.CONFIRMED
    others = [row.value for row in before if row.by_id != by.person_id]
    return ScoreStatus.CONFIRMED if others[-1:] == [one.value] else ScoreStatus.ENTERED
