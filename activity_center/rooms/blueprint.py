"""The blueprint that all pages of rooms share."""

from flask import Blueprint

bp = Blueprint("rooms", __name__)
