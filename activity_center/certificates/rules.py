"""What a certificate's number and code look like, and what the public may see of a name."""

import hashlib
import hmac
import re
import unicodedata
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from activity_center.errors import Reason


def number_of(year: int, serial: int) -> str:
    """Return the number printed on a certificate: the year, and which of that year it is."""
    return f"{year}-{serial:05}"


def normal_number(typed: str) -> str:
    """Return a number as it is kept, however it was typed."""
    return re.sub(r"[\s]", "", unicodedata.normalize("NFKC", typed)).replace("\u2013", "-").replace("\u2014", "-")


def normal_code(typed: str) -> str:
    """Return a code as it is compared: capitals without blanks and hyphens."""
    return re.sub(r"[\s\-\u2013\u2014]", "", unicodedata.normalize("NFKC", typed)).upper()


def code_of(secret_key: str, number: str) -> str:
    """Return the code that belongs to a number: 80 bits of HMAC-SHA256 (RFC 2104) under a key used for nothing else.

    In base 32 (RFC 4648): capitals and the digits 2 to 7, so that it can be read out and typed from paper.
    """
    key = hmac.digest(secret_key.encode(), b"activity-center certificate.code", hashlib.sha256)
    return b32encode(hmac.digest(key, number.encode(), hashlib.sha256)[:10]).decode()


def in_groups(code: str) -> str:
    """Return a code as it is printed, four letters at a time."""
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def is_code_of(secret_key: str, number: str, code: str) -> bool:
    """Say whether a code belongs to a number, in a time that says nothing about how much of it is right."""
    return hmac.compare_digest(code_of(secret_key, number).encode(), code.encode())


class Validity(Enum):
    """What the public is told of a certificate. UNKNOWN covers a wrong code too, or numbers could be tried out."""

    VALID = "valid"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Candidate:
    """Somebody who may get a certificate of a class: what they lack, and whether they have one that stands."""

    person_id: int
    name: str
    lacking: tuple[Reason, ...] = ()
    has_one: bool = False


def issue_refusals(wanted: Iterable[Candidate], *, is_over: bool, coming: int = 0) -> list[Reason]:
    """Return why these certificates cannot be issued; an empty list means they can. Who has one gets no second."""
    if not is_over:
        return [Reason("class_not_over", {"n": coming})]
    return [Reason("certificate_not_earned", {"name": one.name}) for one in wanted if one.lacking and not one.has_one]


def grant_refusals(wanted: Candidate, *, is_over: bool, coming: int = 0) -> list[Reason]:
    """Return why a certificate cannot be granted by exception; an empty list means it can.

    Nothing is granted that has been earned, and nothing before the class is over.
    """
    if not is_over:
        return [Reason("class_not_over", {"n": coming})]
    return [] if wanted.lacking else [Reason("certificate_earned", {"name": wanted.name})]
