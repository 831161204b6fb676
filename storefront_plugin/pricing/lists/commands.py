"""`flask storefront prices import`, `lists` and `remove-list`: price lists from files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, NoReturn, cast

import click
from flask.cli import with_appcontext
from marshmallow import ValidationError

from storefront_plugin.markets.edition import Market
from storefront_plugin.pricing.lists.from_csv import LineFault, lines_of, read_rows
from storefront_plugin.pricing.lists.price_list import PriceList
from storefront_plugin.pricing.lists.price_table import PriceTable
from storefront_plugin.pricing.lists.report import plain_change, plain_list, said_change, said_list
from storefront_plugin.pricing.lists.service import PriceLists
from storefront_plugin.pricing.lists.settings import PriceListShape
from storefront_plugin.pricing.market_option import market_named
from storefront_plugin.shapes import faults_of
from storefront_plugin.web.parts import part
from storefront_plugin.web.progress import watching

_FAULTS_SAID = 100
_OPTIONS: Mapping[str, str] = {"name": "--list", "starts_at": "--starts", "ends_at": "--ends"}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--list", "name", required=True, help="The list's name; one that stands is replaced whole.")
@click.option("--market", "key", required=True, help="The market's key in the settings.")
@click.option("--audience", default="", help="The customers it is for; without it, everybody.")
@click.option("--starts", "starts_at", help="Its first moment or day: 2026-12-01T08:00:00+01:00; a day begins in UTC.")
@click.option("--ends", "ends_at", help="The first moment or day after it.")
@click.option("--sale", "is_sale", is_flag=True, help="It is a reduction that will end.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def import_list(file: str, key: str, dry_run: bool, as_json: bool, **terms: Any) -> None:
    """Put the prices of FILE, a CSV with the columns sku and price, in the place of a list. FILE may be -.

    All or nothing: exits with 1, names each bad line and changes nothing where one cannot be used.
    """
    market = market_named(key)
    list_ = _list_of(market, terms)
    prices, faults = _read(file, market)
    if faults:
        _refuse(faults, as_json=as_json)
    change = part(PriceLists).replace(PriceTable(list_, market.currency, prices), is_rehearsal=dry_run)
    if as_json:
        click.echo(json.dumps(plain_change(change, dry_run=dry_run), ensure_ascii=False, indent=2))
    else:
        click.echo(said_change(change, dry_run=dry_run))


@click.command("lists")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def show_lists(as_json: bool) -> None:
    """The price lists of the settings and those that were imported: for whom, until when, how many prices."""
    lists = part(PriceLists).standing()
    if as_json:
        click.echo(json.dumps([plain_list(each) for each in lists], ensure_ascii=False, indent=2))
    elif not lists:
        click.echo("There is no price list.")
    else:
        for each in lists:
            click.echo(said_list(each))


@click.command("remove-list")
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@with_appcontext
def remove_list(name: str, dry_run: bool) -> None:
    """Remove the imported list NAME with all of its prices."""
    removed = part(PriceLists).remove(name, is_rehearsal=dry_run)
    done = "Would remove" if dry_run else "Removed"
    click.echo(f"{done} the list “{name}” with {removed.price_count} prices in the market {removed.list.market}.")


def _list_of(market: Market, terms: Mapping[str, Any]) -> PriceList:
    written = {name: value for name, value in terms.items() if value is not None and name != "is_sale"}
    try:
        list_: PriceList = PriceListShape().load({**written, "market": market.key, "sale": terms["is_sale"]})
    except ValidationError as fault:
        said = [f"{_OPTIONS.get(key, f'--{key}')}: {text}" for key, texts in faults_of(fault).items() for text in texts]
        raise click.UsageError("\n".join(said)) from fault
    return list_


def _read(file: str, market: Market) -> tuple[Mapping[str, int], Sequence[LineFault]]:
    prices: dict[str, int] = {}
    faults: list[LineFault] = []
    with click.open_file(file, "rb") as opened, watching("Lines") as watched:
        for each in read_rows(watched(lines_of(cast(BinaryIO, opened))), market.currency):
            if isinstance(each, LineFault):
                faults.append(each)
            else:
                prices[each.sku] = each.minor
    return prices, faults


def _refuse(faults: Sequence[LineFault], *, as_json: bool) -> NoReturn:
    if as_json:
        plain = [{"line": fault.line, "what": str(fault.text)} for fault in faults]
        click.echo(json.dumps({"imported": False, "faults": plain}, ensure_ascii=False, indent=2))
        raise SystemExit(1)
    for fault in faults[:_FAULTS_SAID]:
        click.echo(f"line {fault.line}: {fault.text}", err=True)
    if len(faults) > _FAULTS_SAID:
        click.echo(f"and {len(faults) - _FAULTS_SAID} more", err=True)
    raise click.ClickException(f"{len(faults)} lines cannot be used: nothing was imported.")
