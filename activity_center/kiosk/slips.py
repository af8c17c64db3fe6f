"""What a kiosk prints after an act: a few large lines, and a code for the phone of whoever takes it along."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from activity_center.kiosk.lines import Line
from activity_center.qr import drawn, public_url


@dataclass(frozen=True)
class Slip:
    """A strip of paper: what it says in large type, the rows below, and a code with what it is for."""

    heading: str
    lines: Sequence[Line]
    code: Markup | None
    code_is_for: str


def public_code(path: str, scheme: str = "") -> Markup:
    """Return one of our addresses, as phones reach it, as a QR code; `scheme` webcal opens a phone's calendar."""
    url = public_url(path)
    return drawn(f"{scheme}://{url.partition('://')[2]}" if scheme else url)
