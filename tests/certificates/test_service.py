"""Issuing, revoking and verifying, as the database keeps it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center.audit import Audit
from activity_center.certificates import service
from activity_center.certificates.models import Certificate
from activity_center.certificates.rules import Validity, code_of
from activity_center.errors import NotThere, Refused
from activity_center.notices.models import Notice
from tests.certificates.scenes import DESK, ZONE, a_finished_class, after, issued
from tests.insight.scenes import a_class, a_person

KEY = "only for tests"


def test_certificates_are_numbered_one_after_the_other(session):
    first, people = a_finished_class(session)
    second, others = a_finished_class(session, weekday=3)
    numbers = [one.number for one in issued(session, first, people[:2]) + issued(session, second, others[:2])]
    assert numbers == ["2026-00001", "2026-00002", "2026-00003", "2026-00004"]


def test_each_year_begins_anew(session):
    section, people = a_finished_class(session)
    issued(session, section, people[:1])
    later = issued(session, section, people[1:2], after(section) + timedelta(days=365))
    assert later[0].number == "2027-00001"


def test_a_certificate_keeps_what_is_printed_whatever_changes_later(session):
    section, people = a_finished_class(session, course=None or a_class(session, 1)[0].course)
    [one] = issued(session, section, people[:1])
    one.person.name = "改过名"
    session.flush()
    assert (one.facts["name"], one.facts["there"], one.facts["held"], one.facts["percent"]) == ("李秀英", 3, 3, 100)
    assert (one.facts["first_on"], one.facts["last_on"]) == ("2026-09-14", "2026-09-28")


def test_issuing_twice_changes_nothing(session):
    section, people = a_finished_class(session)
    assert len(issued(session, section, people[:2])) == 2
    assert issued(session, section, people[:2]) == []
    assert len(session.scalars(select(Notice).where(Notice.kind == "certificate_issued")).all()) == 2


def test_who_has_not_completed_gets_none_and_stops_the_rest(session):
    section, people = a_finished_class(session)
    with pytest.raises(Refused) as refused:
        issued(session, section, people)
    assert [reason.code for reason in refused.value.reasons] == ["certificate_not_earned"]
    assert session.scalars(select(Certificate)).all() == []


def test_none_is_issued_before_the_last_meeting(session):
    section, people = a_finished_class(session)
    with pytest.raises(Refused) as refused:
        issued(session, section, people[:1], section.meetings[-1].starts_at)
    assert refused.value.reasons[0].code == "class_not_over"


def test_none_is_issued_to_a_stranger(session):
    section, _ = a_finished_class(session)
    with pytest.raises(NotThere):
        issued(session, section, [a_person(session).id])


def test_a_revoked_one_stays_and_another_can_follow(session):
    section, people = a_finished_class(session)
    [one] = issued(session, section, people[:1])
    service.revoke(session, one.id, "姓名写错", at=after(section), by=DESK)
    service.revoke(session, one.id, "再来一次", at=after(section) + timedelta(days=1), by=DESK)
    assert one.reason == "姓名写错"
    [again] = issued(session, section, people[:1])
    assert again.number == "2026-00002"
    assert [row.number for row in service.of_person(session, people[0])] == ["2026-00002", "2026-00001"]
    acts = session.scalars(select(Audit.act).where(Audit.subject == "certificate").order_by(Audit.id)).all()
    assert acts == ["issue_certificate", "revoke_certificate", "issue_certificate"]


def test_verifying_says_valid_revoked_or_unknown(session):
    section, people = a_finished_class(session)
    [one] = issued(session, section, people[:1])
    right = code_of(KEY, one.number)
    assert service.verify(session, one.number, right, KEY).validity is Validity.VALID
    assert service.verify(session, one.number, right, "another key").validity is Validity.UNKNOWN
    assert service.verify(session, "2026-00009", code_of(KEY, "2026-00009"), KEY).validity is Validity.UNKNOWN
    assert service.verify(session, "2026-00009", right, KEY).certificate is None
    service.revoke(session, one.id, "误发", at=after(section), by=DESK)
    assert service.verify(session, one.number, right, KEY).validity is Validity.REVOKED


def test_certificates_are_found_by_number_and_name(session):
    section, people = a_finished_class(session)
    made = issued(session, section, people[:2])
    assert service.issued(session, "00002")[0] == [made[1]]
    assert service.issued(session, "李秀")[1] == 2
    assert service.issued(session, "%")[1] == 0


def test_zone_decides_the_year(session):
    section, people = a_finished_class(session)
    at = after(section).astimezone(ZONE).replace(year=2026, month=12, day=31, hour=23)
    assert issued(session, section, people[:1], at)[0].year == 2026
    assert issued(session, section, people[1:2], at + timedelta(hours=2))[0].year == 2027


def granted(session, section, person_id, reason="住院两个月，作业优秀", at=None):
    return service.grant(session, section.id, person_id, reason, at=at or after(section), by=DESK, zone=ZONE)


def test_by_exception_one_who_missed_too_much_gets_one_with_the_next_number_and_the_reason_is_in_the_audit(session):
    section, people = a_finished_class(session)
    issued(session, section, people[:2])
    one = granted(session, section, people[2])
    assert (one.number, one.exception) == ("2026-00003", "住院两个月，作业优秀")
    assert granted(session, section, people[2], "再来").id == one.id
    [line] = session.scalars(select(Audit).where(Audit.act == "grant_certificate")).all()
    assert (line.person_id, line.facts["reason"]) == (people[2], "住院两个月，作业优秀")
    told = session.scalars(select(Notice).where(Notice.person_id == people[2])).all()
    assert [notice.kind for notice in told] == ["certificate_issued"]
    assert "住院" not in str(told[0].facts) + str(one.facts)
    assert service.verify(session, one.number, code_of(KEY, one.number), KEY).validity is Validity.VALID


def test_no_exception_for_who_has_completed_for_strangers_or_before_the_end(session):
    section, people = a_finished_class(session)
    with pytest.raises(Refused) as refused:
        granted(session, section, people[0])
    assert refused.value.reasons[0].code == "certificate_earned"
    with pytest.raises(Refused) as refused:
        granted(session, section, people[2], at=section.meetings[-1].starts_at)
    assert refused.value.reasons[0].code == "class_not_over"
    with pytest.raises(NotThere):
        granted(session, section, a_person(session).id)
    assert session.scalars(select(Certificate)).all() == []
