"""Rows of a catalogue become sections: found again, changed where they say something new, or written down as drafts.

A complete published programme is offered at once; a row of a catalogue names no term and stays a draft.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from activity_center.courses import service as courses
from activity_center.courses.models import Course, Section
from activity_center.courses.rules import Mode, SectionStatus, missing
from activity_center.courses.schedule import plan_of
from activity_center.courses.service import CourseDraft, SectionDraft, draft_of
from activity_center.enrolment import service as enrolment
from activity_center.errors import Reason, Refused
from activity_center.exchange.drafts import CourseSaid, Draft, course_draft, course_key, programme_draft
from activity_center.exchange.models import ImportedRow
from activity_center.exchange.records import Row
from activity_center.exchange.report import Outcome, RowReport
from activity_center.exchange.rules import line
from activity_center.exchange.scene import Scene, chunks, refused, repeated, written
from activity_center.exchange.weekly import merged, parts_changed, says_already
from activity_center.rooms import register
from activity_center.terms.models import Term


def import_courses(session: Session, rows: Sequence[Row], scene: Scene) -> list[RowReport]:
    """Write the rows of a catalogue down; each is known by school, department, course, level, weekday and start."""
    return _import(session, rows, scene, course_draft, _known_by_key)


def import_programmes(session: Session, rows: Sequence[Row], scene: Scene) -> list[RowReport]:
    """Write published programmes down, each known by its ACTIVITY_NO, and offer those that lack nothing."""
    return _import(session, rows, scene, programme_draft, _known_by_code)


@dataclass
class _Desk:
    """Where one import works: what it has found or made so far, so that nothing is asked for twice."""

    session: Session
    scene: Scene
    known: dict[str, Section]
    sites: dict[str, int] = field(default_factory=dict)
    courses: dict[CourseSaid, int] = field(default_factory=dict)
    fresh: list[tuple[str, int]] = field(default_factory=list)

    @property
    def who(self) -> dict[str, Any]:
        return {"at": self.scene.at, "by": self.scene.by}


_Finder = Callable[[Session, Collection[Draft], Scene], dict[str, Section]]


def _import(
    session: Session, rows: Sequence[Row], scene: Scene, read: Callable[[Row], Draft], find: _Finder
) -> list[RowReport]:
    drafts = [(row, read(row)) for row in rows]
    good = {draft.key: draft for row, draft in drafts if not row.reasons}
    desk = _Desk(session, scene, find(session, list(good.values()), scene))
    seen: dict[str, int] = {}
    return [_taken_in(desk, row, draft, seen) for row, draft in drafts]


def _taken_in(desk: _Desk, row: Row, draft: Draft, seen: dict[str, int]) -> RowReport:
    title = " ".join(filter(None, (draft.code, draft.course.name, draft.course.level))) or line(row.cells.get("course"))
    if row.reasons:
        return refused(row, title)
    if draft.key in seen:
        return repeated(row, title, seen[draft.key])
    try:
        # A rule of the centre may refuse one row halfway; the others stay as they are.
        with desk.session.begin_nested():
            report = _changed(desk, row, draft, title) if draft.key in desk.known else _added(desk, row, draft, title)
    except Refused as refusal:
        return refused(row, title, refusal)
    seen[draft.key] = row.number
    return report


def _added(desk: _Desk, row: Row, draft: Draft, title: str) -> RowReport:
    wanted = SectionDraft(
        _course_id(desk, draft.course),
        term_id=_term_id(desk.session, draft),
        site_id=_site_id(desk, draft.site),
        code=draft.code,
        holiday_rule=draft.holiday_rule,
        times=draft.times,
        **draft.values,
    )
    section = courses.draft_section(desk.session, wanted, **desk.who)
    desk.session.add(ImportedRow(key=draft.key, section_id=section.id))
    _offer_programme(desk, section, draft)
    is_draft = section.status is SectionStatus.DRAFT
    return RowReport(row.number, title, Outcome.ADDED, is_draft=is_draft)


def _offer_programme(desk: _Desk, section: Section, draft: Draft) -> None:
    # How people get in and how many is never guessed: without that a programme waits for staff.
    is_whole = {"mode", "capacity"} <= draft.said.keys() and not missing(plan_of(section))
    if section.code and section.status is SectionStatus.DRAFT and is_whole:
        courses.publish(desk.session, section.id, zone=desk.scene.zone, **desk.who)


def _course_id(desk: _Desk, said: CourseSaid) -> int:
    if said not in desk.courses:
        department_id = None
        if said.department:
            department = courses.find_or_add_department(desk.session, said.department, **desk.who)
            department.name_en = department.name_en or said.department_en
            department_id = department.id
        wanted = CourseDraft(said.name, department_id, said.level, said.name_en)
        desk.courses[said] = courses.find_or_add_course(desk.session, wanted, **desk.who).id
    return desk.courses[said]


def _site_id(desk: _Desk, name: str) -> int | None:
    if name and name not in desk.sites:
        desk.sites[name] = register.find_or_add_site(desk.session, name, **desk.who).id
    return desk.sites.get(name)


def _term_id(session: Session, draft: Draft) -> int | None:
    """Return the term that holds the programme's days, if there is exactly one."""
    first_on, last_on = draft.values.get("first_on"), draft.values.get("last_on")
    if not (first_on and last_on):
        return None
    holding = select(Term.id).where(Term.first_on <= first_on, Term.last_on >= last_on)
    found = session.scalars(holding.limit(2)).all()
    return found[0] if len(found) == 1 else None


def _changed(desk: _Desk, row: Row, draft: Draft, title: str) -> RowReport:
    section = desk.known[draft.key]
    before = draft_of(section)
    after, changed = _updated(desk, section, before, draft)
    if changed:
        _refuse_out_of_order(after)
        _refuse_unseen(section, before, after)
        is_open = section.status is SectionStatus.OPEN
        if is_open and after.capacity is not None and after.capacity != before.capacity:
            enrolment.change_capacity(desk.session, section.id, after.capacity, **desk.who)
        courses.change_section(desk.session, section.id, after, zone=desk.scene.zone, **desk.who)
        _offer_programme(desk, section, draft)
    return written(row, title, sorted(changed), is_draft=section.status is SectionStatus.DRAFT)


def _updated(desk: _Desk, section: Section, before: SectionDraft, draft: Draft) -> tuple[SectionDraft, set[str]]:
    """Return the section with everything the row says, and the columns that say something new."""
    changed = {
        name
        for name, values in draft.said.items()
        if any(getattr(before, column) != value for column, value in values.items())
    }
    after = replace(before, **draft.values)
    if draft.times and not says_already(draft, before.times):
        after = replace(after, times=merged(draft.times, before.times))
        changed |= parts_changed(before.times, after.times)
    if draft.code and (renamed := _renamed(section.course, draft.course)):
        after = replace(after, course_id=_course_id(desk, draft.course))
        changed |= renamed
    return after, changed


def _renamed(course: Course, said: CourseSaid) -> set[str]:
    pairs = {"course": (course.name, said.name), "course_en": (course.name_en, said.name_en)}
    return {name for name, (known, told) in pairs.items() if known != told}


_SCHEDULED = ("mode", "times", "first_on", "last_on", "weeks", "excluded_on")


def _refuse_out_of_order(after: SectionDraft) -> None:
    """Refuse an end that is not after the start, where staff have written the one and the row says the other."""
    ends = [weekly.ends for weekly in after.times if weekly.starts and weekly.ends and weekly.ends <= weekly.starts]
    days = [after.last_on] if after.first_on and after.last_on and after.last_on < after.first_on else []
    for value in (*ends, *days):
        raise Refused(Reason("import_end_before_start", {"column": "end", "value": value.isoformat()}))


def _refuse_unseen(section: Section, before: SectionDraft, after: SectionDraft) -> None:
    """Refuse what must not change unseen: anything of a cancelled section, the times of one that people are in."""
    if section.status is SectionStatus.CANCELLED:
        raise Refused(Reason("import_section_cancelled"))
    moved = any(getattr(before, name) != getattr(after, name) for name in _SCHEDULED)
    if (
        section.status is SectionStatus.OPEN
        and moved
        and (section.mode is not Mode.WALK_IN or after.mode is not section.mode)
    ):
        raise Refused(Reason("import_section_open"))


def _known_by_code(session: Session, drafts: Collection[Draft], _scene: Scene) -> dict[str, Section]:
    keys = {draft.code: draft.key for draft in drafts}
    sections = (
        section for codes in chunks(list(keys)) for section in session.scalars(_whole().where(Section.code.in_(codes)))
    )
    return {keys[section.code]: section for section in sections}


def _known_by_key(session: Session, drafts: Collection[Draft], scene: Scene) -> dict[str, Section]:
    """Return the sections that rows became, and drafts of staff that say the same; those that are over are history."""
    keys = [draft.key for draft in drafts]
    known: dict[str, Section] = {key: section for key, section in _drafts_of_staff(session) if key in set(keys)}
    rows = _whole().add_columns(ImportedRow.key).join(ImportedRow).outerjoin(Term, Term.id == Section.term_id)
    for some in chunks(keys):
        mine = rows.where(ImportedRow.key.in_(some), _not_over(scene)).order_by(Section.id)
        known |= {row.key: row.Section for row in session.execute(mine)}
    return known


def _whole() -> Any:
    course = joinedload(Section.course).joinedload(Course.department)
    return select(Section).options(
        course, joinedload(Section.term), joinedload(Section.site), selectinload(Section.times)
    )


def _not_over(scene: Scene) -> Any:
    today = scene.at.astimezone(scene.zone).date()
    return or_(
        Section.last_on >= today,
        Section.last_on.is_(None) & or_(Section.term_id.is_(None), Term.last_on >= today),
    )


def _drafts_of_staff(session: Session) -> Iterator[tuple[str, Section]]:
    imported = exists().where(ImportedRow.section_id == Section.id)
    for section in session.scalars(_whole().where(Section.status == SectionStatus.DRAFT, ~imported)):
        course, site = section.course, section.site
        department = course.department.name if course.department else ""
        yield (
            course_key(site.name if site else "", department, course.name, course.level, draft_of(section).times),
            section,
        )
