"""The blueprint that all pages of the desk and of instructors share."""

from flask import Blueprint

bp = Blueprint("roster", __name__)

# Planning what is taught, and serving those who take it.
PLAN, SERVE, TEACH = "plan_courses", "serve_people", "teach"
