"""Years of societies: what staff decide about one, the ranking with its brand societies, and linked party branches."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, zone
from activity_center.societies import events, life_lines, lines, seats, service, years
from activity_center.societies import review as counted
from activity_center.societies.blueprint import KEEP, bp, here, today, who
from activity_center.societies.keeping_views import asked_year
from activity_center.societies.life_forms import BrandsForm, OutcomeForm, WeightsForm, filled
from activity_center.societies.seats import SOCIETIES
from activity_center.societies.yearly import Criterion
from activity_center.web import carried_out, needs, page, row_number


@bp.get("/desk/societies/reviews")
@needs(KEEP)
def reviews() -> ResponseReturnValue:
    """Show staff which societies of a year are reviewed, and which are not."""
    session, year = db.session(), asked_year()
    shown = service.societies(session, only_approved=True)
    decided = years.decisions(session, year)
    return page(
        "societies/reviews.html", year=year, this_year=today().year, societies=shown, decided=decided, lines=life_lines
    )


@bp.route("/desk/societies/<int:society_id>/review", methods=["GET", "POST"])
@needs(KEEP)
def decide_review(society_id: int) -> ResponseReturnValue:
    """Decide about a society's year."""
    year, form = asked_year(), OutcomeForm()
    typed = form.decided, form.note.data or ""
    if carried_out(form, lambda s: years.decide(s, society_id, year, *typed, **here()).year):
        flash(_("Saved. Everybody concerned is told."))
        return redirect(url_for("societies.review", society_id=society_id, year=form.result), 303)
    session = db.session()
    known = counted.review(session, society_id, year, at=clock.now(), zone=zone())
    society, decision = service.society(session, society_id), years.decision(session, society_id, year)
    return page(
        "societies/review_deciding.html", form, society=society, review=known, decision=decision, lines=life_lines
    )


@bp.get("/societies/ranking")
def ranking() -> ResponseReturnValue:
    """Show anybody a published ranking: the brand societies, and how each society's points come about."""
    session = db.session()
    row = years.published(session, request.args.get("year", None, row_number))
    brands = years.brands(session, row) if row else []
    return page("societies/ranking.html", ranking=row, brands=brands, lines=life_lines)


@bp.route("/desk/societies/ranking", methods=["GET", "POST"])
@needs(KEEP)
def name_brands() -> ResponseReturnValue:
    """Show the ranking as it is now, and publish it with the brand societies that staff name."""
    session, year, at = db.session(), asked_year(), clock.now()
    scored = years.ranked(session, year, at=at, zone=zone())
    published = years.published(session, year)
    named = [one.id for one in years.brands(session, published)] if published else []
    form = BrandsForm(data={"named": named or [one.society_id for one in scored[:10]]})
    form.named.choices = [(one.society_id, one.name) for one in scored]
    chosen = form.named.data or []
    if carried_out(form, lambda s: years.publish(s, year, chosen, **here()).year):
        flash(_("Published."))
        return redirect(url_for("societies.ranking", year=form.result), 303)
    shown = {"year": year, "this_year": today().year, "published": years.published(db.session(), year)}
    weights = years.weights(db.session(), year)
    return page("societies/naming_brands.html", form, scored=scored, weights=weights, lines=life_lines, **shown)


@bp.route("/desk/societies/weights", methods=["GET", "POST"])
@needs(KEEP)
def weigh() -> ResponseReturnValue:
    """Say what counts how much in the ranking of a year."""
    year = asked_year()
    form = WeightsForm(data=filled(years.weights(db.session(), year)))
    if carried_out(form, lambda s: years.weigh(s, year, form.typed, **who()).year):
        flash(_("Saved."))
        return redirect(url_for("societies.name_brands", year=form.result), 303)
    return page("societies/weights.html", form, year=year, criteria=list(Criterion))


@bp.get("/societies/branches")
def branches() -> ResponseReturnValue:
    """Show which party branch is linked with which societies, and what they have planned."""
    session, at = db.session(), clock.now()
    linked = years.by_branch(session)
    ids = [one.id for mine in linked.values() for one in mine]
    public = [one for one in events.between(session, at) if lines.is_for(one, None, is_staff=False) and one.is_on]
    coming = {id: [one for one in public if one.society_id == id][:2] for id in ids}
    counts = seats.counts(session, SOCIETIES, ids)
    return page("societies/branches.html", linked=linked, coming=coming, counts=counts, lines=lines)
