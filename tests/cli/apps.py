"""Our application on a database of the test's own, as a command sees it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import force_locale
from sqlalchemy.orm import Session

from activity_center import create_app, schema
from activity_center.db import db
from tests.conftest import settings


@contextmanager
def opened(url: str, *, migrated: bool = True) -> Iterator[Session]:
    """Open a database, in English, and bring it to the newest schema unless it is to stay as it is."""
    app = create_app(settings(url))
    with app.app_context(), force_locale("en"):
        try:
            if migrated:
                schema.upgrade()
            yield db.session()
        finally:
            db.session.remove()
            db.engine.dispose()
