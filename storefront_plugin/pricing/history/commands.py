"""`flask storefront prices record`: what everything costs today, for the history."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from storefront_plugin.pricing.history.service import PriceHistory, Recorded
from storefront_plugin.snapshots import encode
from storefront_plugin.web.parts import part
from storefront_plugin.web.progress import watching


@click.command("record")
@click.option("--dry-run", is_flag=True, help="Say what would be recorded, and record nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def record_prices(dry_run: bool, as_json: bool) -> None:
    """Record each product's price in every market where it changed, for the lowest price beside a reduction.

    It may be run at any time, as often as you like. Exits with 1 where the shop names no product, its products cannot
    be listed, or the database does not answer; run it again then, it goes on where it stopped.
    """
    with watching("Products") as watched:
        recorded = part(PriceHistory).record(watched, is_rehearsal=dry_run)
    if not recorded.products:
        raise click.ClickException("the shop names no product: its Host must answer products()")
    if as_json:
        click.echo(json.dumps({**encode(recorded), "dry_run": dry_run}, indent=2))
    else:
        click.echo(_said(recorded, dry_run=dry_run))


def _said(recorded: Recorded, *, dry_run: bool) -> str:
    wrote = "Would record" if dry_run else "Recorded"
    lines = [f"{wrote} {recorded.changes} changes among {recorded.prices} prices of {recorded.products} products."]
    if recorded.unpriced:
        lines.append(f"Without a price in their market: {recorded.unpriced}.")
    return "\n".join(lines)
