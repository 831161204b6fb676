"""Shares of one, as the settings write them: 0.03 is 3 %."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from storefront_plugin.shapes import AmountField, refused
from storefront_plugin.texts import sf_


class ShareField(AmountField):
    """Refuses 3 where 0.03 was meant."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(validate=_is_below_one, **rest)


def _is_below_one(share: Decimal) -> None:
    if abs(share) >= 1:
        raise refused(
            sf_("%(margin)s would be %(percent)s %%: 3 %% is written 0.03.", margin=share, percent=share * 100)
        )
