"""What the pages of walk-in tables say in words. Nothing here looks anything up."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from activity_center import formats
from activity_center.tables.models import Turn
from activity_center.tables.reading import Place, State
from activity_center.tables.rules import Rule, TurnStatus, Way
from activity_center.words import CATEGORY


def place(one: Place, rule: Rule) -> str:
    """Say how a table stands, without a name."""
    turn = one.turn
    if turn is None:
        return _("free table")
    if not one.is_playing:
        return _("kept for number %(number)s until %(time)s", number=turn.number, time=formats.hour(turn.until))
    if rule.way is Way.SLOTS:
        return _("taken until %(time)s", time=formats.hour(turn.until))
    return _("taken since %(time)s", time=formats.hour(turn.started_at or turn.joined_at))


def kind(one: Place) -> str:
    """Return the colour of the same."""
    return "jade" if one.turn is None else "" if one.is_playing else "amber"


def room(state: State) -> str:
    """Say in a few words how a room stands: how many tables are free, or how many wait."""
    if state.until is None:
        return _("not open now")
    if state.free:
        tables = [one for one in state.places if one.table.is_in_use]
        return _("%(free)s of %(all)s tables free", free=len(state.free), all=len(tables))
    if state.waiting:
        return _("all tables taken; %(n)s wait", n=len(state.waiting))
    return _("all tables taken; nobody waits")


def expected(moment: datetime | None, at: datetime) -> str:
    """Say when somebody will probably be called: rounded up to five minutes, so that it promises nothing finer."""
    if moment is None:
        return _("probably not before the room closes")
    if moment <= at:
        return _("at once")
    rounded = moment + (datetime.min.replace(tzinfo=moment.tzinfo) - moment) % timedelta(minutes=5)
    return _("probably at about %(time)s, sooner if somebody ends early", time=formats.hour(rounded))


def before(n: int) -> str:
    """Say how many are before somebody in the queue."""
    return _("%(n)s before you", n=n) if n else _("you are the next")


def rule(rule: Rule) -> list[str]:
    """Say what holds in a room, a sentence for each thing."""
    minutes = {"minutes": _minutes(rule.turn), "hold": _minutes(rule.hold), "more": _minutes(rule.extension)}
    if rule.way is Way.SLOTS:
        said = [_("A turn lasts %(minutes)s minutes.", **minutes)]
        if rule.extensions:
            said.append(_("While nobody waits it can be extended by %(more)s minutes.", **minutes))
    else:
        said = [_("After each game the next in the queue plays; a game lasts about %(minutes)s minutes.", **minutes)]
    said.append(_("Who is called has the table kept for %(hold)s minutes; then it goes to the next.", **minutes))
    return said + _limits(rule)


def _limits(rule: Rule) -> list[str]:
    said = []
    if rule.most_a_day is not None:
        said.append(_("At most %(n)s turns a day for each person.", n=rule.most_a_day))
    if rule.categories:
        admitted = _(", ").join(str(CATEGORY[value]) for value in sorted(one.value for one in rule.categories))
        said.append(_("Open for: %(categories)s.", categories=admitted))
    if not rule.guests:
        return [*said, _("No guests.")]
    said.append(_("A member may bring %(n)s guests, answers for them and leaves with them.", n=rule.guests))
    return [*said, _("Guests are let in by the desk.")] if rule.guests_at_desk else said


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def turn(one: Turn) -> str:
    """Say how somebody's own turn stands, in one sentence."""
    table = one.table.name if one.table else ""
    facts = {"number": one.number, "table": table, "time": formats.hour(one.until)}
    if one.status is TurnStatus.WAITING:
        return _("You wait with number %(number)s", **facts)
    if one.status is TurnStatus.CALLED:
        return _("“%(table)s” is kept for you until %(time)s", **facts)
    if one.status is TurnStatus.PLAYING:
        return _("“%(table)s” is yours", **facts)
    return _("Your turn is over")


def people(one: Turn) -> str:
    """Say how many guests somebody has with them, "" for none."""
    return _("with %(n)s guests", n=one.guests) if one.guests else ""
