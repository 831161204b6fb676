"""What only the merchant knows of a payment, and says: the transfer came, the refund was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.payments.bank_transfer import BankTransfer, Transfer
from storefront_plugin.checkout.payments.bank_transfer.remark import Remark, remark_on
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.errors import NothingCame, PaymentNotOffered, TransferReceived
from storefront_plugin.money import Money


@dataclass(frozen=True, slots=True)
class Remittance:
    """Money that came by a transfer, and what is to be said of it."""

    transfer: Transfer
    money: Money
    remark: Remark

    @property
    def was_noted(self) -> bool:
        """Whether the merchant had said so before."""
        return self.transfer.received is not None


class ByHand:
    """The merchant's own steps; whoever offers them has seen to it that it is she."""

    def __init__(self, checkout: Checkout, transfers: BankTransfer | None, clock: Callable[[], datetime]) -> None:
        self._checkout = checkout
        self._transfers = transfers
        self._clock = clock

    def transfer(self, named: str) -> Transfer:
        """One transfer, by its own reference or its order's.

        Raises TransferUnknown, ReferenceMistyped, and PaymentNotOffered in a shop without an account.
        """
        return self._offered().look(named)

    def preview(self, named: str, money: Money | None = None) -> Remittance:
        """What it would mean that this came, by a transfer's reference or an order's; nothing is changed.

        Without money it is what was asked for. Raises TransferReceived where another amount was noted before,
        NothingCame, and as `transfer`.
        """
        transfer = self.transfer(named)
        money = transfer.amount if money is None else money
        if money.minor <= 0:
            raise NothingCame(amount=money)
        if transfer.received not in (None, money):
            raise TransferReceived(received=transfer.received)
        return Remittance(transfer, money, remark_on(transfer, money, now=self._clock()))

    def paid(self, named: str, money: Money | None = None) -> tuple[Remittance, Attempt]:
        """Note that it came, and settle: what is right is paid, all else waits for a person, or goes back.

        Said twice alike, it came once. Raises as `preview`.
        """
        came = self.preview(named, money)
        transfer = self._offered().receive(came.transfer.reference, came.money)
        return came, self._checkout.settle(transfer.attempt_id, payment_id=transfer.reference)

    def refund_sent(self, refund_id: str) -> Attempt:
        """Note that she sent a refund from her bank. Raises RefundUnknown, PaymentNotOffered."""
        transfer = self._offered().send_refund(refund_id)
        return self._checkout.settle(transfer.attempt_id, payment_id=transfer.reference)

    def _offered(self) -> BankTransfer:
        if self._transfers is None:
            raise PaymentNotOffered
        return self._transfers
