"""`flask storefront prices preview`: what the tables that wait will do to the prices."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import click
from flask.cli import with_appcontext

from storefront_plugin.host import Host
from storefront_plugin.markets.edition import Editions, Market
from storefront_plugin.pricing.catalogue import listed_products
from storefront_plugin.pricing.market_option import market_named
from storefront_plugin.pricing.preview import PriceChange, upcoming_changes
from storefront_plugin.pricing.rates.commands import TABLE_NUMBER
from storefront_plugin.pricing.rates.fetched_table import FetchedTable
from storefront_plugin.pricing.rates.stored_rates import StoredRates
from storefront_plugin.snapshots import encode
from storefront_plugin.web.parts import part


@click.command("preview")
@click.option("--market", "key", help="The market's key in the settings; all of them without.")
@click.option(
    "--table", "table_id", type=TABLE_NUMBER, help="The number of one table that waits; each of them without."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def preview(key: str | None, table_id: int | None, as_json: bool) -> None:
    """Say which prices will change, by how much, before a waiting table of rates takes effect.

    Exits with 0 whether anything waits or not, and with 1 where the table named does not wait.
    """
    markets = [market_named(key)] if key else part(Editions).markets
    waiting = part(StoredRates).waiting()
    if table_id is not None and table_id not in {fetched.id for fetched in waiting}:
        raise click.ClickException(f"no table {table_id} waits")
    chosen = [fetched for fetched in waiting if table_id in (None, fetched.id)]
    if as_json:
        told = [_plain(fetched, list(_changes(fetched, markets))) for fetched in chosen]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if not chosen:
        click.echo("No table waits: no price is going to change.")
    for fetched in chosen:
        _tell(fetched, _changes(fetched, markets))


def _changes(fetched: FetchedTable, markets: Sequence[Market]) -> Iterator[PriceChange]:
    return upcoming_changes(fetched, lambda: listed_products(part(Host)), markets)


def _tell(fetched: FetchedTable, found: Iterator[PriceChange]) -> None:
    state = "held" if fetched.held else f"in force from {fetched.effective_at:%Y-%m-%d %H:%M} UTC"
    click.echo(f"Table {fetched.id} of {fetched.table.as_of} ({fetched.table.source}), {state}:")
    count = faults = 0
    for change in found:
        if change.fault:
            faults += 1
            click.echo(f"  {change.market.key}  {change.sku}  {change.fault}")
            continue
        count += 1
        share = "" if change.share is None else f" ({change.share:+.1%})"
        old, new = ("none" if price is None else price for price in (change.old, change.new))
        click.echo(f"  {change.market.key}  {change.sku}  {old} → {new}{share}")
    click.echo(f"  {count} {'price changes' if count == 1 else 'prices change'}.")
    if faults:
        click.echo(f"  {faults} cannot be told: a fault of the shop's own.")


def _plain(fetched: FetchedTable, found: list[PriceChange]) -> dict[str, object]:
    return {
        "table": fetched.id,
        "source": fetched.table.source,
        "as_of": fetched.table.as_of and fetched.table.as_of.isoformat(),
        "effective_at": fetched.effective_at.isoformat(),
        "held": fetched.held and fetched.held.value,
        "changes": [
            {
                "market": change.market.key,
                "sku": change.sku,
                "name": change.name,
                "old": None if change.old is None else encode(change.old),
                "new": None if change.new is None else encode(change.new),
                "share": None if change.share is None else f"{change.share:.6f}",
                "fault": change.fault and str(change.fault),
            }
            for change in found
        ],
    }
