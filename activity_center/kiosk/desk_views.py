"""Where administrators keep the kiosks."""

from flask import Blueprint

bp = Blueprint("kiosks", __name__)
