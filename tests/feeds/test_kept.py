"""What a process remembers: soon forgotten, made once, never too much, and never answered wrongly."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import create_engine, update

from activity_center import clock
from activity_center.centre import Centre
from activity_center.feeds import kept
from activity_center.feeds.calendar import event_text
from activity_center.feeds.kept import Body, Kept
from activity_center.feeds.service import Revision
from activity_center.feeds.unchanged import Unchanged, language_of, tag_of
from tests.factories import make_meeting, make_section
from tests.feeds.samples import SHANGHAI

AT = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
TODAY = date(2026, 9, 7)
NEXT = update(Centre).values(calendar_revision=Centre.calendar_revision + 1)


def revision(number: int = 1) -> Revision:
    return Revision("0123456789", "centre", number)


def test_the_revision_is_asked_for_once_a_second():
    asked = []
    memory = Kept()
    for seconds in (0, 0.5, 0.9, 1.0, 1.5, 2.1):
        memory.revision(AT + timedelta(seconds=seconds), lambda: asked.append(1) or revision())
    assert len(asked) == 3


def test_a_commit_in_this_process_is_seen_at_once(session):
    memory = Kept()
    memory.revision(AT, revision)
    assert memory.known(AT) == revision()
    session.commit()
    assert memory.known(AT) is None


def test_what_was_read_while_somebody_committed_is_not_trusted(session):
    memory = Kept()
    memory.revision(AT, lambda: session.commit() or revision())
    assert memory.known(AT) is None


def test_a_commit_of_another_process_is_seen_after_a_second(client, session, database_url, monkeypatch):
    session.add(Centre(name="centre"))
    at = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    before = client.get("/feeds/centre.ics").headers["ETag"]
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(NEXT)
    engine.dispose()
    at[0] += timedelta(seconds=1)
    assert client.get("/feeds/centre.ics", headers={"If-None-Match": before}).status_code == 200


def test_a_calendar_is_made_once_for_all_who_ask_at_the_same_moment():
    memory, made, go = Kept(), [], Event()

    def make() -> Body:
        go.wait(5)
        made.append(1)
        return Body(b"text", AT)

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(memory.body, revision(), TODAY, "centre", make) for _ in range(8)]
        go.set()
        assert {one.result().text for one in asked} == {b"text"}
    assert made == [1]


def test_another_revision_and_another_day_are_made_anew():
    memory = Kept()
    made = [
        memory.body(revision(number), day, "centre", lambda: Body(b"", AT))
        for number, day in ((1, TODAY), (1, TODAY), (2, TODAY), (2, TODAY + timedelta(days=1)))
    ]
    assert made[0] is made[1]
    assert len({id(body) for body in made}) == 3


def test_no_more_is_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(kept, "_BYTES", 10)
    memory, made = Kept(), []

    def body(key: str) -> None:
        memory.body(revision(), TODAY, key, lambda: made.append(key) or Body(b"1234", AT))

    for key in ("a", "b", "c", "c", "b", "a"):
        body(key)
    assert made == ["a", "b", "c", "a"]


def test_after_one_change_one_text_is_made(client, session):
    session.add(Centre(name="centre"))
    section = make_section(session)
    meetings = [make_meeting(session, section, clock.now() + timedelta(days=n)) for n in range(30)]
    client.get("/feeds/centre.ics")
    before = event_text.cache_info().misses
    meetings[7].sequence += 1
    session.execute(NEXT)
    client.get("/feeds/centre.ics")
    assert event_text.cache_info().misses == before + 1


@pytest.fixture
def door() -> Any:
    """Ask the answer in front of Flask, behind which nobody is at home."""
    memory = Kept()
    memory.revision(AT, revision)
    wsgi = Unchanged(lambda _environ, _start: [b"asked Flask"], memory, SHANGHAI, lambda: AT)

    def ask(path: str, tags: str, method: str = "GET", **others: str) -> str:
        said = []
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "HTTP_IF_NONE_MATCH": tags, **others}
        answer = wsgi(environ, lambda status, headers: said.append((status, dict(headers))))
        return said[0][0] if said else b"".join(answer).decode()

    return ask


TAG = f'"{tag_of(revision(), TODAY, "zh")}"'
UNCHANGED, PASSED_ON = "304 NOT MODIFIED", "asked Flask"


@pytest.mark.parametrize("tags", [TAG, f"W/{TAG}", f'"other", {TAG}'])
@pytest.mark.parametrize("path", ["/feeds/centre.ics", "/feeds/sections/7.ics", "/feeds/rooms/7.ics"])
def test_who_has_the_newest_is_told_so_at_the_door(door, path: str, tags: str):
    assert door(path, tags) == door(path, tags, "HEAD") == UNCHANGED


@pytest.mark.parametrize(
    ("path", "tags", "others"),
    [
        ("/feeds/centre.ics", '"other"', {}),
        ("/feeds/centre.ics", f'"{tag_of(revision(2), TODAY, "zh")}"', {}),
        ("/feeds/centre.ics", f'"{tag_of(revision(), TODAY + timedelta(days=1), "zh")}"', {}),
        ("/feeds/centre.ics", "", {}),
        ("/feeds/secret.ics", TAG, {}),
        ("/catalogue", TAG, {}),
        ("/feeds/centre.ics", TAG, {"REQUEST_METHOD": "POST"}),
        ("/feeds/centre.ics", TAG, {"HTTP_ACCEPT_LANGUAGE": "en"}),
        ("/feeds/centre.ics", TAG, {"QUERY_STRING": "lang=en"}),
    ],
)
def test_everything_else_is_passed_on(door, path: str, tags: str, others: dict[str, str]):
    assert door(path, tags, **others) == PASSED_ON


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "zh"),
        ("", "zh-CN,zh-Hans;q=0.9", "zh"),
        ("", "en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("", "de", "zh"),
        ("", "*", "zh"),
        ("lang=en", "zh-CN", "en"),
        ("lang=zh", "en", "zh"),
        ("lang=de", "en", "en"),
        ("a=1&lang=en&b", "", "en"),
    ],
)
def test_the_language_is_what_is_asked_for_else_what_is_accepted_else_chinese(query, accepted, language):
    assert language_of(query, accepted) == language


def test_both_ways_give_the_same_answer(client, session):
    session.add(Centre(name="centre"))
    whole = client.get("/feeds/centre.ics")
    headers = {"If-None-Match": whole.headers["ETag"]}
    at_the_door = client.get("/feeds/centre.ics", headers=headers)
    session.execute(update(Centre).values(name="centre"))
    session.commit()
    behind_it = client.get("/feeds/centre.ics", headers=headers)
    assert at_the_door.status_code == behind_it.status_code == 304
    for name in ("ETag", "Cache-Control", "Vary"):
        assert at_the_door.headers[name] == behind_it.headers[name] == whole.headers[name]
