"""What the benchmark of a large house says, on a small one."""

import pytest

from activity_center import create_app, schema
from activity_center.bench.place import Place
from activity_center.bench.rooms import House, measure
from activity_center.db import db


@pytest.mark.slow
def test_a_house_is_measured_and_booked_for_a_year(empty_url: str):
    app = create_app({"SQLALCHEMY_DATABASE_URI": empty_url, "SECRET_KEY": "only for tests"})
    with app.app_context():
        schema.upgrade()
    said = measure(Place(app, {}, empty_url.startswith("sqlite")), House(5, 50), times=1)
    with app.app_context():
        db.engine.dispose()
    assert (said["rooms"], said["bookings"], said["year_of_bookings"]) == (5, 50, 365)
    assert said["statements"] <= 10
    assert min(said["page_ms"], said["same_template_from_dictionaries_ms"], said["year_ms"]) > 0
