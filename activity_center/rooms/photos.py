"""What a photo is: a JPEG or a PNG by its content, rebuilt without anything that says where or by whom it was taken.

ISO/IEC 10918-1 (JPEG), ISO/IEC 15948 (PNG), JEITA CP-3451 (EXIF). Of all that may accompany a picture only which way
is up is kept, and what its colours mean; what stands after its end is left out.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

MOST_BYTES = 6 * 1024 * 1024
# A picture larger than this, in pixels, only serves to exhaust whoever opens it.
MOST_PIXELS = 120_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
_JPEG = b"\xff\xd8"
_START, _END, _APP0, _APP1, _APP2, _APP14, _COMMENT = 0xDA, 0xD9, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
# Tables and frames: what a picture is made of, besides the colour profile and what says how colours are coded.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ORIENTATION = 0x0112


class Photo(NamedTuple):
    """A picture and its media type."""

    type: str
    content: bytes


def cleaned(content: bytes) -> Photo | None:
    """Return a picture with nothing else in it, or None where these bytes are no JPEG or PNG as a whole."""
    if len(content) > MOST_BYTES:
        return None
    try:
        if content.startswith(_PNG):
            return Photo("image/png", _png(content))
        if content.startswith(_JPEG):
            return Photo("image/jpeg", _jpeg(content))
    except (struct.error, IndexError, ValueError):
        pass
    return None


def _png(content: bytes) -> bytes:
    chunks = list(_chunks(content))
    if not chunks or chunks[0][0] != b"IHDR" or b"IDAT" not in dict(chunks):
        raise ValueError("no picture")
    _check_size(*struct.unpack(">II", chunks[0][1][:8]))
    kept = [_chunk(name, data) for name, data in chunks if name in _PNG_KEPT]
    return _PNG + b"".join(kept)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, name = len(_PNG), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", content, at + 8 + length)
        if crc32(name + data) != check:
            raise ValueError("a damaged chunk")
        yield name, data
        at += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc32(name + data))


def _jpeg(content: bytes) -> bytes:
    kept, at, has_frame, upright = [_JPEG], 2, False, b""
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker")
        marker = content[at + 1]
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + length]
        if len(segment) < length + 2 or length < 2:
            raise ValueError("cut off")
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", segment, 5)
            _check_size(width, height)
            has_frame = True
        if marker == _START:
            break
        if marker == _APP1:
            upright = upright or _upright(segment[4:])
        elif not (_APP0 < marker < _APP14 and marker != _APP2) and marker not in (_COMMENT, 0xEF):
            kept.append(segment)
        at += length + 2
    end = content.rfind(b"\xff\xd9")
    if not has_frame or end < at:
        raise ValueError("no picture")
    return b"".join([kept[0], upright, *kept[1:], content[at : end + 2]])


def _upright(exif: bytes) -> bytes:
    """Return a segment that says which way is up as this EXIF does, and nothing else; empty where it says nothing."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[6:10])
    if not exif.startswith(b"Exif\0\0") or order is None:
        return b""
    tiff = exif[6:]
    (first,) = struct.unpack_from(order + "I", tiff, 4)
    (count,) = struct.unpack_from(order + "H", tiff, first)
    for n in range(count):
        tag, _kind, _length, value = struct.unpack_from(order + "HHIH", tiff, first + 2 + 12 * n)
        if tag == _ORIENTATION and 1 <= value <= 8:
            told = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
            return struct.pack(">HH", 0xFFE1, len(told) + 2) + told
    return b""


def _check_size(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise ValueError("too large")
