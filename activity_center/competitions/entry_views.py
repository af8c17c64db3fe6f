"""Entering by oneself: look, enter alone or with others, accept, decline, withdraw."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.competitions import entries, lines, playing, service, show_lines, sitting
from activity_center.competitions.blueprint import bp, runs
from activity_center.competitions.entries import EntryDraft
from activity_center.competitions.forms import EntryForm
from activity_center.competitions.kinds import EntryStatus, Format
from activity_center.db import db
from activity_center.enrolment.blueprint import other, whose
from activity_center.errors import NotThere
from activity_center.people import proxies
from activity_center.web import Form, by, carried_out, my_id, needs, page


@bp.route("/competitions/categories/<int:category_id>/enter", methods=["GET", "POST"])
@needs()
def enter(category_id: int) -> ResponseReturnValue:
    """Enter for a category, with those one plays with."""
    form, at, who = EntryForm(), clock.now(), whose()
    logins, typed = form.logins, form.typed
    if carried_out(form, lambda s: _entered(entries.enter_with(s, category_id, who, logins, typed, at=at, by=by()))):
        status, works_of = form.result
        waits = status is EntryStatus.WAITING
        flash(_("You are on the waitlist. We tell you as soon as a place is free.") if waits else _("You take part."))
        to_works = works_of and url_for("competitions.my_works", entry_id=works_of)
        return redirect(to_works or url_for("competitions.mine", person=other(who)), 303)
    row = service.category(db.session(), category_id, with_drafts=runs(category_id=category_id))
    counted = service.places(db.session(), [category_id])[category_id]
    against = entries.reasons_against(db.session(), category_id, EntryDraft((who,)), at)
    told = {"counted": counted, "against": against, "others": _others(), "person": other(who)}
    return page("competitions/enter.html", form, row=row, lines=lines, **told)


def _others() -> list[Any]:
    """Return for whom the reader may enter by leave, besides themselves."""
    return proxies.acts_for(db.session(), my_id() or 0)


def _entered(entry: Any) -> tuple[EntryStatus, int | None]:
    """Return how an entry stands, and its number where works can be handed in now."""
    takes_works = entry.competition.format is Format.JUDGED and entry.status is EntryStatus.ENTERED
    return entry.status, entry.id if takes_works else None


@bp.get("/me/competitions")
@needs()
def mine() -> ResponseReturnValue:
    """Show what somebody takes part in, and when they play."""
    session, at = db.session(), clock.now()
    coming = playing.next_of_person(session, whose(), at)
    every = entries.of_person(session, whose())
    told: dict[str, Any] = {"entries": every, "person": other(whose()), "others": _others()}
    told["seated"] = sitting.of_entries(session, [entry.id for entry in every])
    return page("competitions/mine.html", coming=coming, at=at, lines=lines, seats=show_lines, **told)


@bp.get("/me/competitions/<int:entry_id>/withdraw")
@needs()
def ask_to_withdraw(entry_id: int) -> ResponseReturnValue:
    """Ask before somebody withdraws."""
    entry = entries.entry_of(db.session(), entry_id)
    entries.refuse_strangers(db.session(), entry, my_id(), is_staff=runs(entry_id=entry_id))
    return page("competitions/withdraw.html", entry=entry)


@bp.post("/me/competitions/<int:entry_id>")
@needs()
def decide(entry_id: int) -> ResponseReturnValue:
    """Accept or decline a place that is offered, or withdraw; after another's entry staff come back to its category."""
    form, act = Form(), request.form.get("act", "")
    who = {"at": clock.now(), "by": by(), "is_staff": runs(entry_id=entry_id)}
    if act not in ("accept", "decline", "withdraw"):
        raise NotThere
    if carried_out(form, lambda s: _decided(s, entry_id, act, who).id):
        flash({"accept": _("You take part."), "decline": _("Declined.")}.get(act, _("Withdrawn.")))
        entry = entries.entry_of(db.session(), entry_id)
        back = url_for("competitions.desk_category", category_id=entry.category_id)
        return redirect(back if _is_at_desk(entry) else _to_whom(entry), 303)
    return page("competitions/refused.html", form, back=_to_whom(entries.entry_of(db.session(), entry_id)))


def _is_at_desk(entry: Any) -> bool:
    return not entries.is_mine(entry, my_id()) and runs(entry_id=entry.id)


def _to_whom(entry: Any) -> str:
    """Return the competitions of whoever in an entry the reader acts for: themselves first."""
    people = [member.person_id for member in entry.members]
    mine = [id for id in people if id == my_id()]
    theirs = [id for id in people if proxies.may_act_for(db.session(), my_id() or 0, id)]
    return url_for("competitions.mine", person=other(next(iter([*mine, *theirs]), None)))


def _decided(session: Any, entry_id: int, act: str, who: dict[str, Any]) -> Any:
    if act == "withdraw":
        return entries.withdraw(session, entry_id, **who)
    return entries.decide(session, entry_id, act == "accept", **who)
