"""Who may enter a category, and whether there is a place: the seat rule of enrolment, said of competitions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from activity_center.competitions.kinds import CompetitionStatus, EntryKind, EntryStatus
from activity_center.enrolment.rules import free_seats
from activity_center.errors import Reason
from activity_center.people.rules import Sex, age_on

# What staff may set aside for one entry, with their name in the audit.
WAIVABLE = frozenset({"entries_before", "entries_closed", "quota_reached", "drawn_late"})


@dataclass(frozen=True)
class Player:
    """Somebody who would take part, as the rules see them."""

    id: int
    name: str
    is_active: bool
    sex: Sex | None
    birth_on: date | None


@dataclass(frozen=True)
class CategoryFacts:
    """A category as the rules see it; `is_drawn` means that its matches are made, `takes_late` that one
    may still join: a Swiss of which rounds are left to pair."""

    name: str
    status: CompetitionStatus
    kind: EntryKind
    least_members: int
    most_members: int
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    ages_on: date | None = None
    sex: Sex | None = None
    least_age: tuple[int | None, int | None] = (None, None)  # of men and of women
    most_age: int | None = None
    capacity: int | None = None
    quota_per_unit: int | None = None
    needs_statement: bool = False
    needs_insurance: bool = False
    is_drawn: bool = False
    takes_late: bool = False


@dataclass(frozen=True)
class Wish:
    """What somebody would enter: who takes part, for which unit, and what they declare."""

    players: tuple[Player, ...]
    unit: str = ""
    has_statement: bool = False
    insurance: str = ""


def newcomer_status(capacity: int | None, taken: int, waiting: int) -> EntryStatus:
    """Return what entering leads to: a place only if more places are free than entries wait."""
    if capacity is None or free_seats(capacity, taken) > waiting:
        return EntryStatus.ENTERED
    return EntryStatus.WAITING


def refusals(
    category: CategoryFacts, wish: Wish, *, entered: Collection[int], of_unit: int, at: datetime, by_staff: bool = False
) -> list[Reason]:
    """Return every reason why these people cannot enter `at` this moment; an empty list means yes.

    `entered` are the people who already take part in the category, `of_unit` how many entries the unit has. A full
    category is no reason: one may wait. Staff may enter people late and beyond a quota, before the draw.
    """
    found = _competition_reasons(category, at) + _wish_reasons(category, wish)
    found += [reason for player in wish.players for reason in player_reasons(category, player)]
    found += [Reason("entered_already", {"name": one.name}) for one in wish.players if one.id in entered]
    quota = category.quota_per_unit
    if quota is not None and wish.unit and of_unit >= quota:
        found.append(Reason("quota_reached", {"unit": wish.unit, "limit": quota}))
    return [reason for reason in found if not (by_staff and reason.code in WAIVABLE)]


def _competition_reasons(category: CategoryFacts, at: datetime) -> list[Reason]:
    if category.is_drawn and category.takes_late:
        return [Reason("drawn_late")]
    if category.is_drawn:
        return [Reason("drawn_already")]
    if category.status not in (CompetitionStatus.OPEN, CompetitionStatus.CLOSED, CompetitionStatus.RUNNING):
        return [Reason("entries_not_taken")]
    if category.opens_at and at < category.opens_at:
        return [Reason("entries_before", {"opens_at": category.opens_at.isoformat()})]
    if category.status is not CompetitionStatus.OPEN or (category.closes_at and at >= category.closes_at):
        return [Reason("entries_closed")]
    return []


def _wish_reasons(category: CategoryFacts, wish: Wish) -> list[Reason]:
    found = []
    if not category.least_members <= len(wish.players) <= category.most_members:
        found.append(Reason("members_wrong", {"least": category.least_members, "most": category.most_members}))
    if len({player.id for player in wish.players}) < len(wish.players):
        found.append(Reason("member_twice"))
    if category.needs_statement and not wish.has_statement:
        found.append(Reason("statement_missing"))
    if category.needs_insurance and not wish.insurance:
        found.append(Reason("insurance_missing"))
    if category.quota_per_unit is not None and not wish.unit:
        found.append(Reason("unit_missing"))
    return found


def player_reasons(category: CategoryFacts, player: Player) -> list[Reason]:
    """Return what about one player does not fit the category: standing, sex, age on the day of the regulations."""
    found = [] if player.is_active else [Reason("player_not_active", {"name": player.name})]
    if category.sex is not None and player.sex is not category.sex:
        found.append(Reason("player_sex", {"name": player.name}))
    return found + _age_reasons(category, player)


def _age_reasons(category: CategoryFacts, player: Player) -> list[Reason]:
    if category.ages_on is None or (category.most_age is None and not any(category.least_age)):
        return []
    if player.birth_on is None or (player.sex is None and len(set(category.least_age)) > 1):
        return [Reason("player_unknown_age", {"name": player.name})]
    least = category.least_age[player.sex is Sex.FEMALE]
    age = age_on(player.birth_on, category.ages_on)
    if least is not None and age < least:
        return [Reason("player_too_young", {"name": player.name, "age": age, "limit": least})]
    if category.most_age is not None and age > category.most_age:
        return [Reason("player_too_old", {"name": player.name, "age": age, "limit": category.most_age})]
    return []


def name_of(players: Sequence[Player], typed: str = "") -> str:
    """Return what an entry is called: as typed, else by its players."""
    return typed.strip() or " / ".join(player.name for player in players)[:120]
