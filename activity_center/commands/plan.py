"""`activity-center plan`."""

import json
from typing import Any

import click
from flask_babel import gettext as _

from activity_center import clock
from activity_center.audit import Actor
from activity_center.commands.frame import centre, sentence
from activity_center.db import db, transaction, zone
from activity_center.formats import hour, weekday
from activity_center.planning import service
from activity_center.planning.proposing import Proposal
from activity_center.planning.wishes import Spot, Wish

# Names of rooms and people by number, as a proposal speaks of them.
Names = dict[int, Any]


@click.group(help=_("Plan a term."))
def plan() -> None:
    pass


@plan.command("rooms", help=_("Propose rooms and times for the drafts of a term that have none."))
@click.option("--term", metavar=_("TERM"), required=True, help=_("The number or the name of the term."))
@click.option("--seed", type=int, default=0, show_default=True, help=_("Decides between equals; the same, the same."))
@click.option("--clashing", is_flag=True, help=_("Also move drafts that clash."))
@click.option("--apply", "is_applied", is_flag=True, help=_("Write the places into the drafts, all or nothing."))
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON instead of a table."))
def rooms(term: str, seed: int, clashing: bool, is_applied: bool, is_json: bool) -> None:
    """Propose places, print them and, where that is asked for, write them down."""
    with centre():
        term_id = service.term_called(db.session(), term).id
        scene, proposal = service.propose(db.session(), term_id, zone(), seed=seed, with_clashing=clashing)
        names = {room.id: room.name for room in scene.rooms.values()}
        if is_applied:
            with transaction() as session:
                who = {"at": clock.now(), "by": Actor(via="cli"), "zone": zone()}
                service.apply(session, term_id, proposal, with_clashing=clashing, **who)
        click.echo(_as_json(proposal, names, is_applied) if is_json else _as_text(proposal, names, is_applied))


def _as_text(proposal: Proposal, names: Names, is_applied: bool) -> str:
    count = len(proposal.placed) + len(proposal.unplaced)
    lines = [f"{wish.title}\t{_words(wish, spot, names)}" for wish, spot in proposal.placed]
    lines += [f"{left.wish.title}\t{_why(left, names)}" for left in proposal.unplaced]
    lines += [sentence(reason) for reason in proposal.blocks]
    found = {"n": len(proposal.placed), "wanted": count, "most": proposal.most}
    lines.append(_("%(n)s of %(wanted)s weekly times find a place; more than %(most)s cannot.", **found))
    lines.append(_("The places are written into the drafts.") if is_applied else _("Nothing was written; see --apply."))
    return "\n".join(lines)


def _words(wish: Wish, spot: Spot, names: Names) -> str:
    starts, ends = spot.until(wish.minutes)
    return f"{weekday(spot.weekday)} {hour(starts)}–{hour(ends)}{_(', ')}{names[spot.room_id]}"


def _why(left: Any, names: Names) -> str:
    if left.nearest is None:
        return sentence(left.reason)
    return f"{sentence(left.reason)} {_('The nearest free place:')} {_words(left.wish, left.nearest, names)}"


def _as_json(proposal: Proposal, names: Names, is_applied: bool) -> str:
    placed = [_named(wish) | _plain(wish, spot, names) for wish, spot in proposal.placed]
    unplaced = [
        _named(left.wish)
        | {"code": left.reason.code, "facts": left.reason.facts, "message": sentence(left.reason)}
        | {"nearest": _plain(left.wish, left.nearest, names) if left.nearest else None}
        for left in proposal.unplaced
    ]
    blocks = [{"code": reason.code, "facts": reason.facts, "message": sentence(reason)} for reason in proposal.blocks]
    said = {"placed": placed, "unplaced": unplaced, "most": proposal.most, "blocks": blocks, "applied": is_applied}
    return json.dumps(said, ensure_ascii=False, indent=2)


def _named(wish: Wish) -> dict[str, Any]:
    return {"section": wish.key[0], "time": wish.key[1], "title": wish.title}


def _plain(wish: Wish, spot: Spot, names: Names) -> dict[str, Any]:
    starts, ends = (time.isoformat("minutes") for time in spot.until(wish.minutes))
    room = {"id": spot.room_id, "name": names[spot.room_id]}
    return {"weekday": spot.weekday, "starts": starts, "ends": ends, "room": room}
