"""What it costs to choose a locale, against werkzeug's best_match over the same locales in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from storefront_plugin.markets import match_locale
from storefront_plugin.markets.edition import Market, editions_of
from storefront_plugin.markets.negotiation import Negotiator
from storefront_plugin.money import Currency

LOCALES = (
    "en-US en-GB de-DE de-AT de-CH fr-FR fr-CH fr-CA es-ES es-419 it-IT nl-NL pt-BR pt-PT pl-PL sv-SE da-DK nb-NO "
    "fi-FI ja-JP"
).split()
SEEN = "de-CH,de;q=0.9,en-US;q=0.8,en;q=0.7"
CALLS = 2_000
ROUNDS = 7


def rows() -> list[dict[str, object]]:
    """Microseconds for one header: theirs, ours, and the median ratio of rounds taken in turn."""
    market = Market("all", ("DE",), Currency.of("EUR"), tuple(LOCALES))
    negotiator = Negotiator(editions_of([market]))
    new, tagged = _new_headers(), _new_tags()
    return [
        _compared("negotiation, a header seen before", lambda: SEEN, lambda: SEEN, _ours),
        _compared("negotiation, a new header", lambda: SEEN, lambda: next(new), _ours),
        _compared("negotiation, a new header of new tags", lambda: SEEN, lambda: next(tagged), _ours),
        _compared(
            "negotiation, the root's whole decision",
            lambda: SEEN,
            lambda: SEEN,
            lambda header: negotiator.decide_for({"HTTP_ACCEPT_LANGUAGE": header}),
        ),
    ]


def _ours(header: str) -> object:
    return match_locale(header, LOCALES)


def _theirs(header: str) -> object:
    return parse_accept_header(header, LanguageAccept).best_match(LOCALES)


def _new_headers() -> Iterator[str]:
    """Never the same twice, in languages that were asked for before."""
    return (f"de-CH,de;q=0.9,en-US;q=0.8{each:07},en;q=0.7" for each in count())


def _new_tags() -> Iterator[str]:
    """Never the same twice, nor any tag in it: what only a stranger without a browser sends."""
    return (f"de-CH-v{each:06},de-v{each:06};q=0.9,en-US-v{each:06};q=0.8,en-v{each:06};q=0.7" for each in count())


def _compared(
    name: str, asked: Callable[[], str], asked_of_us: Callable[[], str], ours: Callable[[str], object]
) -> dict[str, object]:
    """Both in turn, round by round, so that a machine that slows down slows both; the headers are made beforehand."""
    timed = []
    for _ in range(ROUNDS):
        headers, headers_of_us = ([make() for _ in range(CALLS)] for make in (asked, asked_of_us))
        timed.append((_microseconds(_theirs, headers), _microseconds(ours, headers_of_us)))
    return {
        "page": name,
        "floor_us": round(statistics.median(floor for floor, _ in timed), 2),
        "ours_us": round(statistics.median(each for _, each in timed), 2),
        "ratio": round(statistics.median(each / floor for floor, each in timed), 4),
    }


def _microseconds(call: Callable[[str], object], headers: list[str]) -> float:
    begun = time.perf_counter()
    for header in headers:
        call(header)
    return (time.perf_counter() - begun) / len(headers) * 1e6


if __name__ == "__main__":
    for row in rows():
        print(f"  {row['page']:<40} werkzeug {row['floor_us']:>8} us  ours {row['ours_us']:>6} us  {row['ratio']:.4f}")
