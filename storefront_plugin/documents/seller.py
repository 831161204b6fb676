"""Who sells, and how her documents are numbered. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

_FIELD = re.compile(r"\{[^{}]*\}")
_COUNTED = re.compile(r"\{number(?::0(?:[1-9]|1[0-2]))?\}")
_MOST = 40


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a number is written: “INV-{year}-{number:05}” is INV-2026-00042. Raises ValueError for what would repeat."""

    text: str

    def __post_init__(self) -> None:
        found = _FIELD.findall(self.text)
        rest = _FIELD.sub("", self.text)
        # Numbers begin again each year: without its year one would be given twice.
        is_right = found.count("{year}") == 1 and len([each for each in found if _COUNTED.fullmatch(each)]) == 1
        if not is_right or len(found) != 2 or "{" in rest or "}" in rest or len(self.text) > _MOST:
            raise ValueError(self.text)

    def write(self, year: int, number: int) -> str:
        return self.text.format(year=year, number=number)


INVOICE_NUMBER = NumberFormat("INV-{year}-{number:05}")
CREDIT_NOTE_NUMBER = NumberFormat("CN-{year}-{number:05}")


@dataclass(frozen=True, slots=True)
class Seller:
    """The facts of a document as it prints them; `country` is ISO 3166-1 alpha-2, empty where nothing is set."""

    name: str
    address: tuple[str, ...] = ()
    country: str = ""
    vat_id: str = ""
    registration: str = ""
    email: str = ""
    iban: str = ""


@dataclass(frozen=True, slots=True)
class SellerTerms:
    """One seller's documents: in which markets, by which calendar, with which numbers.

    `key` is the name in the settings: each has numbers of its own, so it must not change while they go on. Without
    `markets` it sells in all that no other names.
    """

    seller: Seller
    key: str = ""
    markets: frozenset[str] = frozenset()
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    invoices: bool = False
    invoice_number: NumberFormat = INVOICE_NUMBER
    credit_note_number: NumberFormat = CREDIT_NOTE_NUMBER

    def day(self, moment: datetime) -> date:
        """The day where the seller is."""
        return moment.astimezone(self.time_zone).date()


@dataclass(frozen=True, slots=True)
class Sellers:
    """All sellers of a shop."""

    everywhere: SellerTerms
    by_market: Mapping[str, SellerTerms] = field(default_factory=dict)

    def of(self, market: str) -> SellerTerms:
        """Who sells in that market."""
        return self.by_market.get(market, self.everywhere)

    def keyed(self, key: str, market: str) -> SellerTerms:
        """Who has issued under that key; where she is no longer set, her numbers go on under the market's terms."""
        known = (each for each in (self.everywhere, *self.by_market.values()) if each.key == key)
        return next(known, replace(self.of(market), key=key))
