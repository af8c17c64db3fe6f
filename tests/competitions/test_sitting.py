"""Tables that are drawn where scores rank: who sits where, and chips that have to add up."""

from decimal import Decimal
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.competitions import entries, lots, matches, measured, scores, service, sitting
from activity_center.competitions.kinds import CompetitionStatus, Discipline, Format, Reporting
from activity_center.competitions.measured import MeasureDraft
from activity_center.competitions.models import Category, Score, Stage
from activity_center.competitions.scores import Try
from activity_center.competitions.seating_models import TableSeat
from activity_center.errors import Refused
from activity_center.people.rules import RoleName
from tests.clients import Visitor
from tests.competitions.scenes import STAFF, WHO, draw, enter, make_category, make_drawn, make_players
from tests.factories import make_person, sign_in

EVENING = {"discipline": Discipline.MAHJONG, "format": Format.RANK_BY_SCORE, "seats_per_table": 4, "chips_each": 300}


def an_evening(session: Session, count: int, rounds: int = 1, **more: object) -> Stage:
    """Draw an evening of mahjong; return its stage."""
    category = make_category(session, **EVENING | more)
    measured.set_measure(session, category.id, MeasureDraft(tries=rounds), **WHO)
    for person in make_players(session, count):
        enter(session, category, person)
    draw(session, category)
    return stage_of(session, category)


def stage_of(session: Session, category: Category) -> Stage:
    [stage] = matches.stages(session, category.id)
    return stage


def write(session: Session, stage: Stage, table: sitting.Table, *chips: object, note: str = "", uid: str = "") -> int:
    """Write down the chips of a table, None for what is left empty."""
    tries = [
        Try(seat.entry_id, table.round, None if n is None else Decimal(str(n)), "", note)
        for seat, n in zip(table.seats, chips, strict=True)
    ]
    return measured.write_all(session, stage.id, uid or str(uuid4()), tries, STAFF, **WHO)


def test_the_draw_gives_everybody_a_table_and_a_seat_in_each_round(session: Session):
    stage = an_evening(session, 13, 2)
    found = sitting.tables(session, stage.id)
    assert [(table.round, table.number, len(table.seats)) for table in found] == [
        (round, number, 4 if number == 1 else 3) for round in (1, 2) for number in (1, 2, 3, 4)
    ]
    # The first of the lots sits first at table 1, the second at table 2; anybody can follow that on the page.
    order = [number for number, _lot in lots.lots(session, stage.category_id).order]
    assert [table.seats[0].entry.number for table in found[:4]] == order[:4]
    assert len(session.scalars(select(TableSeat.entry_id).where(TableSeat.round == 2).distinct()).all()) == 13


def test_without_a_number_of_people_at_a_table_there_are_no_tables(session: Session):
    stage = stage_of(session, make_drawn(session, 5, Format.RANK_BY_SCORE))
    assert sitting.tables(session, stage.id) == []


def test_other_formats_have_no_tables(session: Session):
    category = make_drawn(session, 4, Format.ROUND_ROBIN, seats_per_table=2)
    assert sitting.tables(session, stage_of(session, category).id) == []


def test_those_of_one_unit_are_drawn_apart_where_that_is_asked(session: Session):
    category = make_category(session, **EVENING | {"seats_per_table": 2, "keeps_units_apart": True})
    for n, person in enumerate(make_players(session, 8)):
        enter(session, category, person, unit="甲" if n < 4 else f"其他{n}")
    draw(session, category)
    for table in sitting.tables(session, stage_of(session, category).id):
        assert [seat.entry.unit for seat in table.seats].count("甲") == 1


def test_a_round_more_is_drawn_at_once_and_one_less_goes(session: Session):
    stage = an_evening(session, 8, 2)
    before = _seats(session, stage)
    measured.set_measure(session, stage.category_id, MeasureDraft(tries=3), **WHO)
    assert _seats(session, stage)[: len(before)] == before
    assert len(_seats(session, stage)) == 24
    measured.set_measure(session, stage.category_id, MeasureDraft(tries=1), **WHO)
    assert _seats(session, stage) == before[:8]


def _seats(session: Session, stage: Stage) -> list[tuple[int, int, int, int]]:
    found = sitting.tables(session, stage.id)
    return [(one.round, one.number, seat.seat, seat.entry_id) for one in found for seat in one.seats]


def test_a_draw_that_is_taken_back_takes_its_seats_along(session: Session):
    stage = an_evening(session, 8)
    lots.take_back(session, stage.category_id, **WHO)
    assert session.scalars(select(TableSeat)).all() == []


def test_how_many_sit_at_a_table_is_settled_by_the_draw(session: Session):
    stage = an_evening(session, 8)
    competition = stage.category.competition
    days = competition.starts_on, competition.ends_on
    for changed, wanted in ({"seats_per_table": 3}, ["drawn_already"]), ({"chips_each": 200}, []):
        facts = EVENING | changed
        draft = service.CompetitionDraft(competition.name, starts_on=days[0], ends_on=days[1], criteria=(), **facts)
        assert _codes(lambda draft=draft: service.change_competition(session, competition.id, draft, **WHO)) == wanted


def test_chips_without_tables_are_refused(session: Session):
    assert _codes(lambda: make_category(session, **EVENING | {"seats_per_table": None})) == ["chips_need_tables"]


def test_a_table_whose_chips_do_not_add_up_is_refused_by_how_much(session: Session):
    stage = an_evening(session, 7)
    large, small = sitting.tables(session, stage.id)
    with pytest.raises(Refused) as told:
        write(session, stage, large, 300, 400, 250, 240)
    [reason] = told.value.reasons
    facts = {"round": 1, "table": 1, "n": 4, "each": 300, "sum": "1190", "off": "10"}
    assert (reason.code, reason.facts) == ("chips_missing", facts)
    assert _codes(lambda: write(session, stage, small, 300, 300, 300.5)) == ["chips_over"]
    assert _codes(lambda: write(session, stage, small, 600, 300, None)) == ["table_half_written"]
    assert session.scalars(select(Score)).all() == []
    assert write(session, stage, large, 300, 400, 250, 250) == 4
    # What stands at one table does not hold up another.
    assert write(session, stage, small, 900, 0, 0) == 3


def test_a_correction_is_looked_at_with_what_stands_already(session: Session):
    stage = an_evening(session, 4)
    [table] = sitting.tables(session, stage.id)
    uid = str(uuid4())
    write(session, stage, table, 300, 400, 250, 250, uid=uid)
    one = Try(table.seats[0].entry_id, 1, Decimal(310), "", "数错了")
    act = lambda *tries: measured.write_all(session, stage.id, str(uuid4()), tries, STAFF, **WHO)
    assert _codes(lambda: act(one)) == ["chips_over"]
    act(one, Try(table.seats[1].entry_id, 1, Decimal(390), "", "数错了"))
    # The first sheet, sent again by a slow network, is still the same sheet.
    assert write(session, stage, table, 300, 400, 250, 250, uid=uid) == 4
    assert measured.values(session, stage.id)[table.seats[0].entry_id] == {1: Decimal(310)}
    assert len(session.scalars(select(Score)).all()) == 6
    # A whole table may be taken back.
    write(session, stage, table, None, None, None, None, note="重打")
    assert not any(measured.values(session, stage.id).values())


def test_who_has_left_needs_no_chips(session: Session):
    stage = an_evening(session, 4)
    [table] = sitting.tables(session, stage.id)
    scores.retire(session, table.seats[3].entry_id, "身体不适", **WHO)
    assert write(session, stage, table, 300, 400, 200, None) == 4


def test_two_people_write_a_table_down_one_after_the_other(session: Session):
    stage = an_evening(session, 4, reporting=Reporting.TWO_PEOPLE)
    [table] = sitting.tables(session, stage.id)
    assert _codes(lambda: write(session, stage, table, 300, 400, 250, 240)) == ["chips_missing"]
    assert write(session, stage, table, 300, 400, 250, 250) == 4
    assert measured.values(session, stage.id) == {}


def test_without_a_number_of_chips_nothing_is_added_up(session: Session):
    stage = an_evening(session, 4, chips_each=None)
    [table] = sitting.tables(session, stage.id)
    assert write(session, stage, table, 1, 2, 3, None) == 4


def test_the_tables_of_the_round_that_is_played_hang_in_the_hall(session: Session):
    stage = an_evening(session, 4, 2)
    first, second = sitting.tables(session, stage.id)
    assert measured.tables_ahead(session, stage) == [first]
    write(session, stage, first, 300, 300, 300, 300)
    assert measured.tables_ahead(session, stage) == [second]
    write(session, stage, second, 300, 300, 300, 300)
    assert measured.tables_ahead(session, stage) == []


def _codes(act) -> list[str]:
    try:
        act()
    except Refused as refused:
        return [reason.code for reason in refused.reasons]
    return []


@pytest.fixture
def desk(session: Session, app: Flask) -> Visitor:
    """Somebody of the desk."""
    client = Visitor(app)
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK, staff_name="desk"))
    return client


def test_everybody_reads_where_they_sit(session: Session, client: Visitor, desk: Visitor):
    stage = an_evening(session, 7, 2)
    category = stage.category
    sheet = client.get(f"/competitions/categories/{category.id}").text
    assert ("第 1 桌" in sheet, "东" in sheet, "第 2 轮" in sheet) == (True, True, True)
    drawn = client.get(f"/competitions/categories/{category.id}/lots").text
    assert ("第 2 桌 南" in drawn, "像发牌一样" in drawn) == (True, True)
    board = client.get(f"/competitions/{category.competition_id}/board").text
    assert ("谁坐哪里" in board, "第 2 轮" in board) == (True, False)
    mine = entries.entries(session, category.id)[0]
    sign_in(client, mine.members[0].person)
    assert "您的桌次：" in client.get("/me/competitions").text


def test_a_table_that_is_off_keeps_what_was_typed(session: Session, desk: Visitor, client: Visitor):
    stage = an_evening(session, 4)
    [table] = sitting.tables(session, stage.id)
    chips = zip(table.seats, ("300", "400", "250", "240"), strict=True)
    sheet = {"uid": str(uuid4())}
    for seat, n in chips:
        sheet |= {f"try-{seat.entry_id}-1": n, f"was-{seat.entry_id}-1": ""}
    at = f"/competitions/stages/{stage.id}/tries"
    assert "4 人，每人 300" in desk.get(at).text
    page = desk.post(at, data=sheet)
    assert page.status_code == 409
    assert ("少了 10" in page.text, 'value="240"' in page.text) == (True, True)
    assert desk.post(at, data=sheet | {f"try-{table.seats[3].entry_id}-1": "250"}).status_code == 303
    sign_in(client, make_person(session))
    assert client.get(at).status_code == 403


def test_an_evening_of_a_former_year_is_held_again_with_its_tables(session: Session, desk: Visitor):
    stage = an_evening(session, 4)
    service.move_on(session, stage.category.competition_id, CompetitionStatus.FINISHED, **WHO)
    page = desk.get(f"/desk/competitions/new?like={stage.category.competition_id}&starts_on=2027-10-12").text
    assert ('name="seats_per_table" value="4"' in page or 'value="4"' in page, 'value="300"' in page) == (True, True)
