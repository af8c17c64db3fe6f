"""How a cell of a spreadsheet is read: what people type in, a value out, and never a guess (days and times: times.py).

An empty cell is None. A cell that cannot be what its column says raises Broken with the code of the reason. Fees and
eligibility are free text in the catalogues we know; of those only a fee that can be read in one way becomes a number.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from activity_center.courses.rules import FeePer

# Spreadsheets give text, numbers (always as floats), days and times; JSON gives lists as well.
Cell = Any
V = TypeVar("V")


class Broken(ValueError):
    """A cell does not say what its column is about; `code` is the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text(cell: Cell) -> str:
    """Return what the cell says, trimmed: 30.0 is "30", a list is its lines without the blank ones."""
    if cell is None:
        return ""
    if isinstance(cell, list | tuple):
        return "\n".join(said for item in cell if (said := text(item)))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time(0):
        return cell.date().isoformat()
    return str(cell).replace("\r\n", "\n").strip()


def line(cell: Cell) -> str:
    """Return the text with every run of white space, the ideographic space included, as one space."""
    return " ".join(text(cell).split())


def folded(cell: Cell) -> str:
    """Return the text for comparing: full width and half width, upper and lower case and all spaces count alike."""
    return "".join(unicodedata.normalize("NFKC", text(cell)).casefold().split())


def is_empty(cell: Cell) -> bool:
    """Say whether nothing is written there; a lone dash or slash is how many tables write nothing."""
    return text(cell) in ("", "-", "/", "—", "——", "–")


_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?(?:人|名|个|位|座|席|周|次|节|岁|周岁)?", re.ASCII)


def whole(cell: Cell) -> int | None:
    """Return a count from nought to a million: 30.0, "３０", "1,200" and "30人" are read."""
    if is_empty(cell):
        return None
    match = _COUNT.fullmatch(folded(cell))
    number = int(match[1].replace(",", "")) if match else -1
    if not 0 <= number <= 1_000_000:
        raise Broken("import_number")
    return number


@dataclass(frozen=True)
class Fee:
    """A fee as read, or `words` where it can be read in more than one way or says more than a number."""

    amount: Decimal | None = None
    currency: str = "CNY"
    per: FeePer = FeePer.TERM
    words: str = ""


_FREE = {"免费", "免費", "free", "0", "0元", "不收费"}
_SIGNS = {
    "CNY": ("¥", "rmb", "cny", "人民币", "元", "圆", "yuan"),
    "HKD": ("hk$", "hkd", "港币", "港元"),
    "TWD": ("nt$", "twd", "新台币", "新台幣"),
}
_CURRENCY = {sign: currency for currency, signs in _SIGNS.items() for sign in signs}
_PER = {
    **dict.fromkeys(("年", "学年", "year"), FeePer.YEAR),
    **dict.fromkeys(("学期", "期", "term"), FeePer.TERM),
}
_SIGN = "|".join(re.escape(sign) for sign in _CURRENCY)
_FEE = re.compile(
    rf"(?P<before>{_SIGN})?(?P<number>\d{{1,7}}(?:\.\d{{1,2}})?)(?P<after>{_SIGN})?"
    rf"(?:(?:/|每|per)(?P<per>{'|'.join(_PER)}))?(?P<remark>\(.*\))?",
    re.ASCII,
)


def fee(cell: Cell, per: FeePer | None = None) -> Fee:
    """Return a fee: 240元/年, 290元/学期, NT$800/期, 免费; `per` is what the header says of all its numbers.

    HK$6/款, 150-290元 and a number that does not say whether for a term or a year stay words, and so do the words
    beside a number: 700元/年(学杂费) is a number and words. A fee below nought is refused.
    """
    said, plain = line(cell), folded(cell)
    if is_empty(cell):
        return Fee()
    if re.fullmatch(r"-[\d.]+", plain):
        raise Broken("import_fee")
    if plain in _FREE:
        return Fee(Decimal(0))
    match = _FEE.fullmatch(plain)
    unit = _PER.get(match["per"] or "", per) if match else None
    if match is None or unit is None or (match["before"] and match["after"]):
        return Fee(words=said)
    sign = match["before"] or match["after"]
    if sign is None and match["per"]:
        return Fee(words=said)
    return Fee(Decimal(match["number"]), _CURRENCY[sign or "元"], unit, said if match["remark"] else "")


def one_of(names: Mapping[str, V], code: str) -> Callable[[Cell], V | None]:
    """Return a reader of cells that hold one of these words."""

    def read(cell: Cell) -> V | None:
        if is_empty(cell):
            return None
        if (word := folded(cell)) not in names:
            raise Broken(code)
        return names[word]

    return read


def phone(cell: Cell) -> str | None:
    """Return a telephone number as digits, without the spaces, hyphens and brackets people put in."""
    if is_empty(cell):
        return None
    number = re.sub(r"[-()]", "", folded(cell))
    if not re.fullmatch(r"\+?\d{5,20}", number, re.ASCII):
        raise Broken("import_phone")
    return number


def email(cell: Cell) -> str | None:
    """Return an e-mail address in lower case."""
    if is_empty(cell):
        return None
    address = folded(cell)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", address) or len(address) > 120:
        raise Broken("import_email")
    return address
