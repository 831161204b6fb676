"""`flask storefront orders list`, `show`, `attention` and `sales`: the merchant's book on a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import click
from flask.cli import with_appcontext

from storefront_plugin.checkout.attention import Matter
from storefront_plugin.checkout.book import PAGE, OrderBook, OrderRow, OrderWish
from storefront_plugin.checkout.dossier import Dossier
from storefront_plugin.checkout.order import OrderState
from storefront_plugin.postcodes import envelope
from storefront_plugin.snapshots import encode
from storefront_plugin.web.parts import part

# Who says what no provider said.
_SHOP = "shop"
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("list")
@click.option("--market", help="Of this market alone, by its key.")
@click.option("--currency", help="In this currency alone.")
@click.option("--state", type=click.Choice([each.value for each in OrderState]), help="In this state alone.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Made on that day (UTC) or later.")
@click.option("--limit", default=PAGE, show_default=True, type=click.IntRange(1, 10_000), help="The newest so many.")
@_AS_JSON
@with_appcontext
def list_orders(  # noqa: PLR0917 (click's own way)
    market: str | None, currency: str | None, state: str | None, since: datetime | None, limit: int, as_json: bool
) -> None:
    """The orders, the newest first."""
    wish = OrderWish(
        market=market,
        currency=currency,
        state=OrderState(state) if state else None,
        since=since and since.replace(tzinfo=UTC),
    )
    found = part(OrderBook).page(wish, limit=limit)
    if as_json:
        click.echo(json.dumps([encode(each) for each in found.rows], ensure_ascii=False, indent=2))
        return
    for each in found.rows:
        click.echo(_line(each))
    if found.next:
        click.echo(f"These are the newest {limit}; --limit shows more.")


@click.command("show")
@click.argument("reference")
@_AS_JSON
@with_appcontext
def show_order(reference: str, as_json: bool) -> None:
    """One order whole: what was bought, each try to collect it, what went back, what happened."""
    dossier = part(OrderBook).dossier(reference)
    if as_json:
        click.echo(json.dumps(_plain(dossier), ensure_ascii=False, indent=2))
        return
    order = dossier.order
    click.echo(f"order {order.reference}: {dossier.state}, {order.total}, market {order.market}, {order.locale}")
    for line in order.lines:
        click.echo(f"  {line.quantity} × {line.name} ({line.sku}): {line.total}")
    if order.shipping:
        click.echo(f"  {order.shipping_name or 'delivery'}: {order.shipping}")
    if order.address:
        click.echo(f"to: {', '.join(envelope(order.address))}, {order.address.country}")
    if order.rate:
        rate = order.rate
        click.echo(f"rate: 1 {rate.base} = {rate.ratio:.6g} {rate.target} ({rate.source}, {rate.as_of})")
    for each in dossier.attempts:
        attempt = each.attempt
        said = f", {attempt.decline}" if attempt.decline else ""
        came = f"{attempt.captured} of {attempt.amount}" if attempt.uncollected else str(attempt.amount)
        click.echo(f"attempt {attempt.id}: {attempt.state}{said}, {came}, {attempt.provider}")
        for dispute in each.disputes:
            click.echo(f"  dispute {dispute.id}: {dispute.state}, {dispute.amount}, {dispute.reason}")
    for record in dossier.refunds:
        click.echo(f"refund {record.id}: {record.state}, {record.refund.amount}")
    for happening in dossier.happenings:
        click.echo(f"{happening.at:%Y-%m-%d %H:%M:%S}  {happening.source or _SHOP}: {happening.kind}")
    for undone in dossier.undone:
        click.echo(f"to be done: {undone.reaction} after {undone.kind}, tried {undone.attempts} times")


@click.command("attention")
@_AS_JSON
@with_appcontext
def show_attention(as_json: bool) -> None:
    """What waits for a person, with what to do; exit with 1 where something does."""
    matters = part(OrderBook).attention()
    if as_json:
        click.echo(json.dumps([_matter(each) for each in matters], ensure_ascii=False, indent=2))
    elif not matters:
        click.echo("Nothing waits.")
    else:
        for each in matters:
            click.echo(f"order {each.order_reference}: {each.what} {each.amount}, since {each.since:%Y-%m-%d %H:%M}.")
            click.echo(f"  {each.provider} {each.payment_id or each.id}")
            click.echo(f"  → {each.remedy}")
    raise SystemExit(bool(matters))


@click.command("sales")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 3_650), help="Of so many days, to today.")
@_AS_JSON
@with_appcontext
def show_sales(days: int, as_json: bool) -> None:
    """What each market sold and gave back; with --json day by day, too, in the shop's own currency."""
    found = part(OrderBook).sales_of_markets(days)
    if as_json:
        click.echo(json.dumps([encode(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(f"{each.market}: {each.count} orders")
        own = [each.own] if each.own else []
        sums = {"taken": each.taken, "paid back": each.given_back, "lost": each.lost, "in the shop's currency": own}
        for name, moneys in sums.items():
            if moneys:
                click.echo(f"  {name:<22}  {', '.join(map(str, moneys))}")


def _line(row: OrderRow) -> str:
    state = "paid back" if row.is_given_back else row.state
    return f"{row.made_at:%Y-%m-%d %H:%M}  {row.reference:<12}  {state:<9}  {row.market:<8}  {row.total}"


def _matter(matter: Matter) -> dict[str, Any]:
    return {**encode(matter), "what": str(matter.what), "remedy": str(matter.remedy)}


def _plain(dossier: Dossier) -> dict[str, Any]:
    """All of it but what names a card to its provider."""
    plain = encode(dossier)
    for each in plain["attempts"]:
        del each["attempt"]["instrument"]
    for each in plain["happenings"]:
        each["source"] = each["source"] or _SHOP
    return plain
