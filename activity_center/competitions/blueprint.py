"""The blueprint that all views of competitions share."""

from flask import Blueprint

bp = Blueprint("competitions", __name__)
