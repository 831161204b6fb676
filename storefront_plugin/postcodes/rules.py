"""Where a country's rule is found: its own file below `countries/`, else the published data."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import product
from string import ascii_uppercase

from babel.core import get_global

from storefront_plugin.postcodes import countries
from storefront_plugin.postcodes.published import presence_of, rule_from
from storefront_plugin.postcodes.rule import CountryRule

_TWO_LETTERS = frozenset(map("".join, product(ascii_uppercase, repeat=2)))


def rule_for(country: str) -> CountryRule | None:
    """The rule of a country, its code in any case; None for what is no country we know."""
    if country in _TWO_LETTERS:
        return _rule_of(country)
    code = country.strip().upper()
    # Only two letters reach the cache, so that no visitor can fill it.
    return _rule_of(code) if code in _TWO_LETTERS else None


@cache
def own_countries() -> frozenset[str]:
    """The countries that have a file of their own."""
    return frozenset(module.name.strip("_").upper() for module in pkgutil.iter_modules(countries.__path__))


@cache
def _rule_of(code: str) -> CountryRule | None:
    rule = _own_rule(code) if code in own_countries() else rule_from(code)
    if rule is None:
        return None
    return replace(
        rule,
        prefixes=tuple(dict.fromkeys((*rule.prefixes, code, *_three_letter_codes(code)))),
        presence=rule.presence or presence_of(code),
    )


def _own_rule(code: str) -> CountryRule:
    # A trailing underscore keeps IS, IN and AS apart from Python's own words.
    name = code.lower() + ("_" if code in ("AS", "IN", "IS") else "")
    rule: CountryRule = import_module(f"{countries.__name__}.{name}").RULE
    return rule


def _three_letter_codes(code: str) -> list[str]:
    aliases = get_global("territory_aliases")
    return [alias for alias, codes in aliases.items() if codes == [code] and len(alias) == 3 and alias.isalpha()]
