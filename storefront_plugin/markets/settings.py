"""`[markets.<key>]`: who is sold to, in which currency and languages, and at which addresses.

The first market's first locale is the default edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from langcodes import standardize_tag, tag_is_valid
from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from storefront_plugin.markets.address_fields import FormerPrefixField, HostNameField
from storefront_plugin.markets.alternates import X_DEFAULT
from storefront_plugin.markets.audit.codes import fault_of
from storefront_plugin.markets.edition import ByHand, Edition, Market, TaxDisplay, editions_of
from storefront_plugin.markets.negotiation import MOST_DISTANCE, NegotiationSettings
from storefront_plugin.shapes import (
    Between,
    CountryField,
    CurrencyField,
    LineField,
    LocaleField,
    Shape,
    Written,
    is_country,
    refused,
)
from storefront_plugin.texts import Text, sf_

# The key that is wrong, and what is to be said of it.
_Fault = tuple[str, Text | str]

_SOME = validate.Length(min=1)
_LONGEST_TAG = 40


class EditionLocaleField(LocaleField):
    """A locale as an edition is named by it: what is usually written by mistake is refused with the right form."""

    def _deserialize(self, value: object, attr: str | None, data: object, **rest: object) -> str:
        written = str(value).strip().replace("_", "-")
        # A region of several countries is a good locale; only search engines do not know it.
        fault = fault_of(re.sub(r"-[0-9]{3}\b", "", written)) if len(written) <= _LONGEST_TAG else None
        if fault and _is_mistake(written):
            raise ValidationError(f"{fault}.")
        return super()._deserialize(value, attr, data, **rest)


def _is_mistake(written: str) -> bool:
    """Whether it stands for another tag or for none; old codes, variants and languages of three letters are right."""
    language, *rest = written.split("-")
    if not tag_is_valid(written) or any(len(part) == 2 and not is_country(part.upper()) for part in rest):
        return True
    return len(language) == 3 and len(standardize_tag(language)) == 2


class HreflangField(LineField):
    """A code as search engines want it, answered in its usual capitals and small letters."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        code = super()._deserialize(value, attr, data, **rest)
        if code.lower() == X_DEFAULT:
            raise refused(sf_("x-default is set by naming its edition: x_default."))
        if fault := fault_of(code[:_LONGEST_TAG]):
            raise ValidationError(f"{fault}.")
        language, *others = code.split("-")
        return "-".join([language.lower(), *(each.title() if len(each) == 4 else each.upper() for each in others)])


class EditionShape(Shape):
    """`[markets.<key>.editions.<locale>]`: what is set by hand of one edition."""

    prefix = LineField(
        load_default=None,
        validate=Written(
            r"^(/(?!storefront$)[a-z0-9][a-z0-9-]{0,39})?$",
            sf_("“%(value)s” is not a prefix such as /de, nor empty for the root of its host."),
        ),
    )
    host = HostNameField(load_default="")
    hreflang = fields.List(HreflangField(), validate=_SOME, load_default=list)
    former = fields.List(
        FormerPrefixField(),
        load_default=list,
    )


class MarketShape(Shape):
    """One market; its key is the name of its table."""

    countries = fields.List(CountryField(), required=True, validate=_SOME)
    currency = CurrencyField(required=True)
    locales = fields.List(EditionLocaleField(), required=True, validate=_SOME)
    tax_display = fields.Enum(TaxDisplay, by_value=True, load_default=TaxDisplay.GROSS)
    host = HostNameField(load_default="")
    editions = fields.Dict(keys=EditionLocaleField(), values=fields.Nested(EditionShape), load_default=dict)


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
        faults: dict[str, list[Text | str]] = {}
        markets = _markets_of(data)
        for key, text in chain(_clashes(markets), _unknown_codes(markets)):
            faults.setdefault(key, []).append(text)
        if faults:
            raise ValidationError(faults, "markets")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> tuple[Market, ...]:
        return _markets_of(data)


def _markets_of(data: Mapping[str, Any]) -> tuple[Market, ...]:
    return tuple(
        Market(
            key=key,
            countries=tuple(market["countries"]),
            currency=market["currency"],
            locales=tuple(market["locales"]),
            tax_display=market["tax_display"],
            host=market["host"],
            by_hand=tuple(
                ByHand(locale, hand["prefix"], hand["host"], tuple(hand["hreflang"]), tuple(hand["former"]))
                for locale, hand in market["editions"].items()
            ),
        )
        for key, market in data["markets"].items()
    )


def _clashes(markets: Sequence[Market]) -> Iterator[_Fault]:
    """What two editions would share, by key below `markets`: an address, a name, a code, a way to the new address."""
    editions = editions_of(markets).all
    by_code: dict[str, Edition] = {}
    by_address: dict[tuple[str, str], Edition] = {}
    by_hreflang: dict[str, Edition] = {}
    for each in editions:
        key, other = each.market.key, by_address.setdefault((each.host, each.prefix), each)
        if other is not each:
            where = f"{key}.editions.{each.locale}.prefix" if each.own_prefix is not None else f"{key}.locales"
            values = {"address": f"{each.host}{each.prefix}" or "/", "other": other.market.key}
            yield where, sf_("“%(address)s” is already the address of market %(other)s.", **values)
        elif (other := by_code.setdefault(each.code, each)) is not each:
            values = {"locale": each.locale, "language": each.language, "other": other.market.key}
            text = sf_("“%(locale)s” is also in market %(other)s: write “%(language)s” alone here.", **values)
            yield f"{key}.locales", text
        elif not each.hreflangs:
            text = sf_(
                "Every code that would name “%(locale)s” names another edition: set its hreflang.", locale=each.locale
            )
            yield f"{key}.locales", text
        for code in each.hreflangs:
            if (other := by_hreflang.setdefault(code, each)) is not each:
                text = sf_("“%(code)s” already names the edition %(other)s.", code=code, other=other.code)
                yield f"{key}.editions.{each.locale}.hreflang", text
    for market in markets:
        for hand in market.by_hand:
            if hand.locale not in market.locales:
                text = sf_("“%(locale)s” is none of this market’s locales.", locale=hand.locale)
                yield f"{market.key}.editions.{hand.locale}", text
    used = [each.prefix for each in editions] + [old for each in editions for old in each.former]
    for each in editions:
        for old in each.former:
            # The one that an edition leaves by itself, /<code>, gives way.
            if used.count(old) > 1 and old != f"/{each.code}":
                text = sf_("“%(prefix)s” is also another prefix.", prefix=old)
                yield f"{each.market.key}.editions.{each.locale}.former", text


def _unknown_codes(markets: Sequence[Market]) -> Iterator[_Fault]:
    """Editions whose locale is right, but whose language or dialect no search engine knows, by key below `markets`."""
    for each in editions_of(markets).all:
        if fault := next(filter(None, map(fault_of, each.hreflangs)), None):
            yield f"{each.market.key}.locales", f"{fault}. Set the hreflang of editions.{each.locale}."


def faults_of_addresses(
    markets: Sequence[Market], base_address: str | None, x_default: str
) -> Iterator[tuple[str, Text]]:
    """What of the markets does not fit the rest, by the key's full name; without a base address that is unknown."""
    editions = editions_of(markets)
    if x_default and not editions.at(x_default):
        codes = ", ".join(edition.code for edition in editions.all)
        yield "x_default", sf_("There is no edition “%(code)s”: there are %(codes)s.", code=x_default, codes=codes)
    if base_address == "" and any(edition.host for edition in editions.all):
        yield "base_address", sf_("This is needed where an edition has a host of its own.")
    base = (base_address or "").partition("://")[2].lower()
    hosts = [(market.key, market.host) for market in markets]
    hosts += [(f"{market.key}.editions.{each.locale}", each.host) for market in markets for each in market.by_hand]
    for key, host in hosts:
        if host and host == base:
            yield f"markets.{key}.host", sf_("“%(host)s” is the host of base_address: leave it out.", host=host)


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
    suggest = fields.Boolean(load_default=True)
