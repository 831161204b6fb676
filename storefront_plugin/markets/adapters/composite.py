"""The adapters that are switched on, joined for one app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from storefront_plugin.markets.adapters.addresses import keep_editions_out
from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.adapters.first_request import AtFirstRequest
from storefront_plugin.markets.adapters.host_babel import ask_the_address_first
from storefront_plugin.markets.adapters.host_cache import keep_editions_apart
from storefront_plugin.markets.adapters.settings import RoutingSettings
from storefront_plugin.markets.adapters.sticky import StickyEditions
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.negotiation import Negotiator

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def adapt(
    app: Flask,
    routed: WSGIApplication,
    settings: RoutingSettings,
    *,
    editions: Editions,
    exemptions: Exemptions,
    negotiator: Negotiator,
    at_first: Sequence[Callable[[], None]] = (),
) -> WSGIApplication:
    """What stands before the middleware of editions, `routed`; the host's own objects are bound at the first request.

    Its url_for is wrapped at once: a macro that is imported before then keeps the functions it has met. What `at_first`
    names waits for the first request as well.
    """
    if settings.url_for:
        keep_editions_out(app, exemptions)
    late = list(at_first)
    if settings.babel:
        late.append(partial(ask_the_address_first, app))
    if settings.cache:
        late.append(partial(keep_editions_apart, app))
    if settings.sticky:
        routed = StickyEditions(routed, host=app, editions=editions, exemptions=exemptions, negotiator=negotiator)
    return AtFirstRequest(routed, late) if late else routed
