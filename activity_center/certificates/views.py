"""Certificates: checked by anybody, shown to whose they are, issued and revoked by staff, as pages and as PDF."""

from dataclasses import replace
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock
from activity_center.certificates import contest_views, lines, pdf, service
from activity_center.certificates.blueprint import PLAN, SERVE, bp, pdf_of
from activity_center.certificates.forms import GrantForm, RevokeForm
from activity_center.certificates.rules import normal_code, normal_number
from activity_center.courses import service as courses
from activity_center.courses.forms import offer
from activity_center.db import db, zone
from activity_center.enrolment.blueprint import other, whose
from activity_center.errors import NotYours
from activity_center.insight import lines as counts
from activity_center.insight import service as insight
from activity_center.insight.forms import ticked
from activity_center.people import proxies as people
from activity_center.web import Form, by, carried_out, my_id, needs, page, paging, row_number

__all__ = ["bp", "contest_views"]


@bp.get("/certificates")
def verify() -> Any:
    """Say of a certificate that somebody holds whether it is one of ours, and still valid."""
    number, code = normal_number(request.args.get("number", "")), normal_code(request.args.get("code", ""))
    asked = bool(number or code)
    found = service.verify(db.session(), number, code, current_app.config["SECRET_KEY"]) if asked else None
    return page("certificates/verify.html", number=number, found=found, lines=lines)


@bp.get("/me/certificates")
@needs()
def mine() -> Any:
    """Show somebody their certificates."""
    rows = service.of_person(db.session(), whose())
    return page("certificates/mine.html", rows=rows, person=other(whose()), lines=lines)


@bp.get("/certificates/<int:certificate_id>/print")
@needs()
def printed(certificate_id: int) -> Any:
    """Show a certificate as a page to print."""
    row = _visible(certificate_id)
    shown = [lines.Printed(row)]
    return page("certificates/printed.html", row=row, shown=shown, home=lines.home(row), lacking=pdf.lacking())


@bp.get("/certificates/<int:certificate_id>.pdf")
@needs()
def as_pdf(certificate_id: int) -> Any:
    """Return a certificate as a PDF."""
    row = _visible(certificate_id)
    return pdf_of([row], f"certificate-{row.number}.pdf")


def _visible(certificate_id: int) -> Any:
    """Return a certificate to whose it is, to who may act for them, and to staff."""
    row = service.certificate(db.session(), certificate_id)
    if not current_user.may(SERVE) and not people.may_act_for(db.session(), my_id() or 0, row.person_id):
        raise NotYours
    return row


@bp.get("/desk/sections/<int:section_id>/certificates.pdf")
@needs(SERVE)
def class_pdf(section_id: int) -> Any:
    """Return all certificates of a class that stand as one PDF, a page each."""
    rows = list(service.standing_in(db.session(), section_id).values())
    if not rows:
        flash(_("No certificate of this class has been issued yet."), "info")
        return redirect(url_for("certificates.of_class", section_id=section_id))
    return pdf_of(rows, f"certificates-{section_id}.pdf")


@bp.get("/desk/sections/<int:section_id>/certificates/print")
@needs(SERVE)
def class_printed(section_id: int) -> Any:
    """Show all certificates of a class that stand as one page to print, a sheet each."""
    rows = list(service.standing_in(db.session(), section_id).values())
    section, shown = courses.section(db.session(), section_id), [lines.Printed(row) for row in rows]
    return page("certificates/class_printed.html", section=section, shown=shown, lacking=pdf.lacking())


@bp.route("/desk/sections/<int:section_id>/certificates", methods=["GET", "POST"])
@needs(SERVE)
def of_class(section_id: int) -> Any:
    """Show who completes a class, with the computation for each, and issue certificates."""
    form, at, wanted = Form(), clock.now(), ticked(request.form.getlist("person"))
    if carried_out(form, lambda s: service.issue(s, section_id, wanted, at=at, by=by(), zone=zone())):
        made = len(form.result)
        flash(_("%(n)s certificates are issued.", n=made) if made else _("There was nothing new to issue."))
        return redirect(url_for("certificates.of_class", section_id=section_id), 303)
    session = db.session()
    return page(
        "certificates/class.html",
        form,
        section=courses.section(session, section_id),
        known=insight.completion(session, section_id, at),
        grants=current_user.may(PLAN),
        standing=service.standing_in(session, section_id),
        revoked=[row for row in service.in_section(session, section_id) if row.revoked_at],
        lines=lines,
        counts=counts,
        lacking=pdf.lacking(),
    )


@bp.route("/desk/sections/<int:section_id>/certificates/grant", methods=["GET", "POST"])
@needs(PLAN)
def grant(section_id: int) -> Any:
    """Ask who and why, then issue a certificate to somebody who lacks something."""
    at, session = clock.now(), db.session()
    section, known = courses.section(session, section_id), insight.completion(session, section_id, at)
    have = service.standing_in(session, section_id)
    rows = [row for row in known.rows if row.lacking and row.learner.person_id not in have]
    form = GrantForm(data={"person_id": request.args.get("person", None, row_number)})
    offer(form.person_id, [(row.learner.person_id, row.learner.name) for row in rows], _("please choose"))
    who, why = form.person_id.data, (form.reason.data or "").strip()
    if carried_out(form, lambda s: service.grant(s, section_id, who, why, at=at, by=by(), zone=zone()).number):
        flash(_("Certificate %(number)s is granted.", number=form.result))
        return redirect(url_for("certificates.of_class", section_id=section_id), 303)
    return page("certificates/grant.html", form, section=section, rows=rows, known=known)


@bp.route("/desk/certificates/<int:certificate_id>/revoke", methods=["GET", "POST"])
@needs(PLAN)
def revoke(certificate_id: int) -> Any:
    """Ask why, then let a certificate be valid no more."""
    row, form = service.certificate(db.session(), certificate_id), RevokeForm()
    back = lines.home(row)
    reason = form.reason.data or ""
    if carried_out(form, lambda s: service.revoke(s, certificate_id, reason, at=clock.now(), by=by())):
        flash(_("The certificate is revoked; who checks it is told so."))
        return redirect(back, 303)
    return page("certificates/revoke.html", form, row=service.certificate(db.session(), certificate_id), back=back)


@bp.get("/desk/certificates")
@needs(SERVE)
def issued() -> Any:
    """Show all certificates that were ever issued, newest first."""
    asked, q = paging(), request.args.get("q", "").strip()
    rows, total = service.issued(db.session(), q, offset=asked.offset, limit=asked.size)
    return page("certificates/issued.html", rows=rows, q=q, lines=lines, paging=replace(asked, total=total))
