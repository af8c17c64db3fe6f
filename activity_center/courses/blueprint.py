"""The blueprint that all pages of planning share."""

from flask import Blueprint

bp = Blueprint("courses", __name__)

PLAN = "plan_courses"
