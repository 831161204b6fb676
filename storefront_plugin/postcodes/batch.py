"""A whole table of addresses, checked a row at a time. Pure: rows come in, outcomes go out, only counts are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from storefront_plugin.postcodes.postcheck import Postcheck, check
from storefront_plugin.postcodes.rules import rule_for

UNKNOWN_COUNTRY = "unknown_country"


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of the table are called; without a region's, none is looked at."""

    country: str = "country"
    postcode: str = "postcode"
    region: str | None = None

    def missing_in(self, header: Iterable[str]) -> list[str]:
        given = set(header)
        return [name for name in (self.country, self.postcode, self.region) if name is not None and name not in given]


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row's outcome; `fault` and `note` are codes, empty where there is nothing to say."""

    country: str
    postcode: str
    found: Postcheck
    fault: str = ""
    note: str = ""


@dataclass(slots=True)
class Tally:
    """What was found so far."""

    checked: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def refused(self) -> int:
        return self.faults.total()

    def count(self, row: CheckedRow) -> None:
        self.checked += 1
        if row.fault:
            self.faults[row.fault] += 1
        if row.note:
            self.notes[row.note] += 1


def check_rows(rows: Iterable[Mapping[str, str | None]], columns: Columns) -> Iterator[CheckedRow]:
    """The outcome of each row, in their order. A row that ends early has empty columns."""
    for row in rows:
        country, postcode = (row.get(columns.country) or "").strip(), row.get(columns.postcode) or ""
        region = row.get(columns.region) if columns.region else None
        found = check(country, postcode, region)
        yield CheckedRow(
            country, postcode, found, _fault_in(country, found), found.note.code.value if found.note else ""
        )


def _fault_in(country: str, found: Postcheck) -> str:
    if rule_for(country) is None:
        return UNKNOWN_COUNTRY
    return found.reason.code.value if found.reason else ""
