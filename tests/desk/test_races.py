"""Two clerks at the same moment, on both databases."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from activity_center.audit import Actor
from activity_center.db import db, transaction
from activity_center.desk import calls, carrying_out, paper, service
from activity_center.desk.models import CallClaim, HelpCall
from activity_center.desk.rules import CallOutcome, FormStatus, Reading
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from activity_center.rooms.models import Site
from tests.desk.scenes import AT, ZONE, a_clerk, a_member, a_section, an_offer
from tests.enrolment.scenes import a_term
from tests.enrolment.test_races import THREADS, together


@pytest.fixture
def clerks(session):
    return [a_clerk(session, f"周{n}").person_id for n in range(8)]


def tried(act):
    """Return an act for `together` that says whether it was refused."""

    def run(clerk_id):
        try:
            with transaction() as session:
                return act(session, Actor(clerk_id, "web"))
        except Refused as refused:
            return refused.reasons[0].code

    return run


def test_one_of_many_clerks_gets_the_person_to_telephone(app, session, clerks):
    person = a_member(session)
    an_offer(session, person)
    id = person.id
    session.commit()
    claimed = tried(lambda s, by: calls.claim(s, id, at=AT, by=by) and "mine")
    outcomes = together(app, claimed, clerks)
    assert Counter(outcomes) == {"mine": 1, "call_claimed": len(clerks) - 1}
    assert session.scalar(select(func.count()).select_from(CallClaim)) == 1


def test_one_of_two_answers_about_the_same_offer_counts(app, session, clerks):
    person = a_member(session)
    offer = an_offer(session, person)
    id, offer_id = person.id, offer.id
    session.commit()

    def ended(outcome):
        return lambda s, by: calls.finish(s, id, outcome, at=AT, by=by, zone=ZONE, enrolment_id=offer_id) and "done"

    acts = [tried(ended(CallOutcome.ACCEPTED)), tried(ended(CallOutcome.DECLINED))]
    outcomes = together(app, lambda n: acts[n % 2](clerks[n]), range(len(clerks)))
    assert "done" in outcomes
    session.expire_all()
    assert offer.status in (Status.ENROLLED, Status.DECLINED)
    first = "declined" if offer.status is Status.DECLINED else "accepted"
    told = set(session.scalars(select(Notice.kind).where(Notice.kind.endswith("_for_you"))))
    assert told == {f"{first}_for_you"}


def test_a_kiosk_that_is_pressed_many_times_calls_once(app, session):
    site = Site(name="一楼大厅")
    session.add(site)
    session.flush()
    id = site.id
    session.commit()

    def call(_n):
        with transaction() as writing:
            return service.call_for_help(writing, "大厅 1 号", id, None, at=AT, by=Actor(via="kiosk")).id

    assert len(set(together(app, call, range(THREADS)))) == 1
    assert session.scalar(select(func.count()).select_from(HelpCall)) == 1


def a_form(session, by, section, card="10000001", received_at=AT):
    reading = Reading(card, "李秀英", choice_1=section.id)
    form = paper.key_in(session, section.term_id, reading, received_at, at=AT, by=by)
    return paper.key_in_again(session, form.id, reading, at=AT, by=by).id


def test_a_form_that_many_carry_out_is_carried_out_once(app, session, clerks):
    a_member(session)
    form_id = a_form(session, Actor(clerks[0]), a_section(session, a_term(session)))
    session.commit()
    carried = tried(lambda s, by: carrying_out.carry_out(s, form_id, at=AT, by=by).status)
    assert set(together(app, carried, clerks)) == {FormStatus.DONE}
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 1
    assert session.scalar(select(func.count()).select_from(Notice)) == 1


def test_forms_of_several_people_do_not_sell_the_last_place_twice(app, session, clerks):
    section = a_section(session, a_term(session), capacity=1)
    forms = []
    for n, clerk in enumerate(clerks):
        a_member(session, card=f"1000010{n}")
        forms.append(a_form(session, Actor(clerk), section, f"1000010{n}", AT + timedelta(minutes=n)))
    session.commit()

    def carry(form_id):
        with transaction() as writing:
            return carrying_out.carry_out(writing, form_id, at=AT, by=Actor()).outcomes[0]["became"]

    assert Counter(together(app, carry, forms)) == {"enrolled": 1, "full": len(forms) - 1}


def test_two_keyings_at_the_same_moment_are_one_second_keying(app, session, clerks):
    section = a_section(session, a_term(session))
    reading = Reading("10000001", "李秀英", choice_1=section.id)
    form_id = paper.key_in(session, section.term_id, reading, AT, at=AT, by=Actor(clerks[0])).id
    session.commit()
    keyed = tried(lambda s, by: paper.key_in_again(s, form_id, reading, at=AT, by=by).status)
    outcomes = Counter(together(app, keyed, clerks))
    assert outcomes == {FormStatus.AGREED: 1, "form_is_further": len(clerks) - 1}


@pytest.mark.postgresql_only
def test_without_the_lock_two_clerks_would_telephone_the_same_person(app, session, clerks, monkeypatch):
    """The negative control: the same race, with the lock taken away."""
    person = a_member(session)
    an_offer(session, person)
    id = person.id
    session.commit()
    monkeypatch.setattr(calls, "locked", lambda session, model, id: session.get(model, id))

    def claim(clerk_id):
        try:
            with transaction() as writing:
                calls.claim(writing, id, at=AT, by=Actor(clerk_id))
                return "mine"
        except Refused:
            return "refused"
        except Exception as error:
            db.session.rollback()
            return type(error).__name__

    outcomes = Counter(together(app, claim, clerks))
    assert set(outcomes) - {"mine", "refused"} or outcomes["mine"] > 1
