"""The register of people at the desk: find, add, change, roles, and an end."""

from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import audit, clock
from activity_center.db import db
from activity_center.errors import NotYours
from activity_center.people import cards, forms, proxies, service
from activity_center.people.blueprint import bp
from activity_center.people.id_number import masked
from activity_center.people.rules import Standing, may_serve
from activity_center.people.secrets import Vault
from activity_center.people.service import PersonDraft
from activity_center.web import by, carried_out, needs, page, paging

DESK = "serve_people"


def vault() -> Vault:
    """Return what opens identity numbers here."""
    return Vault(current_app.config["SECRET_KEY"])


def served(person_id: int) -> Any:
    """Return the person whom somebody at the desk is about to change; staff are changed by administrators only."""
    person = service.person(db.session(), person_id)
    if not may_serve(current_user.roles, person.role_names):
        raise NotYours
    return person


def back_to(person_id: int, message: str) -> ResponseReturnValue:
    """Say what was done and show the person again."""
    flash(message)
    return redirect(url_for("people.person", person_id=person_id))


@bp.get("/desk/people")
@needs(DESK)
def register() -> ResponseReturnValue:
    """Find people, and show the applicants who wait."""
    asked, text = paging(), request.args.get("q", "")
    standing = {s.value: s for s in Standing}.get(request.args.get("standing", ""))
    people, total = service.register(db.session(), text, standing, offset=asked.offset, limit=asked.size)
    shown = {"people": people, "q": text, "standing": standing, "card": cards.working_card}
    applicants = service.count_applicants(db.session())
    return page("people/register.html", paging=replace(asked, total=total), applicants=applicants, **shown)


@bp.route("/desk/people/new", methods=["GET", "POST"])
@needs(DESK)
def new() -> ResponseReturnValue:
    """Put somebody on the register."""
    form = forms.NewPersonForm()
    if carried_out(form, lambda s: service.add_person(s, PersonDraft(**form.typed), at=clock.now(), by=by())):
        return back_to(form.result.id, _("%(name)s is on the register.", name=form.result.name))
    return page("people/new.html", form)


@dataclass(frozen=True)
class Picture:
    """Everything the desk sees of one person, and the forms of what it can do."""

    person: Any
    may_serve: bool
    card: str | None
    id_number: str
    sharing: list[Any]
    proxies: list[Any]
    acts_for: list[Any]
    history: list[tuple[Any, str]]


def picture(person_id: int, id_number: str | None = None) -> Picture:
    """Return the whole picture of one person; the identity number masked unless it is given in clear."""
    session = db.session()
    person = service.person(session, person_id)
    # Signing in is written down too, and would hide everything else.
    history = [row for row in audit.history(session, "person", person_id) if row.act != "sign_in"]
    names = service.names(session, {row.actor_id for row in history if row.actor_id})
    return Picture(
        person=person,
        may_serve=may_serve(current_user.roles, person.role_names),
        card=cards.working_card(person),
        id_number=id_number or (masked(vault().open(person.id_cipher)) if person.id_cipher else ""),
        sharing=service.sharing_phone(session, person),
        proxies=proxies.proxies_of(session, person_id),
        acts_for=proxies.acts_for(session, person_id),
        history=[(row, names.get(row.actor_id or 0, "")) for row in history],
    )


@bp.get("/desk/people/<int:person_id>")
@needs(DESK)
def person(person_id: int) -> ResponseReturnValue:
    """Show everything the centre knows of one person."""
    return page("people/person.html", picture=picture(person_id))


@bp.route("/desk/people/<int:person_id>/edit", methods=["GET", "POST"])
@needs(DESK)
def edit(person_id: int) -> ResponseReturnValue:
    """Change what the register says."""
    subject = served(person_id)
    form, at = forms.PersonForm(obj=subject), clock.now()
    if carried_out(form, lambda s: service.change_person(s, person_id, at=at, by=by(), **form.typed)):
        return back_to(person_id, _("The details are saved."))
    return page("people/edit.html", form, person=subject)


@bp.route("/desk/people/<int:person_id>/roles", methods=["GET", "POST"])
@needs("keep_centre")
def roles(person_id: int) -> ResponseReturnValue:
    """Say what somebody is to the centre."""
    subject = served(person_id)
    form = forms.RolesForm(data={"roles": subject.role_names, "staff_name": subject.staff_name})
    chosen, name = form.roles.data or [], form.staff_name.data or ""
    if carried_out(form, lambda s: service.set_roles(s, person_id, chosen, name, at=clock.now(), by=by())):
        return back_to(person_id, _("The roles are saved."))
    return page("people/roles.html", form, person=subject)


@bp.route("/desk/people/<int:person_id>/end", methods=["GET", "POST"])
@needs(DESK)
def end(person_id: int) -> ResponseReturnValue:
    """Let somebody leave."""
    subject = served(person_id)
    form = forms.EndForm()
    if carried_out(form, lambda s: service.end_standing(s, person_id, form.reason.data or "", at=clock.now(), by=by())):
        return back_to(person_id, _("%(name)s has left. Card and sign-in do not work any more.", name=subject.name))
    return page("people/end.html", form, person=subject)
