"""Registers and certificates on paper, read from the PDF that a real browser prints."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from activity_center.certificates.models import Certificate
from activity_center.courses.models import Section
from activity_center.db import db
from tests.browser.printing import A4, flaws_on_paper, printed
from tests.browser.readers import come
from tests.demo_centre import signed_in

SHEET = {"width": 687, "height": 1012}


@pytest.fixture
def window(browser: Browser, demo_url: str) -> Iterator[Page]:
    """A window as wide as a sheet of paper."""
    context = browser.new_context(base_url=demo_url, viewport=SHEET)
    yield context.new_page()
    context.close()


@pytest.fixture
def reader(demo_centre: Flask, window: Page) -> Callable[..., Page]:
    """Let a role open an address."""

    def reads(who: str, address: str, **look: str) -> Page:
        come(
            window,
            signed_in(demo_centre, who, **{"text_size": "standard", "contrast": "normal", "language": "zh"} | look),
        )
        window.goto(address)
        return window

    return reads


def running(app: Flask) -> int:
    with app.app_context():
        return db.session().scalars(select(Section.id).where(Section.label == "（进行中）")).one()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", ["standard", "huge"])
def test_a_register_of_35_rows_is_one_sheet_in_large_letters(demo_centre, reader, language, size):
    page = reader(
        "teacher", f"/teach/sections/{running(demo_centre)}/paper-register", language=language, text_size=size
    )
    assert page.locator(".paper-marks tbody tr").count() == 35
    assert flaws_on_paper(page) == []
    paper = printed(page)
    assert len(paper) == 1
    assert paper.sizes == {A4}
    assert "王秀兰" in paper.text
    assert min(run.size for run in paper.runs if set(run.text) <= set("王秀兰")) > 14.9


def test_certificates_of_a_class_are_a_sheet_each(demo_centre, reader):
    with demo_centre.app_context():
        of_classes = select(Certificate).where(Certificate.section_id.is_not(None)).order_by(Certificate.id)
        section_id = db.session().scalars(of_classes).first().section_id
        of_one = of_classes.filter_by(section_id=section_id, revoked_at=None)
        standing = [certificate.number for certificate in db.session().scalars(of_one)]
    page = reader("desk", f"/desk/sections/{section_id}/certificates/print")
    assert flaws_on_paper(page) == []
    paper = printed(page)
    assert len(paper) == len(standing)
    assert all(number.replace("-", "") in sheet for number, sheet in zip(standing, paper.sheets, strict=True))
