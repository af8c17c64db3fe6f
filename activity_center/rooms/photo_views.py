"""How a picture is sent, of whatever it is; who may see it is asked before."""

from flask import Response, request

from activity_center.rooms.photos import Photo
from activity_center.rooms.small import small


def as_picture(photo: Photo, *, kept: str = "no-store") -> Response:
    """Return a picture and nothing else, small for a list that asks so; `kept` says how long readers may keep it."""
    photo = small(photo) if "small" in request.args else photo
    response = Response(photo.content, mimetype=photo.type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = f"private, {kept}"
    return response
