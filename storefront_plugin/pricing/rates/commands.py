"""`flask storefront rates`: fetched, looked at, held back or let pass."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click
from flask.cli import with_appcontext

from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.fetched_table import WHY_HELD, FetchedTable
from storefront_plugin.pricing.rates.stored_rates import Outcome, Refreshed, StoredRates
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.web.parts import part

# What a database keeps as a number.
TABLE_NUMBER = click.IntRange(1, 2**31 - 1)


@click.group("rates")
def rates() -> None:
    """Exchange rates: where prices abroad come from."""


@rates.command("refresh")
@click.option("--dry-run", is_flag=True, help="Ask, and say what would be kept, but keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def refresh(dry_run: bool, as_json: bool) -> None:
    """Ask every feed of the settings and keep what is new; exit with 1 where one failed or its table was held."""
    found = part(StoredRates).refresh(is_rehearsal=dry_run)
    if as_json:
        click.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=2))
    elif not found:
        click.echo("No feed is set in pricing.rates.feeds.")
    else:
        for each in found:
            click.echo(_sentence(each))
    raise SystemExit(any(each.outcome in (Outcome.FAILED, Outcome.HELD) for each in found))


@rates.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def list_rates(as_json: bool) -> None:
    """The rates in force, with source and age, and the tables that wait."""
    pricing = part(Pricing)
    uses, waiting = pricing.uses(), part(StoredRates).waiting()
    if as_json:
        in_force = [
            {
                "currency": currency.code,
                "ratio": use.rate and str(use.rate.ratio),
                "source": use.rate and use.rate.source,
                "as_of": use.rate and use.rate.as_of and use.rate.as_of.isoformat(),
                "age_days": use.age_days,
                "too_old": use.past and use.past.value,
            }
            for currency, use in uses.items()
        ]
        told = {"base": pricing.currency.code, "in_force": in_force, "waiting": [_table(each) for each in waiting]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for currency, use in uses.items():
        what = f"{use.rate.ratio:.6g} ({use.rate.source})" if use.rate else "none"
        age = "" if use.age_days is None else f", {use.age_days} days old"
        click.echo(f"{pricing.currency}→{currency}: {what}{age}{f', too old: {use.past}' if use.past else ''}")
    for each in waiting:
        click.echo(f"waiting: {_described(each)}")


@rates.command("hold")
@click.argument("table", type=TABLE_NUMBER)
@with_appcontext
def hold(table: int) -> None:
    """Hold TABLE back: the one before it stays in force, or is so again."""
    part(StoredRates).hold(table)
    click.echo(f"Table {table} is held.")


@rates.command("release")
@click.argument("table", type=TABLE_NUMBER)
@with_appcontext
def release(table: int) -> None:
    """Let TABLE pass: at its moment, or now where that is past."""
    part(StoredRates).release(table)
    click.echo(f"Table {table} is not held.")


@rates.command("on")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("base")
@click.argument("target")
@with_appcontext
def on(day: datetime, base: str, target: str) -> None:
    """The rate from BASE to TARGET of DAY, or of the latest day before it that had one."""
    rate = part(StoredRates).on(Currency.of(base), Currency.of(target), day.date())
    click.echo(f"1 {rate.base} = {rate.ratio:.10g} {rate.target} ({rate.source}, {rate.as_of})")


def _sentence(each: Refreshed) -> str:
    if each.fault:
        return str(each.fault)
    if each.fetched is None:
        return f"{each.source}: {each.outcome}."
    return f"{each.source}: {each.outcome}, {_described(each.fetched)}"


def _described(each: FetchedTable) -> str:
    number = "" if each.id is None else f"table {each.id} of "
    state = f"held: {WHY_HELD[each.held]}" if each.held else f"in force from {each.effective_at:%Y-%m-%d %H:%M} UTC"
    return f"{number}{each.table.as_of} ({each.table.source}), {state}."


def _plain(each: Refreshed) -> dict[str, Any]:
    return {
        "source": each.source,
        "outcome": each.outcome.value,
        "reason": each.fault and str(each.fault),
        "table": each.fetched and _table(each.fetched),
    }


def _table(each: FetchedTable) -> dict[str, Any]:
    return {
        "id": each.id,
        "source": each.table.source,
        "as_of": each.table.as_of and each.table.as_of.isoformat(),
        "effective_at": each.effective_at.isoformat(),
        "held": each.held and each.held.value,
    }
