"""The blueprint that all views of people share."""

from flask import Blueprint

bp = Blueprint("people", __name__)
