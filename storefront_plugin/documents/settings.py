"""`[sellers.<key>]`: who sells, and how the documents are numbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import fields, post_load, validate

from storefront_plugin.check_digits import in_fours
from storefront_plugin.contact_fields import EmailField, IbanField
from storefront_plugin.documents.seller import (
    CREDIT_NOTE_NUMBER,
    INVOICE_NUMBER,
    NumberFormat,
    Seller,
    Sellers,
    SellerTerms,
)
from storefront_plugin.shapes import CountryField, LineField, Shape, Written, refused
from storefront_plugin.texts import Text, sf_

# The key of the numbers of a shop that has set no seller, and so issues receipts alone.
UNNAMED = "shop"
MOST_LINES = 6


def sellers_of(settings: Mapping[str, SellerTerms], shop_name: str) -> Sellers:
    """All sellers; where none sells everywhere, the shop does by its name alone, without invoices."""
    terms = [replace(each, key=key) for key, each in settings.items()]
    everywhere = next((each for each in terms if not each.markets), SellerTerms(Seller(shop_name), UNNAMED))
    return Sellers(everywhere, {market: each for each in terms for market in each.markets})


def faults_of_sellers(settings: Mapping[str, SellerTerms], markets: Sequence[str]) -> Iterator[tuple[str, Text]]:
    """What does not fit the markets, or one another, by the key's full name."""
    everywhere = [key for key, each in settings.items() if not each.markets]
    for key in everywhere[1:]:
        yield (
            f"sellers.{key}.markets",
            sf_("“%(other)s” sells in every market already: name the markets of this one.", other=everywhere[0]),
        )
    named: dict[str, str] = {}
    for key, each in settings.items():
        for market in each.markets:
            if market not in markets:
                yield f"sellers.{key}.markets", sf_("There is no market “%(key)s”.", key=market)
            elif market in named:
                text = sf_("In the market “%(market)s” sells “%(other)s”.", market=market, other=named[market])
                yield f"sellers.{key}.markets", text
            named.setdefault(market, key)
        if each.invoices and not (each.seller.address and each.seller.country):
            yield f"sellers.{key}.invoices", sf_("An invoice shows the seller’s address and country: set both.")
        if each.invoice_number == each.credit_note_number:
            text = sf_("Invoices and credit notes would share their numbers: write them differently.")
            yield f"sellers.{key}.credit_note_number", text


class NumberFormatField(fields.Field[NumberFormat]):
    """How a number is written."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_: object) -> NumberFormat:
        text = str(value)
        try:
            return NumberFormat(text)
        except ValueError as fault:
            how = sf_("“%(text)s” is not a number’s form such as INV-{year}-{number:05}.", text=text[:60])
            raise refused(how) from fault


class TimeZoneField(fields.Field[ZoneInfo]):
    """A time zone by its name in the IANA database."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_: object) -> ZoneInfo:
        text = str(value)
        try:
            return ZoneInfo(text)
        except (OSError, ValueError, KeyError) as fault:
            raise refused(sf_("“%(text)s” is not a time zone such as Europe/Berlin.", text=text[:60])) from fault


_KEY = sf_("“%(value)s” is not a name of small letters, digits and hyphens.")


class SellerShape(Shape):
    """`[sellers.<key>]`."""

    name = LineField(required=True, least=1, most=200)
    address = fields.List(LineField(least=1, most=200), load_default=list, validate=validate.Length(max=MOST_LINES))
    country = CountryField(load_default="")
    vat_id = LineField(load_default="", most=40)
    registration = LineField(load_default="", most=200)
    email = EmailField(load_default="", is_own=True)
    iban = IbanField(load_default="")
    markets = fields.List(LineField(least=1), load_default=list)
    time_zone = TimeZoneField(load_default=lambda: ZoneInfo("UTC"))
    invoices = fields.Boolean(load_default=False)
    invoice_number = NumberFormatField(load_default=INVOICE_NUMBER)
    credit_note_number = NumberFormatField(load_default=CREDIT_NOTE_NUMBER)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> SellerTerms:
        printed = {name: data.pop(name) for name in ("name", "country", "vat_id", "registration", "email", "iban")}
        printed["iban"] = in_fours(printed["iban"])
        seller = Seller(address=tuple(data.pop("address")), **printed)
        return SellerTerms(seller, markets=frozenset(data.pop("markets")), **data)


class SellerKeyField(LineField):
    """A seller's name in the settings, under which its numbers are kept."""

    def __init__(self) -> None:
        super().__init__(validate=Written(r"^[a-z0-9][a-z0-9-]{0,39}$", _KEY))
