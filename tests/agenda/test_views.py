"""Everything with a time stands in one place: home, the timetable, its paper, the kiosk and programs say the same."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from activity_center.agenda.service import things
from activity_center.attendance.models import MakeUp
from activity_center.audit import SYSTEM
from activity_center.competitions import playing
from activity_center.competitions import service as contests
from activity_center.competitions.kinds import CompetitionStatus, Discipline, EntryStatus, Format
from activity_center.competitions.models import Competition, Entry
from activity_center.db import zone
from activity_center.enrolment.rules import Status
from activity_center.enrolment.week import bounds
from activity_center.leave.models import Leave
from activity_center.leave.rules import AskedAs, Kind
from activity_center.people.models import Proxy
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.recurrence import Pattern, Rhythm
from activity_center.societies import events, membership, places
from activity_center.societies.events import EventDraft
from activity_center.societies.places import PlaceDraft
from activity_center.societies.rules import Audience, EventKind
from tests.clients import Visitor
from tests.competitions.scenes import draw, enter, make_category
from tests.enrolment.open_now import MONDAY, NOW, class_now, enrolled, meeting_day, term_now
from tests.enrolment.scenes import ZONE, a_person
from tests.factories import LONG_AGO, make_card, make_person, make_room, sign_in
from tests.societies.scenes import a_society

WHO = {"at": NOW, "by": SYSTEM}
STAFF = Asker(None, frozenset())


def planned(session, society, title, weekday, hours=(14, 16), weeks=1, **more):
    """Plan something of a society next week, outside the house, and for some weeks from then on."""
    on = meeting_day(weekday)
    last_on, rhythm = on + timedelta(weeks=weeks - 1), Rhythm.WEEKLY if weeks > 1 else Rhythm.ONCE
    pattern = Pattern(time(hours[0]), time(hours[1]), on, last_on, rhythm, weekdays=(weekday,))
    facts = {"kind": EventKind.REHEARSAL, "audience": Audience.MEMBERS, "place": "北广场", "takes_places": False}
    draft = EventDraft(title=title, **facts | more)
    ids = events.schedule(session, society and society.id, draft, Wish(title, pattern, ()), STAFF, zone=ZONE, **WHO)
    return [events.event(session, id) for id in ids]


def hold_a_match(session, person):
    """Let somebody play one match next Friday at nine."""
    rival, hall = make_person(session, "对手老张"), make_room(session, "棋牌室")
    category = make_category(session, format=Format.ROUND_ROBIN)
    competition = session.get_one(Competition, category.competition_id)
    competition.name = "重阳棋王赛"
    enter(session, category, person)
    enter(session, category, rival)
    draw(session, category)
    nine = datetime.combine(meeting_day(5), time(9), ZONE)
    draft = playing.HallDraft(hall.id, nine, nine + timedelta(hours=3), 2)
    playing.add_hall(session, competition.id, draft, zone=zone(), **WHO)
    playing.set_times(session, competition.id, **WHO)
    competition.status = CompetitionStatus.RUNNING


def hold_mahjong(session, players, referee):
    """Let somebody play mahjong next Thursday at nine, at a table that is drawn, and somebody else referee it."""
    category = make_category(session, format=Format.RANK_BY_SCORE, discipline=Discipline.MAHJONG, seats_per_table=4)
    competition = session.get_one(Competition, category.competition_id)
    competition.name = "健康麻将赛"
    for player in players:
        enter(session, category, player)
    draw(session, category)
    nine = datetime.combine(meeting_day(4), time(9), ZONE)
    draft = playing.HallDraft(make_room(session, "麻将室").id, nine, nine + timedelta(hours=3), 1)
    playing.add_hall(session, competition.id, draft, zone=zone(), **WHO)
    contests.appoint_referee(session, competition.id, make_card(session, referee).number, **WHO)
    competition.status = CompetitionStatus.RUNNING
    session.commit()
    return competition


@pytest.fixture
def li(session, client):
    """Somebody with a class, a leave, a make-up, a society that rehearses, a wait for a trip, and a match."""
    person = a_person(session)
    term = term_now(session)
    section, other = class_now(session, term, "合唱", weekday=2), class_now(session, term, "合唱乙", weekday=3)
    enrolled(session, section, person)
    first, *_later = section.meetings
    ill = {"kind": Kind.SICK, "asked_as": AskedAs.SELF, "asked_at": LONG_AGO, "asked_by_id": person.id, "via": "web"}
    midnight = datetime.combine(meeting_day(2), time(), ZONE)
    session.add(Leave(person_id=person.id, starts_at=midnight, ends_at=midnight + timedelta(days=1), **ill))
    made_up = {"missed_id": first.id, "instead_id": other.meetings[0].id, "agreed_at": NOW, "via": "web"}
    session.add(MakeUp(person_id=person.id, **made_up))
    society = a_society(session)
    membership.join(session, society.id, person.id, **WHO)
    planned(session, society, "每周排练", 4, weeks=4)
    public = {"audience": Audience.PUBLIC, "takes_places": True, "kind": EventKind.TALK}
    [trip] = planned(session, society, "养生讲座", 1, capacity=1, meeting_point="正门", **public)
    for one in (make_person(session, "先来的人"), person):
        places.sign_up(session, trip.id, one.id, PlaceDraft(), **WHO)
    [off] = planned(session, society, "春游", 1, (9, 10), **public)
    places.sign_up(session, off.id, person.id, PlaceDraft(), **WHO)
    events.cancel(session, off.id, "下雨", **WHO)
    hold_a_match(session, person)
    session.commit()
    sign_in(client, person)
    return person


WORDS = (
    "请假",
    "补课",
    "来这里补",
    "合唱乙",
    "每周排练",
    "北广场",
    "养生讲座",
    "候补第 1 位",
    "集合地点：正门",
    "春游",
    "已停课",
)


def test_the_week_shows_everything_and_links_to_it(client, li):
    shown = client.get(f"/me/timetable?week={meeting_day(1)}").text
    for words in (*WORDS, "重阳棋王赛", "棋牌室", "1 号台", "对手老张", "week-item-rose", "week-item-cancelled"):
        assert words in shown, words
    for address in ("/sections/", "/events/", "/competitions/categories/"):
        assert f'href="{address}' in shown


def test_home_says_what_comes_next_in_order_of_time(client, li):
    shown = client.get("/").text
    assert shown.index("养生讲座") < shown.index("合唱") < shown.index("每周排练")
    assert "春游" not in shown


def test_the_paper_has_the_usual_week_and_every_date(client, li):
    shown = client.get("/me/timetable/print").text
    usual, dates = shown.split('<h2 class="paper-break">')
    assert "每周排练" in usual
    assert "4 次" in usual
    assert dates.count("每周排练") == 4
    for words in ("重阳棋王赛", "来这里补", "病假"):
        assert words in dates, words
    assert "您还在候补：养生讲座" in usual


def test_who_acts_for_somebody_sees_the_same_without_links_to_what_is_for_members(session, app, li):
    daughter = make_person(session, "女儿")
    session.add(Proxy(person_id=li.id, proxy_id=daughter.id, granted_at=LONG_AGO))
    session.commit()
    browser = Visitor(app)
    sign_in(browser, daughter)
    shown = browser.get(f"/me/timetable?person={li.id}&week={meeting_day(1)}").text
    rehearsal = session.scalars(select(events.Event.id).where(events.Event.title == "每周排练")).first()
    assert "每周排练" in shown
    assert f"/events/{rehearsal}" not in shown
    assert "重阳棋王赛" in shown


def test_hours_of_a_contest_without_matches_stand_in_the_timetable_with_ones_tables(session, app):
    players, referee = [make_person(session, f"牌友{n}") for n in range(4)], make_person(session, "裁判老周")
    competition = hold_mahjong(session, players, referee)
    week = f"?week={meeting_day(1)}"
    for person, words in ((players[2], "第 1 轮：第 1 桌"), (referee, "您是裁判")):
        browser = Visitor(app)
        sign_in(browser, person)
        shown = browser.get(f"/me/timetable{week}").text
        for each in ("健康麻将赛", "麻将室", words, f'href="/competitions/{competition.id}"'):
            assert each in shown, each
        assert words in browser.get("/me/timetable/print").text
    withdrawn = session.scalars(select(Entry).where(Entry.number == 3)).one()
    withdrawn.status = EntryStatus.WITHDRAWN
    session.commit()
    assert things(session, players[2].id, *bounds(meeting_day(1))) == []
    [mine] = things(session, players[0].id, *bounds(meeting_day(1)))
    assert (mine.status, mine.row.competition_id, len(mine.seats)) == (Status.ENROLLED, competition.id, 2)


def test_a_place_in_a_contest_that_is_only_offered_is_told_as_that(session, client):
    players = [make_person(session, f"牌友{n}") for n in range(4)]
    hold_mahjong(session, players, make_person(session, "裁判老周"))
    session.scalars(select(Entry).where(Entry.number == 1)).one().status = EntryStatus.OFFERED
    session.commit()
    sign_in(client, players[0])
    assert "还没确认" in client.get(f"/me/timetable?week={meeting_day(1)}").text


def test_what_is_over_or_nobodys_is_in_no_timetable(session, client, li):
    society = a_society(session, "别的社团")
    planned(session, society, "别人的排练", 4)
    session.commit()
    assert "别人的排练" not in client.get(f"/me/timetable?week={meeting_day(1)}").text
    assert "这一周您没有安排" in client.get(f"/me/timetable?week={MONDAY - timedelta(weeks=9)}").text
