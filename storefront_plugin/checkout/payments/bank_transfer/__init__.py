"""Bank transfer: the shopper sends the money herself, and the merchant says that it came.

Owns: the merchant's accounts by market, references with check digits, and the transfers that are waited for, which are
this provider's own memory. Does not own: attempts and their states (checkout), which ask here as they ask any provider.
Invariants: one attempt is one transfer, whose account and reference never change once told; what came is what the
merchant says, once; a transfer that nobody made by its limit is over.
"""

from storefront_plugin.checkout.payments.bank_transfer.provider import BankTransfer
from storefront_plugin.checkout.payments.bank_transfer.transfer import Account, Transfer

__all__ = ["Account", "BankTransfer", "Transfer"]
