"""A prefix that is also a route of the shop: below it, either the edition or the route could never be reached."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from flask import Flask

from storefront_plugin.errors import SettingsFaulty
from storefront_plugin.markets.edition import Editions

log = logging.getLogger(__name__)


def route_clashes(editions: Editions, app: Flask) -> Iterator[str]:
    """Each as a fault of the settings, with the key's full name and the rule; routes added later are not seen."""
    owners = {prefix: each for each in editions.all for prefix in (*each.former, each.prefix) if prefix}
    for rule in app.url_map.iter_rules():
        prefix = f"/{rule.rule.removeprefix('/').partition('/')[0]}".lower()
        if edition := owners.get(prefix):
            # /<code> is former by itself, and leaves with the prefix that took its place.
            what = "prefix" if prefix in (edition.prefix, f"/{edition.code}") else "former"
            key = f"markets.{edition.market.key}.editions.{edition.locale}.{what}"
            yield f"{key}: “{prefix}” is also a route of the shop, {rule.rule} ({rule.endpoint}): choose another."


def refuse_clashes(editions: Editions, app: Flask) -> None:
    """Raises SettingsFaulty for the routes there are now."""
    if found := list(route_clashes(editions, app)):
        raise SettingsFaulty(found)


def log_clashes(editions: Editions, app: Flask) -> None:
    """For the first request: what the shop added after us can only be told of."""
    for fault in route_clashes(editions, app):
        log.error("%s", fault)
