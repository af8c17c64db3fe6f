"""What the pages of societies, events and contests share: lists, a subject, the question, what became of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import redirect
from flask_babel import gettext as _

from activity_center.db import transaction
from activity_center.errors import NotYours, Refused
from activity_center.kiosk import lines, reading, together
from activity_center.kiosk.blueprint import me, screen
from activity_center.kiosk.lines import Line
from activity_center.kiosk.my_views import page_number, turned
from activity_center.kiosk.slips import Slip, public_code
from activity_center.kiosk.together import Kind, Question, Subject

# As many as fit without scrolling on the smallest screen with the largest text.
ON_LIST = 4


def listed(heading: str, rows: Sequence[Line], empty: str, back: str) -> Any:
    """Show one page of a list."""
    shown, page = reading.split(rows, page_number(), ON_LIST)
    turn = turned(page, len(rows), ON_LIST)
    return screen("together_list.html", heading=heading, rows_=shown, empty=empty, back=back, turn=turn)


def subject(page: Subject, back: tuple[str, str]) -> Any:
    """Show what something is and what the visitor can do about it."""
    return screen("together_subject.html", subject=page, back=back)


def question(asked: Question) -> Any:
    """Ask once before something is done."""
    return screen("together_question.html", 409 if asked.reasons else 200, question=asked)


def decided(kind: Kind, place: Any, choice: str, line: Line, back: str) -> Any:
    """Ask before a place is taken, left to the next or given up; with nothing left to decide, show how it stands."""
    if not together.may_decide(place, choice):
        return redirect(kind.url_of_standing(place.id), 303)
    asked, said, label, button = together.decision(choice)
    act = (kind.url(place.id, choice), label, button)
    return question(Question(asked, line, [said], act, back))


def carried_out(act: Callable[[Any], Any], asked: Question) -> tuple[Any, Any]:
    """Do an act in one transaction: return what it returned and None, or None and the question with the reasons."""
    try:
        with transaction() as session:
            return act(session), None
    except Refused as refused:
        return None, question(replace(asked, reasons=refused.reasons, act=None))


def act(act: Callable[[Any], Any]) -> None:
    """Do an act in one transaction; what it refuses is shown as a page of its own."""
    with transaction() as session:
        act(session)


def decide(kind: Kind, place_id: int, deed: Callable[[Any], Any]) -> Any:
    """Do what was decided about a place, and show how it stands."""
    act(deed)
    return redirect(kind.url_of_standing(place_id), 303)


def own(place: Any, whose: Iterable[int] = ()) -> Any:
    """Return a place of the visitor's own, or of `whose` they are one; at a kiosk nobody decides for somebody else."""
    if me() not in (set(whose) or {place.person_id}):
        raise NotYours
    return place


def done(place: Any, position: int | None, line: Line, path: str, back: str, *, is_member: bool = False) -> Any:
    """Say what became of an act, and offer it on paper."""
    heading, sentence = lines.what_happened(together.status_of(place), position)
    if is_member and together.is_held(place):
        heading, sentence = _("You are a member now. Welcome!"), _("What they do stands in your timetable.")
    return told(heading, sentence, line, path, back)


def told(heading: str, sentence: str, line: Line, path: str, back: str) -> Any:
    """Show what is so now, and offer it on paper."""
    plain = replace(line, act=None, note="")
    slip = Slip(heading, [plain], public_code(path), _("More on your phone"))
    return screen("done.html", heading=heading, sentence=sentence, line=plain, slip=slip, back=back)
