"""The desk in a browser without a screen."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from activity_center import clock
from activity_center.audit import Actor, Audit
from activity_center.courses.rules import MeetingStatus, SectionStatus
from activity_center.desk import service
from activity_center.desk.models import HelpCall, PaperForm, PhoneCall
from activity_center.desk.rules import FormStatus
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.formats import local
from activity_center.people import secrets
from activity_center.people.rules import RoleName
from tests.clients import Visitor
from tests.desk.scenes import a_member, a_section, an_offer
from tests.enrolment.scenes import a_person, an_enrolment
from tests.factories import make_card, make_person, make_room, sign_in
from tests.roster.scenes import a_meeting, a_planned_section
from tests.statements import counted

NOW = clock.now()
HOUR = timedelta(hours=1)
PHONE = "13800001111"


@pytest.fixture
def clerk(session):
    return make_person(session, "周慧", RoleName.DESK)


@pytest.fixture
def desk(client, clerk):
    sign_in(client, clerk)
    return client


@pytest.fixture
def member(session):
    return a_member(session)


@pytest.fixture
def help_call(session, member):
    site = make_room(session).site
    return service.call_for_help(
        session, "大厅 1 号", site.id, member.id, at=NOW - 7 * HOUR / 60, by=Actor(via="kiosk")
    )


def pages(person):
    own = [f"/desk/people/{person.id}", f"/desk/people/{person.id}/enrol", f"/desk/calls/{person.id}"]
    return [
        "/desk",
        "/desk/help-calls",
        "/desk/calls",
        "/desk/caller",
        "/desk/paper-forms",
        "/desk/paper-forms/new",
        *own,
    ]


def test_staff_see_every_page_and_nobody_else_does(session, desk, app, member):
    for path in pages(member):
        assert desk.get(path).status_code == 200, path
    learner = Visitor(app)
    sign_in(learner, member)
    for path in pages(member):
        assert learner.get(path).status_code == 403, path
        assert Visitor(app).get(path).status_code == 302, path


def test_no_act_of_the_desk_is_for_members(session, client, member, help_call):
    sign_in(client, member)
    id = member.id
    for path in (
        "/desk/search",
        f"/desk/help-calls/{help_call.id}/answer",
        f"/desk/help-calls/{help_call.id}/done",
        f"/desk/calls/{id}/claim",
        f"/desk/calls/{id}",
        "/desk/caller",
        "/desk/caller/end",
        "/desk/paper-forms/new",
        "/desk/paper-forms/carry-out",
        f"/desk/people/{id}/sign-ins/1",
        f"/desk/people/{id}/id-number/reveal",
    ):
        assert client.post(path, data={"q": "x", "outcome": "told"}).status_code == 403, path


# Searching


@pytest.mark.parametrize("q", ["10000001", "138 0000 1111", "李秀英", "lxy", "１００００００１"])
def test_one_hit_opens_the_person(session, desk, member, q):
    assert desk.post("/desk/search", data={"q": q}).location == f"/desk/people/{member.id}"


def test_an_exact_card_wins_over_others_that_begin_so(session, desk, member):
    make_card(session, make_person(session, "王建国"), "100000012")
    assert desk.post("/desk/search", data={"q": "10000001"}).location == f"/desk/people/{member.id}"


def test_several_hits_are_shown_with_what_tells_them_apart(session, desk, member):
    make_person(session, "李秀英", phone="13911112222", card="10000002")
    answer = desk.post("/desk/search", data={"q": "lxy"})
    assert answer.location == "/desk?q=lxy"
    text = desk.get(answer.location).text
    assert "10000001" in text
    assert "13911112222" in text


def test_an_identity_number_finds_the_person_and_stands_in_no_address(session, app, desk, member):
    number = "11010519491231002X"
    sealed = secrets.Vault(app.config["SECRET_KEY"]).seal(number)
    unknown = desk.post("/desk/search", data={"q": number})
    assert unknown.location == "/desk"
    member.id_cipher, member.id_index = sealed.cipher, sealed.index
    found = desk.post("/desk/search", data={"q": "１１０１０５１９４９１２３１００２x"})
    assert found.location == f"/desk/people/{member.id}"


def test_nobody_found_and_nothing_typed(desk):
    assert "/desk/people/new" in desk.get("/desk?q=zzz").text
    assert desk.post("/desk/search", data={"q": " "}).location == "/desk"


# Help


def test_the_title_says_how_many_call_for_help(desk, help_call):
    for path in ("/desk", "/desk/help-calls"):
        text = desk.get(path).text
        assert "<title>(1) " in text
        assert "大厅 1 号" in text
        assert 'data-count="1"' in text


def test_a_call_for_help_is_answered_and_done(session, desk, clerk, help_call):
    desk.post(f"/desk/help-calls/{help_call.id}/answer")
    assert clerk.name in desk.get("/desk").text
    desk.post(f"/desk/help-calls/{help_call.id}/done")
    assert "大厅 1 号" not in desk.get("/desk").text
    assert session.scalars(select(HelpCall.done_at)).one() is not None


# The day


def test_the_desk_shows_what_needs_somebody(session, desk, member):
    section = a_section(session)
    an_offer(session, member, section, ends=NOW + 3 * HOUR)
    a_section(session, status=SectionStatus.DRAFT)
    text = desk.get("/desk").text
    for what in ("李秀英", PHONE, f"/desk/sections/{section.id}", "/desk/sections?status=draft", "/desk/waitlists"):
        assert what in text, what


def test_an_offer_about_to_lapse_stays_in_sight_after_a_vain_call(session, desk, member):
    an_offer(session, member, ends=NOW + 3 * HOUR)
    desk.post(f"/desk/calls/{member.id}", data={"outcome": "no_answer"})
    assert f"/desk/calls/{member.id}" in desk.get("/desk").text
    assert PHONE in desk.get("/desk/calls").text


def test_todays_meetings_are_shown_with_their_changes(session, desk):
    today = local(NOW).replace(hour=12, minute=0, second=0, microsecond=0)
    cancelled = a_meeting(session, a_planned_section(session), today)
    cancelled.status = MeetingStatus.CANCELLED
    text = desk.get("/desk").text
    assert "书法" in text
    assert 'class="pill pill-rose"' in text


# One person


def test_the_whole_picture_is_on_one_page(session, desk, member):
    held, offered = a_planned_section(session, "合唱"), a_planned_section(session, "太极拳")
    an_enrolment(session, held, member)
    a_meeting(session, held)
    an_offer(session, member, offered, ends=NOW + 3 * HOUR)
    text = desk.get(f"/desk/people/{member.id}").text
    for what in ("合唱", "太极拳", PHONE, "10000001", 'data-row="1"', 'data-key="a"', 'data-key="e"'):
        assert what in text, what


def test_an_act_comes_back_to_the_person(session, desk, member):
    offer = an_offer(session, member, ends=NOW + 3 * HOUR)
    here = f"/desk/people/{member.id}"
    assert desk.post(f"/desk/enrolments/{offer.id}/accept", data={"next": here}).location == here
    end = f"/desk/enrolments/{offer.id}/end?next={here}"
    assert desk.post(end, data={"whose": "own", "note": "搬家"}).location == here
    foreign = an_offer(session, member, ends=NOW + 3 * HOUR)
    away = desk.post(f"/desk/enrolments/{foreign.id}/accept", data={"next": "//evil.example/"}).location
    assert away == f"/desk/sections/{foreign.section_id}"


def test_declining_is_asked_first(session, desk, member):
    offer = an_offer(session, member, ends=NOW + 3 * HOUR)
    asked = desk.get(f"/desk/enrolments/{offer.id}/decline?next=/desk/people/{member.id}")
    assert asked.status_code == 200
    session.expire_all()
    assert offer.status is Status.OFFERED
    assert desk.post(f"/desk/enrolments/{offer.id}/decline").status_code == 303
    assert desk.get(f"/desk/enrolments/{offer.id}/decline").status_code == 302


def test_a_class_is_found_by_its_number_in_the_printed_catalogue(session, desk, member):
    wanted = a_planned_section(session, "古筝")
    a_planned_section(session, "书法")
    text = desk.get(f"/desk/people/{member.id}/enrol?q={wanted.id}").text
    assert f"/desk/sections/{wanted.id}/enrol/{member.id}?next=" in text
    assert "书法" not in text
    chosen = f"/desk/sections/{wanted.id}/enrol/{member.id}?next=/desk/people/{member.id}"
    assert desk.post(chosen, data={}).location == f"/desk/people/{member.id}"


def test_the_picture_costs_as_many_queries_for_much_as_for_little(session, desk, member):
    here = f"/desk/people/{member.id}"

    def asked():
        with counted(session) as sent:
            assert desk.get(here).status_code == 200
        return len(sent)

    def one_more(title):
        section = a_planned_section(session, title)
        an_enrolment(session, section, member)
        a_meeting(session, section)
        an_offer(session, member, a_planned_section(session, title * 2), ends=NOW + 3 * HOUR)

    one_more("合唱")
    asked()
    few = asked()
    for title in ("书法", "国画", "摄影", "舞蹈"):
        one_more(title)
    assert asked() == few


def test_somebody_at_the_desk_is_signed_in_for_class(session, desk, member):
    section = a_planned_section(session)
    an_enrolment(session, section, member).changed_at = NOW - 9 * HOUR
    meeting = a_meeting(session, section, NOW + HOUR / 4)
    assert f"/sign-ins/{meeting.id}" in desk.get(f"/desk/people/{member.id}").text
    desk.post(f"/desk/people/{member.id}/sign-ins/{meeting.id}")
    assert f"/sign-ins/{meeting.id}" not in desk.get(f"/desk/people/{member.id}").text


# On the telephone

CALLER = {"name": "李 秀英", "birth_on": "1960.3.15", "card": "1000 0001"}


def test_who_says_name_birth_date_and_card_is_on_the_telephone(session, desk, member):
    assert desk.post("/desk/caller", data=CALLER).location == f"/desk/people/{member.id}"
    assert "/desk/caller/end" in desk.get(f"/desk/people/{member.id}").text
    offer = an_offer(session, member, ends=NOW + 3 * HOUR)
    desk.post(f"/desk/enrolments/{offer.id}/accept")
    act = session.scalars(select(Audit).where(Audit.act == "accept")).one()
    assert act.via == "phone"


def test_what_is_done_for_others_meanwhile_is_not_by_telephone(session, desk, member):
    desk.post("/desk/caller", data=CALLER)
    offer = an_offer(session, a_person(session, name="王建国"), ends=NOW + 3 * HOUR)
    desk.post(f"/desk/enrolments/{offer.id}/accept")
    assert session.scalars(select(Audit.via).where(Audit.act == "accept")).one() == "web"


@pytest.mark.parametrize("how", ["after ten minutes", "after hanging up"])
def test_a_call_ends(session, desk, member, how):
    desk.post("/desk/caller", data=CALLER)
    if how == "after hanging up":
        desk.post("/desk/caller/end")
    else:
        with desk.session_transaction() as cookies:
            cookies["caller"] = (member.id, (clock.now() - HOUR / 3600).isoformat())
    assert "/desk/caller/end" not in desk.get(f"/desk/people/{member.id}").text


@pytest.mark.parametrize("wrong", [{"name": "李秀"}, {"birth_on": "1960-03-16"}, {"card": "10000002"}])
def test_a_mismatch_says_only_that_it_does_not_agree(session, desk, member, wrong):
    answers = desk.post("/desk/caller", data=CALLER | wrong)
    assert answers.status_code == 409
    assert f"/desk/people/{member.id}" not in answers.text
    assert session.scalars(select(Audit.facts).where(Audit.act == "identify_caller")).one() == {"agrees": False}


# People to telephone


def test_the_list_says_whom_to_call_and_who_does(session, app, desk, member):
    an_offer(session, member, ends=NOW + 3 * HOUR)
    other = Visitor(app)
    sign_in(other, make_person(session, "吴敏", RoleName.DESK))
    assert other.post(f"/desk/calls/{member.id}/claim").location == f"/desk/calls/{member.id}"
    text = desk.get("/desk/calls").text
    assert PHONE in text
    assert "吴敏" in text
    refused = desk.post(f"/desk/calls/{member.id}/claim")
    assert refused.status_code == 409
    assert "吴敏" in refused.text


def test_the_outcome_of_a_call_is_the_act(session, desk, clerk, member):
    offer = an_offer(session, member, ends=NOW + 3 * HOUR)
    desk.post(f"/desk/calls/{member.id}/claim")
    assert 'data-key="a"' in desk.get(f"/desk/calls/{member.id}").text
    answer = desk.post(f"/desk/calls/{member.id}", data={"outcome": "accepted", "enrolment": offer.id})
    assert answer.location == "/desk/calls"
    session.expire_all()
    assert offer.status is Status.ENROLLED
    call = session.scalars(select(PhoneCall)).one()
    assert (call.caller_id, call.phone) == (clerk.id, PHONE)
    assert clerk.name in desk.get(f"/desk/people/{member.id}").text


def test_an_outcome_that_nobody_offers_is_no_outcome(desk, member):
    assert desk.post(f"/desk/calls/{member.id}", data={"outcome": "maybe"}).status_code == 400


def test_five_hundred_people_to_telephone_come_in_pages(session, desk):
    section = a_section(session)
    for n in range(500):
        an_offer(session, a_person(session, name=f"王{n}", phone=f"139{n:08}"), section, ends=NOW + 3 * HOUR)
    text = desk.get("/desk/calls").text
    assert text.count("/claim") == 50
    assert "page=2" in text
    with counted(session) as sent:
        desk.get("/desk/calls?page=2")
    assert len(sent) < 25


# Paper


def typed(*numbers, **more):
    ranked = {f"choice_{rank}": number for rank, number in enumerate(numbers, 1)}
    return {"card": "10000001", "name": "李秀英", "birth_on": "1960-3-15", "waits": "yes"} | ranked | more


@pytest.fixture
def section(session):
    return a_planned_section(session, "古筝")


def keyed_in(session, desk, section, *, second=None, **more):
    """Key a form in as one clerk and then again, and return its number."""
    first = typed(section.id, term_id=section.term_id, received_on=local(NOW).date().isoformat(), **more)
    assert desk.post("/desk/paper-forms/new", data=first).status_code == 302
    number = session.scalar(select(func.max(PaperForm.id)))
    if second is not None:
        desk.post(f"/desk/paper-forms/{number}/second", data=second)
    return number


def test_a_form_goes_from_the_first_keying_to_the_slip(session, desk, member, section):
    number = keyed_in(session, desk, section)
    empty = desk.get(f"/desk/paper-forms/{number}/second").text
    assert "李秀英" not in empty
    assert "10000001" not in desk.get(f"/desk/paper-forms/{number}").text
    desk.post(f"/desk/paper-forms/{number}/second", data=typed(section.id, name="李 秀英"))
    assert "古筝" in desk.get(f"/desk/paper-forms/{number}").text
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 0
    desk.post(f"/desk/paper-forms/{number}/carry-out")
    assert session.scalars(select(Enrolment.status)).one() is Status.ENROLLED
    slip = desk.get(f"/desk/paper-forms/{number}/slip").text
    assert "古筝" in slip
    assert "李秀英" in slip


def test_differences_stand_beside_each_other_and_are_decided(session, desk, member, section):
    other = a_section(session, section.term)
    number = keyed_in(session, desk, section, second=typed(other.id))
    text = desk.get(f"/desk/paper-forms/{number}").text
    assert re.findall(r'name="(\w+)" value="[12]"', text) == ["choice_1", "choice_1"]
    assert desk.post(f"/desk/paper-forms/{number}/decide", data={}).status_code == 409
    desk.post(f"/desk/paper-forms/{number}/decide", data={"choice_1": "1"})
    assert session.scalars(select(PaperForm)).one().agreed["choice_1"] == section.id


def test_the_same_clerk_twice_is_said(session, desk, clerk, app, member, section):
    alone = keyed_in(session, desk, section, second=typed(section.id))
    text = desk.get(f"/desk/paper-forms/{alone}").text
    other = Visitor(app)
    sign_in(other, make_person(session, "吴敏", RoleName.DESK))
    number = keyed_in(session, desk, section)
    other.post(f"/desk/paper-forms/{number}/second", data=typed(section.id))
    assert desk.get(f"/desk/paper-forms/{number}").text.count("吴敏") > text.count("吴敏")


def test_shape_is_checked_and_what_was_typed_stays(desk, section):
    sent = typed(section.id, section.id, term_id=section.term_id, received_on="2099-01-01", waits="")
    answer = desk.post("/desk/paper-forms/new", data=sent)
    assert answer.status_code == 422
    assert 'value="李秀英"' in answer.text
    assert answer.text.count('class="field-error"') == 3


def test_all_forms_that_are_ready_are_carried_out_and_the_bad_one_is_left(session, desk, member, section):
    good = keyed_in(session, desk, section, second=typed(section.id))
    keyed_in(session, desk, section, card="10000009", second=typed(section.id, card="10000009"))
    desk.post("/desk/paper-forms/carry-out")
    session.expire_all()
    statuses = dict(session.execute(select(PaperForm.id, PaperForm.status)).all())
    assert statuses.pop(good) is FormStatus.DONE
    assert list(statuses.values()) == [FormStatus.AGREED]
    assert "/carry-out" in desk.get("/desk/paper-forms").text
    assert "/carry-out" not in desk.get(f"/desk/paper-forms/{next(iter(statuses))}").text


def test_a_form_is_put_aside_with_a_reason(session, desk, member, section):
    number = keyed_in(session, desk, section)
    assert desk.post(f"/desk/paper-forms/{number}/discard", data={"note": ""}).status_code == 422
    desk.post(f"/desk/paper-forms/{number}/discard", data={"note": "重复"})
    assert session.scalars(select(PaperForm.status)).one() is FormStatus.DISCARDED
    assert "重复" in desk.get(f"/desk/paper-forms/{number}").text
    assert desk.get("/desk/paper-forms?ended=1").text.count(f"/desk/paper-forms/{number}") == 1


def test_where_there_is_no_term_nothing_can_be_keyed_in(desk):
    assert "/desk/terms" in desk.get("/desk/paper-forms/new").text
