"""An address as its post wants it on the envelope."""

from __future__ import annotations

import re
import unicodedata

from storefront_plugin.host import Address
from storefront_plugin.postcodes.published import entry_of
from storefront_plugin.postcodes.regions import Region, regions_of
from storefront_plugin.postcodes.rules import rule_for

_ANYWHERE = "%N%n%A%n%Z %C%n%S"
_POSTAL_MARK = "〒"


def envelope(to: Address, *, for_post: bool = False) -> list[str]:
    """The lines of an address in the order and grouping of its country; the country's own name is left out.

    `for_post` writes in capitals what the country's post wants so: for labels and documents rather than for pages. An
    address in Latin letters is written in the Latin order where the country has one, as Japan and China do.
    """
    entry = entry_of(to.country) or {}
    is_latin = "lfmt" in entry and _is_latin(f"{to.city}{''.join(to.lines)}")
    regions = {region.code: region for region in regions_of(to.country)}
    parts = {
        "N": to.name,
        "A": "\n".join(to.lines),
        "C": to.city,
        "S": _posted(regions[to.region], is_latin=is_latin) if to.region in regions else to.region,
        "Z": to.postcode,
    }
    if for_post:
        parts |= {letter: parts[letter].upper() for letter in entry.get("upper", "") if letter in parts}
    layout = _with_postcode(entry.get("lfmt" if is_latin else "fmt", _ANYWHERE), to.country)

    # One pass, so that what a shopper wrote is never taken for a place in the layout.
    written = re.sub(
        "%(.)", lambda place: parts.get(place[1], ""), _signed_once(layout, to.postcode).replace("%n", "\n")
    )
    lines = (re.sub("(?:, ){2,}", ", ", line).strip(" ,-") for line in written.split("\n"))
    return [line for line in lines if line]


def _posted(region: Region, *, is_latin: bool) -> str:
    # A short form such as "CA" is Latin already; 東京都 is not.
    return region.latin_name if is_latin and not _is_latin(region.posted) else region.posted


def _with_postcode(layout: str, country: str) -> str:
    """The layout with a line for the postcode where the published data is older than the country's postcodes."""
    rule = rule_for(country)
    return layout if "%Z" in layout or rule is None or rule.pattern is None else f"{layout}%n%Z"


def _signed_once(layout: str, postcode: str) -> str:
    """The layout without what it has before the postcode where that begins it anyway, or marks none."""
    before = re.search(r"(?:\A|(?<=%[A-Z])|(?<=%n))([^%]+)%Z", layout)
    sign = before[1].strip(" -") if before else ""
    if before is None or not (postcode.startswith(sign) if postcode and sign else _marks_nothing(before[1], postcode)):
        return layout
    return layout.replace(f"{before[1]}%Z", "%Z")


def _marks_nothing(sign: str, postcode: str) -> bool:
    return not postcode and sign.strip().endswith(("-", _POSTAL_MARK))


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
