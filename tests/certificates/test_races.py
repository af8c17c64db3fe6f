"""Several at the desk issue certificates at the same moment."""

from sqlalchemy import select

from activity_center.certificates import service
from activity_center.certificates.models import Certificate
from tests.certificates.scenes import DESK, ZONE, a_finished_class, after
from tests.racing import race

CLASSES = 5


def acts(session):
    classes = [a_finished_class(session, 3, 0, weekday=day + 1) for day in range(CLASSES)]
    made = [(section.id, people, after(section)) for section, people in classes]
    session.commit()
    # Every class twice: two at the desk press the same button.
    return [
        lambda mine, made=one: service.issue(mine, made[0], made[1], at=made[2], by=DESK, zone=ZONE) for one in made * 2
    ]


def test_numbers_follow_one_another_and_nobody_gets_two(app, session):
    assert race(app, acts(session)) == ["done"] * 2 * CLASSES
    session.expire_all()
    serials = session.scalars(select(Certificate.serial).order_by(Certificate.serial)).all()
    assert serials == list(range(1, 3 * CLASSES + 1))


def test_without_the_lock_the_database_itself_would_refuse(app, session, monkeypatch):
    """The negative control: the same race goes wrong where nobody waits, so the test above would notice."""
    monkeypatch.setattr(service, "locked", lambda mine, model, id: mine.get_one(model, id))

    told = race(app, acts(session))
    if session.get_bind().dialect.name == "postgresql":
        assert "IntegrityError" in told
    else:
        # On SQLite a transaction that writes is alone from its beginning.
        assert told == ["done"] * 2 * CLASSES
