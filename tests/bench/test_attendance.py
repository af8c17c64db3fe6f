"""What the benchmark of a term of attendance says, on a small one."""

import pytest

from activity_center import create_app, schema
from activity_center.bench.attendance import School, measure
from activity_center.bench.place import Place
from activity_center.db import db


@pytest.mark.slow
def test_a_term_of_attendance_is_measured(empty_url: str):
    app = create_app({"SQLALCHEMY_DATABASE_URI": empty_url, "SECRET_KEY": "only for tests"})
    with app.app_context():
        schema.upgrade()
    said = measure(Place(app, {}, empty_url.startswith("sqlite")), School(42, 420), times=1)
    with app.app_context():
        db.engine.dispose()
    assert (said["meetings"], said["marks"]) == (42, 420)
    assert said["pages"].keys() >= {"register", "record", "report"}
    assert all(one["statements"] <= 30 and one["ms"] > 0 for one in said["pages"].values())
    assert said["all_within_a_second"] in (True, False)
