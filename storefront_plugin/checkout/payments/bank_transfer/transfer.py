"""One transfer that is waited for, and what it means for the attempt behind it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storefront_plugin.check_digits import in_fours
from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.events import TransferDetails
from storefront_plugin.money import Money

# The geographical scope of SEPA (EPC409-09, 2025), by the countries that IBANs begin with.
_SEPA = frozenset(
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE "
    "SI SK SM VA".split()
)


@dataclass(frozen=True, slots=True)
class Account:
    """Where the money goes; `bic` and `bank` are empty where the merchant names none."""

    holder: str
    iban: str
    bic: str = ""
    bank: str = ""

    @property
    def iban_in_fours(self) -> str:
        return in_fours(self.iban)


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the shopper was told to send, and what came of it: `received` is None until the merchant says so."""

    reference: str
    attempt_id: str
    order_reference: str
    amount: Money
    account: Account
    open_until: datetime
    received: Money | None = None
    is_cancelled: bool = False

    @property
    def reference_in_fours(self) -> str:
        return in_fours(self.reference)

    @property
    def giro_code(self) -> str | None:
        """What a banking app reads from a square (EPC069-12, version 2), with the reference as ISO 11649 has it.

        None where no euros are asked for, or the account is outside SEPA.
        """
        account, amount = self.account, self.amount
        if amount.currency.code != "EUR" or account.iban[:2] not in _SEPA:
            return None
        # The third line stands for UTF-8, the empty one for a purpose that there is none of.
        facts = (account.bic, account.holder, account.iban, f"EUR{amount.amount}", "", self.reference)
        return "\n".join(("BCD", "002", "1", "SCT", *facts))

    def state_at(self, now: datetime) -> AttemptState:
        """PAID for any money at all, however late: what to make of it is checkout's to say."""
        if self.received is not None:
            return AttemptState.PAID
        is_over = self.is_cancelled or now >= self.open_until
        return AttemptState.CANCELLED if is_over else AttemptState.OPEN

    def report_at(self, now: datetime) -> PaymentReport:
        account = self.account
        return PaymentReport(
            payment_id=self.reference,
            state=self.state_at(now),
            amount=self.amount if self.received is None else self.received,
            # There is no bank for trying out.
            is_live=True,
            attempt_id=self.attempt_id,
            order_reference=self.order_reference,
            captured=self.received,
            open_until=self.open_until,
            transfer_to=TransferDetails(account.holder, account.iban, account.bic, account.bank, self.reference),
        )
