"""When to telephone again, who has the telephone, and whether two readings of one paper form agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from activity_center.errors import Reason
from activity_center.people.rules import Channel

# Nobody is telephoned before nine, or after five in the afternoon.
FIRST_HOUR, LAST_HOUR = time(9), time(17)
PAUSE = timedelta(hours=2)
# Whoever has an offer is telephoned once more while there is time to answer; later than that, soon.
BEFORE_DEADLINE, SOON = timedelta(hours=1), timedelta(minutes=15)
# So long one clerk has a person to telephone for themselves.
CLAIM = timedelta(minutes=10)


class CallOutcome(Enum):
    """How a telephone call ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WILL_THINK = "will_think"
    TOLD = "told"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


ON_AN_OFFER = frozenset({CallOutcome.ACCEPTED, CallOutcome.DECLINED, CallOutcome.WILL_THINK})
REACHED = ON_AN_OFFER | {CallOutcome.TOLD}


def next_call(at: datetime, zone: ZoneInfo, deadline: datetime | None = None) -> datetime:
    """Return when to telephone again: two hours later, in waking hours, and in time before a deadline."""
    wanted = _waking(at + PAUSE, zone)
    if deadline is not None and wanted > deadline - BEFORE_DEADLINE:
        wanted = max(deadline - BEFORE_DEADLINE, at + SOON)
    return wanted


def _waking(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    if FIRST_HOUR <= local.time() < LAST_HOUR:
        return moment
    day = local.date() + timedelta(days=local.time() >= LAST_HOUR)
    return datetime.combine(day, FIRST_HOUR, zone)


# What somebody was told when it was done, by whoever did it at the desk or on the telephone; and offers, which are
# telephoned about as long as they are open, whatever became of their notice.
NOT_CALLED_ABOUT = frozenset(
    {"offer_made", "enrolled_for_you", "accepted_for_you", "declined_for_you", "withdrawn_for_you"}
)


def is_worth_a_call(kind: str, facts: Mapping[str, Any], at: datetime) -> bool:
    """Say whether a notice is still to be told by telephone: not once the meeting it speaks of has begun."""
    starts = [datetime.fromisoformat(facts[name]) for name in ("starts_at", "was_at") if facts.get(name)]
    return kind not in NOT_CALLED_ABOUT and (not starts or max(starts) > at)


def is_to_call(channel: Channel, has_email: bool, expires_at: datetime, at: datetime) -> bool:
    """Say whether to telephone about an offer: everybody to whom no e-mail goes, and these too on the last day."""
    if channel is Channel.NONE:
        return False
    return not (channel is Channel.EMAIL and has_email) or expires_at - at <= timedelta(hours=24)


class FormStatus(Enum):
    """A paper form: keyed in once, twice with differences, twice alike, carried out, or put aside."""

    KEYED_ONCE = "keyed_once"
    DIFFERS = "differs"
    AGREED = "agreed"
    DONE = "done"
    DISCARDED = "discarded"


OPEN_FORMS = frozenset({FormStatus.KEYED_ONCE, FormStatus.DIFFERS, FormStatus.AGREED})
CHOICES = 5


@dataclass(frozen=True)
class Reading:
    """What one clerk read on a paper form, each value as it is compared: no blanks, one way to write a day.

    A choice is the number of a section; `most` is how many classes the person wants at most, None for no limit.
    """

    card: str
    name: str
    birth_on: str = ""
    phone: str = ""
    choice_1: int | None = None
    choice_2: int | None = None
    choice_3: int | None = None
    choice_4: int | None = None
    choice_5: int | None = None
    most: int | None = None
    waits: bool = False

    @property
    def choices(self) -> list[int]:
        """Return the numbers of the sections by rank, without the lines that were left empty."""
        ranked = (getattr(self, f"choice_{rank}") for rank in range(1, CHOICES + 1))
        return [number for number in ranked if number is not None]


FIELDS = tuple(field.name for field in fields(Reading))


def differences(first: Reading, second: Reading) -> list[str]:
    """Return the names of the fields in which two readings of one form differ."""
    return [name for name in FIELDS if getattr(first, name) != getattr(second, name)]


def decided(first: Reading, second: Reading, chosen: Mapping[str, int]) -> Reading:
    """Return the form with each difference decided for the first (1) or the second (2) reading."""
    right = {name: second if chosen.get(name) == 2 else first for name in FIELDS}
    return Reading(**{name: getattr(right[name], name) for name in FIELDS})


def undecided(first: Reading, second: Reading, chosen: Mapping[str, int]) -> list[str]:
    """Return the differing fields for which nobody has said which reading is right."""
    return [name for name in differences(first, second) if chosen.get(name) not in (1, 2)]


class Became(Enum):
    """What became of one choice of a form."""

    ENROLLED = "enrolled"
    WAITING = "waiting"
    APPLIED = "applied"
    OFFERED = "offered"
    FULL = "full"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"


def has_enough(became: Iterable[Became], most: int | None) -> bool:
    """Say whether a form has brought as many classes as were wanted; waiting and applying bring none yet."""
    held = sum(one in (Became.ENROLLED, Became.OFFERED) for one in became)
    return most is not None and held >= most


def flaws(is_known: bool, is_same_person: bool) -> list[Reason]:
    """Return why nobody can be found for whom to carry a form out."""
    if not is_known:
        return [Reason("form_card_unknown")]
    return [] if is_same_person else [Reason("form_not_this_person")]
