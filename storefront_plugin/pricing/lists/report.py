"""Price lists and what an import changes, in words and as plain data: what the commands print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from storefront_plugin.money import Money
from storefront_plugin.pricing.lists.price_list import PriceList
from storefront_plugin.pricing.lists.price_table import TableChange
from storefront_plugin.pricing.lists.standing_list import StandingList
from storefront_plugin.snapshots import encode

_SHOWN = 20


def said_list(each: StandingList) -> str:
    """One line for a list."""
    origin = f"imported {_minute(each.imported_at)}" if each.imported_at else "of the settings"
    return f"{each.list.name}: {each.state}, {_terms(each.list)}; {each.price_count} prices, {origin}"


def plain_list(each: StandingList) -> dict[str, Any]:
    return {
        **_plain(each.list),
        "currency": each.currency.code,
        "prices": each.price_count,
        "state": each.state.value,
        "imported_at": _iso(each.imported_at),
    }


def said_change(change: TableChange, *, dry_run: bool) -> str:
    """How many prices come, go and change; of a dry run the first of each."""
    list_, count = change.after.list, len(change.after.prices)
    lines = [f"{'Would import' if dry_run else 'Imported'} {count} prices into the list “{list_.name}”."]
    if change.before and _terms(change.before.list) != _terms(list_):
        lines.append(f"It was {_terms(change.before.list)}.")
    lines.append(f"It {'would be' if dry_run else 'is'} {_terms(list_)}.")
    for what, skus in (("added", change.added), ("removed", change.removed), ("changed", change.changed)):
        lines.append(f"{what}: {len(skus)}")
        if dry_run:
            lines += _first(change, skus)
    lines.append(f"unchanged: {change.unchanged_count}")
    return "\n".join(lines)


def plain_change(change: TableChange, *, dry_run: bool) -> dict[str, Any]:
    """The same; of a dry run all that comes, goes and changes."""
    parts = {"added": change.added, "removed": change.removed, "changed": change.changed}
    return {
        "imported": not dry_run,
        "list": _plain(change.after.list),
        "before": change.before and _plain(change.before.list),
        "prices": len(change.after.prices),
        **{what: len(skus) for what, skus in parts.items()},
        "unchanged": change.unchanged_count,
        **({"changes": [_plain_price(change, sku) for skus in parts.values() for sku in skus]} if dry_run else {}),
    }


def _first(change: TableChange, skus: Sequence[str]) -> Iterator[str]:
    for sku in skus[:_SHOWN]:
        yield f"  {sku}: {' → '.join(str(each) for each in _old_and_new(change, sku) if each is not None)}"
    if len(skus) > _SHOWN:
        yield f"  and {len(skus) - _SHOWN} more"


def _old_and_new(change: TableChange, sku: str) -> tuple[Money | None, Money | None]:
    """What a product costs before and after; None where the list does not have it."""
    old, new = (table.entry(sku) if table else None for table in (change.before, change.after))
    return (old.money if old else None, new.money if new else None)


def _plain_price(change: TableChange, sku: str) -> dict[str, Any]:
    old, new = _old_and_new(change, sku)
    return {"sku": sku, "old": None if old is None else encode(old), "new": None if new is None else encode(new)}


def _terms(list_: PriceList) -> str:
    said = [f"for the market {list_.market}"]
    if list_.audience:
        said.append(f"for {list_.audience}")
    if list_.starts_at:
        said.append(f"from {_minute(list_.starts_at)}")
    if list_.ends_at:
        said.append(f"until {_minute(list_.ends_at)}")
    if list_.is_sale:
        said.append("a sale")
    return ", ".join(said)


def _plain(list_: PriceList) -> dict[str, Any]:
    return {
        "name": list_.name,
        "market": list_.market,
        "audience": list_.audience,
        "starts_at": _iso(list_.starts_at),
        "ends_at": _iso(list_.ends_at),
        "sale": list_.is_sale,
    }


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
