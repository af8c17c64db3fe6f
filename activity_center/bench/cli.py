"""`activity-center bench`: measure on a scratch database and print JSON."""

import json
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _

from activity_center.bench import attendance as attending
from activity_center.bench import feeds as feeding
from activity_center.bench import growth as growing
from activity_center.bench import pages as paging
from activity_center.bench import pairing as contests
from activity_center.bench import rooms as houses
from activity_center.bench import rush as rushing
from activity_center.bench.place import scratch


@click.group(help=_("Measure how fast this is here, on a scratch database of its own; prints JSON."))
def bench() -> None:
    pass


def _options(command: Any) -> Any:
    for option in (
        click.option(
            "--json", "file", metavar=_("FILE"), type=click.Path(path_type=Path), help=_("Write it there too.")
        ),
        click.option(
            "--slow-sync", metavar="MS", type=click.IntRange(0), default=0, help=_("Make each disk sync slower.")
        ),
        click.option(
            "--workers", metavar="N", type=click.IntRange(1), default=2, help=_("Processes, on PostgreSQL only.")
        ),
        click.option("--clients", metavar="N", type=click.IntRange(1), default=256, help=_("Clients at once.")),
        click.option("--database", metavar=_("DATABASE"), default="sqlite", help=_("sqlite, postgresql, or a URL.")),
    ):
        command = option(command)
    return command


@bench.command(help=_("Everybody enrols at the same moment."))
@_options
@click.option("--people", metavar="N", type=click.IntRange(1), default=256, help=_("How many people ask."))
@click.option("--sections", metavar="N", type=click.IntRange(1, 97), default=20, help=_("For how many sections each."))
def rush(
    database: str, clients: int, workers: int, slow_sync: int, file: Path | None, people: int, sections: int
) -> None:
    """Measure the rush."""
    with scratch(database, slow_sync) as place:
        scale = rushing.Scale(people, sections, clients, 1 if place.is_sqlite else workers)
        _print(rushing.measure(place, scale) | {"slow_sync_ms": slow_sync}, file)


@bench.command(help=_("Calendars, cold and warm, and how fast nothing is new."))
@_options
@click.option("--meetings", metavar="N", type=click.IntRange(1, 100_000), default=5000, help=_("How many meetings."))
def feeds(database: str, clients: int, workers: int, slow_sync: int, file: Path | None, meetings: int) -> None:
    """Measure the calendars."""
    with scratch(database, slow_sync) as place:
        _print(feeding.measure(place, meetings, clients, 1 if place.is_sqlite else workers), file)


@bench.command(help=_("The pages that people look at, beside a bare page."))
@_options
@click.option("--sections", metavar="N", type=click.IntRange(1, 2000), default=120, help=_("How many sections."))
def pages(database: str, clients: int, workers: int, slow_sync: int, file: Path | None, sections: int) -> None:
    """Measure the pages."""
    with scratch(database, slow_sync) as place:
        _print(paging.measure(place, sections, min(clients, 32), 1 if place.is_sqlite else workers), file)


@bench.command(help=_("What asking for a place costs as the centre fills up."))
@_options
@click.option("--sections", metavar="N", type=click.IntRange(1, 196), default=100, help=_("How many sections."))
def growth(database: str, clients: int, workers: int, slow_sync: int, file: Path | None, sections: int) -> None:  # noqa: ARG001
    """Measure how the cost of an ask grows."""
    with scratch(database, slow_sync) as place:
        _print(growing.measure(place, (1000, 4000, 15_000, 30_000), sections), file)


@bench.command(help=_("A week of a large house, beside the same template fed plain dictionaries."))
@_options
@click.option("--rooms", metavar="N", type=click.IntRange(1, 5000), default=500, help=_("How many rooms."))
@click.option("--bookings", metavar="N", type=click.IntRange(1, 100_000), default=10_000, help=_("How many bookings."))
def rooms(
    database: str,
    clients: int,  # noqa: ARG001
    workers: int,  # noqa: ARG001
    slow_sync: int,
    file: Path | None,
    rooms: int,
    bookings: int,
) -> None:
    """Measure the week of a site."""
    with scratch(database, slow_sync) as place:
        _print(houses.measure(place, houses.House(rooms, bookings)), file)


@bench.command(help=_("Registers, records and the report of a term, beside a bare page and a bare commit."))
@_options
@click.option("--meetings", metavar="N", type=click.IntRange(1, 100_000), default=2450, help=_("How many meetings."))
@click.option("--marks", metavar="N", type=click.IntRange(1, 2_000_000), default=100_000, help=_("How many marks."))
def attendance(
    database: str,
    clients: int,  # noqa: ARG001
    workers: int,  # noqa: ARG001
    slow_sync: int,
    file: Path | None,
    meetings: int,
    marks: int,
) -> None:
    """Measure the attendance of a term."""
    with scratch(database, slow_sync) as place:
        _print(attending.measure(place, attending.School(meetings, marks)), file)


@bench.command(help=_("The rounds of a large Swiss as the worker pairs them, and the draw of a knockout."))
@_options
@click.option("--players", metavar="N", type=click.IntRange(4, 2000), default=300, help=_("How many play the Swiss."))
@click.option("--rounds", metavar="N", type=click.IntRange(1, 15), default=5, help=_("How many rounds are paired."))
@click.option("--knockout", metavar="N", type=click.IntRange(2, 1024), default=128, help=_("How many are drawn."))
def pairing(
    database: str,
    clients: int,  # noqa: ARG001
    workers: int,  # noqa: ARG001
    slow_sync: int,
    file: Path | None,
    players: int,
    rounds: int,
    knockout: int,
) -> None:
    """Measure pairing and drawing."""
    with scratch(database, slow_sync) as place:
        _print(contests.measure(place, contests.Contest(players, rounds, knockout)), file)


def _print(result: dict[str, Any], file: Path | None) -> None:
    text = json.dumps(result, indent=2, ensure_ascii=False)
    click.echo(text)
    if file:
        file.write_text(text + "\n", encoding="utf-8")
