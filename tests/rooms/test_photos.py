"""A photo is what its content says, and says nothing but what it shows."""

import struct
from zlib import compress, crc32

import pytest

from activity_center.rooms.photos import MOST_BYTES, cleaned

SECRET = b"N 39.9042 E 116.4074"


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc32(name + data))


def a_png(*more, size=(1, 1)):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + body + chunk(b"IEND", b"")


def segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def exif(orientation, order):
    said = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    where = struct.pack(order + "HHII", 0x8825, 4, 1, 38)
    mark = b"II*\0" if order == "<" else b"MM\0*"
    tiff = mark + struct.pack(order + "IH", 8, 2) + said + where + struct.pack(order + "I", 0) + SECRET
    return segment(0xE1, b"Exif\0\0" + tiff)


def a_jpeg(*more, size=(1, 1)):
    frame = segment(0xC0, struct.pack(">BHHB", 8, size[1], size[0], 1) + b"\1\x11\0")
    tables = segment(0xDB, bytes(65)) + segment(0xC4, bytes(17)) + segment(0xC4, bytes(17))
    return b"\xff\xd8" + b"".join(more) + tables + frame + segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x2a\xff\xd9"


@pytest.mark.parametrize(("content", "type"), [(a_png(), "image/png"), (a_jpeg(), "image/jpeg")])
def test_a_bare_picture_stays_as_it_is(content, type):
    assert cleaned(content) == (type, content)


@pytest.mark.parametrize(
    "content",
    [
        a_png(chunk(b"eXIf", SECRET), chunk(b"tEXt", b"Comment\0" + SECRET), chunk(b"iTXt", SECRET)),
        a_png() + SECRET,
        a_jpeg(exif(1, "<"), segment(0xFE, SECRET), segment(0xED, SECRET), segment(0xE1, b"http://ns.adobe" + SECRET)),
        a_jpeg() + SECRET,
    ],
)
def test_where_a_picture_was_taken_and_what_hangs_on_it_is_gone(content):
    assert SECRET not in cleaned(content).content


@pytest.mark.parametrize("order", "<>")
def test_which_way_is_up_is_kept(order):
    kept = cleaned(a_jpeg(exif(6, order))).content
    assert SECRET not in kept
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in kept


def test_a_picture_that_is_cleaned_stays_as_it_is():
    once = cleaned(a_jpeg(exif(6, "<"), segment(0xE0, b"JFIF\0"))).content
    assert cleaned(once).content == once


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"\xff\xd8<html>",
        b"\xff\xd8\xff\xe1\xff",
        a_jpeg()[:-2],
        a_png()[:-4],
        b"\x89PNG\r\n\x1a\n",
        a_png().replace(b"IDAT", b"IDAU"),
        a_png(size=(60_000, 60_000)),
        a_jpeg(size=(60_000, 60_000)),
        a_png(size=(0, 1)),
        a_png() + bytes(MOST_BYTES),
    ],
)
def test_what_is_no_whole_picture_is_refused(content):
    assert cleaned(content) is None


def test_bytes_that_are_cut_anywhere_are_refused_and_never_an_error():
    for content in (a_jpeg(exif(6, "<")), a_png(chunk(b"tEXt", SECRET))):
        assert [n for n in range(len(content)) if cleaned(content[:n])] == []
