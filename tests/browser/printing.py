"""Print a page with a real browser, and say what is wrong with the paper: read from the PDF, not from the page."""

import re
import unicodedata
from collections.abc import Iterator
from ctypes import byref, c_float, c_uint
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pypdfium2
from playwright.sync_api import Page
from pypdfium2 import raw

A4 = (595, 842)
# The least size of a letter, in points.
LEAST = 12.0
# Darker than this is black enough: 7 to 1 on white. A browser that prints no grounds darkens white letters to a grey.
DARK = 0x59
# What our styles leave white at the top, left and right, and bottom of a sheet, in points, by the name of the page.
# At the bottom stands its number; everything else that reaches over these lines is cut there.
MARGINS = {"auto": (36.9, 39.7, 45.4), "sheet": (25.5, 39.7, 25.5)}
MARGINS |= {"wall-a4": (25.5, 28.3, 25.5), "wall-a3": (31.2, 34.0, 31.2)}
SIZES = {"wall-a4": (842, 595), "wall-a3": (1191, 842)}
# Letters wholly below this line, in points, are the number of a sheet.
FOOT = 34
SCRIPT = Path(__file__).with_name("printing.js").read_text("utf-8")


@dataclass(frozen=True)
class Run:
    """Some letters on a sheet: how large, how dark, where, whether in a layer one sees through, and with their font."""

    sheet: int
    text: str
    size: float
    colour: tuple[int, int, int]
    box: tuple[float, float, float, float]
    is_layer: bool
    is_embedded: bool

    def flaws(self, margins: tuple[float, float, float], size: tuple[int, int]) -> Iterator[str]:
        """Say what is wrong with it."""
        if self.is_layer:
            yield "text one can see through"
        elif self.size < LEAST - 0.05:
            yield f"text of {self.size:.1f} points"
        if max(self.colour) > DARK:
            yield "pale text"
        if not self.is_layer and self._is_cut(*margins, *size):
            yield "text over the edge"
        if not self.is_embedded:
            yield "a font that is not in the file"

    def _is_cut(self, top: float, side: float, bottom: float, width: int, height: int) -> bool:
        left, low, right, high = self.box
        return (
            left < side - 1
            or right > width - side + 1
            or any(low < y - 1 < y + 1 < high for y in (bottom, height - top))
        )


class Paper:
    """A printed page, sheet by sheet."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)

    def __len__(self) -> int:
        return len(self._document)

    @cached_property
    def sizes(self) -> set[tuple[int, int]]:
        """The sizes of the sheets, in whole points."""
        return {tuple(round(side) for side in self._document.get_page_size(n)) for n in range(len(self))}

    @cached_property
    def runs(self) -> list[Run]:
        """All letters, in the order in which they were drawn."""
        return [run for number, sheet in enumerate(self._document, 1) for run in _runs(number, sheet)]

    @cached_property
    def sheets(self) -> list[str]:
        """What there is to read on each sheet above its foot, letters and figures only."""
        return [self._part(number, is_foot=False) for number in range(1, len(self) + 1)]

    @cached_property
    def feet(self) -> list[str]:
        """What stands at the foot of each sheet, which some browsers draw first and some last."""
        return [self._part(number, is_foot=True) for number in range(1, len(self) + 1)]

    def _part(self, sheet: int, is_foot: bool) -> str:
        return "".join(run.text for run in self.runs if run.sheet == sheet and (run.box[3] < FOOT) == is_foot)

    @cached_property
    def text(self) -> str:
        """What there is to read on all of them."""
        return "".join(self.sheets)

    def has_whole(self, text: str) -> bool:
        """Say whether all of a text stands on one sheet."""
        return any(plain(text) in sheet for sheet in self.sheets)

    def flaws(self, margins: tuple[float, float, float], size: tuple[int, int] = A4) -> list[str]:
        """Say what is wrong with it, each thing once with the first letters it is wrong with."""
        found: dict[str, str] = {}
        for number, run in enumerate(self.runs):
            for flaw in run.flaws(margins, size):
                near = "".join(run.text for run in self.runs[number : number + 20])
                found.setdefault(flaw, f"{flaw}: {near} (sheet {run.sheet})")
        return [*found.values()]


def _runs(number: int, sheet: Any) -> Iterator[Run]:
    letters = sheet.get_textpage()
    for drawn in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        text = plain(_read(drawn, letters))
        if text:
            # A browser puts into an object of its own what one can see through.
            is_layer = drawn.level > 0
            yield Run(number, text, _size(drawn), _colour(drawn), drawn.get_bounds(), is_layer, _is_embedded(drawn))


def _read(drawn: Any, letters: Any) -> str:
    length = raw.FPDFTextObj_GetText(drawn, letters, None, 0)
    buffer = (raw.FPDF_WCHAR * length)()
    raw.FPDFTextObj_GetText(drawn, letters, buffer, length)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


def _size(drawn: Any) -> float:
    size = c_float()
    raw.FPDFTextObj_GetFontSize(drawn, byref(size))
    return size.value * abs(drawn.get_matrix().d)


def _colour(drawn: Any) -> tuple[int, int, int]:
    parts = [c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(drawn, *map(byref, parts))
    red, green, blue, _alpha = (part.value for part in parts)
    return red, green, blue


def _is_embedded(drawn: Any) -> bool:
    return raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(drawn)) == 1


def plain(text: str) -> str:
    """Return the letters and figures of a text, each written one way: fonts draw some that look alike as one."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())


def words(text: str) -> set[str]:
    """Return the words of a text, as they must be found on paper."""
    return {plain(word) for word in re.findall(r"\w+", unicodedata.normalize("NFKC", text))}


def printed(page: Page) -> Paper:
    """Print the page that is open, as the button of the browser does."""
    return Paper(page.pdf(prefer_css_page_size=True))


def flaws_on_paper(page: Page) -> list[str]:
    """Return what is wrong with the page that is open once it is printed."""
    page.emulate_media(media="print")
    told = page.evaluate(SCRIPT)
    paper, size = printed(page), SIZES.get(told["page"], A4)
    lost = sorted(word for word in words(told["text"]) if word not in paper.text)
    cut = [row for row in told["rows"] if not lost and not paper.has_whole(row)]
    return [
        *told["flaws"],
        *([f"sheets of {paper.sizes}"] if paper.sizes - {size} else []),
        *([f"not on paper: {', '.join(lost[:5])}"] if lost else []),
        *(f"a row on two sheets: {plain(row)[:30]}" for row in cut[:1]),
        *paper.flaws(MARGINS[told["page"]], size),
    ]
