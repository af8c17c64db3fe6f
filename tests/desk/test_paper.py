from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from activity_center.audit import Audit
from activity_center.courses.rules import Mode
from activity_center.desk import carrying_out, paper
from activity_center.desk.rules import FormStatus, Reading
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from tests.desk.scenes import AT, a_clerk, a_member, a_section, an_enrolment
from tests.enrolment.scenes import a_term


@pytest.fixture
def clerk(session):
    return a_clerk(session)


@pytest.fixture
def term(session):
    return a_term(session)


@pytest.fixture
def member(session):
    return a_member(session)


def sheet(*sections, **given):
    ranked = {f"choice_{rank}": section.id for rank, section in enumerate(sections, 1)}
    return Reading(**{"card": "10000001", "name": "李秀英", "birth_on": "1960-03-15"} | ranked | given)


def agreed(session, term, reading, by):
    form = paper.key_in(session, term.id, reading, AT, at=AT, by=by)
    return paper.key_in_again(session, form.id, reading, at=AT, by=by)


def carried_out(session, term, reading, by):
    form = agreed(session, term, reading, by)
    return carrying_out.carry_out(session, form.id, at=AT, by=by)


def agreed_reading(form) -> Reading:
    """Return what both readings of a form say."""
    agreed: Any = form.agreed
    return Reading(**agreed)


def became(form):
    return [outcome["became"] for outcome in form.outcomes]


def test_two_readings_that_agree_are_what_the_form_says(session, term, clerk, member):
    reading = sheet(a_section(session, term))
    form = agreed(session, term, reading, clerk)
    assert form.status is FormStatus.AGREED
    assert agreed_reading(form) == reading
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 0


def test_a_slip_of_one_clerk_is_seen_and_decided(session, term, clerk):
    one, two = a_section(session, term), a_section(session, term)
    first = sheet(one)
    form = paper.key_in(session, term.id, first, AT, at=AT, by=clerk)
    form = paper.key_in_again(session, form.id, replace(first, choice_1=two.id), at=AT, by=a_clerk(session, "吴敏"))
    assert (form.status, form.agreed) == (FormStatus.DIFFERS, None)
    with pytest.raises(Refused):
        carrying_out.carry_out(session, form.id, at=AT, by=clerk)
    with pytest.raises(Refused):
        paper.decide(session, form.id, {"name": 1}, at=AT, by=clerk)
    paper.decide(session, form.id, {"choice_1": 2}, at=AT, by=clerk)
    assert (form.status, agreed_reading(form).choices) == (FormStatus.AGREED, [two.id])


def test_there_is_no_third_reading(session, term, clerk):
    form = agreed(session, term, sheet(), clerk)
    with pytest.raises(Refused):
        paper.key_in_again(session, form.id, sheet(), at=AT, by=clerk)


def test_choices_are_asked_for_in_order_of_rank_until_there_are_enough(session, term, clerk, member):
    sections = [a_section(session, term) for _ in range(3)]
    form = carried_out(session, term, sheet(*sections, most=2), clerk)
    assert became(form) == ["enrolled", "enrolled", "not_needed"]
    assert form.person_id == member.id
    act = session.scalars(select(Audit).where(Audit.act == "request_seat").limit(1)).one()
    assert (act.via, act.actor_id, act.person_id) == ("paper", clerk.person_id, member.id)


def test_each_class_decides_in_its_own_way(session, term, clerk, member):
    drawn, full = a_section(session, term, mode=Mode.DRAW), a_section(session, term, capacity=1)
    an_enrolment(session, full)
    form = carried_out(session, term, sheet(drawn, full, waits=True), clerk)
    assert became(form) == ["applied", "waiting"]
    assert form.outcomes[1]["position"] == 1


def test_whoever_does_not_wish_to_wait_leaves_no_trace_in_the_full_class(session, term, clerk, member):
    full, free = a_section(session, term, capacity=1), a_section(session, term)
    an_enrolment(session, full)
    form = carried_out(session, term, sheet(full, free, waits=False), clerk)
    assert became(form) == ["full", "enrolled"]
    theirs = select(Enrolment.section_id).where(Enrolment.person_id == member.id)
    assert session.scalars(theirs).all() == [free.id]
    assert session.scalars(select(Audit).where(Audit.act == "request_seat")).one().facts["section"] == free.id


def test_a_place_on_a_waitlist_from_before_is_kept(session, term, clerk, member):
    full = a_section(session, term, capacity=1)
    an_enrolment(session, full)
    an_enrolment(session, full, member, Status.WAITING)
    form = carried_out(session, term, sheet(full, waits=False), clerk)
    assert (became(form), form.outcomes[0]["had"]) == (["waiting"], True)


def test_a_window_that_is_shut_is_shut_for_paper_too(session, clerk, member):
    term = a_term(session, is_open=False)
    form = carried_out(session, term, sheet(a_section(session, term)), clerk)
    assert became(form) == ["refused"]
    assert form.outcomes[0]["reasons"][0]["code"] == "window_none"


def test_a_number_of_another_term_or_of_no_class_is_refused_and_the_others_go_on(session, term, clerk, member):
    elsewhere, here = a_section(session), a_section(session, term)
    form = carried_out(session, term, sheet(elsewhere, here, choice_3=999_999), clerk)
    assert became(form) == ["refused", "enrolled", "refused"]
    assert {o["reasons"][0]["code"] for o in form.outcomes or () if o["reasons"]} == {"form_no_such_number"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"card": "10000009"}, "form_card_unknown"),
        ({"name": "李秀"}, "form_not_this_person"),
        ({"birth_on": "1960-03-16"}, "form_not_this_person"),
    ],
)
def test_a_form_is_carried_out_only_for_the_holder_of_the_card(session, term, clerk, member, wrong, code):
    with pytest.raises(Refused) as refused:
        carried_out(session, term, sheet(a_section(session, term), **wrong), clerk)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_carrying_out_twice_is_carrying_out_once(session, term, clerk, member):
    form = carried_out(session, term, sheet(a_section(session, term)), clerk)
    carrying_out.carry_out(session, form.id, at=AT + timedelta(hours=1), by=clerk)
    assert form.ended_at == AT
    assert session.scalar(select(func.count()).select_from(Notice)) == 1


def test_the_person_is_told_of_all_choices_in_one(session, term, clerk, member):
    carried_out(session, term, sheet(a_section(session, term), a_section(session, term)), clerk)
    notice = session.scalars(select(Notice).where(Notice.person_id == member.id)).one()
    assert notice.kind == "form_done"
    assert [outcome["became"] for outcome in notice.facts["outcomes"]] == ["enrolled", "enrolled"]


def test_forms_are_carried_out_in_the_order_in_which_they_came(session, term, clerk):
    late = paper.key_in(session, term.id, sheet(), AT, at=AT, by=clerk)
    early = paper.key_in(session, term.id, sheet(), AT - timedelta(days=1), at=AT, by=clerk)
    for form in (late, early):
        paper.key_in_again(session, form.id, sheet(), at=AT, by=clerk)
    assert carrying_out.agreed_ids(session) == [early.id, late.id]


def test_a_form_put_aside_is_not_carried_out(session, term, clerk, member):
    form = agreed(session, term, sheet(a_section(session, term)), clerk)
    paper.discard(session, form.id, "重复", at=AT, by=clerk)
    with pytest.raises(Refused):
        carrying_out.carry_out(session, form.id, at=AT, by=clerk)
    assert (form.status, form.outcomes) == (FormStatus.DISCARDED, None)
    assert carrying_out.agreed_ids(session) == []


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("most", [None, 1])
def test_the_page_foresees_what_the_act_will_do(session, term, clerk, member, waits, most):
    full, drawn = a_section(session, term, capacity=1), a_section(session, term, mode=Mode.DRAW)
    free, other = a_section(session, term), a_section(session, term)
    an_enrolment(session, full)
    reading = sheet(full, drawn, free, other, choice_5=999_999, waits=waits, most=most)
    form = agreed(session, term, reading, clerk)
    ahead = [choice.told() for choice in carrying_out.foreseen(session, form, reading, member.id, AT)]
    assert carrying_out.carry_out(session, form.id, at=AT, by=clerk).outcomes == ahead
    assert {choice["became"] for choice in ahead} >= {"enrolled", "applied", "refused", "waiting" if waits else "full"}
