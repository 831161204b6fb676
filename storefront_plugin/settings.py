"""All settings of one app: read from a dict or a TOML file, checked as a whole, every fault reported together."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from storefront_plugin.checkout.settings import CheckoutSettings, CheckoutShape
from storefront_plugin.documents.mail.settings import MailSettings, MailShape
from storefront_plugin.documents.seller import SellerTerms
from storefront_plugin.documents.settings import SellerKeyField, SellerShape, faults_of_sellers
from storefront_plugin.errors import InexactAmount, SettingsFaulty
from storefront_plugin.loyalty.settings import LoyaltySettings, LoyaltyShape
from storefront_plugin.markets.adapters.settings import RoutingSettings, RoutingShape
from storefront_plugin.markets.address_fields import BaseAddressField
from storefront_plugin.markets.edition import Market
from storefront_plugin.markets.negotiation import NegotiationSettings
from storefront_plugin.markets.settings import (
    EditionShape,
    MarketShape,
    MarketsShape,
    NegotiationShape,
    faults_of_addresses,
)
from storefront_plugin.money.changeovers import ended
from storefront_plugin.pricing.lists.settings import ListShape
from storefront_plugin.pricing.rules.tax_settings import Shares, laid_over
from storefront_plugin.pricing.settings import PricingSettings, PricingShape, what_is_right
from storefront_plugin.setting_names import explained, keys_of
from storefront_plugin.shapes import LineField, Shape, faults_of, refused
from storefront_plugin.surveys.settings import SurveysSettings, SurveysShape
from storefront_plugin.texts import Text, sf_

# What must not stand in a file under version control, or differs from place to place, and where it belongs.
ENVIRONMENT = {
    "STOREFRONT_BASE_ADDRESS": ("base_address",),
    "STOREFRONT_SECRET": ("secrets",),
    "STOREFRONT_DATABASE_URL": ("database", "url"),
    "STOREFRONT_SMTP_PASSWORD": ("mail", "password"),
    "STOREFRONT_STRIPE_SECRET_KEY": ("checkout", "stripe", "secret_key"),
    "STOREFRONT_STRIPE_PUBLISHABLE_KEY": ("checkout", "stripe", "publishable_key"),
    "STOREFRONT_STRIPE_WEBHOOK_SECRETS": ("checkout", "stripe", "webhook_secrets"),
}
_LISTS = {"STOREFRONT_SECRET", "STOREFRONT_STRIPE_WEBHOOK_SECRETS"}

STRICT_POLICY = "default-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'self'"


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """What the plug-in says of the shop to others."""

    name: str = "this shop"


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """`url` as SQLAlchemy writes it; empty for a SQLite file in the app's instance folder."""

    url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the merchant chose."""

    markets: tuple[Market, ...]
    pricing: PricingSettings
    shop: ShopSettings = field(default_factory=ShopSettings)
    base_address: str = ""
    # The code of the edition for everyone else; empty to derive it.
    x_default: str = ""
    # The newest first: it signs, and the others are still accepted.
    secrets: tuple[str, ...] = field(default=(), repr=False)
    # The header of our own pages; empty where the host sends its own.
    content_security_policy: str = STRICT_POLICY
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    negotiation: NegotiationSettings = field(default_factory=NegotiationSettings)
    routing: RoutingSettings = field(default_factory=RoutingSettings)
    checkout: CheckoutSettings = field(default_factory=CheckoutSettings)
    loyalty: LoyaltySettings = field(default_factory=LoyaltySettings)
    surveys: SurveysSettings = field(default_factory=SurveysSettings)
    # By their key, under which each one's numbers are kept.
    sellers: Mapping[str, SellerTerms] = field(default_factory=dict)
    mail: MailSettings = field(default_factory=MailSettings)


class ShopShape(Shape):
    """`[shop]`."""

    makes = ShopSettings

    name = LineField(required=True, least=1, most=100)


def _is_database(address: str) -> None:
    # The address is not repeated: it may carry a password.
    try:
        known = make_url(address).get_backend_name() in ("sqlite", "postgresql", "postgres")
    except ArgumentError:
        known = False
    if not known:
        raise refused(sf_("This is no address such as postgresql://user@host/name or sqlite:////folder/file."))


class DatabaseShape(Shape):
    """`[database]`."""

    makes = DatabaseSettings

    url = LineField(required=True, most=2000, validate=_is_database)


class SettingsShape(Shape):
    """The whole file; `[markets]` is read by its own shape."""

    shop = fields.Nested(ShopShape, load_default=ShopSettings)
    base_address = BaseAddressField(load_default="")
    x_default = LineField(load_default="")
    secrets = fields.List(LineField(least=16, most=500), load_default=list)
    content_security_policy = LineField(load_default=STRICT_POLICY, most=2000)
    database = fields.Nested(DatabaseShape, load_default=DatabaseSettings)
    pricing = fields.Nested(PricingShape, required=True)
    negotiation = fields.Nested(NegotiationShape, load_default=NegotiationSettings)
    routing = fields.Nested(RoutingShape, load_default=RoutingSettings)
    checkout = fields.Nested(CheckoutShape, load_default=CheckoutSettings)
    loyalty = fields.Nested(LoyaltyShape, load_default=LoyaltySettings)
    surveys = fields.Nested(SurveysShape, load_default=SurveysSettings)
    sellers = fields.Dict(keys=SellerKeyField(), values=fields.Nested(SellerShape), load_default=dict)
    mail = fields.Nested(MailShape, load_default=MailSettings)


def read_settings(
    source: Mapping[str, Any] | str | Path,
    environ: Mapping[str, str] = os.environ,
    *,
    today: date | None = None,
    taxes: Mapping[str, Shares] | None = None,
) -> Settings:
    """The settings in a dict, or in a TOML file of the same shape, with the environment's secrets laid over them.

    Given a day, a currency that has ended by then is a fault; `taxes` are what the host says of them. Raises
    SettingsFaulty with every fault there is, each with its key's full name.
    """
    plain = _with_environment(_plain(source), environ)
    if taxes and isinstance(pricing := plain.get("pricing"), Mapping):
        plain["pricing"] = {**pricing, "tax": laid_over(pricing.get("tax", {}), taxes)}
    faults: dict[str, list[str]] = {}
    markets = _load(MarketsShape(), {"markets": plain.pop("markets")} if "markets" in plain else {}, faults)
    rest = _load(SettingsShape(), plain, faults)
    pricing_alone = what_is_right(rest.get("pricing"))
    for key, texts in _contradictions(pricing_alone, rest.get("loyalty"), rest.get("checkout"), markets):
        faults.setdefault(key, []).extend(texts)
    if isinstance(markets, tuple):
        for key, text in faults_of_addresses(markets, rest.get("base_address"), rest.get("x_default", "")):
            faults.setdefault(key, []).append(str(text))
        for key, text in faults_of_sellers(_whole_sellers(rest), [market.key for market in markets]):
            faults.setdefault(key, []).append(str(text))
    if today:
        for key, text in _ended(pricing_alone, markets, today):
            faults.setdefault(key, []).append(str(text))
    if faults:
        raise SettingsFaulty([f"{key}: {text}" for key, texts in sorted(faults.items()) for text in texts])
    return Settings(markets=markets, **{**rest, "secrets": tuple(rest["secrets"])})


def _contradictions(
    pricing: object, loyalty: object, checkout: object, markets: object
) -> Iterator[tuple[str, list[str]]]:
    """What fits by itself but not together; a part that is faulty itself is no value yet, and compared with nothing."""
    if isinstance(pricing, PricingSettings) and isinstance(markets, tuple):
        for key, texts in pricing.faults_with(markets).items():
            yield f"pricing.{key}", [str(text) for text in texts]
    if isinstance(checkout, CheckoutSettings) and isinstance(markets, tuple):
        transfer, known = checkout.bank_transfer, {market.key for market in markets}
        for key, named in (("markets", transfer.markets), ("accounts", transfer.accounts)):
            if strangers := [name for name in named if name not in known]:
                text = sf_("“%(market)s” is not a market of this shop.", market=strangers[0])
                yield f"checkout.bank_transfer.{key}", [str(text)]
    if isinstance(pricing, PricingSettings) and isinstance(loyalty, LoyaltySettings):
        try:
            loyalty.program(pricing.currency)
        except InexactAmount as fault:
            yield "loyalty.per", [str(fault)]


def _whole_sellers(rest: Mapping[str, Any]) -> dict[str, SellerTerms]:
    """The sellers that are right by themselves."""
    return {key: each for key, each in (rest.get("sellers") or {}).items() if isinstance(each, SellerTerms)}


def _ended(pricing: object, markets: object, today: date) -> Iterator[tuple[str, Text]]:
    """Currencies that are no money any more: no order could be paid in them."""
    named = [("pricing.currency", pricing.currency)] if isinstance(pricing, PricingSettings) else []
    if isinstance(markets, tuple):
        named += [(f"markets.{market.key}.currency", market.currency) for market in markets]
    for key, currency in named:
        if over := ended(currency, today):
            yield key, sf_("%(old)s ended on %(date)s: write %(new)s.", old=over.old, date=over.on, new=over.new)


def _plain(source: object) -> dict[str, Any]:
    if isinstance(source, Mapping):
        return dict(source)
    if not isinstance(source, (str, Path)):
        text = sf_("%(value)s is neither a dict nor the path of a TOML file.", value=repr(source))
        raise SettingsFaulty([f"STOREFRONT: {text}"])
    try:
        with Path(source).open("rb") as file:
            return tomllib.load(file)
    except OSError as fault:
        raise SettingsFaulty([f"{source}: {fault.strerror}"]) from fault
    except ValueError as fault:
        raise SettingsFaulty([f"{source}: {fault}"]) from fault


def _with_environment(plain: dict[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    for name, path in ENVIRONMENT.items():
        if value := environ.get(name):
            group = plain
            for key in path[:-1]:
                below = group.get(key)
                # What is no group is left for the shape to refuse.
                group[key] = group = dict(below) if isinstance(below, Mapping) else {}
            group[path[-1]] = value.split() if name in _LISTS else value
    return plain


def _load(shape: Schema, plain: dict[str, Any], faults: dict[str, list[str]]) -> Any:
    """What the shape makes of it; where that has faults, they are noted, and what is right is answered."""
    try:
        return shape.load(plain)
    except ValidationError as fault:
        known = known_keys()
        for key, texts in faults_of(fault).items():
            faults[key] = [str(explained(key, text, known)) for text in texts]
        return fault.valid_data


def known_keys() -> list[str]:
    """Every setting's full name; a market's key, an edition's locale and a price list's name are written as *."""
    of_markets = [*keys_of(MarketShape(), "markets.*."), *keys_of(EditionShape(), "markets.*.editions.*.")]
    named = [*keys_of(ListShape(), "pricing.lists.*."), *keys_of(SellerShape(), "sellers.*.")]
    return [*keys_of(SettingsShape(), ""), *named, "markets", *of_markets]
