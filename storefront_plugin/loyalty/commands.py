"""`flask storefront loyalty …`: look into a customer's ledger."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from storefront_plugin.loyalty.schemas import AccountAnswer
from storefront_plugin.loyalty.service import Loyalty
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import dump


@click.group("loyalty")
def loyalty() -> None:
    """Points of customers."""


@loyalty.command("balance")
@click.argument("customer")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def print_balance(customer: str, as_json: bool) -> None:
    """The balance of CUSTOMER, by the shop's id, and the latest entries."""
    account = part(Loyalty).account(customer)
    if as_json:
        click.echo(json.dumps(dump(AccountAnswer, account), ensure_ascii=False, indent=2))
        return
    click.echo(f"{account.balance} points")
    for line in account.entries:
        entry = line.entry
        origin = f"{entry.source.kind} {entry.source.id}" if entry.source else ""
        click.echo(f"{entry.occurred_at:%Y-%m-%d %H:%M}  {entry.points:>+8}  {entry.kind}  {origin}  {line.reason}")
