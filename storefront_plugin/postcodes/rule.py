"""What one country's postcodes look like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from storefront_plugin.texts import Text


class Presence(StrEnum):
    """Whether an address needs a postcode there."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRule:
    """One country's rule, with the examples that are its tests.

    `pattern` is the shape of the letters and digits alone; its groups fill `layout`, which is how the post writes them.
    `issued` names what the post gives out of that shape; without it, everything but zeros. `presence` left out is read
    from the published address data. `source` is where this is published, `as_of` the month in which it was looked up.
    """

    country: str
    pattern: re.Pattern[str] | None
    layout: str = "{0}"
    issued: re.Pattern[str] | None = None
    # Finds, in a text of the right shape, a letter or letters that are not given out in that place.
    unused: re.Pattern[str] | None = None
    # What people write in front besides the country's ISO codes, which every rule allows.
    prefixes: tuple[str, ...] = ()
    presence: Presence | None = None
    # The country's own word for it.
    label: Text | None = None
    # The one code of a place so small that it has no other; nobody need be asked for it.
    only: str | None = None
    # Whose codes are typed here by mistake, because they look the same or belong to a territory of this country.
    neighbours: tuple[str, ...] = ()
    # Which of the codes issued here lie in a territory with a country code of its own, which names the group.
    territories: re.Pattern[str] | None = None
    # By ISO 3166-2 code without the country: how a postcode there begins.
    regions: Mapping[str, str] = field(default_factory=dict)
    # The names of those regions, where the published address data has none.
    region_names: Mapping[str, str] = field(default_factory=dict)
    valid: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    source: str = ""
    as_of: str = ""
    # The distinct shapes of the valid examples, letters as A and digits as 9.
    shapes: tuple[str, ...] = field(init=False)
    # Of those shapes, the shortest first.
    lengths: tuple[int, ...] = field(init=False)
    has_letters: bool = field(init=False)

    def __post_init__(self) -> None:
        shapes = tuple(dict.fromkeys(map(_shape, self.valid)))
        object.__setattr__(self, "shapes", shapes)
        object.__setattr__(self, "lengths", tuple(sorted(set(map(len, shapes)))))
        object.__setattr__(self, "has_letters", not all(map(str.isdigit, shapes)))

    @property
    def example(self) -> str | None:
        """The one shown to people."""
        return self.valid[0] if self.valid else None

    def match(self, compact: str) -> re.Match[str] | None:
        """The shape found in a compact text, with or without a prefix of this country; issued or not."""
        if self.pattern is None:
            return None
        if found := self.pattern.fullmatch(compact):
            return found
        if not compact.startswith(self.prefixes):
            return None
        for prefix in self.prefixes:
            if compact.startswith(prefix) and (found := self.pattern.fullmatch(compact, len(prefix))):
                return found
        return None

    def is_issued(self, match: re.Match[str]) -> bool:
        """Whether the post gives out such a code; zeros alone are a postcode nowhere."""
        if self.issued is None:
            return match[0].strip("0") != ""
        return self.issued.fullmatch(match[0]) is not None

    def unused_in(self, match: re.Match[str]) -> str | None:
        """The letters that are not given out where they stand; None when they are not what is wrong."""
        found = self.unused.search(match[0]) if self.unused else None
        return found[0] if found else None

    def written(self, match: re.Match[str]) -> str:
        """The canonical form; what a missing last part leaves dangling is dropped."""
        return match[0] if self.layout == "{0}" else self.layout.format(*match.groups("")).rstrip(" -")

    def read(self, compact: str) -> str | None:
        """The canonical form of a code that is issued; None for any other text."""
        match = self.match(compact)
        return self.written(match) if match and self.is_issued(match) else None


def _shape(example: str) -> str:
    return "".join("9" if character.isdigit() else "A" for character in example if character.isalnum())
