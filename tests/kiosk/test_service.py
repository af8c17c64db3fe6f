"""Kiosks are added, paired by a code that works once, and revoked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center.audit import Audit
from activity_center.centre import Centre
from activity_center.errors import NotThere, Refused
from activity_center.kiosk import service, visits
from activity_center.kiosk.models import Kiosk
from activity_center.kiosk.rules import CODE_LASTS, Level, Paper
from activity_center.kiosk.service import KioskDraft
from activity_center.people import secrets
from activity_center.people.rules import Contrast, Standing, TextSize
from tests.factories import make_person
from tests.kiosk import scenes
from tests.kiosk.scenes import ADMIN


@pytest.fixture
def kiosk(session, at):
    draft = KioskDraft("大门左侧", scenes.make_site(session).id, Paper.A4)
    return service.add_kiosk(session, draft, at=at, by=ADMIN)


def refused(*codes):
    return pytest.raises(Refused, match="^" + ", ".join(codes) + "$")


def test_a_code_is_eight_digits_that_are_nowhere_kept(session, kiosk, at):
    code = service.new_code(session, kiosk.id, at=at, by=ADMIN)
    assert len(code) == 8
    assert code.isdigit()
    assert code not in str([(row.act, row.facts) for row in session.scalars(select(Audit))])
    assert kiosk.code_digest == secrets.digest(code)


def test_the_device_that_types_the_code_is_the_kiosk(session, kiosk, at):
    token = service.pair(session, service.new_code(session, kiosk.id, at=at, by=ADMIN), at=at, by=ADMIN)
    device = service.device(session, token)
    assert (device.id, device.name, device.paper) == (kiosk.id, "大门左侧", Paper.A4)


def test_only_a_digest_of_the_token_is_kept(session, kiosk, at):
    token = service.pair(session, service.new_code(session, kiosk.id, at=at, by=ADMIN), at=at, by=ADMIN)
    assert len(token) >= 40
    assert kiosk.token_digest == secrets.digest(token) != token


def test_a_code_works_once(session, kiosk, at):
    code = service.new_code(session, kiosk.id, at=at, by=ADMIN)
    service.pair(session, code, at=at, by=ADMIN)
    with refused("pairing_code_wrong"):
        service.pair(session, code, at=at, by=ADMIN)


def test_a_code_is_worthless_after_ten_minutes(session, kiosk, at):
    code = service.new_code(session, kiosk.id, at=at, by=ADMIN)
    with refused("pairing_code_expired"):
        service.pair(session, code, at=at + CODE_LASTS, by=ADMIN)


def test_a_new_code_makes_the_one_before_worthless(session, kiosk, at):
    old = service.new_code(session, kiosk.id, at=at, by=ADMIN)
    service.new_code(session, kiosk.id, at=at, by=ADMIN)
    with refused("pairing_code_wrong"):
        service.pair(session, old, at=at, by=ADMIN)


def test_another_device_takes_the_place_of_the_one_before(session, kiosk, at):
    first = service.pair(session, service.new_code(session, kiosk.id, at=at, by=ADMIN), at=at, by=ADMIN)
    second = service.pair(session, service.new_code(session, kiosk.id, at=at, by=ADMIN), at=at, by=ADMIN)
    assert service.device(session, first) is None
    assert service.device(session, second).id == kiosk.id


def test_a_device_nobody_paired_is_no_kiosk(session):
    assert service.device(session, "") is None
    assert service.device(session, "anything") is None


def test_a_revoked_device_is_told_so_and_its_visit_is_gone(session, at):
    kiosk, token = scenes.make_kiosk(session)
    visits.begin(session, kiosk.id, make_person(session).id, Level.CARD, at)
    service.revoke(session, kiosk.id, at=at, by=ADMIN)
    assert scenes.visits(session) == 0
    with refused("kiosk_revoked"):
        service.device(session, token)


def test_a_revoked_kiosk_can_be_paired_again(session, at):
    kiosk, old = scenes.make_kiosk(session)
    service.revoke(session, kiosk.id, at=at, by=ADMIN)
    new = service.pair(session, service.new_code(session, kiosk.id, at=at, by=ADMIN), at=at, by=ADMIN)
    assert service.device(session, new)
    assert service.device(session, old) is None


def test_two_kiosks_have_two_names(session, kiosk, at):
    with refused("name_taken"):
        service.add_kiosk(session, KioskDraft(" 大门左侧 ", kiosk.site_id), at=at, by=ADMIN)


def test_a_kiosk_may_keep_its_own_name(session, kiosk, at):
    draft = KioskDraft(kiosk.name, kiosk.site_id, Paper.ROLL_58)
    assert service.change_kiosk(session, kiosk.id, draft, at=at, by=ADMIN).paper is Paper.ROLL_58


def test_every_act_is_written_down(session, at):
    kiosk, _ = scenes.make_kiosk(session)
    service.revoke(session, kiosk.id, at=at, by=ADMIN)
    service.revoke(session, kiosk.id, at=at, by=ADMIN)
    acts = session.scalars(select(Audit.act).where(Audit.subject == "kiosk").order_by(Audit.id)).all()
    assert acts == ["add_kiosk", "new_kiosk_code", "pair_kiosk", "revoke_kiosk"]


def test_a_device_becomes_a_kiosk_at_once_only_in_a_demo_centre(session, at):
    scenes.make_site(session)
    session.add(Centre(name="某中心"))
    session.flush()
    with pytest.raises(NotThere):
        service.pair_for_demo(session, "演示", at=at, by=ADMIN)
    assert session.scalar(select(Kiosk)) is None


def test_demo_kiosks_of_yesterday_are_removed(session, at):
    scenes.make_site(session)
    session.add(Centre(name="某中心", is_demo=True))
    session.flush()
    old = service.pair_for_demo(session, "演示", at=at, by=ADMIN)
    visits.prefer(session, session.scalar(select(Kiosk.id)), at, text_size=TextSize.HUGE)
    new = service.pair_for_demo(session, "演示", at=at + timedelta(days=2), by=ADMIN)
    assert service.device(session, old) is None
    assert service.device(session, new)


# Visits


@pytest.fixture
def paired(session):
    return scenes.make_kiosk(session)[0]


def test_a_visit_shows_a_masked_name_and_what_the_person_is(session, paired, at):
    person = scenes.make_member(session, "欧阳修远")
    visits.begin(session, paired.id, person.id, Level.CARD, at)
    visit = visits.current(session, paired.id, at)
    assert (visit.name, visit.level, visit.person_id) == ("欧阳**", Level.CARD, person.id)
    assert "修远" not in repr(visit)


def test_the_next_person_takes_over_with_nothing_of_the_one_before(session, paired, at):
    first = scenes.make_member(session, text_size=TextSize.HUGE, contrast=Contrast.HIGH, language="en")
    second = scenes.make_member(session, "李芳", card="20100002")
    visits.begin(session, paired.id, first.id, Level.PIN, at)
    nonce = visits.current(session, paired.id, at).nonce
    visits.begin(session, paired.id, second.id, Level.CARD, at)
    visit = visits.current(session, paired.id, at)
    assert (visit.person_id, visit.level, visit.language) == (second.id, Level.CARD, "zh")
    assert (visit.text_size, visit.contrast) == (TextSize.STANDARD, Contrast.NORMAL)
    assert visit.nonce != nonce
    assert scenes.visits(session) == 1


def test_what_somebody_chose_on_this_screen_just_before_stays(session, paired, at):
    visits.prefer(session, paired.id, at, text_size=TextSize.LARGE)
    visits.begin(session, paired.id, scenes.make_member(session).id, Level.CARD, at)
    assert visits.current(session, paired.id, at).text_size is TextSize.LARGE


def test_what_a_passer_by_chose_long_ago_does_not(session, paired, at):
    visits.prefer(session, paired.id, at, text_size=TextSize.LARGE)
    later = at + timedelta(minutes=3)
    visits.begin(session, paired.id, scenes.make_member(session).id, Level.CARD, later)
    assert visits.current(session, paired.id, later).text_size is TextSize.STANDARD


def test_what_the_person_is_used_to_wins_over_it(session, paired, at):
    visits.prefer(session, paired.id, at, text_size=TextSize.LARGE, language="en")
    person = scenes.make_member(session, text_size=TextSize.HUGE, language="zh")
    visits.begin(session, paired.id, person.id, Level.CARD, at)
    visit = visits.current(session, paired.id, at)
    assert (visit.text_size, visit.language) == (TextSize.HUGE, "zh")


def test_a_visit_nobody_touched_is_over(session, paired, at):
    visits.begin(session, paired.id, scenes.make_member(session).id, Level.PIN, at)
    visits.touch(session, paired.id, at + timedelta(seconds=100))
    assert visits.current(session, paired.id, at + timedelta(seconds=200))
    with refused("visit_over"):
        visits.current(session, paired.id, at + timedelta(seconds=221))


def test_whoever_leaves_the_centre_or_is_signed_out_everywhere_is_gone_here_too(session, paired, at):
    person = scenes.make_member(session)
    visits.begin(session, paired.id, person.id, Level.PIN, at)
    person.serial += 1
    session.flush()
    with refused("visit_over"):
        visits.current(session, paired.id, at)
    person.serial -= 1
    person.standing = Standing.ENDED
    session.flush()
    with refused("visit_over"):
        visits.current(session, paired.id, at)


def test_the_worker_forgets_the_visits_of_a_kiosk_without_power(session, paired, at):
    visits.begin(session, paired.id, scenes.make_member(session).id, Level.PIN, at)
    visits.purge(session, at + timedelta(minutes=2))
    assert scenes.visits(session) == 1
    visits.purge(session, at + timedelta(minutes=2, seconds=1))
    assert scenes.visits(session) == 0
