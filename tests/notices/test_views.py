import pytest

from activity_center.notices import rules, sentences, service
from activity_center.words import FORM_OUTCOME
from tests.factories import make_person, sign_in

# Whatever a change of a class may be made from; each kind takes what it needs.
CHANGED = {
    "n": 5,
    "title": "书法2班",
    "instructor": "",
    "times": [{"weekday": 2, "starts": "08:30", "ends": "10:00", "place": "302"}],
    "amount": "120.00",
    "currency": "CNY",
    "per": "term",
    "draw_at": None,
    "was_at": "2026-09-08T08:30:00+08:00",
    "starts_at": "2026-09-09T08:30:00+08:00",
    "place": "302",
}
DAY = {"starts_at": "2026-09-09T08:30:00+08:00", "ends_at": "2026-09-09T10:00:00+08:00", "place": "302"}
FACTS = {
    "room": "302",
    "what": "灯不亮",
    "why": "检修",
    "title": "书法",
    "to_title": "国画",
    "missed": 3,
    "first_on": "2026-09-08",
    "last_on": "2026-09-18",
    "classes": "",
    "who": "王建国",
    "expires_at": "2026-09-09T17:00:00+08:00",
    "starts_at": "2026-09-09T08:30:00+08:00",
    "was_at": "2026-09-08T08:30:00+08:00",
    "place": "302",
    "note": "",
    "instructor": "王老师",
    "society": "合唱团",
    "term": "2026 秋季学期",
    "n": 3,
    "text": "周五改在二楼排练。",
    "round": "秋季场地",
    "times": [{"weekday": 2, "starts": "08:30", "ends": "10:00", "place": "302"}],
    "left_out": ["2026-09-15"],
    "days": [DAY | {"code": code, "was": DAY, "n": 2} for code in sentences.DAYS],
    "status": "waiting",
    "number": "2026-00012",
    "changes": [CHANGED | {"code": code} for code in sentences.CHANGES],
    "outcomes": [
        {"number": 12, "title": "书法", "became": became, "position": 3, "had": False, "reasons": []}
        for became in FORM_OUTCOME
    ],
    "reasons": [{"code": "limit_reached", "facts": {"limit": 3, "titles": ["合唱", "太极拳", "摄影"]}}],
}


@pytest.fixture
def li(session, client):
    """Somebody signed in."""
    person = make_person(session)
    sign_in(client, person)
    return person


def test_every_kind_is_shown_in_both_languages(session, client, li, at):
    for kind in rules.KINDS:
        service.post(session, [li.id], kind, FACTS, at=at, section_id=5)
    page = _both_pages(client)
    assert page.count("<article") == len(rules.KINDS)
    assert "合唱、太极拳、摄影" in page
    assert "任课教师：未注明；上课时间：周二 8:30–10:00 302；学费：120 元 每学期；摇号时间：未注明" in page
    client.post("/preferences", data={"language": "en"})
    page = _both_pages(client)
    assert "A free seat went past you" in page
    assert "5 meetings are moved, the first from Tue 8 Sep 8:30 to Wed 9 Sep 8:30" in page


def _both_pages(client) -> str:
    """Return the first two pages of notices: there are more kinds than stand on one."""
    return client.get("/me/notices").text + client.get("/me/notices?page=2").text


def test_an_empty_page_says_what_will_stand_there(client, li):
    assert "还没有通知" in client.get("/me/notices").text


def test_looking_at_a_notice_marks_it_and_goes_where_it_leads(session, client, li, at):
    service.post(session, [li.id], "waiting_ended", {"title": "书法"}, at=at, section_id=5)
    notice = service.notices_of(session, li.id)[0][0]
    client.get("/me/notices")
    assert service.unread_count(session, li.id) == 1
    answer = client.post(f"/me/notices/{notice.id}/read", data={"next": "/sections/5"})
    assert answer.location == "/sections/5"
    assert service.unread_count(session, li.id) == 0


def test_the_header_counts_what_is_unread_and_all_is_read_at_once(session, client, li, at):
    for _ in range(3):
        service.post(session, [li.id], "waiting_ended", {"title": "书法"}, at=at)
    assert '<span class="count">3' in client.get("/me/details").text
    client.post("/me/notices/read")
    assert '<span class="count">' not in client.get("/me/details").text


def test_five_hundred_notices_come_in_pages(session, client, li, at):
    for _ in range(500):
        service.post(session, [li.id], "waiting_ended", {"title": "书法"}, at=at)
    assert client.get("/me/notices").text.count("<article") == 50
    assert client.get("/me/notices?page=10").text.count("<article") == 50
    assert client.get("/me/notices?page=11").text.count("<article") == 0
    assert client.get("/me/notices?page=-3").status_code == 200


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/me/notices").location.startswith("/sign-in")
