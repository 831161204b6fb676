"""The European Central Bank's reference rates of the day, from its own feed or a file that somebody put there.

About thirty currencies against the euro, new at about 16:00 CET on days when banks work. They are for information:
the merchant's margin and rounding make prices of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import url2pathname

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.sources.apart import MOST_BYTES, run_errand
from storefront_plugin.pricing.rates.sources.quoted import date_of, table_of
from storefront_plugin.texts import sf_

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME = "ECB"

_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"


@dataclass(frozen=True, slots=True)
class EcbRates:
    """`place` is an address of http or https, or a file: its path, or file://."""

    place: str
    deadline_seconds: int
    name: str = NAME

    def fetch(self, base: Currency) -> RateTable | None:
        table = parse_ecb(self._xml())
        return table if table.quotes(base) else None

    def _xml(self) -> bytes:
        if self.place.startswith(("http://", "https://")):
            return run_errand("download", source=NAME, deadline_seconds=self.deadline_seconds, address=self.place)
        path = url2pathname(self.place.removeprefix("file://")) if self.place.startswith("file://") else self.place
        return _read(Path(path))


def parse_ecb(xml: bytes) -> RateTable:
    """The table of the newest day in the ECB's XML. Raises RateSourceFailed, whatever the bytes are."""
    if len(xml) > MOST_BYTES:
        raise RateSourceFailed(source=NAME, reason=sf_("The answer is larger than %(most)s bytes.", most=MOST_BYTES))
    days = [(date_of(cube.get("time", ""), NAME), cube) for cube in _cubes(xml) if "time" in cube.attrib]
    if not days:
        raise RateSourceFailed(source=NAME, reason=sf_("There are no rates in it."))
    as_of, newest = max(days, key=lambda day: day[0])
    quoted = [(cube.get("currency", ""), cube.get("rate", "")) for cube in newest]
    return table_of(quoted, base=Currency.of("EUR"), as_of=as_of, source=NAME)


def _cubes(xml: bytes) -> Iterable[Element]:
    try:
        return fromstring(xml, forbid_dtd=True).iter(_CUBE)
    except DefusedXmlException as fault:
        reason = sf_("It declares a document type, which the ECB’s XML does not.")
        raise RateSourceFailed(source=NAME, reason=reason) from fault
    # ValueError, LookupError: an encoding that it declares and is not, or that nobody knows.
    except (ParseError, ValueError, LookupError) as fault:
        raise RateSourceFailed(source=NAME, reason=sf_("This is not XML, or only a part of it.")) from fault


def _read(file: Path) -> bytes:
    try:
        if not file.is_file():
            # A pipe or a device could hold us up past any deadline.
            raise OSError(f"no regular file: {file}")
        with file.open("rb") as source:
            return source.read(MOST_BYTES + 1)
    # ValueError: a path with a NUL in it.
    except (OSError, ValueError) as fault:
        reason = sf_("The file %(file)s cannot be read.", file=file)
        raise RateSourceFailed(source=NAME, reason=reason) from fault
