"""What the shop tells us, and the plain values it tells it in.

The host's ids are text to us, its amounts are Money, and every answer is a value: nothing here holds a connection, a
request or an object of the host. A value that could not be kept or found again is refused when it is made.
"""

from storefront_plugin.host.goods import (
    MOST_OF_ONE,
    STANDARD_TAX,
    Address,
    CartLine,
    Customer,
    Product,
    ShippingOption,
    TaxRate,
)
from storefront_plugin.host.host import (
    Host,
    Page,
    SitemapPage,
)
from storefront_plugin.host.orders import (
    JOINED_LATER,
    LONGEST_REFERENCE,
    Dispute,
    DisputeState,
    Order,
    OrderLine,
    OrderRate,
    Refund,
    RefundedLine,
    TaxLine,
)

__all__ = [
    "JOINED_LATER",
    "LONGEST_REFERENCE",
    "MOST_OF_ONE",
    "STANDARD_TAX",
    "Address",
    "CartLine",
    "Customer",
    "Dispute",
    "DisputeState",
    "Host",
    "Order",
    "OrderLine",
    "OrderRate",
    "Page",
    "Product",
    "Refund",
    "RefundedLine",
    "ShippingOption",
    "SitemapPage",
    "TaxLine",
    "TaxRate",
]
