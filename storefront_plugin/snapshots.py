"""Facts as plain JSON and back: what is kept of an order, a refund or an event is read again by later versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import cattrs
from cattrs.gen import make_dict_unstructure_fn, override

from storefront_plugin.host import JOINED_LATER
from storefront_plugin.money import Currency, Money

T = TypeVar("T")


def encode(fact: object) -> dict[str, Any]:
    """A snapshot as plain JSON: Money as {"minor", "currency"}, dates and moments as RFC 3339, Decimals as text."""
    plain: dict[str, Any] = _CONVERTER.unstructure(fact)
    return plain


def decode(fact: type[T], plain: Mapping[str, Any]) -> T:
    """The snapshot that `encode` made of such a fact."""
    return _CONVERTER.structure(plain, fact)


def _make_converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_unstructure_hook_factory(is_dataclass, lambda fact: _writes(fact, converter))
    converter.register_unstructure_hook(date, lambda day: day.isoformat())
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_unstructure_hook(datetime, lambda moment: moment.isoformat())
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_unstructure_hook(Currency, lambda currency: currency.code)
    converter.register_structure_hook(Currency, lambda code, _: Currency.of(code))
    converter.register_unstructure_hook(Money, lambda money: {"minor": money.minor, "currency": money.currency.code})
    converter.register_structure_hook(Money, lambda plain, _: Money(plain["minor"], Currency.of(plain["currency"])))
    return converter


def _writes(fact: type[Any], converter: cattrs.Converter) -> Callable[[Any], dict[str, Any]]:
    """Writes such a fact, but for what joined it later and says nothing."""
    later: dict[str, Any] = {
        each.name: override(omit_if_default=True) for each in fields(fact) if each.metadata == JOINED_LATER
    }
    return make_dict_unstructure_fn(fact, converter, **later)


_CONVERTER = _make_converter()
