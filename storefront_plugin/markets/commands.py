"""`flask storefront editions`: what is sold where, and at which address."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from storefront_plugin.markets.edition import Editions
from storefront_plugin.web.parts import part


@click.command("editions")
@click.option("--base", default="", help="Print absolute addresses below this one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def list_editions(base: str, as_json: bool) -> None:
    """List the editions: address, language, currency, countries."""
    rows = [
        {
            "address": f"{base.rstrip('/')}{edition.prefix}/",
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
