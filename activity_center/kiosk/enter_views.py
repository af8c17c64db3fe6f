"""Entering a contest at a kiosk: alone or with a partner whose card is read, with what one has to declare for it."""

import hmac
from hashlib import sha256
from typing import Any

from flask import current_app, g, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock, words
from activity_center.competitions import entries, service
from activity_center.competitions.entries import EntryDraft
from activity_center.competitions.kinds import CompetitionStatus
from activity_center.db import db
from activity_center.errors import Reason, Refused
from activity_center.kiosk import asking, door, lines, taking_part, together
from activity_center.kiosk.blueprint import bp, by, device, me, screen, shown, vault, visitor
from activity_center.kiosk.lines import Act
from activity_center.kiosk.rules import Level, masked_name, pressed
from activity_center.kiosk.together import Question
from activity_center.people import service as people


def refusals(row: Any) -> list[Reason]:
    """Return why the visitor cannot enter a category here; nothing where nobody stands."""
    person_id, contest = visitor(), row.competition
    if person_id is None:
        return []
    against = entries.reasons_against(db.session(), row.id, EntryDraft((person_id,)), clock.now())
    return against or together.enter_elsewhere(contest, people.person(db.session(), person_id))


def act(row: Any, counted: Any) -> list[Act]:
    """Return the button that leads to entering, where entries are taken."""
    is_taken = row.competition.status is CompetitionStatus.OPEN and not row.drawn_at
    return [_enter(row, counted)] if is_taken else []


def _enter(row: Any, counted: Any) -> Act:
    waits = together.leads_to(counted, row.capacity)[1]
    label = _("Join the waitlist") if waits else _("Take part")
    return url_for("kiosk.enter", category_id=row.id), label, "wait" if waits else "main"


def _sealed(person_id: int) -> str:
    """Return who plays along, sealed for this visit: nobody else's number in its place is taken."""
    key, text = str(current_app.config["SECRET_KEY"]), f"partner {g.visit.nonce} {person_id}"
    return f"{person_id}-{hmac.digest(key.encode(), text.encode(), sha256).hex()}"


def _partner() -> Any:
    """Return the person whose card was read for this entry; None where none was."""
    said = request.values.get("partner", "")
    person_id = said.partition("-")[0]
    is_ours = person_id.isdecimal() and hmac.compare_digest(said.encode(), _sealed(int(person_id)).encode())
    return people.person(db.session(), int(person_id)) if is_ours else None


def _draft(contest: Any, partner: Any) -> EntryDraft:
    """Return what pressing the button says; a statement only where the page that was shown has its words."""
    person_ids = (me(), partner.id) if partner else (me(),)
    if not contest.needs_statement or (request.method == "POST" and "declared" not in request.form):
        return EntryDraft(person_ids)
    family = people.person(db.session(), me()).emergency_name
    return EntryDraft(person_ids, has_statement=True, family_name=family)


def _entering(row: Any, partner: Any) -> Question:
    counted = service.places(db.session(), [row.id])[row.id]
    url, label, kind = _enter(row, counted)
    draft = _draft(row.competition, partner)
    reasons = refusals(row) or _against_both(row, draft, partner)
    declared = [str(words.STATEMENT), _("Of my family has agreed: %(name)s", name=draft.family_name)]
    yes = _("I declare this. %(act)s", act=label) if draft.has_statement else _("Yes: %(act)s", act=label)
    kept = {"declared": "yes"} if draft.has_statement else {}
    said = [together.leads_to(counted, row.capacity)[0]]
    if partner:
        kept["partner"] = _sealed(partner.id)
        name = masked_name(partner.name)
        said += [_("You play with %(name)s, who is told about it and may withdraw.", name=name)]
    return Question(
        label,
        together.category_line(row),
        said,
        None if reasons else (url, yes, kind),
        url_for("kiosk.contest_category", category_id=row.id),
        reasons,
        declared if draft.has_statement else (),
        kept,
    )


def _against_both(row: Any, draft: EntryDraft, partner: Any) -> list[Reason]:
    """Return why these two cannot enter together; of the partner it says no more than that, and no name in full."""
    if partner is None:
        return []
    found = entries.reasons_against(db.session(), row.id, draft, clock.now())
    return [lines.about_partner(reason, partner.name) for reason in found]


@bp.get("/kiosk/categories/<int:category_id>/enter")
@shown(Level.PIN)
def enter(category_id: int) -> Any:
    """Say what entering leads to, and what one declares by it, before it is done."""
    if category_id in taking_part.entries_by_category(db.session(), me()):
        return redirect(url_for("kiosk.contest_category", category_id=category_id), 303)
    return _lacks_partner(category_id) or asking.question(_entering(_category(category_id), _partner()))


def _category(category_id: int) -> Any:
    return service.category(db.session(), category_id, with_drafts=False)


def _lacks_partner(category_id: int) -> Any:
    """Return the way to where a partner's card is read, None where none is needed or one is known."""
    row = _category(category_id)
    if not together.is_for_pairs(row.competition) or refusals(row) or _partner():
        return None
    return redirect(url_for("kiosk.partner", category_id=category_id), 303)


@bp.post("/kiosk/categories/<int:category_id>/enter")
@shown(Level.PIN)
def entered(category_id: int) -> Any:
    """Enter for a category, or for its waitlist."""
    if lacking := _lacks_partner(category_id):
        return lacking
    row, partner = _category(category_id), _partner()
    asked, draft = _entering(row, partner), _draft(row.competition, partner)
    if asked.reasons and category_id not in taking_part.entries_by_category(db.session(), me()):
        return asking.question(asked)
    entry_id, no = asking.carried_out(lambda s: entries.enter(s, category_id, draft, at=clock.now(), by=by()).id, asked)
    return no or redirect(url_for("kiosk.entry_stands", entry_id=entry_id), 303)


@bp.route("/kiosk/categories/<int:category_id>/partner", methods=["GET", "POST"])
@shown(Level.PIN)
def partner(category_id: int) -> Any:
    """Ask for the card of whoever plays along: held to the reader, or its number typed."""
    row, key, typed = _category(category_id), request.form.get("key", ""), request.form.get("number", "")
    if not together.is_for_pairs(row.competition):
        return redirect(url_for("kiosk.enter", category_id=category_id), 303)
    if request.method == "GET" or key not in ("", "next"):
        return _asking(row, typed=pressed(typed, key))
    if not typed.strip():
        return _asking(row, [Reason("number_missing")])
    try:
        found = door.card_of_partner(device(), typed, vault(), at=clock.now())
    except Refused as refused:
        return _asking(row, refused.reasons)
    return redirect(url_for("kiosk.enter", category_id=category_id, partner=_sealed(found.id)), 303)


def _asking(row: Any, reasons: Any = (), typed: str = "") -> Any:
    line = together.category_line(row)
    return screen("partner.html", 409 if reasons else 200, row=row, line=line, reasons=reasons, typed=typed)
