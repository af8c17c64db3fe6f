"""Judged shows by their pages: nobody who judges learns a name, and everybody can read why a work is where it is."""

import re
import struct
from io import BytesIO
from typing import Any
from zlib import compress, crc32

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.competitions import exhibits, judges, service, shows
from activity_center.competitions.exhibits import ExhibitDraft, ShowDraft
from activity_center.competitions.kinds import CompetitionStatus, Discipline, Format
from activity_center.competitions.models import Category, Entry
from activity_center.competitions.prizes import Prize
from activity_center.competitions.show_models import Exhibit, JudgeMark
from activity_center.competitions.showing import Closeness, Judging
from activity_center.errors import NotYours, Refused
from activity_center.people.rules import RoleName
from activity_center.rooms.photos import cleaned
from tests.clients import Visitor
from tests.competitions.scenes import AT, BY, WHO, enter, make_category
from tests.factories import make_card, make_person, sign_in
from tests.rooms.test_small import opened, picture


def photo(n: int = 0, secret: bytes = b"") -> bytes:
    """Return a picture of one point, with a text inside it that says who took it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    text = chunk(b"tEXt", b"Author\0" + secret) if secret else b""
    return b"\x89PNG\r\n\x1a\n" + head + text + chunk(b"IDAT", compress(bytes([0, n]))) + chunk(b"IEND", b"")


def make_show(session: Session, names: list[str], judging: Judging = Judging.MEAN, **show) -> Category:
    """Make a category with an accepted work of each of these people, its entries closed."""
    category = make_category(session, discipline=Discipline.WORKS, format=Format.JUDGED)
    exhibits.set_show(session, category.id, ShowDraft(judging, **show), **WHO)
    for n, name in enumerate(names):
        entry = enter(session, category, make_person(session, name))
        draft = ExhibitDraft(f"作品之{n}", cleaned(photo(n)), may_show=True)
        work = exhibits.hand_in(session, entry.id, draft, **WHO, is_staff=True)
        exhibits.review(session, work.id, True, "", **WHO)
    service.move_on(session, category.competition_id, CompetitionStatus.CLOSED, **WHO)
    return category


def make_judge(session: Session, category: Category, name: str = "周评委"):
    """Appoint somebody with a card of their own."""
    person = make_person(session, name)
    card = make_card(session, person)
    return judges.appoint(session, category.id, card.number, **WHO)


class Shuffled:
    """A chance that turns a list round, so that a number never is the order of handing in."""

    def shuffle(self, numbers: list[int]) -> None:
        numbers.reverse()


def begin(session: Session, category: Category) -> list[Exhibit]:
    """Begin the judging, and return the works by number."""
    shows.begin(session, category.id, Shuffled(), **WHO)  # type: ignore[arg-type]
    return exhibits.in_show(session, category.id)


def give(session: Session, category: Category, judge, **marks: int) -> None:
    """Give marks as n1=80."""
    by = Actor(judge.person_id, "web")
    for number, value in marks.items():
        judges.give_mark(session, category.id, int(number[1:]), value, at=AT, by=by)  # type: ignore[arg-type]


@pytest.fixture
def desk(session, app) -> Visitor:
    """Somebody of the desk."""
    client = Visitor(app)
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK, staff_name="desk"))
    return client


def test_a_whole_show_by_the_pages_alone(session: Session, client: Visitor, desk: Visitor):
    category = make_category(session, discipline=Discipline.WORKS, format=Format.JUDGED)
    at = f"/desk/competitions/categories/{category.id}"
    settled = {"judging": "mean", "most_works": "1", "has_vote": "y", "prizes": "一等奖 1\n优秀奖 50%"}
    assert desk.post(f"{at}/show/edit", data=settled | {"prizes": "一等奖"}).status_code == 422
    assert desk.post(f"{at}/show/edit", data=settled).status_code == 303
    mine = ""
    makers = [make_person(session, name) for name in ("欧阳秀英", "司马长风", "诸葛建国")]
    for n, maker in enumerate(makers):
        sign_in(client, maker)
        answer = client.post(f"/competitions/categories/{category.id}/enter")
        mine = answer.location
        sent: dict[str, Any] = {"title": f"作品之{n}", "medium": "纸本", "may_show": "y", "transcript": "云想衣裳"}
        assert client.post(mine, data=sent).status_code == 409
        sent["photo"] = (BytesIO(photo(n, maker.name.encode())), f"{maker.name}.png")
        assert client.post(mine, data=sent).status_code == 303
    assert "最多交 1 件" in client.get(mine).text
    works = list(session.scalars(select(Exhibit).order_by(Exhibit.id)))
    returned = desk.post(f"/desk/competitions/works/{works[2].id}", data={"act": "return"})
    assert (returned.status_code, "退回要让作者知道原因" in returned.text) == (409, True)
    desk.post(f"/desk/competitions/works/{works[2].id}", data={"act": "return", "note": "照片太暗"})
    assert "照片太暗" in client.get(mine).text
    for work in works:
        desk.post(f"/desk/competitions/works/{work.id}", data={"act": "accept"})
    assert desk.post(f"{at}/show/begin").status_code == 409
    desk.post(f"/desk/competitions/{category.competition_id}/status", data={"status": "closed"})
    person = make_person(session, "周评委")
    desk.post(f"{at}/judges", data={"login": make_card(session, person).number})
    assert desk.post(f"{at}/show/begin").status_code == 303

    pages = _judged_by_pages(session, client, category, person)
    assert client.get(f"/desk/competitions/categories/{category.id}/show").status_code == 403
    told = " ".join(pages)
    for maker in makers:
        assert maker.name not in told
        assert maker.name.encode().hex() not in told
    assert "云想衣裳" in told
    sign_in(client, makers[0])
    gallery = f"/competitions/categories/{category.id}/works"
    own, other = (work.number for work in works[:2])
    assert "司马长风" not in client.get(gallery).text
    assert client.post(f"{gallery}/{own}/vote").status_code == 409
    assert client.post(f"{gallery}/{other}/vote").status_code == 303
    assert client.get(f"{gallery}/{own}").status_code == 302
    assert desk.post(f"{at}/show/publish").status_code == 409
    assert desk.post(f"{at}/show/close").status_code == 303
    assert desk.post(f"{at}/show/publish").status_code == 303
    result = client.get(gallery).text
    assert "司马长风" in result
    assert result.count("一等奖") >= 1
    assert "1 票" in result
    assert "评委 1" in client.get(f"{gallery}/{own}").text
    sign_in(client, person)
    late = client.post(f"/judging/{category.id}/works/{own}", data={"value": "1"})
    assert (late.status_code, "评审已经结束" in late.text) == (409, True)
    assert "欧阳秀英" not in Visitor(client.application).get(gallery).text


def _judged_by_pages(session: Session, client: Visitor, category: Category, person) -> list[str]:
    """Let somebody judge everything that their pages lead to, correct one mark, and return all that they read."""
    sign_in(client, person)
    seen = [client.get(at).text for at in ("/judging", f"/judging/{category.id}", "/me/notices")]
    at = re.search(r'button-main" href="([^"]+)"', seen[1])[1]
    first = at
    for mark in ("80", "101", "1e40", "nan", "90.25", "90", "85"):
        seen.append(client.get(at).text)
        answer = client.post(at, data={"value": mark})
        seen.append(str(answer.headers) + answer.text)
        assert answer.status_code == (303 if mark in ("80", "90", "85") else 422)
        at = answer.location or at
    assert client.post(first, data={"value": "70", "uid": ""}).status_code == 303
    seen.append(client.get(first).text)
    assert seen[-1].count("<td") >= 4
    picture = client.get(f"{first}/photo")
    seen += [str(picture.headers), picture.data.hex()]
    return seen


def test_a_judge_who_is_close_is_not_asked_and_never_counts(session: Session):
    category = make_show(session, ["甲一", "乙二", "丙三"])
    strict, other = make_judge(session, category, "严评委"), make_judge(session, category, "宽评委")
    begin(session, category)
    give(session, category, strict, n1=10, n2=60, n3=70)
    give(session, category, other, n1=90, n2=80, n3=70)
    assert [line.work.number for line in shows.result(session, category.id).lines] == [2, 3, 1]
    by = Actor(strict.person_id, "web")
    judges.declare(session, category.id, 1, "老同学", at=AT, by=by)
    assert [line.work.number for line in shows.result(session, category.id).lines] == [1, 2, 3]
    with pytest.raises(Refused):
        judges.give_mark(session, category.id, 1, 0, at=AT, by=by)  # type: ignore[arg-type]
    assert session.query(JudgeMark).count() == 6
    judges.dismiss(session, strict.id, **WHO)
    with pytest.raises(NotYours):
        judges.give_mark(session, category.id, 2, 0, at=AT, by=by)  # type: ignore[arg-type]


def test_judging_closes_only_when_everything_is_judged_and_opens_again_until_it_is_public(session: Session):
    category = make_show(session, ["甲一", "乙二"], prizes=(Prize("一等奖", 1),))
    judge = make_judge(session, category)
    begin(session, category)
    give(session, category, judge, n1=70)
    with pytest.raises(Refused) as refused:
        shows.close(session, category.id, **WHO)
    assert [(reason.code, reason.facts["n"]) for reason in refused.value.reasons] == [("judge_behind", 1)]
    give(session, category, judge, n2=80)
    shows.close(session, category.id, **WHO)
    with pytest.raises(Refused):
        give(session, category, judge, n1=99)
    shows.reopen(session, category.id, **WHO)
    give(session, category, judge, n1=99)
    shows.close(session, category.id, **WHO)
    shows.publish(session, category.id, **WHO)
    assert [line.ranked.prize for line in shows.result(session, category.id).lines] == ["一等奖", ""]
    with pytest.raises(Refused):
        shows.reopen(session, category.id, **WHO)


def test_who_seems_close_is_found_and_staff_and_makers_do_not_judge(session: Session):
    category = make_show(session, ["甲一", "乙二"])
    session.scalars(select(Entry)).first().unit = "水利局"
    judge = make_judge(session, category)
    judge.person.unit = "水利局"
    assert [one.closeness for one in shows.likely(session, category.id)] == [Closeness.UNIT]
    assert shows.set_likely_apart(session, category.id, **WHO) == 1
    assert shows.likely(session, category.id) == []
    maker = session.scalars(select(Entry)).first().members[0].person
    make_person(session, "孙丽萍", RoleName.DESK, staff_name="desk")
    for login, code in ((make_card(session, maker).number, "judge_takes_part"), ("desk", "judge_is_staff")):
        with pytest.raises(Refused) as refused:
            judges.appoint(session, category.id, login, **WHO)
        assert refused.value.reasons[0].code == code


def test_works_are_compared_in_pairs_on_pages(session: Session, client: Visitor):
    category = make_show(session, ["甲一", "乙二", "丙三"], Judging.PAIRS)
    judge = make_judge(session, category)
    begin(session, category)
    sign_in(client, judge.person)
    at = f"/judging/{category.id}/pairs"
    for _ in range(3):
        numbers = sorted(map(int, re.findall(r'name="better" value="(\d+)"', client.get(at).text)))
        assert client.post(at, data={"better": numbers[0], "worse": numbers[1]}).status_code == 303
    assert "都比较完了" in client.get(at).text
    result = shows.result(session, category.id)
    assert [(line.work.number, line.ranked.won) for line in result.lines] == [(1, 2), (2, 1), (3, 0)]
    again = client.get(f"{at}?work=1&work=2").text
    assert 'name="better" value="1"' in again
    client.post(at, data={"better": 2, "worse": 1})
    assert shows.result(session, category.id).lines[0].work.number == 2


def test_members_vote_once_and_the_vote_changes_no_place(session: Session):
    category = make_show(session, ["甲一", "乙二"], has_vote=True)
    judge, voter = make_judge(session, category), Actor(make_person(session, "观众").id, "web")
    begin(session, category)
    give(session, category, judge, n1=90, n2=60)
    for number in (1, 2, 2):
        shows.vote(session, category.id, number, at=AT, by=voter)
    lines = shows.result(session, category.id).lines
    assert [(line.work.number, line.votes) for line in lines] == [(1, 0), (2, 1)]
    own = Actor(lines[0].work.entry.members[0].person_id, "web")
    with pytest.raises(Refused):
        shows.vote(session, category.id, 1, at=AT, by=own)


def test_strangers_see_no_work_before_the_results_and_only_the_maker_their_own(session: Session, client: Visitor):
    category = make_show(session, ["甲一", "乙二"], Judging.EXHIBIT)
    begin(session, category)
    [one, two] = exhibits.in_show(session, category.id)
    gallery = f"/competitions/categories/{category.id}/works"
    assert client.get(f"{gallery}/1/photo").status_code == 404
    sign_in(client, one.entry.members[0].person)
    photos = [client.get(f"/me/competitions/works/{work.id}/photo", buffered=True).status_code for work in (one, two)]
    assert photos == [200, 403]
    assert client.get(f"/judging/{category.id}").status_code == 403
    two.may_show = False
    shows.close(session, category.id, **WHO)
    shows.publish(session, category.id, **WHO)
    assert [client.get(f"{gallery}/{n}/photo", buffered=True).status_code for n in (1, 2)] == [200, 404]
    with pytest.raises(Refused):
        exhibits.take_back(session, one.id, at=AT, by=BY, is_staff=True)


def test_lists_show_small_pictures_and_the_page_of_a_work_the_whole_one(session: Session, client: Visitor):
    category = make_show(session, ["甲一", "乙二"])
    judge = make_judge(session, category)
    [one, _two] = begin(session, category)
    whole = picture(1600, 1200)
    one.photo_type, one.photo = whole
    session.commit()
    sign_in(client, judge.person)
    at = f"/judging/{category.id}/works/1/photo"
    assert f'src="{at}?small=1"' in client.get(f"/judging/{category.id}").text
    assert f'src="{at}"' in client.get(f"/judging/{category.id}/works/1").text
    assert client.get(at, buffered=True).data == whole.content
    small = client.get(f"{at}?small=1", buffered=True)
    assert (small.mimetype, opened(small.data).size) == ("image/jpeg", (640, 480))
    assert Visitor(client.application).get(f"{at}?small=1").status_code == 302
