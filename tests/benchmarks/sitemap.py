"""The sitemap's files against writing the same bytes raw; `--long` for a million addresses in 20 editions.

Raw is what is certainly needed: the bytes, ready in memory, written to as many files of the same size.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.alternates import Placement
from storefront_plugin.markets.edition import Editions, Market, editions_of
from storefront_plugin.markets.sitemap.elements import PageWriter
from storefront_plugin.markets.sitemap.files import write_files
from storefront_plugin.markets.sitemap.shards import cut
from storefront_plugin.money import Currency

ROOT = "https://shop.example"
LOCALES = (
    "de-DE de-AT de-CH fr-FR fr-BE it-IT es-ES nl-NL pl-PL cs-CZ hu-HU ro-RO sv-SE da-DK nb-NO fi-FI pt-PT ja-JP ko-KR"
    " en-GB"
).split()
SHORT, LONG = 10_000, 1_000_000
ROUNDS, LONG_ROUNDS = 15, 2
CHANGED_ON = date(2026, 11, 21)

Pages = Callable[[int], SitemapPage]


def one_path(number: int) -> SitemapPage:
    return SitemapPage(f"/products/darjeeling-first-flush-{number}", CHANGED_ON)


def own_slugs(number: int) -> SitemapPage:
    return SitemapPage({locale: f"/produits/thé-{locale}-日本茶-{number}" for locale in LOCALES}, CHANGED_ON)


def rows(*, long: bool = False) -> list[dict[str, object]]:
    """The best of several rounds, and the most memory of a process that writes one sitemap and does nothing else.

    The best, since whether a disk's cache has room at this moment moves both by more than they differ.
    """
    asked = [("one path", one_path, SHORT), ("a slug for each edition", own_slugs, SHORT)]
    if long:
        asked += [("one path", one_path, LONG), ("a slug for each edition", own_slugs, LONG)]
    return [_compared(f"{count:,} addresses, {about}", pages, count) for about, pages, count in asked]


def _compared(page: str, pages: Pages, count: int) -> dict[str, object]:
    """Both in turn, round by round, so that a machine that slows down slows both."""
    timed = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = _write(folder / "ours", pages, count)
        sizes = [each.stat().st_size for each in (folder / "ours").iterdir()]
        ways = {"raw": lambda: _write_raw(folder / "raw", sizes), "ours": lambda: _write(folder / "ours", pages, count)}
        for _ in range(ROUNDS if count == SHORT else LONG_ROUNDS):
            timed.append({way: _seconds(write) for way, write in ways.items()})
            for file in [*folder.glob("*/*")]:
                file.unlink()
            # Who comes second finds the disk busy with the first.
            ways = dict(reversed(ways.items()))
    raw, ours = (min(each[way] for each in timed) for way in ("raw", "ours"))
    peak, start = _peak_mb(pages, count)
    return {
        "page": page,
        "floor_us": round(raw * 1e6),
        "ours_us": round(ours * 1e6),
        "ratio": round(ours / raw, 3),
        "urls_per_second": round(count / ours),
        "megabytes": round(size / 1e6),
        "peak_mb": peak,
        "peak_mb_before": start,
    }


def _seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _write(folder: Path, pages: Pages, count: int) -> int:
    shards, _ = write_files(
        folder, cut(_writer(_editions()).write_all(_listed(pages, count))), address=ROOT.__add__, gzipped=False
    )
    return sum(shard.size for shard in shards)


def _listed(pages: Pages, count: int) -> Iterator[SitemapPage]:
    return map(pages, range(count // len(LOCALES)))


def _write_raw(folder: Path, sizes: list[int]) -> None:
    folder.mkdir(exist_ok=True)
    block = b"x" * 65_536
    for number, size in enumerate(sizes):
        with (folder / str(number)).open("wb", buffering=0) as file:
            for _ in range(size // len(block)):
                file.write(block)
            file.write(block[: size % len(block)])


def _editions() -> Editions:
    return editions_of([Market(each.lower(), (each[-2:],), Currency.of("EUR"), (each,)) for each in LOCALES])


def _writer(editions: Editions) -> PageWriter:
    return PageWriter(editions, partial(Placement, editions, root=ROOT))


def _peak_mb(pages: Pages, count: int) -> tuple[int, int]:
    """The most resident memory of a fresh process: at its end, and before it began to write."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.sitemap", "--peak", pages.__name__, str(count)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    peak, start = json.loads(told.stdout)
    return peak, start


def _print_peak(pages: Pages, count: int) -> None:
    start = _most_mb()
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), pages, count)
    print(json.dumps([_most_mb(), start]))


def _most_mb() -> int:
    """Linux's own figure: that of getrusage begins with the memory of whoever started us."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return round(int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) / 1024)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--long", action="store_true", help="a million addresses too: some 7 GB of files for a moment")
    asked.add_argument("--peak", nargs=2, metavar=("PAGES", "COUNT"), help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.peak:
        _print_peak({each.__name__: each for each in (one_path, own_slugs)}[told.peak[0]], int(told.peak[1]))
        return
    print(json.dumps(rows(long=told.long), indent=2))


if __name__ == "__main__":
    main()
