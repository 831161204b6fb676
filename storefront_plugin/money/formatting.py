"""Money as people write it where they live. Babel's patterns, compiled; the amount is never rounded here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_precision, get_decimal_symbol, get_group_symbol, get_minus_sign_symbol

from storefront_plugin.money.currency import Currency
from storefront_plugin.money.money import Money
from storefront_plugin.money.symbols import NONE_TOLD_APART, ToldApart, distinct_symbol, local_symbol

_THREES = (3, 3)
_NO_BREAK = "\u00a0"
# They keep what is between them in one piece, whichever way the text around it runs.
_ISOLATE, _END = "\u2068", "\u2069"


def format_money(money: Money, locale: str, told_apart: ToldApart = NONE_TOLD_APART) -> str:
    """The amount in the locale's way (a BCP 47 tag): 12.50 EUR in de-DE is “12,50 €”.

    Shown with as many digits as CLDR gives the currency, and with all of the ledger's where that would hide some:
    what is printed is what is charged. A currency to be told apart is written with a symbol that is its alone.
    """
    return _compiled(money.currency.code, locale, told_apart)(money.minor)


def format_in_sentence(money: Money, locale: str, told_apart: ToldApart = NONE_TOLD_APART) -> str:
    """The same within a text without markup: where that runs from the right, the amount keeps its own direction."""
    return isolated(format_money(money, locale, told_apart), locale)


def isolated(text: str, locale: str) -> str:
    """What keeps its own direction within a sentence of this locale: marked where that runs from the right."""
    return f"{_ISOLATE}{text}{_END}" if parsed_locale(locale).text_direction == "rtl" else text


@lru_cache(maxsize=512)
def parsed_locale(tag: str) -> Locale:
    """Babel's locale for a BCP 47 tag. Raises babel.UnknownLocaleError."""
    return Locale.parse(tag, sep="-")


@dataclass(frozen=True, slots=True)
class CompiledFormat:
    """One currency in one locale: what Babel looks up anew for each amount, looked up once.

    `positive` and `negative` are what stands before and behind the digits. `grouping` is the size of the last group
    and of those before it; `unit` how many minor units make a major one; `fractions` how each rest of it is written.
    """

    positive: tuple[str, str]
    negative: tuple[str, str]
    group: str
    grouping: tuple[int, int]
    unit: int
    fractions: tuple[str, ...]

    def __call__(self, minor: int) -> str:
        before, after = self.negative if minor < 0 else self.positive
        whole, rest = divmod(abs(minor), self.unit)
        digits = f"{whole:,}".replace(",", self.group) if self.grouping == _THREES else self._grouped(str(whole))
        return f"{before}{digits}{self.fractions[rest]}{after}"

    def _grouped(self, digits: str) -> str:
        last, size = self.grouping
        groups = [digits[-last:]]
        digits = digits[:-last]
        while digits:
            groups.append(digits[-size:])
            digits = digits[:-size]
        return self.group.join(reversed(groups))


# By the code and not by the Currency, whose hash would take longer than all the rest.
@lru_cache(maxsize=4096)
def _compiled(code: str, tag: str, told_apart: ToldApart) -> CompiledFormat:
    currency, locale = Currency.of(code), parsed_locale(tag)
    pattern = locale.currency_formats["standard"]
    around = list(zip(pattern.prefix, pattern.suffix, strict=True))
    if currency in told_apart:
        symbol = distinct_symbol(currency)
        around = [_spaced(*each, symbol) for each in around]
    else:
        symbol = local_symbol(currency, locale)
    # Babel leaves its patterns' hyphen, which right-to-left text would put behind the digits.
    minus = get_minus_sign_symbol(locale)
    positive, negative = (
        (before.replace("-", minus).replace("¤", symbol), after.replace("-", minus).replace("¤", symbol))
        for before, after in around
    )
    return CompiledFormat(
        positive=positive,
        negative=negative,
        group=get_group_symbol(locale),
        grouping=pattern.grouping,
        unit=10**currency.exponent,
        fractions=_fractions(currency.exponent, get_currency_precision(code), get_decimal_symbol(locale)),
    )


def _spaced(before: str, after: str, symbol: str) -> tuple[str, str]:
    """CLDR keeps letters from touching digits. Babel does not, and where it speaks, it is left as it is."""
    return (
        before + _NO_BREAK if before.endswith("¤") and symbol[-1].isalpha() else before,
        _NO_BREAK + after if after.startswith("¤") and symbol[0].isalpha() else after,
    )


@lru_cache(maxsize=64)
def _fractions(exponent: int, shown: int, point: str) -> tuple[str, ...]:
    """How each rest of a major unit is written: `shown` digits, and of the ledger's others those that count."""
    if exponent == 0:
        return ("",)
    written = (f"{rest:0{exponent}}" for rest in range(10**exponent))
    digits = (each[:shown] + each[shown:].rstrip("0") for each in written)
    return tuple(point + each if each else "" for each in digits)
