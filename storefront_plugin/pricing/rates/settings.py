"""`[pricing.rates]`: where rates are fetched, when they take effect, and how old they may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marshmallow import fields, post_load

from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.freshness import PastMaxAge, RatePolicy
from storefront_plugin.pricing.share_field import ShareField
from storefront_plugin.shapes import Between, ByCurrencyField, LineField, Shape, Written
from storefront_plugin.texts import sf_

ECB_DAILY = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
THE_RATES_API = "https://theratesapi.com/api/"


class Feed(StrEnum):
    """Where rates are fetched; the values are the names used in settings."""

    ECB = "ecb"
    FOREX_PYTHON = "forex-python"


@dataclass(frozen=True, slots=True)
class RatesSettings:
    """`feeds` are asked in order, and stored; `ecb` is an address or a file.

    A table in which a rate moved by more than `most_moved` is refused. A price moves when its rate has moved by more
    than `stability`. A new table takes effect at once, or at the next `takes_effect_at` (UTC).
    """

    feeds: tuple[Feed, ...] = (Feed.ECB,)
    ecb: str = ECB_DAILY
    forex_python: str = THE_RATES_API
    deadline_seconds: int = 20
    refresh_hours: int = 6
    most_moved: Decimal = Decimal("0.20")
    stability: Decimal = Decimal(0)
    takes_effect_at: time | None = None
    policy: RatePolicy = field(default_factory=RatePolicy)
    policies: Mapping[Currency, RatePolicy] = field(default_factory=dict)

    def policy_of(self, currency: Currency) -> RatePolicy:
        return self.policies.get(currency, self.policy)


class TimeOfDayField(fields.Field[time]):
    """A minute of every day, as text or as TOML has it: 02:00, 02:00:00."""

    _text = LineField(
        validate=Written(r"^([01]\d|2[0-3]):[0-5]\d(:00)?$", sf_("“%(value)s” is not a time of day such as 02:00."))
    )

    def _deserialize(self, value: object, attr: str | None, data: Any, **_: object) -> time:
        text = value.isoformat() if isinstance(value, time) else value
        return time.fromisoformat(self._text.deserialize(text, attr, data))


class PolicyShape(Shape):
    """What happens to a currency whose rate is too old; None is what all currencies have."""

    max_age_days = fields.Integer(strict=True, validate=Between(1), load_default=None)
    past_max_age = fields.Enum(PastMaxAge, by_value=True, load_default=None)
    widen_by = ShareField(above="0", load_default=None)


class RatesShape(PolicyShape):
    """`[pricing.rates]`."""

    feeds = fields.List(fields.Enum(Feed, by_value=True), load_default=lambda: [Feed.ECB])
    ecb = LineField(least=1, most=2000, load_default=ECB_DAILY)
    forex_python = LineField(least=1, most=2000, load_default=THE_RATES_API)
    deadline_seconds = fields.Integer(strict=True, validate=Between(1, 600), load_default=20)
    refresh_hours = fields.Integer(strict=True, validate=Between(1, 168), load_default=6)
    most_moved = ShareField(above="0", load_default=Decimal("0.20"))
    stability = ShareField(least="0", load_default=Decimal(0))
    takes_effect_at = TimeOfDayField(load_default=None)
    currencies = ByCurrencyField(fields.Nested(PolicyShape), load_default=dict)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> RatesSettings:
        own = {name: data.pop(name) for name in PolicyShape().fields}
        common = _policy(RatePolicy(), own)
        policies = {currency: _policy(common, each) for currency, each in data.pop("currencies").items()}
        return RatesSettings(
            **{**data, "feeds": tuple(dict.fromkeys(data["feeds"]))},
            policy=common,
            policies=policies,
        )


def _policy(common: RatePolicy, written: Mapping[str, Any]) -> RatePolicy:
    return RatePolicy(**{name: getattr(common, name) if value is None else value for name, value in written.items()})
