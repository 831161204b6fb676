"""What the rules found, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

# More of one rule tell a reader nothing new; JSON has all.
_MOST_SHOWN = 20

# What a rule sees: the page concerned, the other address, and what is wrong.
Breach = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of the rule of that id: the page concerned, the other address (empty where there is none), and what
    is wrong."""

    rule: str
    url: str
    other: str
    what: str

    def lines(self) -> Iterator[str]:
        yield f"  {self.url}"
        if self.other:
            yield f"  {self.other}"
        yield f"    {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    """One audit. `sets` counts pages that are variants of one another as one; `why_not` says why nothing is proved,
    and is empty where something is."""

    pages: int
    sets: int
    unseen: int
    elsewhere: int
    findings: Sequence[Finding] = ()
    why_not: str = ""

    @property
    def exit_code(self) -> int:
        """0 where all holds, 1 where something was found, 2 where nothing could be proved."""
        return 2 if self.why_not else int(bool(self.findings))

    def as_json(self) -> str:
        return json.dumps({**asdict(self), "exit_code": self.exit_code}, ensure_ascii=False, indent=2)

    def as_text(self, titles: Mapping[str, str]) -> str:
        """Grouped by rule; `titles` says by id what each rule holds."""
        return "\n".join([*self._groups(titles), *self._end()])

    def _groups(self, titles: Mapping[str, str]) -> Iterator[str]:
        for rule in dict.fromkeys(finding.rule for finding in self.findings):
            found = [finding for finding in self.findings if finding.rule == rule]
            yield f"{rule}  {titles[rule]}: {_counted(len(found), 'exception')}"
            for finding in found[:_MOST_SHOWN]:
                yield from finding.lines()
            if len(found) > _MOST_SHOWN:
                yield f"  and {len(found) - _MOST_SHOWN} more, which --json lists"
            yield ""

    def _end(self) -> Iterator[str]:
        if self.why_not:
            yield f"Nothing is proved: {self.why_not}."
        else:
            found = _counted(len(self.findings), "finding") if self.findings else "nothing found"
            yield f"{_counted(self.pages, 'page')} in {_counted(self.sets, 'set')}: {found}."
        if self.unseen:
            yield f"Not looked at, for the limit: {_counted(self.unseen, 'more address', 'more addresses')}."
        if self.elsewhere:
            yield f"Not asked, as they are on hosts of others: {_counted(self.elsewhere, 'address', 'addresses')}."


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
