"""A British tea shop with four markets and easy rates, the browsers that visit it, and a provider that can fail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from storefront_plugin import (
    CartLine,
    Customer,
    Dispute,
    Host,
    Money,
    Order,
    Product,
    Refund,
    ShippingOption,
    Storefront,
    TaxRate,
)
from storefront_plugin.checkout.attempt import Attempt, Payments
from storefront_plugin.checkout.notifications import Notifications
from storefront_plugin.checkout.payments.stripe import StripePayments
from storefront_plugin.checkout.payments.stripe.sandbox import PUBLISHABLE_KEY, SECRET_KEY, Sandbox
from storefront_plugin.checkout.ports import PaymentReport, RefundReport
from storefront_plugin.checkout.reconciliation import Reconciliation
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.checkout.settings import CheckoutSettings
from storefront_plugin.checkout.sweeper import Sweep
from storefront_plugin.errors import ProviderUnreachable
from storefront_plugin.host import Address
from storefront_plugin.markets.edition import Editions
from storefront_plugin.outbox import Outbox
from storefront_plugin.pricing.quotes.quote import Quote
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.storage import Database, metadata
from storefront_plugin.web.parts import Parts, parts_of
from tests.clock import Clock
from tests.tables import make_tables

# Names for the sandbox's cards.
VISA, DECLINED, NO_FUNDS, ASKS_BANK, DISPUTED = (
    "pm_card_visa",
    "pm_card_chargeDeclined",
    "pm_card_chargeDeclinedInsufficientFunds",
    "pm_card_authenticationRequired",
    "pm_card_createDispute",
)
WEBHOOK_SECRET = "whsec_of_the_tea_shop"
BERLIN = Address("Ada Grün", ("Weg 1",), "Berlin", "DE", "10115")
BERLIN_TYPED = {"country": "DE", "name": "Ada Grün", "line1": "Weg 1", "city": "Berlin", "postcode": "10115"}
GERMAN, JAPANESE, AMERICAN = "de-de", "ja-jp", "en-us"

SETTINGS: dict[str, Any] = {
    "shop": {"name": "Tea"},
    "secrets": ["a secret of sixteen"],
    "markets": {
        "gb": {"countries": ["GB"], "currency": "GBP", "locales": ["en-GB"]},
        "us": {"countries": ["US"], "currency": "USD", "locales": ["en-US"]},
        "de": {"countries": ["DE", "AT"], "currency": "EUR", "locales": ["de-DE"]},
        "jp": {"countries": ["JP"], "currency": "JPY", "locales": ["ja-JP"]},
    },
    "pricing": {
        "currency": "GBP",
        "unit": "minor",
        "fixed_rates": {"EUR": "1.25", "USD": "1.5", "JPY": "200"},
    },
    "checkout": {"terms_url": "/terms", "stripe": {"webhook_secrets": [WEBHOOK_SECRET]}},
    "loyalty": {"points": 1, "per": "1.00"},
}
# Cards are only authorised, and captured by the merchant's hand.
CAPTURED_BY_HAND = {
    **SETTINGS,
    "checkout": {**SETTINGS["checkout"], "stripe": {"webhook_secrets": [WEBHOOK_SECRET], "capture": "manual"}},
}


class TeaShop(Host):
    """Its answers are fields, so that a test can change them; `placed` and `emptied` are what it was told."""

    def __init__(self) -> None:
        self.products = {
            "tea": Product("tea", "Green tea", Money.of("10.00", "GBP")),
            "pot": Product("pot", "Tea pot", Money.of("25.00", "GBP")),
        }
        self.lines: list[CartLine] = [CartLine("tea", 2)]
        self.options = [
            ShippingOption("post", "Post", Money.of("4.00", "GBP")),
            ShippingOption("courier", "Courier", Money.of("8.00", "GBP")),
        ]
        self.placed: list[Order] = []
        self.emptied: list[Order] = []
        self.cancelled: list[tuple[str, str]] = []
        self.refunded: list[tuple[Order, Refund]] = []
        self.refunds_failed: list[Refund] = []
        self.disputed: list[Dispute] = []
        self.order_fault: Exception | None = None
        self.cart_fault: Exception | None = None

    def customer(self) -> Customer | None:
        known = request.headers.get("X-Customer")
        return Customer(known, f"{known}@example.org", known.title()) if known else None

    def is_merchant(self) -> bool:
        return "X-Merchant" in request.headers

    def product(self, sku: str) -> Product | None:
        return self.products.get(sku)

    def cart(self) -> Sequence[CartLine]:
        return self.lines

    def shipping(self, cart: Sequence[CartLine], address: Address) -> Sequence[ShippingOption]:
        return self.options

    def tax(self, lines: Any, address: Address) -> Sequence[TaxRate]:
        return [TaxRate("MwSt.", Decimal("0.19"))] if address.country == "DE" else []

    def order_placed(self, order: Order) -> None:
        if self.order_fault:
            raise self.order_fault
        self.placed.append(order)

    def order_cancelled(self, order: Order, reason: str) -> None:
        self.cancelled.append((order.reference, reason))

    def order_refunded(self, order: Order, refund: Refund) -> None:
        self.refunded.append((order, refund))

    def refund_failed(self, order: Order, refund: Refund) -> None:
        self.refunds_failed.append(refund)

    def order_disputed(self, order: Order, dispute: Dispute) -> None:
        self.disputed.append(dispute)

    def cart_bought(self, order: Order) -> None:
        if self.cart_fault:
            raise self.cart_fault
        self.emptied.append(order)


class Unreliable:
    """The provider, with what was asked of it in `asked`.

    The answers to the calls named in `lost` never arrive, though what they asked for is done; calls in `deaf` do not
    arrive either.
    """

    def __init__(self, provider: StripePayments) -> None:
        self._provider = provider
        self.name, self.is_live = provider.name, provider.is_live
        self.asked: list[str] = []
        self.lost: set[str] = set()
        self.deaf: set[str] = set()
        self.read_event, self.takes = provider.read_event, provider.takes
        self.refund_step = provider.refund_step
        self.account = provider.account

    def open(self, *args: Any) -> PaymentReport:
        return self._call("open", *args)

    def ask(self, *args: Any) -> PaymentReport:
        return self._call("ask", *args)

    def cancel(self, *args: Any) -> PaymentReport:
        return self._call("cancel", *args)

    def capture(self, *args: Any) -> PaymentReport:
        return self._call("capture", *args)

    def refund(self, *args: Any) -> RefundReport:
        return self._call("refund", *args)

    def find(self, *args: Any, **named: Any) -> PaymentReport | None:
        return self._call("find", *args, **named)

    def begun_since(self, *args: Any) -> Iterator[PaymentReport]:
        return self._call("begun_since", *args)

    def aftermath_since(self, *args: Any) -> Iterator[str]:
        return self._call("aftermath_since", *args)

    def _call(self, name: str, *args: Any, **named: Any) -> Any:
        self.asked.append(name)
        if name in self.deaf:
            raise ProviderUnreachable
        answer = getattr(self._provider, name)(*args, **named)
        if name in self.lost:
            raise ProviderUnreachable
        return answer


@dataclass
class Shop:
    """The mounted shop, and what tests reach into."""

    app: Flask
    host: TeaShop
    clock: Clock
    provider: Unreliable

    @property
    def parts(self) -> Parts:
        return parts_of(self.app)

    @property
    def checkout(self) -> Checkout:
        return self.parts[Checkout]

    @property
    def refunds(self) -> Refunds:
        return self.parts[Refunds]

    @property
    def sweep(self) -> Sweep:
        return self.parts[Sweep]

    @property
    def reconciliation(self) -> Reconciliation:
        return self.parts[Reconciliation]

    @property
    def database(self) -> Database:
        return self.parts[Database]

    @property
    def sandbox(self) -> Sandbox:
        return self.parts[Sandbox]

    @property
    def outbox(self) -> Outbox:
        return self.parts[Outbox]

    def quote(self, *lines: CartLine, owner: str = "guest:ada", edition: str = GERMAN, **rest: Any) -> Quote:
        """A quote as the service makes it, outside a request."""
        where = self.parts[Editions].at(edition)
        assert where is not None
        address = rest.pop("address", BERLIN)
        return self.parts[Quotes].make(
            owner, where, lines or [CartLine("tea", 2)], address, "ada@example.org", rest.pop("shipping", None), **rest
        )

    def pay(
        self, quote: Quote, card: str = VISA, *, customer_id: str | None = "ada", provider: str | None = None
    ) -> Attempt:
        return self.checkout.pay(
            quote,
            customer_id=customer_id,
            consents=["terms"],
            instrument=card,
            provider=provider,
            return_url=lambda attempt_id: f"https://tea.test/return/{attempt_id}",
        )

    def browser(self, customer: str | None = None, edition: str = GERMAN) -> Browser:
        return Browser(self.app.test_client(), f"/{edition}", customer)

    def merchant(self, edition: str = "en-gb") -> Browser:
        """The merchant's browser; the dashboard is hers."""
        found = self.browser(edition=edition)
        found.client.environ_base["HTTP_X_MERCHANT"] = "yes"
        return found

    def notify(self, attempt: Attempt | str, kind: str = "payment_intent.succeeded") -> TestResponse:
        """The provider sends the last event of a kind about a payment."""
        return self.app.test_client().post("/storefront/webhooks/stripe", **self.notification(attempt, kind))

    def notification(self, attempt: Attempt | str, kind: str = "payment_intent.succeeded") -> dict[str, Any]:
        payment_id = attempt if isinstance(attempt, str) else attempt.payment_id
        event = next(each for each in reversed(self.sandbox.events(payment_id)) if each.kind == kind)
        body, headers = self.sandbox.signed_event(event.id, WEBHOOK_SECRET, self.clock())
        return {"data": body, "headers": headers}

    def receive(self, attempt: Attempt) -> bool:
        sent = self.notification(attempt)
        return self.parts[Notifications].receive("stripe", sent["data"], sent["headers"])

    def rows(self, name: str) -> list[dict[str, Any]]:
        with self.database.read() as db:
            return [dict(row) for row in db.execute(select(metadata.tables[f"storefront_{name}"])).mappings()]

    def charges(self) -> list[int]:
        """What the provider has collected."""
        return [row["amount"] for row in self.rows("sandbox_intents") if row["status"] == "succeeded"]

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        with self.database.read() as db:
            return {
                name: db.scalar(select(func.count()).select_from(table)) or 0 for name, table in metadata.tables.items()
            }


class Browser:
    """One visitor in one edition: pages with their form tokens, and the JSON API."""

    def __init__(self, client: FlaskClient, root: str, customer: str | None = None) -> None:
        self.client = client
        self.root = root
        self.customer = customer

    def get(self, path: str) -> TestResponse:
        return self.client.get(self._at(path), headers=self._headers())

    def follow(self, response: TestResponse) -> TestResponse:
        """The page at the end of a row of redirects."""
        for _ in range(5):
            if response.status_code != 303:
                return response
            response = self.get(response.location)
        raise AssertionError("redirected for ever")

    def post(self, path: str, **form: Any) -> TestResponse:
        """A form with its token."""
        data = {"storefront_token": self.token(), **form}
        return self.client.post(self._at(path), data=data, headers=self._headers())

    def read(self, path: str) -> TestResponse:
        return self.get(f"/storefront/api/v1{path}")

    def send(self, path: str, json: Any = None, **rest: Any) -> TestResponse:
        """A POST to the API with its token."""
        headers = self._headers() | {"X-Storefront-Token": self.token()} | rest.pop("headers", {})
        return self.client.post(self._at(f"/storefront/api/v1{path}"), json=json, headers=headers, **rest)

    def token(self) -> str:
        return self.read("/session").json["token"]

    def quote(self, **changes: Any) -> str:
        """The token of a quote for the cart, made through the API."""
        asked = {"email": "ada@example.org", "address": BERLIN_TYPED, **changes}
        answer = self.send("/quotes", asked)
        assert answer.status_code == 201, answer.json
        return answer.json["id"]

    def pay(self, token: str, card: str = VISA, **changes: Any) -> TestResponse:
        return self.send("/attempts", {"quote": token, "instrument": card, "consents": ["terms"], **changes})

    def _at(self, path: str) -> str:
        path = path.removeprefix("http://localhost")
        return path if path.startswith(self.root) else self.root + path

    def _headers(self) -> dict[str, str]:
        return {"X-Customer": self.customer} if self.customer else {}


def mounted(
    address: str, now: datetime, settings: dict[str, Any] = SETTINGS, *, host: TeaShop | None = None, **config: Any
) -> Shop:
    """The shop on an empty database, its clock and the sandbox's the same."""
    app = Flask("tea")
    app.config.update(TESTING=True, STOREFRONT={**settings, "database": {"url": address}})
    app.config.update(config)
    host, clock = host or TeaShop(), Clock(now)
    Storefront(host, clock=clock).init_app(app)
    parts = parts_of(app)
    with parts[Database].write() as db:
        make_tables(db)
    sandbox = Sandbox(parts[Database], authorise_url=_bank_address, clock=clock)
    stripe = StripePayments(
        SECRET_KEY,
        PUBLISHABLE_KEY,
        [WEBHOOK_SECRET, sandbox.webhook_secret],
        transport=sandbox,
        clock=lambda: clock().timestamp(),
        is_captured_later=parts[CheckoutSettings].stripe.is_captured_later,
    )
    provider = Unreliable(stripe)
    if Sandbox in parts:
        parts[Sandbox] = sandbox
        parts[Payments].providers["stripe"] = provider  # type: ignore[index]
    return Shop(app, host, clock, provider)


def _bank_address(payment_id: str) -> str:
    return f"{request.script_root if request else ''}/storefront/sandbox/bank/{payment_id}"


def text_of(response: TestResponse) -> str:
    """A page's words, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.text))
