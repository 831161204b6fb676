"""What the API says of markets and editions."""

from __future__ import annotations

from marshmallow import fields

from storefront_plugin.shapes import Shape


class EditionAnswer(Shape):
    """One edition: its URL root (the prefix below the mount, at an origin of its own if it has one), its language."""

    code = fields.String(required=True)
    origin = fields.String(required=True)
    prefix = fields.String(required=True)
    locale = fields.String(required=True)
    direction = fields.String(required=True)
    language = fields.String(attribute="autonym", required=True)
    market = fields.String(attribute="market.key", required=True)
    countries = fields.List(fields.String(), attribute="market.countries", required=True)
    currency = fields.String(attribute="market.currency.code", required=True)
    hreflangs = fields.List(fields.String(), required=True)
