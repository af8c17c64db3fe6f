"""What regulations may ask for: units kept apart, forfeits that cancel all; who comes late; changed categories."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from activity_center.competitions import apart, entries, lots, matches, pairing, results, scores, swiss
from activity_center.competitions.entries import EntryDraft
from activity_center.competitions.kinds import EntryStatus, Format, Result
from activity_center.competitions.models import Category
from activity_center.competitions.rules import Outcome
from activity_center.competitions.swiss import Round
from tests.competitions.scenes import (
    AT,
    BY,
    WHO,
    draw,
    enter,
    make_category,
    make_drawn,
    make_players,
    open_matches,
    say,
)
from tests.competitions.test_pairing import codes, games, make_swiss, pair
from tests.competitions.test_views import desk as desk

KNOCKOUT, GROUPS = Format.SINGLE_ELIMINATION, Format.GROUPS_KNOCKOUT


def clashes(order, units, meetings):
    pairs = (pair for places in meetings for pair in combinations(places, 2))
    return sum(units[order[one]] == units[order[two]] != "" for one, two in pairs)


@given(
    st.lists(st.sampled_from(["", "水利局", "教育局", "卫生局", "税务局"]), min_size=2, max_size=24), st.integers(1, 5)
)
def test_exchanges_only_lessen_meetings_of_one_unit_and_leave_the_seeded(chosen, groups):
    units, seeded = dict(enumerate(chosen)), {0, 1}
    for format in (KNOCKOUT, GROUPS):
        meetings = apart.first_meetings(format, len(chosen), groups)
        order = apart.kept_apart(list(units), units, meetings, seeded)
        assert sorted(order) == list(units)
        assert order[:2] == [0, 1]
        assert clashes(order, units, meetings) <= clashes(list(units), units, meetings)
        if format is KNOCKOUT and len(chosen) in (8, 16) and all(chosen.count(one) < 4 for one in chosen):
            assert clashes(order, units, meetings) == 0


def test_those_of_one_unit_do_not_meet_in_the_first_round_of_a_knockout(session):
    category = make_category(session, format=KNOCKOUT, keeps_units_apart=True)
    for n, person in enumerate(make_players(session, 8)):
        enter(session, category, person, unit=f"单位{n // 2}")
    draw(session, category)
    first = [match for match in open_matches(session, category) if match.round == 1]
    assert len(first) == 4
    assert all(match.one.unit != match.two.unit for match in first)


def test_those_of_one_unit_do_not_meet_in_a_swiss_as_long_as_there_is_another_pairing(session):
    category = make_category(session, format=Format.SWISS, rounds=3, keeps_units_apart=True)
    for n, person in enumerate(make_players(session, 6)):
        enter(session, category, person, unit=f"单位{n // 2}")
    draw(session, category)
    pair(session, category)
    assert all(match.one.unit != match.two.unit for match in games(session, category))
    assert swiss.pair(Round([1, 2, 3, 4], {}, apart=[(1, 2), (1, 3), (1, 4)]))


def test_a_forfeit_cancels_all_results_where_the_regulations_say_so(session, client):
    category = make_drawn(session, 4, Format.ROUND_ROBIN, forfeit_cancels=True)
    for match in open_matches(session, category):
        say(session, match, Result.ONE_WON)
    [before] = results.tables(session, category)
    assert all(line.rank for line in before.lines)
    leaving = before.lines[0].entry
    match = next(one for one in before.matches if leaving.id in (one.one_id, one.two_id))
    stays_away = Result.ONE_ABSENT if match.one_id == leaving.id else Result.TWO_ABSENT
    say(session, match, stays_away, corrects=True, note="没有来")
    [after] = results.tables(session, category)
    assert [line.rank is None for line in after.lines] == [False, False, False, True]
    assert after.lines[-1].entry == leaving
    assert all(len(played) == 2 for played in after.setting.record.values())
    session.commit()
    assert "取消全部成绩" in client.get(f"/competitions/entries/{leaving.id}/why").text
    say(session, matches.match_of(session, match.id), Result.ONE_WON, corrects=True, note="来了，记错")
    [again] = results.tables(session, category)
    assert all(line.rank for line in again.lines)


def test_who_comes_late_plays_a_swiss_from_the_next_round_and_nothing_else(session):
    category, _ = make_swiss(session, 8, 3)
    published = lots.lots(session, category.id)
    pair(session, category)
    late, member = make_players(session, 2)
    draft = EntryDraft((late.id,))
    assert codes(entries.enter, session, category.id, EntryDraft((member.id,)), **WHO) == ["drawn_late"]
    entry = entries.enter(session, category.id, draft, **WHO, by_staff=True)
    assert entry.status is EntryStatus.ENTERED
    assert lots.lots(session, category.id) == published
    for match in open_matches(session, category):
        say(session, match, Result.DRAWN)
    pair(session, category)
    mine = [match for match in games(session, category) if entry.id in (match.one_id, match.two_id)]
    assert [match.round for match in mine] == [2]
    [table] = results.tables(session, category)
    assert [game.round for game in table.setting.record[entry.number]] == ([2] if mine[0].bye is Outcome.BYE else [])
    scores.retire(session, entry.id, "有事", at=AT, by=BY)
    assert lots.lots(session, category.id) == published
    other = make_drawn(session, 3, Format.ROUND_ROBIN)
    assert codes(entries.enter, session, other.id, draft, **WHO, by_staff=True) == ["drawn_already"]
    assert pairing.takes_late(session, category)


def test_a_category_is_changed_and_deleted_at_the_desk_before_its_draw(session, desk):
    category = make_category(session, capacity=2)
    _, two, three = (enter(session, category, person) for person in make_players(session, 3))
    at = f"/desk/competitions/categories/{category.id}/edit"
    assert desk.post(at, data={"name": "公开组", "capacity": "3"}).status_code == 303
    assert [two.status, three.status] == [EntryStatus.ENTERED, EntryStatus.OFFERED]
    assert "3 个名额被占用" in desk.post(at, data={"name": "公开组", "capacity": "2"}).text
    refused = desk.post(at, data={"act": "delete"})
    assert (refused.status_code, "有人报过" in refused.text) == (409, True)
    competition_id = category.competition_id
    desk.post(f"/desk/competitions/{competition_id}", data={"name": "女子组"})
    [second] = session.scalars(select(Category).where(Category.name == "女子组"))
    to = f"/desk/competitions/categories/{second.id}/edit"
    taken = desk.post(to, data={"name": "公开组"})
    assert (taken.status_code, "女子组" in desk.get(to).text) == (409, True)
    assert desk.post(to, data={"act": "delete"}).status_code == 303
    assert session.scalars(select(Category.name)).all() == ["公开组"]
