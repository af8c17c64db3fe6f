"""What a device is told of a register, in plain values: how everybody stands, and what became of what it sent."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from activity_center import formats
from activity_center.attendance import lines
from activity_center.attendance.keeping import Outcome
from activity_center.attendance.parcels import Book
from activity_center.attendance.register import Row
from activity_center.attendance.rules import Fate
from activity_center.errors import Reason
from activity_center.sentences import say


def state(book: Book) -> dict[str, Any]:
    """Return how everybody stands, with who said so and when, and the notes."""
    shown = book.register
    return {
        "meeting": shown.facts.id,
        "title": shown.facts.title,
        "when": formats.span(shown.facts.starts_at, shown.facts.ends_at),
        "opens_at": shown.facts.opens_at.isoformat(),
        "rows": [_row(row, book) for row in (*shown.rows, *shown.waiting)],
        "notes": [_note(entry) for entry in book.notes],
    }


def _row(row: Row, book: Book) -> dict[str, Any]:
    stands = book.stands(row.person_id)
    return {
        "person": row.person_id,
        "name": row.name,
        "mark": row.mark.value if row.mark else None,
        "part": row.part.value,
        "note": lines.note(row),
        "stands": _told(stands) if stands else None,
    }


def _told(entry: Any) -> dict[str, Any]:
    """Return one mark with who made it, when and with what."""
    made = entry.Marking
    who = _("signed in") if made.is_sign_in else entry.by or _("the system")
    return {
        "id": made.uid,
        "mark": made.mark.value if made.mark else None,
        "marked_at": made.marked_at.isoformat(),
        "at": formats.hour(made.marked_at),
        "by": who,
        "device": made.device,
    }


def _note(entry: Any) -> dict[str, Any]:
    line = entry.RegisterNote
    return {"id": line.uid, "text": line.text, "at": formats.moment(line.made_at), "by": entry.by or _("the system")}


def outcomes(told: Iterable[Outcome], book: Book) -> list[dict[str, Any]]:
    """Return what became of each mark: saved, known, older or refused, and which other mark of that person it met.

    `other` is the one that stands instead, or that stood before; whether its maker knew of that the device knows.
    """
    return [_outcome(outcome, book) for outcome in told]


def _outcome(outcome: Outcome, book: Book) -> dict[str, Any]:
    answer = {"id": outcome.uid, "outcome": outcome.fate.value, "reasons": [said(reason) for reason in outcome.reasons]}
    if outcome.fate is Fate.REFUSED or not (mine := book.made(outcome.uid)):
        return answer
    other = book.before(outcome.uid) if outcome.fate is Fate.SAVED else book.stands(mine.Marking.person_id)
    return answer | {"mine": _told(mine), "other": _told(other) if other else None}


def said(reason: Reason) -> dict[str, str]:
    """Return a reason as a person reads it."""
    words = say(reason)
    return {"code": words.code, "message": words.message, "remedy": words.remedy}


def _unsent() -> dict[str, str]:
    """Return what is said of marks that wait on a device, by why they do."""
    return {
        "unsent": _("{n} not sent yet, for there is no network. They are kept on this device and sent later."),
        "trouble": _("{n} not sent yet, for the server cannot take them now. They are kept and tried again."),
        "signed_out": _("{n} not sent yet. Please sign in again; nothing is lost."),
        "somebody_else": _("{n} of somebody else not sent yet. They are sent when that person signs in here again."),
    }


def words_of_teach() -> dict[str, Any]:
    """Return what the script of "My classes" says."""
    kept = _("This page is as this device last knew it; its registers open all the same.")
    return _unsent() | {"kept": kept, "register": _("Register"), "colon": _(": ")}


def words() -> dict[str, Any]:
    """Return what the script of a register says; {names} in braces are put in there."""
    return _unsent() | {
        "marks": {mark.value: str(word) for mark, word in lines.MARK.items()} | {"": _("cleared")},
        "saving": _("is being saved"),
        "waiting": _("not sent yet"),
        "saved": _("saved {at}"),
        "by": _("{by} {at}"),
        "all_saved": _("Everything is saved."),
        "sending": _("{n} are being saved."),
        "no_network": _("No network. Just go on: what you mark is kept on this device and sent later."),
        "looks_signed_out": _("You are signed out by now. Please sign in again."),
        "unkept": _("This mark could not be kept on the device. Please note it on paper."),
        "newcomers": _("The register has changed: somebody has come to it or left it."),
        "theirs": _("{name}: you marked “{mine}” at {mine_at}, {by} “{other}” later, at {other_at}. That counts."),
        "mine": _("{name}: {by} marked “{other}” at {other_at}, you “{mine}” later, at {mine_at}. Yours counts."),
        "look": _("{n} marks to look at"),
        "note_refused": _("The note “{mine}” was not taken. {reasons}"),
        "refused": _("{name}, “{mine}” was not taken. {reasons}"),
        "again": _("Mark “{mine}” again"),
        "instead": _("Mark “{other}” after all"),
        "fine": _("Leave it so"),
        "seen": _("I have seen it"),
        "tally": {
            "there": _("%(n)s here", n="{n}"),
            "leave": _("%(n)s on leave", n="{n}"),
            "absent": _("%(n)s absent", n="{n}"),
            "unmarked": _("%(n)s not marked", n="{n}"),
            "others": _("and %(n)s others here", n="{n}"),
            "come": _("%(n)s have come", n="{n}"),
        },
    }
