"""`flask storefront surveys …`: what the answers say."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import click
from flask.cli import with_appcontext

from storefront_plugin.surveys.report import Report
from storefront_plugin.surveys.service import Surveys
from storefront_plugin.web.parts import part


@click.group("surveys")
def surveys() -> None:
    """Questions after the purchase."""


@surveys.command("report")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 36_500), help="How far to look back.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def print_report(days: int, as_json: bool) -> None:
    """The NPS with its 95 % interval, and the counts it stands on."""
    report = part(Surveys).report(datetime.now(UTC) - timedelta(days=days))
    if as_json:
        click.echo(json.dumps(_plain(report), indent=2))
        return
    nps = report.nps
    value = "none yet" if nps.value is None else f"{nps.value:.1f}, 95 % between {nps.low:.1f} and {nps.high:.1f}"
    rate = "" if report.response_rate is None else f" ({report.response_rate:.0%} of those shown)"
    click.echo(f"NPS        {value}, from {nps.n} answers")
    click.echo(f"groups     {report.promoters} promoters, {report.passives} passives, {report.detractors} detractors")
    click.echo(f"prompts    {report.issued} issued, {report.shown} shown, {report.dismissed} dismissed")
    click.echo(f"answered   {report.answered}{rate}")


def _plain(report: Report) -> dict[str, object]:
    nps = report.nps
    return {
        "nps": {"value": nps.value, "low": nps.low, "high": nps.high, "n": nps.n},
        "promoters": report.promoters,
        "passives": report.passives,
        "detractors": report.detractors,
        "issued": report.issued,
        "shown": report.shown,
        "answered": report.answered,
        "dismissed": report.dismissed,
        "response_rate": report.response_rate,
    }
