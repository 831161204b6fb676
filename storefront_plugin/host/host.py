"""The shop: every method has a sensible default."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from storefront_plugin.host.goods import Address, CartLine, Customer, Product, ShippingOption, TaxRate
from storefront_plugin.host.orders import Dispute, Order, OrderLine, Refund


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

    All but `order`, `products`, `reserve`, `release` and what tells of an order, a refund or a dispute are called
    within a request. What they raise is logged, and answered as a fault of ours, never of the shopper.
    """

    def customer(self) -> Customer | None:
        """Who is signed in; None for a guest."""
        return None

    def price_taxes(self) -> Mapping[str, Mapping[str, Decimal]]:
        """The taxes that prices contain, by market key and class: {"de": {"standard": Decimal("0.19")}}.

        Under "own" stand those in the shop's own prices. They are laid over `pricing.tax` of the settings, when the
        storefront is mounted; so this is asked outside a request.
        """
        return {}

    def is_merchant(self) -> bool:
        """Whether the one who asks may see and do what a merchant may; nobody may unless this says so."""
        return False

    def product(self, sku: str) -> Product | None:
        """One product in the language of this request; None when it is not on sale."""
        return None

    def products(self) -> Iterable[Product]:
        """Everything on sale, for what looks at the whole catalogue at night; best a generator, outside a request."""
        return ()

    def audiences(self) -> Collection[str]:
        """Whom the shopper of this request belongs to, by the names that price lists use: ["trade"]."""
        return ()

    def cart(self) -> Sequence[CartLine]:
        """What the shopper is about to buy; only for our checkout."""
        return []

    def shipping(self, cart: Sequence[CartLine], address: Address) -> Sequence[ShippingOption]:
        """The ways of delivery to this address, the usual one first; none means that we do not deliver there.

        A shop without this method has those of `[pricing.delivery]` in the settings, where there are any.
        """
        return [ShippingOption(key="standard", name="")]

    def tax(self, lines: Sequence[OrderLine], address: Address) -> Sequence[TaxRate]:
        """The taxes on these lines at this address; none means that no tax is shown or added."""
        return []

    def reserve(self, lines: Sequence[OrderLine], until: datetime, reference: str) -> bool:
        """Hold the stock of an order that is about to be paid; False where it is not all there, and nothing is held.

        All lines come at once, since two of them may draw on one stock. Asked again with a reference, it is the same
        hold, which lasts until the later moment: a shopper's own hold never stands in her way. A hold ends by itself at
        that moment, by `release`, or by `order_placed`, which turns it into a sale; asked for an order that was placed
        already, it changes nothing and answers True. A shop without this method sells without limit.
        """
        return True

    def release(self, reference: str) -> None:
        """Give back what `reserve` holds under this reference; told again, or of nothing held, it changes nothing."""

    def order_placed(self, order: Order) -> None:
        """Our checkout tells the shop of a paid order; told again after a fault, so the reference must be unique."""

    def cart_bought(self, order: Order) -> None:
        """The shopper has paid, or has chosen to send the money, in her own request: the moment to empty her cart."""

    def order_cancelled(self, order: Order, reason: str) -> None:
        """An order was never placed, and will not be, though the shopper took it for bought.

        The reason is "sold_out" where it was paid for and cannot be kept, so that its money goes back; or "lapsed"
        where, after `cart_bought`, the money that was reserved or was to be sent never came. Told again after a fault,
        with the same order.reference.
        """

    def order_refunded(self, order: Order, refund: Refund) -> None:
        """Money was given back, through us or at the provider; told again after a fault, with the same refund.id.

        Where less was captured than was authorised, no money moved: refund.is_uncollected.
        """

    def refund_failed(self, order: Order, refund: Refund) -> None:
        """A refund that the shop was told of did not reach the buyer's bank: the money is with the shop again."""

    def order_disputed(self, order: Order, dispute: Dispute) -> None:
        """The buyer's bank questions the payment, or has decided: dispute.holds_fulfilment says what to do.

        Told again after a fault, with the same dispute.decision_id and state, perhaps behind a later decision: that has
        the higher dispute.overturned_count.
        """

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
        """Where what comes next to this page is in an edition (by its code) that lacks it; None for its home.

        A path without a query.

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
