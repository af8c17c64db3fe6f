"""Many values in one parameter, many rows in one statement."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from activity_center.audit import SYSTEM, Audit, row
from activity_center.many import among, insert_all, one_of, rows
from activity_center.people.models import Person
from activity_center.people.rules import Standing
from tests.factories import make_person
from tests.statements import counted

AT = datetime(2026, 9, 7, 8, 30, 0, 120, tzinfo=timezone(timedelta(hours=8)))
# What one notation or the other would take for its own.
AWKWARD = ['王 小"明"', "a,b", "{c}", "\\d", "o'e", "", "𠮷田\n"]
_NAMED = select(Person.name).where(among(Person.name, "names"))
_NUMBERED = select(Person.id).where(among(Person.id, "ids")).order_by(Person.id)


def _act(n: int, at: datetime = AT) -> dict[str, object]:
    return row(SYSTEM, at, f"act {n}", "person", n, None, said=AWKWARD, n=n)


def test_what_is_in_the_list_is_found_and_nothing_else(session: Session):
    ids = [make_person(session).id for _ in range(4)]
    assert [id for (id,) in rows(session, _NUMBERED, ids=ids[1:3])] == ids[1:3]
    assert rows(session, _NUMBERED, ids=[]) == []


def test_texts_are_found_whatever_signs_are_in_them(session: Session):
    for name in [*AWKWARD, "a", "b", "c"]:
        make_person(session, name)
    assert {name for (name,) in rows(session, _NAMED, names=AWKWARD)} == set(AWKWARD)


def test_a_list_is_the_same_statement_however_long_it_is(session: Session):
    with counted(session) as sent:
        for length in (0, 1, 64):
            rows(session, _NUMBERED, ids=range(length))
    assert len({one for one in sent if "SELECT" in one}) == 1


@pytest.mark.sqlite_only
def test_the_index_is_used(session: Session):
    with counted(session) as sent:
        rows(session, _NUMBERED, ids=[1])
    plan = session.execute(text("EXPLAIN QUERY PLAN " + sent[-1].replace("?", "'[1]'"))).all()
    assert any("SEARCH person USING INTEGER PRIMARY KEY" in line[-1] for line in plan)


def test_a_choice_is_one_of_those_that_are_named(session: Session):
    make_person(session, standing=Standing.ACTIVE)
    ended = make_person(session, standing=Standing.ENDED)
    wanted = select(Person.id).where(one_of(Person.standing, [Standing.ENDED, Standing.APPLICANT]))
    assert session.scalars(wanted).all() == [ended.id]


def test_rows_are_written_in_order_and_their_ids_given_back(session: Session):
    ids = insert_all(session, Audit, [_act(n) for n in range(70)])
    assert ids == sorted(ids)
    assert [session.get(Audit, id).subject_id for id in ids] == list(range(70))


def test_what_was_written_is_read_as_it_was(session: Session):
    [id] = insert_all(session, Audit, [_act(7)])
    kept = session.get(Audit, id)
    assert (kept.at, kept.act, kept.actor_id, kept.facts) == (AT, "act 7", None, {"said": AWKWARD, "n": 7})


def test_a_moment_is_kept_as_the_orm_keeps_it(session: Session):
    insert_all(session, Audit, [_act(1)])
    session.add(Audit(**_act(2)))
    session.flush()
    first, second = session.execute(text("SELECT CAST(at AS TEXT) FROM audit ORDER BY id")).scalars()
    assert first == second


def test_no_rows_are_no_statement(session: Session):
    with counted(session) as sent:
        assert insert_all(session, Audit, []) == []
    assert sent == []


def test_a_moment_without_a_zone_is_refused(session: Session):
    with pytest.raises(TypeError):
        insert_all(session, Audit, [_act(1, AT.replace(tzinfo=None))])
