"""Currency: an ISO 4217 code and its exponent, which is the ledger's and nobody else's.

How many digits people see is the locale's affair (formatting), what a payment provider expects is the provider's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from storefront_plugin.errors import UnknownCurrency

# ISO 4217 list one (and list three below for money of the past), as maintained by SIX, amendment 178.
_CURRENT = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF
CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS
VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_PAST = "ANG BGN BYR CUC EEK HRK LTL LVL MRO SKK SLL STD VEF ZWL"
_CODES = frozenset((_CURRENT + _PAST).split())

# Every other code has two digits.
_EXPONENTS = {
    **dict.fromkeys("BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency; made by `Currency.of`, which refuses unknown codes."""

    code: str
    exponent: int

    @staticmethod
    def of(code: str | Currency) -> Currency:
        """The currency of a code in any case. Raises UnknownCurrency."""
        return code if isinstance(code, Currency) else _known(code.strip().upper())

    def __str__(self) -> str:
        return self.code


@cache
def _known(code: str) -> Currency:
    if code not in _CODES:
        raise UnknownCurrency(code=code)
    return Currency(code, _EXPONENTS.get(code, 2))


def currency_codes() -> frozenset[str]:
    """Every code that `Currency.of` takes, those of the past included."""
    return _CODES
