"""The blueprint that all pages about leaves share."""

from flask import Blueprint

bp = Blueprint("leave", __name__)
