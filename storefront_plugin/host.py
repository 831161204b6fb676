"""What the shop tells us, and the plain values it tells it in.

The host's ids are text to us, its amounts are Money, and every answer is a value: nothing here holds a connection, a
request or an object of the host. A value that could not be kept or found again is refused when it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from storefront_plugin.errors import InvalidQuantity
from storefront_plugin.money import Money, format_money

MOST_OF_ONE = 9_999
LONGEST_REFERENCE = 180


def _check_text(value: object, *names: str) -> None:
    """Ids and names are text: a number would not be found again by what a database or a snapshot makes of it."""
    for name in names:
        if not isinstance(found := getattr(value, name), str):
            raise TypeError(f"{type(value).__name__}.{name} is text, write str(…): {found!r}")


def _check_not_negative(price: Money) -> None:
    if price.minor < 0:
        raise ValueError(f"a price is not negative: {price}")


@dataclass(frozen=True, slots=True)
class Customer:
    """A person with an account in the shop. `locale` is the BCP 47 tag of the language she chose, if she did."""

    id: str
    email: str | None = None
    name: str | None = None
    locale: str | None = None

    def __post_init__(self) -> None:
        _check_text(self, "id")


@dataclass(frozen=True, slots=True)
class Product:
    """One thing on sale; `name` in the language of this request, `price` in the shop's own currency."""

    sku: str
    name: str
    price: Money
    url: str | None = None
    category: str | None = None

    def __post_init__(self) -> None:
        _check_text(self, "sku", "name")
        _check_not_negative(self.price)


@dataclass(frozen=True, slots=True)
class CartLine:
    """So many of one product. Raises InvalidQuantity unless it is a whole number from 1 to 9,999."""

    sku: str
    quantity: int

    def __post_init__(self) -> None:
        _check_text(self, "sku")
        if type(self.quantity) is not int or not 1 <= self.quantity <= MOST_OF_ONE:
            raise InvalidQuantity(quantity=self.quantity, most=MOST_OF_ONE)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes. `country` is ISO 3166-1 alpha-2, `postcode` canonical or empty where there are none."""

    name: str
    lines: tuple[str, ...]
    city: str
    country: str
    postcode: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """A way of delivery; `price` in the shop's currency or the market's, None for free."""

    key: str
    name: str
    price: Money | None = None

    def __post_init__(self) -> None:
        _check_text(self, "key", "name")
        if self.price is not None:
            _check_not_negative(self.price)


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax the host wants shown or added: 0.19 is 19 %.

    `included` says that prices already contain it. `skus` names the products it is for; None stands for everything,
    shipping too.
    """

    name: str
    rate: Decimal
    included: bool = True
    skus: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line as it was sold: `unit` in the order's currency, `base_unit` in the shop's, both before quantity."""

    sku: str
    name: str
    quantity: int
    unit: Money
    base_unit: Money

    @property
    def total(self) -> Money:
        return self.unit * self.quantity

    @property
    def base_total(self) -> Money:
        return self.base_unit * self.quantity


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One tax of an order, in the order's currency."""

    name: str
    rate: Decimal
    amount: Money
    included: bool


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was bought; `total` is what was charged. A frozen snapshot: it is never asked for again."""

    reference: str
    lines: tuple[OrderLine, ...]
    total: Money
    locale: str
    market: str = ""
    customer_id: str | None = None
    email: str | None = None
    shipping_name: str = ""
    shipping: Money | None = None
    taxes: tuple[TaxLine, ...] = ()
    address: Address | None = None
    placed_at: datetime | None = None

    def __post_init__(self) -> None:
        _check_text(self, "reference")
        if self.customer_id is not None:
            _check_text(self, "customer_id")
        if not 1 <= len(self.reference) <= LONGEST_REFERENCE:
            raise ValueError(f"Order.reference has 1 to {LONGEST_REFERENCE} characters: {self.reference[:40]!r}")
        if self.placed_at is not None and self.placed_at.tzinfo is None:
            raise ValueError(f"Order.placed_at names its time zone: {self.placed_at!r}")

    def says(self, money: Money) -> str:
        """One of its amounts in the language it was made in, for the shop's own records: “12,50 €”."""
        return format_money(money, self.locale)

    def receipt(self) -> list[tuple[str, str, int, str]]:
        """Its lines as the buyer saw them: sku, name, quantity and amount in words; delivery, without a sku, last."""
        rows = [(line.sku, line.name, line.quantity, self.says(line.total)) for line in self.lines]
        if self.shipping:
            rows.append(("", self.shipping_name, 1, self.says(self.shipping)))
        return rows


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the shop: its path below the edition's prefix, its endpoint and the values in its rule."""

    path: str
    endpoint: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page for the sitemap: its path in every edition, or its paths by edition as `editions_of` answers them.

    `changed_on` is the day (or the moment, with its zone) its content last changed, where the shop knows it.
    """

    path: str | Mapping[str, str]
    changed_on: date | None = None


class Host:
    """The shop we are mounted in. Every method has a sensible default; override what the shop has.

    All but `order` and `order_placed` are called within a request. What they raise is logged, and answered as a fault
    of ours, never of the shopper.
    """

    def customer(self) -> Customer | None:
        """Who is signed in; None for a guest."""
        return None

    def product(self, sku: str) -> Product | None:
        """One product in the language of this request; None when it is not on sale."""
        return None

    def cart(self) -> Sequence[CartLine]:
        """What the shopper is about to buy; only for our checkout."""
        return []

    def shipping(self, cart: Sequence[CartLine], address: Address) -> Sequence[ShippingOption]:
        """The ways of delivery to this address, the usual one first; none means that we do not deliver there."""
        return [ShippingOption(key="standard", name="")]

    def tax(self, lines: Sequence[OrderLine], address: Address) -> Sequence[TaxRate]:
        """The taxes on these lines at this address; none means that no tax is shown or added."""
        return []

    def order_placed(self, order: Order) -> None:
        """Our checkout tells the shop of a paid order; told again after a fault, so the reference must be unique."""

    def cart_bought(self, order: Order) -> None:
        """The shopper is back with her paid order, in her own request: the moment to empty her cart."""

    def order(self, reference: str) -> Order | None:
        """A paid order of a shop that keeps its own checkout; None when there is none of that reference."""
        return None

    def editions_of(self, page: Page) -> Mapping[str, str] | None:
        """In which editions this page exists, and at which path there.

        Keys are edition codes ("de-ch"), locales ("de-CH") or languages ("de", which stands for each edition in it).
        None means everywhere at this path.
        """
        return None

    def nearest(self, page: Page, edition: str) -> str | None:
        """The path of what comes next to this page in an edition (by its code) that lacks it; None for its home.

        For the switcher alone, which says that it is another page: it becomes no alternate.
        """
        return None

    def moved(self, page: Page) -> str | None:
        """The path at which this page is now, in the same edition; None where it has not moved.

        Asked where the shop answered a GET with 404, and where somebody comes by a former prefix. It is one permanent
        redirect: name the last address, not one that has moved again.
        """
        return None

    def pages(self) -> Iterable[SitemapPage]:
        """Every page that search engines may list, once: published, without noindex, answered without a redirect.

        Best a generator: each page is written and forgotten. It is asked in a request of nobody's, in which url_for
        makes paths without a prefix.
        """
        return ()
