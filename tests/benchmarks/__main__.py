"""`make bench`: what the plug-in costs, against a floor or a peer measured in the same run."""

from __future__ import annotations

import argparse
import json

from tests.benchmarks import negotiation, pages, sitemap


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", action="store_true", help="print JSON")
    asked.add_argument("--long", action="store_true", help="also write sitemaps of a million addresses")
    given = asked.parse_args()
    sections = {
        "pages of the example shop, mounted / plain": pages.rows(),
        "language negotiation, ours / werkzeug's best_match": negotiation.rows(),
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
