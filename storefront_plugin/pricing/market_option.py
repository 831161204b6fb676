"""The market that a command is told by its key."""

from __future__ import annotations

import click

from storefront_plugin.markets.edition import Editions, Market
from storefront_plugin.web.parts import part


def market_named(key: str) -> Market:
    """The market of that key; a key that is none is a wrong option."""
    markets = {market.key: market for market in part(Editions).markets}
    if key not in markets:
        raise click.BadParameter(f"{key!r} is none of {', '.join(markets)}", param_hint="--market")
    return markets[key]
