"""The adapters that are switched on, joined for one app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from storefront_plugin.markets.adapters.addresses import keep_editions_out
from storefront_plugin.markets.adapters.exempt_addresses import ExemptAddresses, lead_endpoints_out
from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.adapters.first_request import AtFirstRequest
from storefront_plugin.markets.adapters.host_babel import ask_the_address_first
from storefront_plugin.markets.adapters.host_cache import keep_editions_apart
from storefront_plugin.markets.adapters.injected_head import set_conditions_aside
from storefront_plugin.markets.adapters.mount import WholeMount
from storefront_plugin.markets.adapters.own_hosts import bind_own_hosts
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
    if any(each.origin for each in editions.all):
        bind_own_hosts(app, editions)
    if settings.inject_head:
        app.before_request(set_conditions_aside)
    late = list(at_first)
    if settings.babel:
        late.append(partial(ask_the_address_first, app))
    if settings.cache:
        late.append(partial(keep_editions_apart, app))
    if settings.sticky:
        routed = StickyEditions(routed, host=app, editions=editions, exemptions=exemptions, negotiator=negotiator)
    if settings.exempt:
        lead_endpoints_out(app, exemptions)
        routed = ExemptAddresses(routed, editions, exemptions)
    return WholeMount(AtFirstRequest(routed, late) if late else routed)
