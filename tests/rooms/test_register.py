"""The register of sites and rooms, and who has to hear of their new names."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from activity_center.audit import SYSTEM
from activity_center.centre import Centre
from activity_center.rooms import register
from activity_center.rooms.register import RoomDraft


@pytest.fixture
def centre(session: Session) -> Centre:
    row = Centre(name="中心")
    session.add(row)
    return row


def revision(session: Session, centre: Centre) -> int:
    session.refresh(centre)
    return centre.calendar_revision


def test_a_new_name_or_address_of_a_site_reaches_the_public_calendars(session: Session, centre, at):
    site = register.add_site(session, "本部", "一号", at=at, by=SYSTEM)
    for name, address in (("本部", "一号"), ("总部", "一号"), ("总部", "二号")):
        register.change_site(session, site.id, name, address, at=at, by=SYSTEM)
    assert revision(session, centre) == 2


def test_a_new_name_or_site_of_a_room_reaches_the_public_calendars(session: Session, centre, at):
    here, there = (register.add_site(session, name, "", at=at, by=SYSTEM) for name in ("本部", "分部"))
    draft = RoomDraft(here.id, "302", seats=20)
    room = register.add_room(session, draft, at=at, by=SYSTEM)
    renamed = replace(draft, name="书法室")
    for changed in (replace(draft, seats=30, is_open=False), renamed, replace(renamed, site_id=there.id)):
        register.change_room(session, room.id, changed, at=at, by=SYSTEM)
    assert revision(session, centre) == 2
