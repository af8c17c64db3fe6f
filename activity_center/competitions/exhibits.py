"""The works of a show: what holds for them, handing one in, the first look of staff, and who may see a picture."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, undefer

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import entries
from activity_center.competitions.kinds import EntryStatus, Format
from activity_center.competitions.models import Category, Entry
from activity_center.competitions.prizes import Prize
from activity_center.competitions.settling import locked_category
from activity_center.competitions.show_models import Exhibit, Show
from activity_center.competitions.showing import KEPT, ExhibitStatus, Judging, ShowFacts, handing_in_refusals
from activity_center.db import found
from activity_center.errors import NotThere, NotYours, Reason, Refused
from activity_center.notices import service as notices
from activity_center.rooms.photos import Photo


@dataclass(frozen=True)
class ShowDraft:
    """What staff settle about the works of a category."""

    judging: Judging = Judging.TRIMMED
    most_works: int = 2
    has_vote: bool = False
    prizes: tuple[Prize, ...] = ()


@dataclass(frozen=True)
class ExhibitDraft:
    """What is typed about a work; `photo` is a picture without anything that says by whom it was taken."""

    title: str
    photo: Photo | None
    medium: str = ""
    size: str = ""
    transcript: str = ""
    may_show: bool = False


def show_of(session: Session, category_id: int) -> Show:
    """Return what holds for the works of a category; nobody has to settle it before works are handed in."""
    known = session.scalar(select(Show).where(Show.category_id == category_id))
    usual = ShowDraft()
    return known or Show(
        category_id=category_id, judging=usual.judging, most_works=usual.most_works, has_vote=False, prizes=[]
    )


def kept_show(session: Session, category_id: int) -> Show:
    """Return the same as a row of the database."""
    show = show_of(session, category_id)
    session.add(show)
    session.flush()
    return show


def prizes_of(rows: list[list[str | int | None]]) -> list[Prize]:
    """Return prizes as the rules see them from what is kept of them."""
    return [Prize(*row) for row in rows]  # type: ignore[arg-type]


def prizes_kept(prizes: tuple[Prize, ...]) -> list[list[str | int | None]]:
    """Return prizes as they are kept."""
    return [[prize.name, prize.places, prize.percent] for prize in prizes]


def set_show(session: Session, category_id: int, draft: ShowDraft, *, at: datetime, by: Actor) -> Show:
    """Settle how works are judged. Once the judging has begun only prizes, and once results are public, nothing."""
    category = locked_category(session, category_id)
    show = kept_show(session, category_id)
    if show.published_at:
        raise Refused(Reason("show_published"))
    if category.drawn_at and (show.judging, show.most_works) != (draft.judging, draft.most_works):
        raise Refused(Reason("judging_begun"))
    show.judging, show.most_works, show.has_vote = draft.judging, draft.most_works, draft.has_vote
    show.prizes = prizes_kept(draft.prizes)
    audit.record(session, by, at, "set_show", "competition", category.competition_id, judging=draft.judging.value)
    return show


def hand_in(
    session: Session, entry_id: int, draft: ExhibitDraft, *, at: datetime, by: Actor, is_staff: bool = False
) -> Exhibit:
    """Hand in a work for an entry; refused with every reason. The same work sent twice is one."""
    entry = entries.locked_entry(session, entry_id)
    entries.refuse_strangers(session, entry, by.person_id, is_staff=is_staff)
    if entry.competition.format is not Format.JUDGED:
        raise NotThere
    if known := _same(session, entry_id, draft):
        return known
    facts = _facts(session, entry)
    counted = session.scalar(select(func.count()).where(Exhibit.entry_id == entry_id, Exhibit.status.in_(KEPT))) or 0
    reasons = handing_in_refusals(facts, handed_in=counted, has_photo=draft.photo is not None, at=at, by_staff=is_staff)
    if reasons or draft.photo is None:
        raise Refused(*reasons)
    work = Exhibit(
        category_id=entry.category_id,
        entry_id=entry_id,
        title=draft.title.strip(),
        medium=draft.medium.strip(),
        size=draft.size.strip(),
        transcript=draft.transcript.strip(),
        may_show=draft.may_show,
        photo_type=draft.photo.type,
        photo=draft.photo.content,
        status=ExhibitStatus.HANDED_IN,
        handed_in_at=at,
        changed_at=at,
    )
    session.add(work)
    session.flush()
    audit.record(session, by, at, "hand_in", "exhibit", work.id, by.person_id)
    return work


def _facts(session: Session, entry: Entry) -> ShowFacts:
    most = show_of(session, entry.category_id).most_works
    competition = entry.competition
    begun = entry.category.drawn_at is not None
    return ShowFacts(competition.status, entry.status, most, competition.entries_close_at, begun)


def _same(session: Session, entry_id: int, draft: ExhibitDraft) -> Exhibit | None:
    if draft.photo is None:
        return None
    mine = (Exhibit.entry_id == entry_id, Exhibit.title == draft.title.strip(), Exhibit.status.in_(KEPT))
    return session.scalar(select(Exhibit).where(*mine, Exhibit.photo == draft.photo.content).limit(1))


def reasons_against(session: Session, entry_id: int, at: datetime, *, is_staff: bool) -> list[Reason]:
    """Return why no further work could be handed in now, as `hand_in` would say it."""
    entry = entries.entry_of(session, entry_id)
    counted = sum(work.status in KEPT for work in of_entry(session, entry_id))
    return handing_in_refusals(_facts(session, entry), handed_in=counted, has_photo=True, at=at, by_staff=is_staff)


def take_back(session: Session, exhibit_id: int, *, at: datetime, by: Actor, is_staff: bool = False) -> Exhibit:
    """Take a work out of the show: its maker until the judging begins, staff until results are public."""
    work = _locked(session, exhibit_id)
    entries.refuse_strangers(session, work.entry, by.person_id, is_staff=is_staff)
    if work.category.drawn_at and not is_staff:
        raise Refused(Reason("judging_begun"))
    _refuse_published(session, work)
    if work.status is not ExhibitStatus.WITHDRAWN:
        _turn(session, work, ExhibitStatus.WITHDRAWN, "", at, by)
    return work


def review(session: Session, exhibit_id: int, accepts: bool, note: str, *, at: datetime, by: Actor) -> Exhibit:
    """Accept a work into the show, or return it with a reason that its maker is told; until the judging begins."""
    work = _locked(session, exhibit_id)
    wanted = ExhibitStatus.ACCEPTED if accepts else ExhibitStatus.RETURNED
    if work.status is wanted:
        return work
    if work.category.drawn_at or work.status is ExhibitStatus.WITHDRAWN:
        raise Refused(Reason("judging_begun" if work.category.drawn_at else "exhibit_withdrawn"))
    if not accepts and not note.strip():
        raise Refused(Reason("return_needs_note"))
    if accepts and work.status is ExhibitStatus.RETURNED:
        _refuse_too_many(session, work)
    _turn(session, work, wanted, "" if accepts else note.strip(), at, by)
    if not accepts:
        told = {"title": work.title, "note": work.note}
        notices.post(session, [member.person_id for member in work.entry.members], "exhibit_returned", told, at=at)
    return work


def _refuse_too_many(session: Session, work: Exhibit) -> None:
    most = show_of(session, work.category_id).most_works
    if sum(one.status in KEPT for one in of_entry(session, work.entry_id)) >= most:
        raise Refused(Reason("exhibits_enough", {"limit": most}))


def _refuse_published(session: Session, work: Exhibit) -> None:
    if show_of(session, work.category_id).published_at:
        raise Refused(Reason("show_published"))


def _turn(session: Session, work: Exhibit, status: ExhibitStatus, note: str, at: datetime, by: Actor) -> None:
    work.status, work.note, work.changed_at = status, note, at
    session.flush()
    audit.record(session, by, at, f"exhibit_{status.value}", "exhibit", work.id, None, note=note)


def _locked(session: Session, exhibit_id: int) -> Exhibit:
    category_id: int = found(session.scalar(select(Exhibit.category_id).where(Exhibit.id == exhibit_id)))
    locked_category(session, category_id)
    return found(session.get(Exhibit, exhibit_id, populate_existing=True))


def of_entry(session: Session, entry_id: int) -> list[Exhibit]:
    """Return the works of an entry, what was taken back left out, in the order in which they came."""
    mine = select(Exhibit).where(Exhibit.entry_id == entry_id, Exhibit.status != ExhibitStatus.WITHDRAWN)
    return list(session.scalars(mine.order_by(Exhibit.id)))


def of_category(session: Session, category_id: int) -> list[Exhibit]:
    """Return all works of a category for staff: those to look at first, then in the order in which they came."""
    mine = _with_entries(Exhibit.category_id == category_id, Exhibit.status != ExhibitStatus.WITHDRAWN)
    return sorted(session.scalars(mine), key=lambda work: (work.status is not ExhibitStatus.HANDED_IN, work.id))


def in_show(session: Session, category_id: int) -> list[Exhibit]:
    """Return the works that are judged: accepted ones of those who still take part, by number."""
    mine = _with_entries(Exhibit.category_id == category_id, Exhibit.status == ExhibitStatus.ACCEPTED)
    return list(session.scalars(mine.where(Entry.status == EntryStatus.ENTERED).order_by(Exhibit.number, Exhibit.id)))


def _with_entries(*which: ColumnElement[bool]) -> Select[Exhibit]:
    wanted = select(Exhibit).join(Exhibit.entry).where(*which)
    return wanted.options(contains_eager(Exhibit.entry).selectinload(Entry.members))


def numbered(session: Session, category_id: int, number: int) -> Exhibit:
    """Return the work with this number in the show of a category."""
    return found(next((work for work in in_show(session, category_id) if work.number == number), None))


def category_of(session: Session, category_id: int) -> Category:
    """Return a category of works with its competition; NotThere for one that is played."""
    category: Category = found(session.get(Category, category_id, options=[joinedload(Category.competition)]))
    return found(category if category.competition.format is Format.JUDGED else None)


def is_on_show(show: Show, work: Exhibit, *, is_member: bool) -> bool:
    """Say whether others than judges may see a picture.

    Members vote by it while judges judge, and everybody sees it once results are public, if its maker lets them.
    """
    is_voted_on = show.has_vote and work.category.drawn_at is not None and is_member
    return work.may_show and (show.published_at is not None or is_voted_on)


def picture(session: Session, exhibit_id: int) -> Photo:
    """Return the picture of a work; who may see it is asked before."""
    row: Exhibit = found(session.get(Exhibit, exhibit_id, options=[undefer(Exhibit.photo)]))
    return Photo(row.photo_type, row.photo)


def own_picture(session: Session, exhibit_id: int, person_id: int | None, *, is_staff: bool) -> Photo:
    """Return the picture of a work to who made it, and to staff."""
    work: Exhibit = found(session.get(Exhibit, exhibit_id))
    if not (is_staff or entries.is_mine(work.entry, person_id)):
        raise NotYours
    return picture(session, exhibit_id)
