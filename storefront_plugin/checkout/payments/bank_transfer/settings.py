"""`[checkout.bank_transfer]`: the merchant's account, or one for each market, and how long a transfer is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from storefront_plugin.checkout.payments.bank_transfer.transfer import Account
from storefront_plugin.contact_fields import IbanField
from storefront_plugin.shapes import Between, LineField, Shape, Written
from storefront_plugin.texts import sf_

_BIC = sf_("“%(value)s” is no BIC: eight or eleven letters and digits, such as COBADEFFXXX.")


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """What a market says of its account; what it leaves empty is as in `[checkout.bank_transfer]`."""

    holder: str = ""
    iban: str = ""
    bic: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class BankTransferSettings:
    """Offered in these markets, in all of them where none is named, and nowhere without an account."""

    holder: str = ""
    iban: str = ""
    bic: str = ""
    bank: str = ""
    days_open: int = 14
    markets: tuple[str, ...] = ()
    accounts: Mapping[str, AccountSettings] = field(default_factory=dict)

    @property
    def is_set(self) -> bool:
        return bool(self.iban or self.accounts)

    def account_of(self, market: str) -> Account | None:
        """Where a market's shoppers send their money; None where they may not."""
        if self.markets and market not in self.markets:
            return None
        own = self.accounts.get(market, AccountSettings())
        if not (own.iban or self.iban):
            return None
        # A BIC and a bank are those of one IBAN: they do not stand beside another.
        shared = AccountSettings(bic=self.bic, bank=self.bank) if not own.iban else AccountSettings()
        return Account(own.holder or self.holder, own.iban or self.iban, own.bic or shared.bic, own.bank or shared.bank)


class _AccountFields(Shape):
    """What an account is known by."""

    # 70 characters and no more are what a SEPA transfer has room for.
    holder = LineField(load_default="", most=70)
    iban = IbanField(load_default="")
    bic = LineField(load_default="", validate=Written(r"^([A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?)?$", _BIC))
    bank = LineField(load_default="", most=70)


class AccountShape(_AccountFields):
    """`[checkout.bank_transfer.accounts.<market>]`."""

    makes = AccountSettings


class BankTransferShape(_AccountFields):
    """`[checkout.bank_transfer]`."""

    makes = BankTransferSettings

    days_open = fields.Integer(strict=True, load_default=14, validate=Between(1, 60))
    markets = fields.List(LineField(least=1), load_default=list)
    accounts = fields.Dict(keys=fields.String(), values=fields.Nested(AccountShape), load_default=dict)

    @validates_schema
    def _account_is_whole(self, data: dict[str, Any], **_: object) -> None:
        """An account without its holder cannot be paid to, nor a holder without an account."""
        accounts = data.get("accounts", {})
        if (data.get("holder") or data.get("bic") or data.get("bank")) and not (data.get("iban") or accounts):
            raise ValidationError([sf_("An account has an IBAN.")], "iban")
        nameless = [key for key, account in accounts.items() if not (account.holder or data.get("holder"))]
        if nameless or (data.get("iban") and not data.get("holder")):
            raise ValidationError([sf_("An account has a holder.")], "holder")
