"""Everything the shop sells, whatever the shop's own code makes of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from storefront_plugin.errors import ProductsNotListed
from storefront_plugin.host import Host, Product

log = logging.getLogger(__name__)


def listed_products(host: Host) -> Iterator[Product]:
    """The products one after the other. Raises ProductsNotListed where the host fails, be it half-way."""
    try:
        yield from host.products()
    except Exception as fault:
        log.exception("Host.products failed")
        raise ProductsNotListed(reason=f"{type(fault).__name__}: {fault}") from fault
