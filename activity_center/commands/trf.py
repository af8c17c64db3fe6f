"""`activity-center trf`."""

import json
from pathlib import Path

import click
from flask_babel import gettext as _

from activity_center.commands.frame import sentence
from activity_center.competitions import reports
from activity_center.competitions import trf as files
from activity_center.competitions.kinds import ScoringName
from activity_center.competitions.reports import Reading
from activity_center.competitions.tie_breaks import Criterion, Unplayed
from activity_center.errors import Refused

_CRITERIA = click.Choice([one.value for one in Criterion])


@click.command(help=_("Compute the standings of a Tournament Report File (FIDE TRF-16) and print them as JSON."))
@click.argument("file", metavar=_("FILE"), type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--criterion", "criteria", type=_CRITERIA, multiple=True, help=_("What ranks, one after the other."))
@click.option(
    "--unplayed",
    type=click.Choice([one.value for one in Unplayed]),
    help=_("By which rules rounds without a game count; else those of the day on which the contest began."),
)
@click.option(
    "--scoring", type=click.Choice([one.value for one in ScoringName]), help=_("What a win earns; else as the file.")
)
@click.option("--round-robin/--swiss", "is_round_robin", default=None, help=_("How it was played; else as the file."))
def trf(
    file: Path, criteria: tuple[str, ...], unplayed: str | None, scoring: str | None, is_round_robin: bool | None
) -> None:
    """Compute standings; no database is asked."""
    reading = Reading(
        tuple(Criterion(one) for one in criteria) or reports.USUAL,
        Unplayed(unplayed) if unplayed else None,
        ScoringName(scoring) if scoring else None,
        is_round_robin,
    )
    try:
        report = files.read(files.decoded(file.read_bytes()))
    except Refused as refused:
        raise click.ClickException(" ".join(sentence(reason) for reason in refused.reasons)) from None
    click.echo(json.dumps(reports.computed(report, reading), indent=2, ensure_ascii=False))
