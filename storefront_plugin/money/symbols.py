"""Which currencies would be mistaken for one another by their symbols alone, and how they are written then."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from babel import Locale
from babel.numbers import get_currency_symbol

from storefront_plugin.money.currency import Currency


class ToldApart(frozenset[Currency]):
    """The currencies that are written US$ and CA$ in an app, since a bare $ would not tell which one is meant."""

    __slots__ = ()


NONE_TOLD_APART = ToldApart()


def ambiguous(enabled: Iterable[tuple[Currency, Locale]]) -> ToldApart:
    """Those of the currencies, each in a locale that it is shown in, that share a symbol with another one of them.

    American dollars for Americans and Canadian ones for Canadians are both “$”; a page, a screenshot or a mail that
    is passed on does not say for whom it was.
    """
    by_symbol: dict[str, set[Currency]] = defaultdict(set)
    for currency, locale in enabled:
        by_symbol[_as_seen(local_symbol(currency, locale))].add(currency)
    return ToldApart(currency for sharing in by_symbol.values() if len(sharing) > 1 for currency in sharing)


def local_symbol(currency: Currency, locale: Locale) -> str:
    """What CLDR writes for it there: “$” for the dollars of that country, “US$” or the code for those of others."""
    return get_currency_symbol(currency.code, locale)


def distinct_symbol(currency: Currency) -> str:
    """CLDR's symbol for readers of no locale in particular, which is the code for most: no two share one."""
    return get_currency_symbol(currency.code, Locale.parse("root"))


def _as_seen(symbol: str) -> str:
    """Symbols that people do not tell apart are one: “kr” and “kr.”, a wide yen sign and the other."""
    plain = unicodedata.normalize("NFKC", symbol).casefold()
    # Format characters, such as marks of direction, are not seen at all.
    return "".join(each for each in plain if unicodedata.category(each) != "Cf").rstrip(".")
