"""What the merchant is told of money that came: that it is right, or what is wrong with it. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from storefront_plugin.checkout.payments.bank_transfer.transfer import Transfer
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.money import Money


class Remark(StrEnum):
    """RIGHT places the order; all else is for a person to look at."""

    RIGHT = "right"
    TOO_LITTLE = "too little"
    TOO_MUCH = "too much"
    OTHER_CURRENCY = "another currency"
    TOO_LATE = "too late: the order was not waited for any more"


def remark_on(transfer: Transfer, money: Money, *, now: datetime) -> Remark:
    """What it means that this money came by this transfer."""
    if money.currency != transfer.amount.currency:
        return Remark.OTHER_CURRENCY
    if money != transfer.amount:
        return Remark.TOO_LITTLE if money.minor < transfer.amount.minor else Remark.TOO_MUCH
    return Remark.TOO_LATE if transfer.state_at(now) is AttemptState.CANCELLED else Remark.RIGHT
