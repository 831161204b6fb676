"""`flask storefront orders refund`: money back, after a look at what it would do."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import click
from flask.cli import with_appcontext

from storefront_plugin.checkout.ports import RefundEffects, RefundState
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.checkout.refunds import RefundPreview, Refunds
from storefront_plugin.host import Refund
from storefront_plugin.money import Money
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
    if amount is not None and (lines or shipping):
        raise click.UsageError("--amount stands alone: a refund is by amount, or by lines and shipping.")
    refunds = part(Refunds)
    wish = RefundWish(
        lines=_quantities(lines),
        shipping=shipping,
        amount=None if amount is None else Money.of(amount, refunds.takings(reference).captured.currency),
    )
    preview = refunds.preview(reference, wish)
    effects = part(RefundEffects).of(preview.order, preview.refund, preview.earlier)
    if dry_run:
        click.echo(json.dumps(_plain(preview.refund) | effects, indent=2) if as_json else _told(preview, effects))
        return
    made = refunds.refund(reference, wish, wish_id=key or secrets.token_hex(16))
    exchange = refunds.exchange_result(made.id)
    if as_json:
        told = {"id": made.id, "state": made.state, **_plain(made.refund), **effects}
        by_rate = None if exchange is None else _money(exchange)
        click.echo(json.dumps(told | {"exchange_result": by_rate}, indent=2))
    else:
        click.echo(_told(preview, effects))
        click.echo(f"refund {made.id}: {made.state}")
        if exchange:
            click.echo(f"{exchange} by the exchange rate, which has moved since the payment")
    raise SystemExit(0 if made.state in (RefundState.SUCCEEDED, RefundState.PENDING) else 1)


def _quantities(lines: Sequence[str]) -> Mapping[str, int]:
    wanted: dict[str, int] = {}
    for line in lines:
        sku, _, count = line.rpartition("=")
        if not sku or not (count.isascii() and count.isdigit() and int(count)):
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


def _plain(refund: Refund) -> dict[str, Any]:
    return {
        "amount": _money(refund.amount),
        "lines": [{"sku": line.sku, "quantity": line.quantity, "amount": _money(line.amount)} for line in refund.lines],
        "shipping": refund.shipping and _money(refund.shipping),
        "taxes": [
            {"name": tax.name, "rate": str(tax.rate), "included": tax.included, "amount": _money(tax.amount)}
            for tax in refund.taxes
        ],
        "adjustment": refund.adjustment and _money(refund.adjustment),
    }


def _money(money: Money) -> dict[str, str]:
    return {"amount": str(money.amount), "currency": money.currency.code}
