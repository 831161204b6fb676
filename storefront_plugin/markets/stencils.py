"""What all pages of the same editions say alike in their head and Link header: everything but their paths. Pure.

It is written for the first of them, so that every other costs no more than joining texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from storefront_plugin.markets.alternates import Placement
from storefront_plugin.markets.edition import Edition

# nginx takes an answer whose headers fit into 4 kB, by default, and makes a 502 of any other: a quarter is left to the
# rest of them. What is longer is not sent; head and sitemap say the same.
LONGEST_LINK_HEADER = 3 * 1024
# Where a path belongs; no address has it.
_GAP = "\0"
# A shop that says of each page in which editions it exists may name any number of sets of them, a proxy any mounts.
_MOST_STENCILS = 256


class Stencils:
    """Those of one app, by what they depend on."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, tuple[str, ...], bool], Stencil] = {}

    def of(self, placement: Placement) -> Stencil:
        """The stencil of a page that stands there."""
        key = placement.root, tuple(placement.paths), placement.is_home
        found = self._kept.get(key)
        if found is None:
            found = Stencil.cut(placement)
            if len(self._kept) >= _MOST_STENCILS:
                # All of them, so that those of today's pages soon stand again.
                self._kept.clear()
            self._kept[key] = found
        return found


@dataclass(frozen=True, slots=True)
class Stencil:
    """A Link header and the alternates' tags, cut at their gaps; `editions` are the codes whose paths fill these.

    `og_locales` are the tags of all editions' locales, for Open Graph.
    """

    header: list[str]
    alternates: list[str]
    editions: list[str]
    og_locales: str

    @classmethod
    def cut(cls, placement: Placement) -> Stencil:
        roots = placement.roots()
        header = ", ".join(f'<{each.url}{_GAP}>; rel="alternate"; hreflang="{each.hreflang}"' for each in roots)
        alternates = "".join(
            f'<link rel="alternate" hreflang="{each.hreflang}" href="{escape(each.url)}{_GAP}">\n' for each in roots
        )
        there = [each.og_locale for each in placement.editions.all if each.code in placement.paths]
        og_locales = "".join(map(_other_locale, dict.fromkeys(there)))
        return cls(header.split(_GAP), alternates.split(_GAP), [each.edition for each in roots], og_locales)

    def link_header(self, placement: Placement) -> str:
        """The alternates as one RFC 8288 Link header; empty where there are none."""
        return self._filled(self.header, placement.paths, placement.tails())

    def tags(self, placement: Placement, here: Edition) -> Markup:
        """The canonical address, the alternates and the locales for Open Graph, for a head: a line each."""
        tails = {path: str(escape(tail)) for path, tail in placement.tails().items()}
        canonical = f'<link rel="canonical" href="{escape(placement.url(here) or "")}">\n'
        alternates = self._filled(self.alternates, placement.paths, tails)
        own = f'<meta property="og:locale" content="{here.og_locale}">\n'
        others = self.og_locales.replace(_other_locale(here.og_locale), "")
        # Addresses are escaped; codes and locales were checked when they were read from the settings.
        return Markup(canonical + alternates + own + others)  # noqa: S704

    def _filled(self, texts: list[str], paths: Mapping[str, str], tails: Mapping[str, str]) -> str:
        if len(tails) == 1:
            return next(iter(tails.values())).join(texts)
        pieces = [""] * (2 * len(texts) - 1)
        pieces[::2] = texts
        pieces[1::2] = [tails[paths[code]] for code in self.editions]
        return "".join(pieces)


def _other_locale(og_locale: str) -> str:
    return f'<meta property="og:locale:alternate" content="{og_locale}">\n'
