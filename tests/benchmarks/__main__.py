"""`make bench`: what the plug-in costs, against a floor or a peer measured in the same run."""

from __future__ import annotations

import argparse
import json

from tests.benchmarks import alternates, checkouts, money, negotiation, pages, postcodes, prices, repricing, sitemap


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", action="store_true", help="print JSON")
    asked.add_argument("--long", action="store_true", help="also a million addresses and two million prices")
    given = asked.parse_args()
    sections = {
        "pages of the example shop, mounted / plain": pages.rows(),
        "the smallest page of many editions, ours / bare Flask": alternates.rows(),
        "language negotiation, ours / werkzeug's best_match": negotiation.rows(),
        "an amount, ours and the libraries' / by hand": money.rows(),
        "a thousand prices, ours / formatted floats": prices.rows(),
        "prices recorded, ours / the same rows written raw": repricing.rows(long=given.long),
        "a postcode checked, ours / the libraries'": postcodes.rows(),
        "checkouts and paid orders, ours / the same rows written raw": checkouts.rows(),
        "sitemap, ours / the same bytes written raw": sitemap.rows(long=given.long),
    }
    if given.json:
        print(json.dumps(sections, indent=2))
        return
    for title, rows in sections.items():
        print(title)
        for row in rows:
            times = f"floor {row['floor_us']:>10,.1f} us  ours {row['ours_us']:>10,.1f} us"
            print(f"  {row['page']:<42} {times}  ratio {row['ratio']:.3f}")


if __name__ == "__main__":
    main()
