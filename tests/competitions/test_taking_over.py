"""A contest of another program becomes one of ours: its table comes out the same, and it may go on here."""

from io import BytesIO

from sqlalchemy import select

from activity_center.competitions import jobs, pairing, reports, results, swiss, taking_over, trf
from activity_center.competitions.kinds import CompetitionStatus, Discipline, StageKind
from activity_center.competitions.models import Category
from activity_center.competitions.reports import Reading
from activity_center.competitions.taking_over import Wanted
from tests.competitions.reports import EXERCISE, ROUND_ROBIN, report
from tests.competitions.scenes import AT, WHO
from tests.competitions.test_views import desk as desk


def taken_over(session, text):
    return taking_over.take_over(session, text, trf.read(text), Wanted(Discipline.CHESS, "公开组"), **WHO)


def test_the_table_of_a_published_contest_is_the_same_here(session):
    category = taken_over(session, report(EXERCISE))
    [table] = results.tables(session, category)
    published = reports.computed(trf.read(report(EXERCISE)), Reading())["standings"]
    shown = [(line.entry.number, [float(one.value) for one in line.place.values[:4]]) for line in table.lines]
    ranked = ("points", "buchholz_cut_1", "buchholz", "sonneborn_berger")
    assert [number for number, _ in shown] == [one["number"] for one in published]
    assert [values for _, values in shown] == [[one["values"][name] for name in ranked] for one in published]
    assert category.competition.status is CompetitionStatus.FINISHED
    again = trf.read(results.report(session, category))
    assert again.record == trf.read(report(EXERCISE)).record


def test_a_round_robin_stays_one(session):
    category = taken_over(session, report(ROUND_ROBIN))
    [table] = results.tables(session, category)
    assert (table.stage.kind, table.played) == (StageKind.ROUND_ROBIN, 15)


def test_a_contest_that_has_begun_elsewhere_goes_on_here(session):
    category = taken_over(session, report(EXERCISE, "XXR 7\n"))
    assert category.competition.status is CompetitionStatus.RUNNING
    assert pairing.state(session, category.id).next == 6
    taken = jobs.take(session, jobs.ask(session, category.id, 6, **WHO).id, AT)
    assert jobs.write(session, taken, swiss.pair(taken.next.round), AT) is None
    assert len(pairing.pairs_of(session, category.id, 6)) == 8


def test_staff_send_a_file_and_see_the_table_or_what_is_wrong_with_it(session, desk):
    at = "/desk/competitions/report"
    assert "读入其他软件的比赛报告" in desk.get("/desk/competitions").text

    def sent(text):
        data = {"file": (BytesIO(text.encode()), "a.trf"), "discipline": "chess", "name": "2024 友谊赛"}
        return desk.post(at, data=data, content_type="multipart/form-data")

    assert (desk.get(at).status_code, desk.post(at, data={"discipline": "chess"}).status_code) == (200, 422)
    wrong = sent("001 nonsense")
    assert (wrong.status_code, "第 1 行" in wrong.text) == (409, True)
    assert session.scalars(select(Category)).all() == []
    done = sent(report(EXERCISE).replace(" 4.0    2 ", " 9.0    2 "))
    page = desk.get(done.location).text
    assert "2024 友谊赛" in page
    assert "2 号的积分和" in page
    assert "2023 年 8 月" in page
