"""The blueprint that all views of rounds share."""

from flask import Blueprint

bp = Blueprint("rounds", __name__)
