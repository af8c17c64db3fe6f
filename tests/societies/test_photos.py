"""Pictures of events: who may be shown, who sees them, and how one that somebody does not want goes away."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.audit import Audit
from activity_center.errors import Refused
from activity_center.notices.service import notices_of
from activity_center.rooms.models import Booking
from activity_center.rooms.photos import Photo
from activity_center.societies import membership, photos, places
from activity_center.societies.models import EventPhoto, PhotoConsent
from activity_center.societies.places import PlaceDraft
from activity_center.societies.rules import Audience
from tests.clients import Visitor
from tests.factories import make_person, sign_in
from tests.rooms.test_photos import SECRET, a_jpeg, exif
from tests.societies.scenes import WHO, a_society, an_event, an_officer, as_, later

PICTURE = Photo("image/png", b"picture")
AFTER = later(hours=5)


def put_up(session, event, *, agreed=True, audience=Audience.MEMBERS, **who):
    return photos.put_up(session, event.id, PICTURE, "合影", audience, everybody_agreed=agreed, **(who or AFTER))


def test_what_somebody_says_about_being_shown_holds_until_they_say_otherwise(session):
    person = make_person(session)
    first = photos.say(session, person.id, True, **WHO)
    assert photos.say(session, person.id, True, **AFTER).id == first.id
    photos.say(session, person.id, False, **AFTER)
    said = photos.said_by(session, [person.id])[person.id]
    assert (said.allows, said.said_at) == (False, AFTER["at"])
    assert [row.allows for row in session.scalars(select(PhotoConsent).order_by(PhotoConsent.id))] == [True, False]


def test_officers_read_who_was_there_and_has_not_agreed(session):
    event = an_event(session)
    yes, no, once, silent, both = (make_person(session, name) for name in "甲乙丙丁戊")
    for person in (once, both):
        places.sign_up(session, event.id, person.id, PlaceDraft(photo_ok=True), **as_(person))
    photos.say(session, yes.id, True, **WHO)
    for person in (no, both):
        photos.say(session, person.id, False, **WHO)
    places.note_presence(session, event.id, [one.id for one in (yes, no, once, silent, both)], [], **AFTER)
    assert {one.name for one in photos.not_to_be_shown(session, event.id)} == {"乙", "丁", "戊"}


def test_a_picture_goes_up_after_the_beginning_and_only_when_everybody_agreed(session):
    event = an_event(session)
    with pytest.raises(Refused) as refused:
        put_up(session, event, agreed=False, **WHO)
    assert [reason.code for reason in refused.value.reasons] == ["photo_not_agreed", "event_ahead"]
    assert put_up(session, event)


def test_who_sees_which_picture(session):
    society = a_society(session)
    event = an_event(session, society)
    member, guest, stranger = (make_person(session) for _ in range(3))
    membership.join(session, society.id, member.id, **WHO)
    places.note_presence(session, event.id, [guest.id], [], **AFTER)
    ours, everybodys = put_up(session, event), put_up(session, event, audience=Audience.PUBLIC)

    def seen(person_id, *, leads=False):
        return [row.id for row in photos.seen_by(session, event, person_id, leads=leads)]

    assert seen(member.id) == seen(guest.id) == [ours.id, everybodys.id]
    assert seen(stranger.id) == seen(None) == [everybodys.id]
    photos.hide(session, everybodys.id, **AFTER)
    assert seen(None) == []
    assert seen(None, leads=True) == [ours.id, everybodys.id]


def test_who_asks_to_hide_a_picture_hears_what_became_of_it(session):
    society = a_society(session)
    officer, member = an_officer(session, society), make_person(session)
    event = an_event(session, society)
    row = put_up(session, event, **as_(officer, at=AFTER["at"]))
    asked, decided = as_(member, at=AFTER["at"]), as_(officer, at=AFTER["at"])

    def heard(person):
        return [notice.kind for notice in notices_of(session, person.id)[0]]

    photos.hide(session, row.id, **asked)
    photos.hide(session, row.id, **asked)
    assert heard(officer).count("photo_hidden") == 1
    photos.show_again(session, row.id, **decided)
    photos.hide(session, row.id, **asked)
    photos.take_down(session, row.id, **decided)
    assert {"photo_shown_again", "photo_taken_down"} <= set(heard(member))
    assert session.scalars(select(EventPhoto)).all() == []
    assert "take_down_photo" in session.scalars(select(Audit.act)).all()


def test_pages_put_up_show_hide_and_take_down(app, session):
    society = a_society(session)
    officer, member = an_officer(session, society), make_person(session, "甲")
    membership.join(session, society.id, member.id, **WHO)
    event = an_event(session, society)
    booking = session.get_one(Booking, event.booking_id)
    booking.starts_at, booking.ends_at = (clock.now() - timedelta(hours=hours) for hours in (3, 1))
    session.commit()
    here, leader, browser, stranger = f"/events/{event.id}/pictures", Visitor(app), Visitor(app), Visitor(app)
    sign_in(leader, officer)
    sign_in(browser, member)

    def sent(client, **more):
        typed = {"audience": "members", "caption": "大合影", "photo": (BytesIO(a_jpeg(exif(6, "<"))), "a.jpg")}
        return client.post(here, data=typed | more, content_type="multipart/form-data").status_code

    assert sent(browser, agreed="y") == 403
    assert sent(leader) == 409
    assert sent(leader, agreed="y", photo=(BytesIO(b"no picture"), "a.jpg")) == 422
    assert sent(leader, agreed="y") == 303
    session.rollback()
    [row] = session.scalars(select(EventPhoto))
    picture = f"/photos/{row.id}"
    assert SECRET not in row.content
    assert "大合影" in browser.get(here).text
    assert browser.get(picture, buffered=True).mimetype == "image/jpeg"
    assert browser.get(f"{picture}?small=1", buffered=True).data == row.content
    assert f"{picture}?small=1" in browser.get(here).text
    assert [stranger.get(at).status_code for at in (picture, f"{picture}?small=1")] == [403, 403]
    assert "大合影" not in stranger.get(here).text
    assert "藏起" in browser.get(f"{picture}/hide").text
    assert browser.post(f"{picture}/hide").status_code == 303
    assert browser.get(picture).status_code == 403
    assert browser.post(f"{picture}/down").status_code == 403
    assert leader.post(f"{picture}/again").status_code == 303
    assert leader.post(f"{picture}/down").status_code == 303
    assert leader.get(picture).status_code == 404
    assert "还没有说过" in browser.get("/me/photos").text
    assert browser.post("/me/photos", data={"said": "no"}).status_code == 303
    assert "您不想被展示" in browser.get("/me/photos").text
