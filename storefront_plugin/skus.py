"""A sku: the shop's own name for a product, which we read from settings, files and requests."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from storefront_plugin.shapes import refused
from storefront_plugin.texts import sf_

LONGEST_SKU = 200


def is_sku(text: str) -> bool:
    """Whether it can be printed as one line that reads as it is written: the shop's own name for a product."""
    return not any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in text)


class SkuField(fields.String):
    """A product's sku, as it is: not even blanks around it are trimmed, for the shop would not know it otherwise."""

    def __init__(self, *, least: int = 0, **rest: Any) -> None:
        super().__init__(**rest)
        self.least = least

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **rest)
        if not is_sku(text):
            raise refused(sf_("This contains characters that cannot be printed."))
        if len(text) < self.least:
            raise refused(sf_("This is needed."))
        if len(text) > LONGEST_SKU:
            raise refused(sf_("This is too long: at most %(most)s characters.", most=LONGEST_SKU))
        return text
