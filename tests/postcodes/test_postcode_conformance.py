"""The facts of many countries, scored by kind; the scores reached are held."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from storefront_plugin.postcodes import Presence, check, describe

NAMED = {"GB", "IE", "NL", "CA", "US"}
JUNK = ("x", "!", " test", "<b>", "\n10115", "-", "/")
MARKUP = ("<b>{}</b>", "<script>{}</script>", "{}<br>", '"{}"', "{};--")
# What must be reached at least, in percent.
BARS = {
    "valid": 99.5,
    "invalid": 99.5,
    "invalid, rule": 99,
    "canonical": 99.7,
    "valid, prefix": 100,
    "valid, own-prefix": 100,
    "valid, spelling": 100,
    "valid, unicode": 100,
    "real": 100,
    "trailing junk": 100,
    "markup": 100,
    "named countries": 100,
}
REGION_BARS = {"valid": 99.6, "wrong-region": 98, "invalid": 100}


@dataclass
class Scores:
    """Right answers of all, by kind."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def count(self, kind: str, is_right: bool, case: object) -> None:
        self.all[kind] += 1
        self.right[kind] += is_right
        if not is_right:
            self.wrong.append(f"{kind}: {case}")

    def percent(self, kind: str) -> float:
        return 100 * self.right[kind] / self.all[kind]

    def __str__(self) -> str:
        table = [f"{kind:32}{self.right[kind]:5} / {self.all[kind]:5}{self.percent(kind):7.1f} %" for kind in self.all]
        return "\n".join([*sorted(table), *self.wrong])


def rows_of(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]


def test_postcodes_are_told_from_what_is_none(conformance):
    scores = Scores()
    for country, typed, expected, canonical, kinds in rows_of(conformance / "postcodes.tsv"):
        found, case = check(country, typed), (country, typed)
        is_right = found.is_valid == (expected == "valid")
        scores.count(expected, is_right, case)
        for kind in filter(None, kinds.split(",")):
            scores.count(f"{expected}, {kind.partition(':')[0]}", is_right, case)
        if country in NAMED:
            scores.count("named countries", is_right, case)
        if expected == "valid" and canonical:
            scores.count("canonical", found.canonical == canonical, (*case, found.canonical))
        if expected == "valid" and typed and not kinds:
            scores.count("real", is_right, case)
        if found.canonical and describe(country).presence is not Presence.NONE:
            for junk in JUNK:
                scores.count(
                    "trailing junk", not check(country, typed.strip() + junk).is_valid, (country, typed + junk)
                )
            for markup in MARKUP:
                scores.count("markup", not check(country, markup.format(typed)).is_valid, (country, typed))
    print(f"\n{scores}")

    assert [kind for kind, bar in BARS.items() if scores.percent(kind) < bar] == [], scores


def test_regions_are_told_from_their_neighbours(conformance):
    scores = Scores()
    for country, region, typed, expected in rows_of(conformance / "postcodes-region.tsv"):
        found = check(country, typed, region)
        # Whether it is a postcode at all is the other file's question: two rows carry a B, which no Eircode has.
        is_right = {
            "valid": found.region_fits is not False,
            "wrong-region": found.region_fits is False,
            "invalid": not found.is_valid,
        }[expected]
        scores.count(expected, is_right, (country, region, typed))
    print(f"\n{scores}")

    assert [kind for kind, bar in REGION_BARS.items() if scores.percent(kind) < bar] == [], scores
