"""The blueprint that all views of certificates share, and how they become PDF files."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template

from activity_center.certificates import lines, pdf
from activity_center.paths import folder

bp = Blueprint("certificates", __name__)

SERVE, PLAN = "serve_people", "plan_courses"


def pdf_of(rows: list[Any], name: str) -> Response:
    """Return certificates as one PDF, a page each."""
    html = render_template("certificates/pdf.html", shown=[lines.Printed(row) for row in rows])
    made = pdf.made(html, Path(folder("static"), "certificate.css").read_text("utf-8"))
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
