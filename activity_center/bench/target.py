"""The server that a benchmark measures: the application as it is, and beside it a bare Flask page as the limit."""

import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from activity_center import server
from activity_center.server import Door


def make() -> Callable[..., Any]:
    """Build the application with a bare Flask application under /bare."""
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "ok")
    return DispatcherMiddleware(server.make(), {"/bare": bare.wsgi_app})


if __name__ == "__main__":
    port, processes = int(sys.argv[1]), int(sys.argv[2])
    server.serve(Door("127.0.0.1", port), processes, lambda: None, "activity_center.bench.target:make")
