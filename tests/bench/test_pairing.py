"""A round of 300 players as the worker pairs it, and a draw of 128; how fast that is, is for the benchmark to say."""

import pytest
from sqlalchemy import func, select

from activity_center import create_app, schema
from activity_center.bench.pairing import Contest, measure
from activity_center.bench.place import Place
from activity_center.competitions.kinds import StageKind
from activity_center.competitions.models import Match, Stage
from activity_center.competitions.pairing_models import Pairing
from activity_center.db import db


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_three_hundred_are_paired_and_a_large_knockout_is_drawn(empty_url: str):
    app = create_app({"SQLALCHEMY_DATABASE_URI": empty_url, "SECRET_KEY": "only for tests"})
    with app.app_context():
        schema.upgrade()
    said = measure(Place(app, {}, True), Contest(300, 2, 128))
    with app.app_context():
        counted = dict(
            db.session().execute(select(Stage.kind, func.count(Match.id)).join(Match).group_by(Stage.kind)).all()
        )
        told = db.session().scalars(select(Pairing).order_by(Pairing.round)).all()
        db.engine.dispose()
    assert counted == {StageKind.SWISS: 300, StageKind.SINGLE_ELIMINATION: 127}
    assert [(one.round, one.status.value, one.done, one.tries) for one in told] == [
        (1, "done", 300, 1),
        (2, "done", 300, 1),
    ]
    assert len(said["round_seconds"]) == 2
    assert said["draw_seconds"] > 0
