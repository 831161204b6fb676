"""`[markets.<key>]`: who is sold to, in which currency and languages.

The first market's first locale is the default edition.
"""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from storefront_plugin.markets.edition import Market, TaxDisplay, edition_code
from storefront_plugin.markets.negotiation import MOST_DISTANCE, NegotiationSettings
from storefront_plugin.shapes import Between, CountryField, CurrencyField, LineField, LocaleField, Shape, Written
from storefront_plugin.texts import Text, sf_

_SOME = validate.Length(min=1)


class MarketShape(Shape):
    """One market; its key is the name of its table."""

    countries = fields.List(CountryField(), required=True, validate=_SOME)
    currency = CurrencyField(required=True)
    locales = fields.List(LocaleField(), required=True, validate=_SOME)
    tax_display = fields.Enum(TaxDisplay, by_value=True, load_default=TaxDisplay.GROSS)


class MarketsShape(Shape):
    """All markets by key, in the order they are written in."""

    markets = fields.Dict(
        keys=fields.String(
            validate=Written(
                r"^[a-z][a-z0-9-]{0,19}$", sf_("“%(value)s” must be small letters, digits and dashes, at most 20.")
            )
        ),
        values=fields.Nested(MarketShape),
        required=True,
        validate=_SOME,
    )

    @validates_schema
    def _editions_are_apart(self, data: dict[str, Any], **_: object) -> None:
        """Two editions with one prefix would share one URL."""
        faults: dict[str, list[Text]] = {}
        owners: dict[str, str] = {}
        for key, market in data.get("markets", {}).items():
            for locale in market["locales"]:
                code = edition_code(Market(key, (), market["currency"], ()), locale)
                if code in owners:
                    text = sf_("“/%(code)s” is already the address of market %(other)s.", code=code, other=owners[code])
                    faults.setdefault(f"{key}.locales", []).append(text)
                owners.setdefault(code, key)
        if faults:
            raise ValidationError(faults, "markets")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> tuple[Market, ...]:
        return tuple(
            Market(
                key=key,
                countries=tuple(market["countries"]),
                currency=market["currency"],
                locales=tuple(market["locales"]),
                tax_display=market["tax_display"],
            )
            for key, market in data["markets"].items()
        )


class NegotiationShape(Shape):
    """`[negotiation]`: how an edition is chosen for who asks for the bare root."""

    makes = NegotiationSettings

    country_header = LineField(
        load_default="",
        validate=Written(
            r"^([A-Za-z0-9]+(-[A-Za-z0-9]+)*)?$", sf_("“%(value)s” is not a header’s name, such as CF-IPCountry.")
        ),
    )
    # Nothing that CLDR relates is farther than that.
    maximum_distance = fields.Integer(
        strict=True,
        load_default=MOST_DISTANCE,
        validate=Between(0, 40),
    )
    relatives_first = fields.Boolean(load_default=False)
