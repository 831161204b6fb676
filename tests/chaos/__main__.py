"""`make chaos`: random histories of the tea shop on each kind of database; SEED=… lives through one of them again."""

from __future__ import annotations

import argparse
import logging
import secrets
import sys
import time
from itertools import count

from tests.benchmarks.databases import fresh_address, kinds
from tests.chaos.stocked import live_through, stocked

# Then a new shop: with each history its clock goes on by some days. Every other one captures its cards later.
_OF_ONE_SHOP = 25
_BAR = 40


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--histories", type=int, default=2000, help="in all, shared by the databases; 2,000 by default")
    asked.add_argument("--seed", type=int, help="live through the one history of this seed again, on each database")
    given = asked.parse_args()
    # The faults are all meant.
    logging.disable(logging.CRITICAL)
    found = kinds()
    is_again = given.seed is not None
    each = 1 if is_again else -(-given.histories // len(found))
    # A whole number of shops, so that a seed alone tells in which kind of shop its history was.
    seed = given.seed if is_again else secrets.randbelow(10**7) * _OF_ONE_SHOP
    print(f"{each} histories on {' and on '.join(found)}, from seed {seed}")
    begun, done = time.monotonic(), count(1)

    def show(_: int) -> None:
        number, whole = next(done), each * len(found)
        bar = "#" * (_BAR * number // whole)
        spent = f"{time.monotonic() - begun:.0f} s"
        print(f"\r[{bar:<{_BAR}}] {number} of {whole}, {spent}", end="", file=sys.stderr, flush=True)

    for place, kind in enumerate(found):
        begin = seed if is_again else seed + place * -(-each // _OF_ONE_SHOP) * _OF_ONE_SHOP
        for first in range(begin, begin + each, _OF_ONE_SHOP):
            with fresh_address(kind) as address:
                shop = stocked(address, is_captured_later=first // _OF_ONE_SHOP % 2 == 1)
                try:
                    live_through(shop, seed=first, histories=min(_OF_ONE_SHOP, begin + each - first), tell=show)
                except AssertionError as fault:
                    raise SystemExit(f"\non {kind}, {fault}") from None
                finally:
                    shop.database.engine.dispose()
    print("\nEvery order was charged and confirmed once, and the books agree.")


if __name__ == "__main__":
    main()
