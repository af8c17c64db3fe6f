"""Terms, and when enrolment is open for whom."""

from typing import Any

from activity_center import clock
from activity_center.api import auth
from activity_center.api.blueprint import ANYBODY, bp, described
from activity_center.api.paging import cut
from activity_center.api.schemas import Paging, Term, page_of
from activity_center.db import db
from activity_center.terms import service


@bp.get("/terms", tags=["terms"])
@described(401, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Term))
def terms(paging: dict[str, Any]) -> Any:
    """List the terms with their windows, the latest first."""
    session = db.session()
    auth.reader(session, clock.now())
    return cut(service.terms(session), paging)
