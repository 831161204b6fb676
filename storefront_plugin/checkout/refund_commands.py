"""`flask storefront orders refund` and `give-back`: money back, after a look at what it would do."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence

import click
from flask.cli import with_appcontext

from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.facts import RefundEffects
from storefront_plugin.checkout.ports import AttemptState, RefundState
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.checkout.refunds import RefundPreview, Refunds
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.errors import OrderUnknown
from storefront_plugin.money import Money
from storefront_plugin.snapshots import encode
from storefront_plugin.web.parts import part


@click.command("refund")
@click.argument("reference")
@click.option("--line", "lines", multiple=True, metavar="SKU=QTY", help="So many of one line; may be repeated.")
@click.option("--shipping", is_flag=True, help="The shipping too, or alone.")
@click.option("--amount", help="So much instead, in the order's currency: 12.50.")
@click.option("--key", help="A name of your own for this refund: told twice, it is made once.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def refund_order(  # noqa: PLR0917 (click's own way)
    reference: str,
    lines: tuple[str, ...],
    shipping: bool,
    amount: str | None,
    key: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Refund the order REFERENCE, all that is left of it unless something is named; exit with 1 unless it is made."""
    if key == "":
        raise click.BadParameter("a name has at least one letter", param_hint="--key")
    if amount is not None and (lines or shipping):
        raise click.UsageError("--amount stands alone: a refund is by amount, or by lines and shipping.")
    refunds = part(Refunds)
    wish = RefundWish(
        lines=_quantities(lines),
        shipping=shipping,
        amount=None if amount is None else Money.of(amount, refunds.takings(reference).captured.currency),
    )
    preview = refunds.preview(reference, wish, wish_id=key)
    # One that is made has done what it did elsewhere.
    effects = {} if preview.made else part(RefundEffects).of(preview.order, preview.refund, preview.earlier)
    if dry_run and preview.made is None:
        told = encode(preview.refund) | {"id": None} | effects
        click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _told(preview, effects))
        return
    made = preview.made if dry_run else None
    made = made or refunds.refund(reference, wish, wish_id=key or secrets.token_hex(16))
    exchange = part(OrderBook).exchange_result(made.id)
    if as_json:
        by_rate = None if exchange is None else encode(exchange)
        told = encode(made.refund) | {"state": made.state, "exchange_result": by_rate} | effects
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(_told(preview, effects))
        click.echo(f"refund {made.id}: {made.state}")
        if exchange:
            click.echo(f"{exchange} by the exchange rate, which has moved since the payment")
    raise SystemExit(0 if made.state in (RefundState.SUCCEEDED, RefundState.PENDING) else 1)


@click.command("give-back")
@click.argument("attempt")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def give_back(attempt: str, dry_run: bool, as_json: bool) -> None:
    """Give back what ATTEMPT, by its id, collected for nothing: a second payment of an order, or one that was too late.

    It goes back by itself; this tries again where that failed. Exit with 1 unless it has gone, or is on its way.
    """
    refunds = part(Refunds)
    try:
        state = part(Checkout).attempt(attempt).state
    except OrderUnknown as fault:
        raise click.ClickException(f"There is no payment attempt {attempt}.") from fault
    if state is not AttemptState.SURPLUS:
        raise click.ClickException(f"It is “{state}”, not surplus: “orders refund” gives back what paid for an order.")
    if dry_run:
        left = refunds.left_of(attempt)
        click.echo(json.dumps({"amount": encode(left)}, indent=2) if as_json else f"{left} would go back.")
        return
    made = refunds.give_back(attempt)
    if as_json:
        told = {"id": made.id, "state": made.state, "amount": encode(made.refund.amount)}
        click.echo(json.dumps(told, indent=2))
    else:
        click.echo(f"{made.refund.amount} of attempt {attempt}\nrefund {made.id}: {made.state}")
    raise SystemExit(0 if made.state in (RefundState.SUCCEEDED, RefundState.PENDING) else 1)


def _quantities(lines: Sequence[str]) -> Mapping[str, int]:
    wanted: dict[str, int] = {}
    for line in lines:
        sku, _, count = line.rpartition("=")
        if not sku or not re.fullmatch(r"0*[1-9][0-9]{0,8}", count):
            raise click.BadParameter(f"{line!r} is not SKU=QTY", param_hint="--line")
        wanted[sku] = wanted.get(sku, 0) + int(count)
    return wanted


def _told(preview: RefundPreview, effects: Mapping[str, object]) -> str:
    refund = preview.refund
    rows = [(f"{line.quantity} × {line.name} ({line.sku})", str(line.amount)) for line in refund.lines]
    if refund.shipping:
        rows.append(("shipping", str(refund.shipping)))
    rows += [(f"tax: {tax.name}{', included' if tax.included else ''}", str(tax.amount)) for tax in refund.taxes]
    if refund.adjustment:
        rows.append(("rounded, or given back before", str(refund.adjustment)))
    rows.append(("refund", str(refund.amount)))
    rows += [(f"{name} taken back", str(effect)) for name, effect in effects.items()]
    if preview.fee:
        rows.append(("the provider keeps its fee", str(preview.fee)))
    wide = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{wide}}  {value}" for name, value in rows)
