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
# In points: the least size of a letter; what printers leave white at the edges of a sheet.
LEAST, EDGE = 12.0, 14.0
# Three quarters of all light is more than any grey that one can read on white.
DARK = 0x60
SCRIPT = Path(__file__).with_name("printing.js").read_text("utf-8")


@dataclass(frozen=True)
class Run:
    """Some letters on a sheet: how large, how dark, where, and whether their font comes along."""

    sheet: int
    text: str
    size: float
    colour: tuple[int, int, int, int]
    box: tuple[float, float, float, float]
    is_embedded: bool

    def flaws(self) -> Iterator[str]:
        """Say what is wrong with it."""
        left, low, right, high = self.box
        if self.size < LEAST - 0.05:
            yield f"text of {self.size:.1f} points"
        if max(self.colour[:3]) > DARK or self.colour[3] < 0xFF:
            yield "pale text"
        if left < EDGE or right > A4[0] - EDGE or low < EDGE or high > A4[1] - EDGE:
            yield "text over the edge"
        if not self.is_embedded:
            yield "a font that is not in the file"


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
    def text(self) -> str:
        """Everything there is to read, without blanks and without the number of the sheet."""
        return "".join(run.text for run in self.runs if not re.fullmatch(r"\d+/\d+", run.text))

    def flaws(self) -> list[str]:
        """Say what is wrong with it, each thing once with the first letters it is wrong with."""
        found: dict[str, str] = {}
        for run in self.runs:
            for flaw in run.flaws():
                found.setdefault(flaw, f"{flaw}: {run.text[:30]} (sheet {run.sheet})")
        return [*found.values()]


def _runs(number: int, sheet: Any) -> Iterator[Run]:
    letters = sheet.get_textpage()
    for drawn in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        text = plain(_read(drawn, letters))
        if text:
            yield Run(number, text, _size(drawn), _colour(drawn), drawn.get_bounds(), _is_embedded(drawn))


def _read(drawn: Any, letters: Any) -> str:
    length = raw.FPDFTextObj_GetText(drawn, letters, None, 0)
    buffer = (raw.FPDF_WCHAR * length)()
    raw.FPDFTextObj_GetText(drawn, letters, buffer, length)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


def _size(drawn: Any) -> float:
    size = c_float()
    raw.FPDFTextObj_GetFontSize(drawn, byref(size))
    return size.value * abs(drawn.get_matrix().d)


def _colour(drawn: Any) -> tuple[int, int, int, int]:
    parts = [c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(drawn, *map(byref, parts))
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _is_embedded(drawn: Any) -> bool:
    return raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(drawn)) == 1


def plain(text: str) -> str:
    """Return a text without blanks and with one way to write each sign: fonts draw some that look alike as one."""
    return "".join(unicodedata.normalize("NFKC", text).split())


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
    paper = printed(page)
    lost = sorted(word for word in words(told["text"]) if word not in paper.text)
    return [
        *told["flaws"],
        *([f"sheets of {paper.sizes}"] if paper.sizes - {A4} else []),
        *([f"not on paper: {', '.join(lost[:5])}"] if lost else []),
        *paper.flaws(),
    ]
