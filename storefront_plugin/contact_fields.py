"""How somebody is reached and paid, as settings and requests write it."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email

from storefront_plugin.check_digits import canonical, is_iban
from storefront_plugin.shapes import LineField, refused
from storefront_plugin.texts import sf_

# RFC 5321, with the brackets around it.
LONGEST_EMAIL = 254


class EmailField(LineField):
    """An address that mail could reach, its domain not asked; empty where `least` allows it.

    The merchant's own may be one that leads nowhere, such as shop.test: she finds out by herself.
    """

    def __init__(self, *, is_own: bool = False, **rest: Any) -> None:
        super().__init__(most=LONGEST_EMAIL, **rest)
        self.is_own = is_own

    def _deserialize(self, value: object, attr: str | None, data: Any, **rest: Any) -> str:
        text = super()._deserialize(value, attr, data, **rest)
        if not text:
            return ""
        try:
            return validate_email(text, check_deliverability=False, test_environment=self.is_own).normalized
        except EmailNotValidError as fault:
            raise refused(sf_("This is not an e-mail address.")) from fault


class IbanField(LineField):
    """An account number, written with or without spaces, its check digits checked; in canonical form, or empty."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(most=60, **rest)

    def _deserialize(self, value: object, attr: str | None, data: Any, **rest: Any) -> str:
        iban = canonical(super()._deserialize(value, attr, data, **rest))
        if iban and not is_iban(iban):
            raise refused(sf_("This is no IBAN: its check digits do not fit."))
        return iban
