"""The blueprint that all views of the desk share."""

from flask import Blueprint

bp = Blueprint("desk", __name__)

SERVE = "serve_people"
