"""What staff decide about a society's year, the yearly roll of members, and the ranking with its brand societies."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import locked
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.societies import membership, service
from activity_center.societies.life_models import Brand, Ranking, YearReview
from activity_center.societies.models import Membership, Society
from activity_center.societies.review import Review, review
from activity_center.societies.rules import Status
from activity_center.societies.yearly import (
    BRANDS,
    WEIGHTS,
    Criterion,
    Outcome,
    Scored,
    Weight,
    amounts,
    is_renewed,
    ranking,
)


def decide(
    session: Session,
    society_id: int,
    year: int,
    outcome: Outcome,
    note: str,
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> YearReview:
    """Decide about a society's year, with the figures as they are now; those who speak for it are told.

    Deciding anew replaces what was decided; the audit keeps both. Refused without a reason where it is not passed.
    """
    society = locked(session, Society, society_id)
    note = note.strip()
    if outcome is not Outcome.PASSED and not note:
        raise Refused(Reason("review_unexplained"))
    known = review(session, society_id, year, at=at, zone=zone)
    row = decision(session, society_id, year) or YearReview(society_id=society_id, year=year)
    row.outcome, row.note, row.figures, row.decided_at = outcome, note, _figures(known), at
    session.add(row)
    session.flush()
    audit.record(session, by, at, f"review_{outcome.value}", "society", society_id, year=year, note=note)
    facts = {"society": society.name, "n": year, "note": note}
    told = service.officers(session, [society_id], at.astimezone(zone).date())[society_id]
    notices.post(session, {one.id for one in told}, f"review_{outcome.value}", facts, at=at)
    return row


def _figures(known: Review) -> dict[str, int | float]:
    counts = ("cancelled", "visits", "people", "members", "joined", "left", "came_in", "went_out", "in_box")
    figures: dict[str, int | float] = {name: getattr(known, name) for name in counts}
    return figures | {"events": len(known.events), "room_hours": round(known.room_hours, 1)}


def decision(session: Session, society_id: int, year: int) -> YearReview | None:
    """Return what staff decided about a society's year, or None."""
    return session.scalar(select(YearReview).where(YearReview.society_id == society_id, YearReview.year == year))


def decisions(session: Session, year: int) -> dict[int, YearReview]:
    """Return what staff decided about a year, by society."""
    return {row.society_id: row for row in session.scalars(select(YearReview).where(YearReview.year == year))}


def renew(session: Session, membership_id: int, year: int, *, at: datetime, by: Actor) -> Membership:
    """Put a member on the roll of a year."""
    place = locked(session, Membership, membership_id)
    if place.status is not Status.ENROLLED:
        raise Refused(Reason("place_not_live"))
    place.renewed_for = max(year, place.renewed_for or 0)
    session.flush()
    audit.record(session, by, at, "renew_membership", "membership", place.id, place.person_id, year=year)
    return place


def not_renewed(session: Session, society_id: int, year: int, zone: ZoneInfo) -> list[Membership]:
    """Return the members who have not said yet that they stay in a year."""
    inside = [one for one in membership.members(session, society_id) if one.status is Status.ENROLLED]
    return [one for one in inside if not has_renewed(one, year, zone)]


def has_renewed(place: Membership, year: int, zone: ZoneInfo) -> bool:
    """Say whether a member is on the roll of a year."""
    return is_renewed(place.renewed_for, place.changed_at.astimezone(zone).date(), year)


def ask_to_renew(session: Session, society_id: int, year: int, *, at: datetime, by: Actor, zone: ZoneInfo) -> int:
    """Ask everybody who is not on the roll of a year yet whether they stay; return how many are asked."""
    society = locked(session, Society, society_id)
    ids = [one.person_id for one in not_renewed(session, society_id, year, zone)]
    notices.post(session, ids, "renew_membership", {"society": society.name, "n": year}, at=at)
    audit.record(session, by, at, "ask_to_renew", "society", society_id, year=year, people=len(ids))
    return len(ids)


def weights(session: Session, year: int) -> Mapping[Criterion, Weight]:
    """Return what counts how much in the ranking of a year: what staff said for it, or for the last year before."""
    said = select(Ranking).where(Ranking.year <= year).order_by(Ranking.year.desc()).limit(1)
    row = session.scalar(said)
    return {one: Weight(*row.weights[one.value]) for one in Criterion} if row else WEIGHTS


def ranked(session: Session, year: int, *, at: datetime, zone: ZoneInfo) -> list[Scored]:
    """Return the approved societies in the order of their points for a year, counted now."""
    decided = decisions(session, year)
    known = []
    for one in service.societies(session, only_approved=True):
        row, outcome = review(session, one.id, year, at=at, zone=zone), decided.get(one.id)
        found = amounts(
            events=len(row.events),
            visits=row.visits,
            joined=row.joined,
            members=row.members,
            left=row.left,
            outcome=outcome.outcome if outcome else None,
        )
        known.append((one.id, one.name, found))
    return ranking(known, weights(session, year))


def weigh(session: Session, year: int, said: Mapping[Criterion, Weight], *, at: datetime, by: Actor) -> Ranking:
    """Say what counts how much in the ranking of a year; refused once it is published."""
    row = _ranking(session, year)
    if row.published_at:
        raise Refused(Reason("ranking_published"))
    row.weights = _kept(said)
    session.flush()
    audit.record(session, by, at, "weigh_societies", "ranking", row.id, year=year, weights=row.weights)
    return row


def _kept(said: Mapping[Criterion, Weight]) -> dict[str, list[int]]:
    return {one.value: [said[one].points, said[one].per, said[one].most] for one in Criterion}


def _ranking(session: Session, year: int) -> Ranking:
    there = session.scalar(select(Ranking).where(Ranking.year == year))
    if there:
        return locked(session, Ranking, there.id)
    row = Ranking(year=year, weights=_kept(weights(session, year)))
    session.add(row)
    session.flush()
    return row


def publish(session: Session, year: int, named: Collection[int], *, at: datetime, by: Actor, zone: ZoneInfo) -> Ranking:
    """Publish the ranking of a year with the brand societies that staff name, at most ten of those in it.

    What is published stays as it was counted; publishing anew counts anew.
    """
    row = _ranking(session, year)
    scored = ranked(session, year, at=at, zone=zone)
    chosen = set(named) & {one.society_id for one in scored}
    if not chosen or len(chosen) > BRANDS:
        raise Refused(Reason("brands_number", {"n": len(chosen), "most": BRANDS}))
    row.scores, row.published_at = [_score(one) for one in scored], at
    session.execute(delete(Brand).where(Brand.ranking_id == row.id))
    session.add_all([Brand(ranking_id=row.id, society_id=id) for id in sorted(chosen)])
    session.flush()
    audit.record(session, by, at, "publish_ranking", "ranking", row.id, year=year, named=sorted(chosen))
    return row


def _score(one: Scored) -> dict[str, object]:
    plain = {word: {key.value: n for key, n in getattr(one, word).items()} for word in ("amounts", "points")}
    return {"society": one.society_id, "name": one.name, "place": one.place, "total": one.total, **plain}


def published(session: Session, year: int | None = None) -> Ranking | None:
    """Return the ranking of a year that is published, or the newest one."""
    wanted = select(Ranking).where(Ranking.published_at.is_not(None)).order_by(Ranking.year.desc()).limit(1)
    return session.scalar(wanted.where(Ranking.year == year) if year else wanted)


def brands(session: Session, row: Ranking) -> list[Society]:
    """Return the brand societies of a ranking in the order of their points."""
    order = {one["society"]: n for n, one in enumerate(row.scores)}
    named = session.scalars(select(Brand).where(Brand.ranking_id == row.id).options(selectinload(Brand.society)))
    return sorted((one.society for one in named), key=lambda one: order[one.id])


def this_year(at: datetime, zone: ZoneInfo) -> int:
    """Return the year it is at the centre."""
    return at.astimezone(zone).year


def by_branch(session: Session) -> dict[str, list[Society]]:
    """Return the approved societies of each linked party branch, by its name."""
    found: dict[str, list[Society]] = {}
    for one in service.societies(session, only_approved=True):
        if one.branch:
            found.setdefault(one.branch, []).append(one)
    return dict(sorted(found.items()))
