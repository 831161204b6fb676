"""`flask storefront editions`: what is sold where, and at which address. `markets explain`: who is sent to which."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.negotiation import Decision, Negotiator, Signals
from storefront_plugin.web.parts import part


@click.command("editions")
@click.option("--base", default="", help="Print absolute addresses below this one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def list_editions(base: str, as_json: bool) -> None:
    """List the editions: address, language, currency, countries."""
    rows = [
        {
            "address": f"{edition.origin or base.rstrip('/')}{edition.prefix}/",
            "locale": edition.locale,
            "currency": edition.market.currency.code,
            "countries": list(edition.market.countries),
            "market": edition.market.key,
        }
        for edition in part(Editions).all
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(row["address"]) for row in rows)
    for row in rows:
        click.echo(f"{row['address']:<{width}}  {row['locale']:<8} {row['currency']}  {', '.join(row['countries'])}")


@click.group("markets")
def markets() -> None:
    """The markets, and who is sent to which."""


@markets.command("explain")
@click.option("--accept-language", default="", metavar="HEADER", help="What the browser asks for: 'de-CH, en;q=0.5'.")
@click.option("--country", default="", metavar="CODE", help="The visitor's country: CH.")
@click.option("--choice", default="", metavar="EDITION", help="The edition the visitor has chosen before: de-ch.")
@click.option("--path", default="", metavar="EDITION", help="The edition that the address names: de-ch.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def explain(accept_language: str, country: str, choice: str, path: str, as_json: bool) -> None:
    """Say which edition a visitor is sent to from the bare root, and why."""
    decision = part(Negotiator).decide(Signals(path, choice, country, accept_language))
    if as_json:
        click.echo(json.dumps(_plain(decision), ensure_ascii=False, indent=2))
        return
    for text in decision.explain():
        click.echo(str(text))


def _plain(decision: Decision) -> dict[str, object]:
    edition, fit = decision.edition, decision.fit
    return {
        "edition": edition.code,
        "address": f"{edition.origin}{edition.prefix}/",
        "locale": edition.locale,
        "market": edition.market.key,
        "language_by": decision.language_by.value,
        "market_by": decision.market_by.value,
        "wish": fit and fit.wish,
        "distance": fit and fit.distance,
        "why": [str(text) for text in decision.explain()],
    }
