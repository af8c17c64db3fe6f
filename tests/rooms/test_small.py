"""A list shows small pictures: upright, and of whoever took them nothing."""

import warnings
from io import BytesIO
from itertools import count

import pytest
from PIL import Image

from activity_center.rooms import small
from activity_center.rooms.photos import Photo, cleaned
from tests.rooms.test_photos import a_jpeg, a_png, exif

_shades = count()


def picture(width, height, kind="JPEG", mode="RGB", **saved):
    """Return a picture whose left half is dark and whose right half is light."""
    image = Image.new(mode, (width, height), "white" if mode != "RGBA" else (255, 255, 255, 0))
    shade = next(_shades) % 40
    image.paste((shade, 0, 0) if mode == "RGB" else (shade, 0, 0, 255), (0, 0, width // 2, height))
    kept = BytesIO()
    image.save(kept, kind, **saved)
    return Photo(f"image/{kind.lower()}", kept.getvalue())


def opened(content):
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(("given", "made"), [((1600, 1200), (640, 480)), ((900, 1800), (320, 640))])
def test_the_longest_side_becomes_640(given, made):
    found = small.small(picture(*given))
    assert (found.type, opened(found.content).size) == ("image/jpeg", made)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_picture_that_lies_on_its_side_is_put_upright_and_says_nothing_more(order):
    lying = picture(1600, 1200)
    with_facts = cleaned(lying.content[:2] + exif(6, order) + lying.content[2:])
    found = small.small(with_facts)
    upright = opened(found.content)
    assert upright.size == (480, 640)
    # What was on the left is on top after a quarter turn to the right.
    top, bottom = (upright.crop((240, y, 241, y + 1)).tobytes()[1] for y in (20, 620))
    assert top < 10 < 245 < bottom
    assert (dict(upright.getexif()), b"Exif" in found.content) == ({}, False)


def test_what_is_seen_through_becomes_white():
    found = small.small(picture(800, 800, "PNG", "RGBA"))
    assert opened(found.content).mode == "RGB"
    assert min(opened(found.content).crop((600, 300, 601, 301)).tobytes()) > 250


@pytest.mark.parametrize("mode", ["L", "P", "LA", "I;16", "CMYK"])
def test_every_kind_of_colours_can_be_made_small(mode):
    kept = BytesIO()
    Image.new(mode, (1000, 500)).save(kept, "JPEG" if mode == "CMYK" else "PNG")
    found = small.made(Photo("image/jpeg", kept.getvalue()))
    assert (opened(found.content).mode, opened(found.content).size) == ("RGB", (640, 320))


def test_a_small_picture_stays_as_it_is_and_so_does_what_cannot_be_read():
    for photo in (picture(640, 400), cleaned(a_png()), cleaned(a_jpeg()), Photo("image/png", b"no picture")):
        assert small.small(photo) == photo


def test_a_picture_of_too_many_points_is_not_opened():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        huge = cleaned(a_png(size=(10_000, 9_900)))
        assert small.made(huge) is huge


def test_it_is_made_once_and_only_the_latest_are_kept(monkeypatch):
    made = []
    monkeypatch.setattr(small, "_KEPT", 2)
    monkeypatch.setattr(small, "made", lambda photo: made.append(photo) or Photo("image/jpeg", photo.content))
    monkeypatch.setattr(small, "_small", type(small._small)())
    one, two, three = (Photo("image/png", content) for content in (b"1", b"2", b"3"))
    for photo in (one, two, one, three, one, two):
        small.small(photo)
    assert made == [one, two, three, two]


def test_what_stays_as_it_is_takes_no_place_among_the_small_ones(monkeypatch):
    monkeypatch.setattr(small, "_small", type(small._small)())
    small.small(Photo("image/png", b"not to be read"))
    assert not small._small
