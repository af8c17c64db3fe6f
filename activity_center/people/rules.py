"""Who may do what, and what identifies a person."""

from collections.abc import Iterable
from datetime import date
from enum import Enum


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
