"""Documents about orders, and letters to the buyer, in the order's own language and currency.

Owns: receipts, invoices, credit notes and corrections with their numbers, what is printed on them, keeping them;
confirmations and notices, and how a letter leaves the house.
Does not own: orders, refunds and who may read them (it is told by events, and asks `OrderAccess`), when a letter is
tried again (the outbox), what a tax comes to (pricing).
Invariants: one happening has one document of each kind; the numbers of a seller and a year have no gap and no double;
what was issued never changes, not by a byte: a refund that did not arrive is taken back by a correction; net, taxes and
rounding sum to the total to the minor unit; a letter sent again bears the same Message-ID.
"""

from storefront_plugin.documents.document import Document, Kind
from storefront_plugin.documents.letters import Letters
from storefront_plugin.documents.noticing import Notices
from storefront_plugin.documents.ports import OrderAccess, Post, TaxRates
from storefront_plugin.documents.seller import NumberFormat, Seller, Sellers, SellerTerms
from storefront_plugin.documents.service import Documents
from storefront_plugin.documents.stationery import Stationery

__all__ = [
    "Document",
    "Documents",
    "Kind",
    "Letters",
    "Notices",
    "NumberFormat",
    "OrderAccess",
    "Post",
    "Seller",
    "SellerTerms",
    "Sellers",
    "Stationery",
    "TaxRates",
]
