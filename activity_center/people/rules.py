"""Who may do what, and what identifies a person."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import Enum

from activity_center.errors import Reason


class Sex(Enum):
    """As the resident identity card says."""

    MALE = "male"
    FEMALE = "female"


class Category(Enum):
    """Whom the centre serves, in the order in which doors usually open."""

    VETERAN_CADRE = "veteran_cadre"  # 离休干部
    RETIRED_CADRE = "retired_cadre"  # 退休干部
    RETIRED_WORKER = "retired_worker"  # 退休职工
    PUBLIC = "public"  # 社会老年人
    SPOUSE = "spouse"


class RoleName(Enum):
    """What a person is to the centre."""

    MEMBER = "member"
    INSTRUCTOR = "instructor"
    OFFICER = "officer"
    DESK = "desk"
    ADMIN = "admin"


class Standing(Enum):
    """APPLICANT has applied and waits for staff; ENDED has left, and cannot sign in."""

    APPLICANT = "applicant"
    ACTIVE = "active"
    ENDED = "ended"


class Channel(Enum):
    """How a person wants to hear from us; the page of notices has everything in any case."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    NONE = "none"


class TextSize(Enum):
    STANDARD = "standard"
    LARGE = "large"
    HUGE = "huge"


class Contrast(Enum):
    NORMAL = "normal"
    HIGH = "high"


STAFF = frozenset({RoleName.DESK, RoleName.ADMIN})

_ACTS: dict[str, frozenset[RoleName]] = {
    "serve_people": STAFF,  # the register: find, add, confirm, new card, new PIN, enrol and withdraw for somebody
    "reveal_id_number": STAFF,
    "plan_courses": STAFF,  # courses, sections, meetings, rosters, waitlists
    "run_competitions": STAFF,  # competitions, entries, draws, referees, scores
    "keep_centre": frozenset({RoleName.ADMIN}),  # terms, windows, closures, sites, rooms, roles of staff
    "teach": frozenset({RoleName.INSTRUCTOR}),
    "lead_society": frozenset({RoleName.OFFICER}),
}


def may(roles: Iterable[RoleName], act: str) -> bool:
    """Say whether somebody with these roles may do `act`; an act nobody listed is a bug, not a no."""
    return not _ACTS[act].isdisjoint(roles)


def age_on(birth_on: date, day: date) -> int:
    """Return the age in completed years (周岁) on `day`; born on 29 February, one turns older on 1 March."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def may_serve(roles: Iterable[RoleName], served: Iterable[RoleName]) -> bool:
    """Say whether somebody with `roles` may change the record, the card or the PIN of somebody who is `served`.

    The desk serves everybody but staff: who could set an administrator's password would be an administrator.
    """
    return may(roles, "serve_people" if STAFF.isdisjoint(served) else "keep_centre")


def normal(text: str) -> str:
    """Return text as we keep and compare it: full-width letters and digits made plain, no blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


def same_name(one: str, other: str) -> bool:
    """Say whether two ways of writing a name mean the same: blanks, full width and the dot between names aside."""
    first, second = (re.sub(r"[\s·•・．.]", "", normal(name)).casefold() for name in (one, other))
    return bool(first) and first == second


def normal_login(text: str) -> str:
    """Return what somebody typed to sign in, without blanks and in small letters."""
    return re.sub(r"\s", "", normal(text)).casefold()


def normal_card(text: str) -> str:
    """Return a card number as it is kept: without blanks, in capitals."""
    return re.sub(r"\s", "", normal(text)).upper()


def normal_phone(text: str) -> str:
    """Return a telephone number as its digits: 138 1234-5678 and +86 13812345678 are the same; "" stays ""."""
    digits = re.sub(r"[\s()-]", "", normal(text))
    return re.sub(r"^(\+|00)86(?=1\d{10}$)", "", digits)


def masked_phone(phone: str) -> str:
    """Return a telephone number with its middle hidden, 138****5678; of a short one only the end is shown."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-2:]}"


def masked_name(name: str) -> str:
    """Return of a name what the public may see: its first character, and that there is more."""
    return f"{name[:1]}**" if len(name) > 2 else f"{name[:1]}*"


PIN_LENGTH = 6
PASSWORD_LENGTH = 10
_RUNS = "01234567890", "09876543210"


def secret_flaws(secret: str, roles: Iterable[RoleName], known: Iterable[str]) -> list[Reason]:
    """Return why `secret` cannot be the PIN or password of somebody with these roles.

    A member needs six characters, staff ten that are not only digits. What is printed on a card or `known` of
    the person (birth date, telephone number) is the first thing that somebody else tries.
    """
    staff = not STAFF.isdisjoint(roles)
    flaws = []
    if staff and (len(secret) < PASSWORD_LENGTH or secret.isdigit()):
        flaws.append(Reason("password_too_short", {"least": PASSWORD_LENGTH}))
    elif len(secret) < PIN_LENGTH:
        flaws.append(Reason("pin_too_short", {"least": PIN_LENGTH}))
    elif len(set(secret)) < 3 or any(secret in run for run in _RUNS):
        flaws.append(Reason("secret_too_easy"))
    if len(secret) >= PIN_LENGTH and any(secret in fact for fact in known):
        flaws.append(Reason("secret_is_known"))
    return flaws
