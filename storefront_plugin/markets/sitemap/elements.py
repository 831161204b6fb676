"""From the host's pages to their <url> elements; what the host says that cannot be used is logged and counted."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from html import escape

from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.alternates import Placement, paths_by_edition, quoted
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.sitemap.stencil import Elements, Stencil, mark

log = logging.getLogger(__name__)

# The protocol's; an address is shorter than 2,048 characters.
LONGEST_ADDRESS = 2_047
# A large shop may have the same fault a million times.
_MOST_LOGGED = 10
# Each set of names has its own; a shop that says "in these editions" of each page may have any number of sets.
_MOST_STENCILS = 256

# The names of a page that is everywhere at one path.
_EVERYWHERE: tuple[str, ...] = ()
# Most paths, and at a third of the time: they are written as they are.
_is_plain = re.compile(r"/[A-Za-z0-9/_.~-]*").fullmatch
# Each byte as it is written in an address within XML: asking for whole paths takes several times as long.
_ESCAPED = {byte: escape(quoted(bytes([byte]))) for byte in range(256)}


class Unusable(StrEnum):
    """What no sitemap can carry."""

    NOT_A_PAGE = "not_a_page"
    NOT_A_DATE = "not_a_date"
    NOT_A_PATH = "not_a_path"
    TOO_LONG = "too_long"
    UNKNOWN_EDITION = "unknown_edition"


class PageWriter:
    """Writes page after page; `pages` and `unusable` count what was written and what was not."""

    def __init__(self, editions: Editions, place: Callable[[Mapping[str, str]], Placement]) -> None:
        self.pages = 0
        self.unusable: Counter[Unusable] = Counter()
        self._editions = editions
        self._place = place
        self._names = {name for each in editions.all for name in (each.code, each.locale, each.language)}
        self._stencils: dict[tuple[str, ...], tuple[Stencil, list[str]]] = {}
        self._longest_path = LONGEST_ADDRESS - self._longest_root()

    def write_all(self, pages: Iterable[SitemapPage]) -> Iterator[Elements]:
        for page in pages:
            if found := self.write(page):
                self.pages += 1
                yield found

    def write(self, page: SitemapPage) -> Elements | None:
        """The page's elements; None where it exists in no edition, or where nothing said of it can be used."""
        if not isinstance(page, SitemapPage):
            self._refuse(Unusable.NOT_A_PAGE, page)
            return None
        changed = self._moment(page.changed_on)
        told = page.path
        if not isinstance(told, Mapping):
            return self._write(_EVERYWHERE, (told,), changed)
        return self._write(tuple(told), tuple(told.values()), changed) if told else None

    def _write(self, names: tuple[str, ...], told: Sequence[str], changed: bytes) -> Elements | None:
        stencil, unknown = self._stencils.get(names) or self._cut_stencil(names, told)
        for name in unknown:
            self._refuse(Unusable.UNKNOWN_EDITION, name)
        paths = [path.encode() if type(path) is str and _is_plain(path) else _escaped(path) for path in told]
        if b"" in paths or len(max(paths, key=len)) > self._longest_path:
            return self._write_the_rest(names, told, paths, changed)
        if b"/" in paths:
            # The alternates of the home page are no pattern for others; it is placed by itself.
            stencil = Stencil.cut(self._place(self._spread(names, told)))
        paths.append(b"")
        return stencil.write(paths, changed) if stencil.roots else None

    def _write_the_rest(
        self, names: tuple[str, ...], told: Sequence[str], paths: Sequence[bytes], changed: bytes
    ) -> Elements | None:
        """The page in those of its editions whose path can be used; another edition's path never takes its place."""
        usable = set()
        for index, path in enumerate(paths):
            if not path:
                self._refuse(Unusable.NOT_A_PATH, told[index])
            elif len(path) > self._longest_path:
                self._refuse(Unusable.TOO_LONG, told[index])
            else:
                usable.add(str(index))
        places = self._spread(names, [str(index) for index in range(len(told))])
        rest = {code: told[int(index)] for code, index in places.items() if index in usable}
        return self._write(tuple(rest), tuple(rest.values()), changed) if rest else None

    def _cut_stencil(self, names: tuple[str, ...], told: Sequence[str]) -> tuple[Stencil, list[str]]:
        """The stencil for pages with these names, and those names that no edition has."""
        marks = [mark(index) for index in range(len(told))]
        made = Stencil.cut(self._place(self._spread(names, marks))), [each for each in names if each not in self._names]
        if len(self._stencils) < _MOST_STENCILS:
            self._stencils[names] = made
        return made

    def _spread(self, names: tuple[str, ...], told: Sequence[str]) -> dict[str, str]:
        by_name = dict(zip(names, told, strict=True)) if names != _EVERYWHERE else None
        return paths_by_edition(self._editions, told[0], by_name)

    def _longest_root(self) -> int:
        home = self._place({each.code: "/" for each in self._editions.all})
        return max(len(url) for each in self._editions.all if (url := home.url(each))) - 1

    def _moment(self, changed_on: object) -> bytes:
        """As the protocol writes it: a day, or a moment in UTC, so that the texts have the order of the moments."""
        if changed_on is None:
            return b""
        if isinstance(changed_on, datetime) and changed_on.tzinfo:
            return changed_on.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        if isinstance(changed_on, date):
            return changed_on.isoformat()[:10].encode()
        self._refuse(Unusable.NOT_A_DATE, changed_on)
        return b""

    def _refuse(self, fault: Unusable, told: object) -> None:
        self.unusable[fault] += 1
        if self.unusable[fault] <= _MOST_LOGGED:
            last = "; more of these are only counted" if self.unusable[fault] == _MOST_LOGGED else ""
            log.warning("left out of the sitemap, %s: %.200r%s", fault, told, last)


def _escaped(path: object) -> bytes:
    """The path fit for an address within XML; empty where it is none."""
    if not isinstance(path, str) or not path.startswith("/"):
        return b""
    try:
        return path.encode().decode("latin-1").translate(_ESCAPED).encode()
    except UnicodeEncodeError:
        return b""
