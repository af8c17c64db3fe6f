"""The public statement of what is done for old and disabled readers, and how it is proved."""

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l

from activity_center.norms import NORMS

bp = Blueprint("accessibility", __name__)

# What is said of a clause, and the colour of the pill that says it.
STATES = {
    "kept": (_l("kept"), "jade"),
    "partly": (_l("kept in part"), "amber"),
    "none": (_l("nothing here to keep it with"), ""),
}


@bp.get("/accessibility")
def statement() -> str:
    """Show every clause of the norms with the tests that check it."""
    return render_template("accessibility.html", norms=NORMS, states=STATES)
