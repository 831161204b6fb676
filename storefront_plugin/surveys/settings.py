"""`[surveys]`: whether customers are asked, and how seldom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from marshmallow import fields

from storefront_plugin.shapes import Between, Shape

MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class SurveysSettings:
    """`cooldown_days` is the least time between two questions to one customer."""

    enabled: bool = True
    cooldown_days: int = 90

    @property
    def cooldown(self) -> timedelta:
        return timedelta(days=self.cooldown_days)


class SurveysShape(Shape):
    """`[surveys]`."""

    makes = SurveysSettings

    enabled = fields.Boolean(load_default=True)
    cooldown_days = fields.Integer(strict=True, load_default=90, validate=Between(0, MOST_DAYS))
