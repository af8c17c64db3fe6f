"""Small pictures for the demo centre, drawn in code as PNG: real ones would show real people."""

import struct
from collections.abc import Callable
from math import sin
from zlib import compress, crc32

Colour = tuple[int, int, int]
WIDTH, HEIGHT = 200, 150


def png(width: int, height: int, rows: list[bytes], *, has_colours: bool) -> bytes:
    """Return rows of pixels, of one byte each or of three where there are colours, as a PNG."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2 if has_colours else 0, 0, 0, 0)
    data = compress(b"".join(b"\0" + row for row in rows), 1)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    packed = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _drawn(colour: Callable[[int, int], Colour]) -> bytes:
    rows = [bytes(part for x in range(WIDTH) for part in colour(x, y)) for y in range(HEIGHT)]
    return png(WIDTH, HEIGHT, rows, has_colours=True)


def mountains(n: int) -> bytes:
    """Draw hills behind each other in the mist, with a sun."""
    sky, sun = (236 - 3 * n, 228, 210 + 3 * n), (200, 70 + 8 * n, 50)
    ridges = [
        [60 + 25 * k + 18 * sin(x / (17 + 5 * k) + n + k) + 7 * sin(x / 7 + 2 * n * k) for x in range(WIDTH)]
        for k in range(3)
    ]
    shades = [(150 - 45 * k, 165 - 45 * k, 160 - 40 * k) for k in range(3)]

    def colour(x: int, y: int) -> Colour:
        nearest = next((k for k in (2, 1, 0) if y > ridges[k][x]), None)
        if nearest is not None:
            return shades[nearest]
        return sun if (x - 150 + 9 * n) ** 2 + (y - 32) ** 2 < 180 else sky

    return _drawn(colour)


def brush(n: int) -> bytes:
    """Draw columns of strokes on rice paper, and a red seal."""
    paper, ink, seal = (245, 239, 224), (38, 34, 30), (178, 40, 32)

    def colour(x: int, y: int) -> Colour:
        if 12 < x < 28 and 118 < y < 134:
            return seal
        column, row = (x - 40) // 40, (y - 12) // 32
        if not (0 <= column < 4 and 0 <= row < 4):
            return paper
        u, v, mark = (x - 40) % 40 - 18, (y - 12) % 32 - 14, column * 7 + row * 5 + n * 3
        lying = abs(v - (mark % 5 - 2) * 3 - u // 6) < 2.6 and abs(u) < 13
        standing = abs(u - (mark % 3 - 1) * 4 - v // 8) < 2.4 and abs(v) < 12
        falling = mark % 2 == 0 and abs(u - v) < 2.2 and 0 < v < 12
        return ink if lying or standing or falling else paper

    return _drawn(colour)


def flowers(n: int) -> bytes:
    """Draw blossoms before an evening sky, a little out of focus."""
    heads = [(30 + 34 * k + 5 * n, 70 + (k * 37 + n * 23) % 45, 13 + (k + n) % 3 * 4) for k in range(5)]
    petals = [(214, 90 + 25 * k, 110 + 20 * n) for k in range(5)]

    def colour(x: int, y: int) -> Colour:
        for k, (left, top, size) in enumerate(heads):
            far = ((x - left) ** 2 + (y - top) ** 2) ** 0.5
            if far < size / 3:
                return (250, 214, 90)
            if far < size:
                return petals[k]
            if abs(x - left) < 2 and y > top:
                return (60, 110, 60)
        return (90 + y // 2, 120 + y // 3, 170 - y // 3)

    return _drawn(colour)


def _shaded(shade: Callable[[int, int], int], width: int = 320, height: int = 200) -> bytes:
    rows = [bytes(shade(x, y) for x in range(width)) for y in range(height)]
    return png(width, height, rows, has_colours=False)


def lamp() -> bytes:
    """Draw a lamp on a dark ceiling."""
    return _shaded(lambda x, y: 230 if 80 < x < 240 and 60 < y < 90 else 40)


def choir() -> bytes:
    """Draw people in two rows on a stage, without a face."""

    def shade(x: int, y: int) -> int:
        column, head = x % 40 - 20, (70, 110)[(x // 40) % 2]
        is_head = column * column + (y - head) ** 2 < 90
        is_body = abs(column) < 14 and head + 12 < y < head + 60
        return 90 if is_head else 140 if is_body else 60 if y > 170 else 225

    return _shaded(shade)
