"""A small British shop that sells to five markets, and a source of rates that never changes."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from storefront_plugin.host import Address, CartLine, Host, Product, ShippingOption, TaxRate
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Currency, Money
from storefront_plugin.pricing.ports import RateSource
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.local_rates import LocalRates
from storefront_plugin.pricing.rules.settings import MarketRule
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.pricing.settings import PricingSettings, Unit

GBP, EUR, JPY, AED, USD, CHF, KWD = (Currency.of(code) for code in ("GBP", "EUR", "JPY", "AED", "USD", "CHF", "KWD"))

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
MARKETS = (
    Market("uk", ("GB",), GBP, ("en-GB",)),
    Market("de", ("DE",), EUR, ("de-DE",)),
    Market("jp", ("JP",), JPY, ("ja-JP",)),
    Market("ae", ("AE",), AED, ("ar-AE",)),
    # Nobody quotes the Kuwaiti dinar here.
    Market("kw", ("KW",), KWD, ("ar-KW",)),
)
SETTINGS = PricingSettings(
    currency=GBP,
    unit=Unit.MINOR,
    margin=Decimal("0.02"),
    fixed_rates={AED: Decimal("4.90")},
    rules={"jp": MarketRule(step=Decimal(10))},
)


@dataclass(frozen=True)
class FakeRates:
    """The ECB's table of one day, in short. `fault` is what it raises instead; `asked` counts."""

    name: str = "fake"
    fault: Exception | None = None
    asked: list[Currency] = field(default_factory=list)

    def fetch(self, base: Currency) -> RateTable | None:
        self.asked.append(base)
        if self.fault:
            raise self.fault
        rates = {GBP: "0.83380", JPY: "175.68", USD: "1.1172", CHF: "0.9194"}
        table = RateTable(EUR, date(2026, 10, 30), self.name, {code: Decimal(ratio) for code, ratio in rates.items()})
        return table if table.quotes(base) else None


def pricing_of(*sources: RateSource, settings: PricingSettings = SETTINGS, **parts: Any) -> Pricing:
    """The shop's prices with the rates of these sources, three days after those were fixed."""
    rates = LocalRates(settings.currency, settings.foreign_to(MARKETS), sources)
    return Pricing(settings, rates, MARKETS, lambda: NOW, **parts)


class TeaShop(Host):
    """Its answers are fields, so that a test can change them after a quote was made."""

    def __init__(self) -> None:
        self.products = {
            "tea": Product("tea", "Green tea", Money.of("10.00", GBP)),
            "pot": Product("pot", "Tea pot", Money.of("24.99", GBP)),
        }
        self.options = [
            ShippingOption("post", "Post", Money.of("3.00", GBP)),
            ShippingOption("courier", "Courier", Money.of("8.00", GBP)),
        ]
        self.rates: list[TaxRate] = []
        self.lines: list[CartLine] = []

    def cart(self) -> list[CartLine]:
        return self.lines

    def product(self, sku: str) -> Product | None:
        return self.products.get(sku)

    def shipping(self, cart: Any, address: Address) -> list[ShippingOption]:
        return self.options

    def tax(self, lines: Any, address: Address) -> list[TaxRate]:
        return self.rates

    def reprice(self, sku: str, amount: str) -> None:
        self.products[sku] = replace(self.products[sku], price=Money.of(amount, GBP))
