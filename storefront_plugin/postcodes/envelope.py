"""An address as its post wants it on the envelope."""

from __future__ import annotations

import re

from storefront_plugin.host import Address
from storefront_plugin.postcodes.published import entry_of
from storefront_plugin.postcodes.regions import regions_of

_ANYWHERE = "%N%n%A%n%Z %C%n%S"


def envelope(to: Address) -> list[str]:
    """The lines of an address in the order and grouping of its country; the country's own name is left out."""
    regions = {region.code: region.name for region in regions_of(to.country)}
    parts = {
        "%N": to.name,
        "%A": "\n".join(to.lines),
        "%C": to.city,
        "%S": regions.get(to.region, to.region),
        "%Z": to.postcode,
        "%n": "\n",
    }
    layout = (entry_of(to.country) or {}).get("fmt", _ANYWHERE)
    # One pass, so that what a shopper wrote is never taken for a place in the layout.
    written = re.sub("%.", lambda place: parts.get(place[0], ""), layout)
    return [line for each in written.split("\n") if (line := each.strip(" ,"))]
