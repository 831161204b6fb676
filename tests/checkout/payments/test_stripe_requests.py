"""What leaves for Stripe, seen where it would go out."""

import json
import warnings
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
import stripe
from stripe.params import (
    AccountRetrieveCurrentParams,
    DisputeListParams,
    PaymentIntentCancelParams,
    PaymentIntentCaptureParams,
    PaymentIntentCreateParams,
    PaymentIntentListParams,
    RefundListParams,
)

from storefront_plugin.checkout.payments.stripe import StripePayments
from storefront_plugin.checkout.payments.stripe.client import make_client
from storefront_plugin.checkout.payments.stripe.sandbox.parameters import _CANCEL, _CAPTURE, _CREATE, _LIST
from storefront_plugin.checkout.ports import AttemptState, Charge
from storefront_plugin.errors import ProviderUnreachable
from storefront_plugin.money import Money

CHARGE = Charge(
    attempt_id="att_1",
    order_reference="order-1042",
    amount=Money.of("12.50", "EUR"),
    instrument="ctoken_1",
    return_url="https://shop.test/return",
)
PAID = {
    "id": "pi_1",
    "object": "payment_intent",
    "amount": 1250,
    "amount_received": 1250,
    "currency": "eur",
    "livemode": False,
    "metadata": {"storefront_attempt": "att_1"},
    "status": "succeeded",
}


class Listening:
    """Answers that all is paid, and remembers the last request."""

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None
    ) -> tuple[str, int, Mapping[str, str]]:
        self.method, self.url, self.headers = method, url, headers
        self.form = dict(parse_qsl(post_data or ""))
        return json.dumps(PAID), 200, {}


@pytest.fixture
def transport() -> Listening:
    return Listening()


@pytest.fixture
def payments(transport: Listening) -> StripePayments:
    return StripePayments("sk_test_1", "pk_test_1", transport=transport)


def names(form: Mapping[str, str]) -> set[str]:
    return {name.split("[")[0] for name in form}


def test_a_charge_goes_out_as_one_confirmed_payment(payments: StripePayments, transport: Listening):
    payments.open(CHARGE)

    assert (transport.method, transport.url) == ("post", "https://api.stripe.com/v1/payment_intents")
    assert transport.form == {
        "amount": "1250",
        "currency": "eur",
        "confirm": "true",
        "confirmation_token": "ctoken_1",
        "return_url": "https://shop.test/return",
        "automatic_payment_methods[enabled]": "true",
        "metadata[storefront_attempt]": "att_1",
        "metadata[storefront_order]": "order-1042",
    }


def test_a_known_card_goes_out_as_payment_method(payments: StripePayments, transport: Listening):
    payments.open(Charge("att_1", "1042", CHARGE.amount, "pm_1", CHARGE.return_url))

    assert transport.form["payment_method"] == "pm_1"
    assert "confirmation_token" not in transport.form


def test_without_a_token_the_payment_is_left_to_the_front_end(payments: StripePayments, transport: Listening):
    payments.open(replace(CHARGE, instrument=""))

    assert not names(transport.form) & {"confirm", "confirmation_token", "payment_method", "return_url"}
    assert names(transport.form) <= set(PaymentIntentCreateParams.__annotations__)


def test_a_card_to_be_captured_later_is_only_authorised(transport: Listening):
    payments = StripePayments("sk_test_1", "pk_test_1", transport=transport, is_captured_later=True)

    payments.open(CHARGE)

    assert transport.form["capture_method"] == "manual"
    assert names(transport.form) <= set(PaymentIntentCreateParams.__annotations__)


def test_a_capture_carries_a_key_of_its_own(payments: StripePayments, transport: Listening):
    payments.capture("pi_1")

    assert transport.url == "https://api.stripe.com/v1/payment_intents/pi_1/capture"
    assert (transport.form, transport.headers["Idempotency-Key"]) == ({}, "capture:pi_1")


def test_a_capture_of_so_much_carries_the_amount_in_its_key(payments: StripePayments, transport: Listening):
    payments.capture("pi_1", Money.of("8.00", "EUR"))

    assert transport.form == {"amount_to_capture": "800"}
    assert transport.headers["Idempotency-Key"] == "capture:pi_1:800"
    assert transport.form.keys() <= PaymentIntentCaptureParams.__annotations__.keys()


@pytest.mark.parametrize("instrument", ["ctoken_1", "pm_1"])
def test_every_parameter_is_one_that_this_version_of_stripe_takes(
    payments: StripePayments, transport: Listening, instrument: str
):
    payments.open(Charge("att_1", "1042", CHARGE.amount, instrument, CHARGE.return_url))

    assert names(transport.form) <= PaymentIntentCreateParams.__annotations__.keys()
    payments.cancel("pi_1")
    assert names(transport.form) <= PaymentIntentCancelParams.__annotations__.keys()


def test_every_list_is_asked_for_as_this_version_of_stripe_takes_it():
    asked: dict[str, dict[str, str]] = {}

    class Lists:
        def request(self, method: str, url: str, *_: object) -> tuple[str, int, Mapping[str, str]]:
            address = urlsplit(url)
            asked[address.path] = dict(parse_qsl(address.query))
            return json.dumps({"object": "list", "has_more": False, "data": [], "url": "/"}), 200, {}

    payments, since = StripePayments("sk_test_1", "pk_test_1", transport=Lists()), datetime(2026, 11, 21, tzinfo=UTC)
    assert list(payments.begun_since(since)) + list(payments.aftermath_since(since)) == []

    wanted = {"created[gte]": "1795219200", "limit": "100"}
    assert asked == {
        "/v1/payment_intents": wanted | {"expand[0]": "data.latest_charge"},
        "/v1/refunds": wanted,
        "/v1/disputes": wanted,
    }
    assert names(asked["/v1/payment_intents"]) <= PaymentIntentListParams.__annotations__.keys()
    assert names(asked["/v1/refunds"]) <= RefundListParams.__annotations__.keys()
    assert names(asked["/v1/disputes"]) <= DisputeListParams.__annotations__.keys()


def test_the_account_is_asked_for_by_its_key_alone(payments: StripePayments, transport: Listening):
    assert payments.account

    assert (transport.method, transport.url) == ("get", "https://api.stripe.com/v1/account")
    assert names(transport.form) <= AccountRetrieveCurrentParams.__annotations__.keys()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (_CREATE, PaymentIntentCreateParams),
        (_CANCEL, PaymentIntentCancelParams),
        (_CAPTURE, PaymentIntentCaptureParams),
        (_LIST, PaymentIntentListParams),
    ],
)
def test_the_sandbox_takes_nothing_that_stripe_does_not(ours: frozenset[str], theirs: Any):
    assert ours <= theirs.__annotations__.keys()


def test_the_key_the_version_and_the_attempt_are_in_the_headers(payments: StripePayments, transport: Listening):
    payments.open(CHARGE)

    assert transport.headers["Authorization"] == "Bearer sk_test_1"
    assert transport.headers["Idempotency-Key"] == "att_1"
    assert transport.headers["Stripe-Version"] == stripe.api_version
    assert transport.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_nothing_of_the_machine_goes_out_and_nothing_is_written_to_it(
    payments: StripePayments, transport: Listening, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("stripe._telemetry_id._loaded", False)

    payments.open(CHARGE)
    payments.ask("pi_1")

    assert stripe.enable_telemetry, "the test shows nothing unless the package's telemetry is on"
    assert json.loads(transport.headers["X-Stripe-Client-User-Agent"]) == {
        "bindings_version": stripe.VERSION,
        "lang": "python",
        "httplib": "storefront",
    }
    assert "X-Stripe-Client-Telemetry" not in transport.headers
    assert list(tmp_path.iterdir()) == []


def test_the_settings_of_the_package_are_left_to_the_host(payments: StripePayments):
    names = ["api_key", "enable_telemetry", "default_http_client", "max_network_retries", "app_info", "log", "api_base"]
    before = {name: getattr(stripe, name) for name in names}

    payments.open(CHARGE)

    assert {name: getattr(stripe, name) for name in names} == before
    assert stripe.api_key is None


class Wire:
    """Where requests would send to the network."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[dict[str, Any]] = []
        self.headers: dict[str, str] = {}
        self.fault: Exception | None = None
        monkeypatch.setattr(requests.Session, "request", self.request)
        monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
        monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0)

    def request(self, method: str, url: str, **more: Any) -> requests.Response:
        self.sent.append(more)
        if self.fault:
            raise self.fault
        response = requests.Response()
        response.status_code = 200
        response._content = json.dumps(PAID).encode()
        response.headers.update({"Request-Id": "req_1", **self.headers})
        return response


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    return Wire(monkeypatch)


def test_over_the_network_a_request_waits_3_seconds_to_connect_and_10_to_be_answered(wire: Wire):
    assert StripePayments("sk_test_1", "pk").open(CHARGE).state is AttemptState.PAID

    assert [sent["timeout"] for sent in wire.sent] == [(3, 10)]
    assert wire.sent[0]["verify"] == stripe.ca_bundle_path


def test_over_the_network_nothing_is_measured(wire: Wire):
    payments = StripePayments("sk_test_1", "pk")

    payments.open(CHARGE)
    payments.open(CHARGE)

    assert "X-Stripe-Client-Telemetry" not in wire.sent[1]["headers"]


@pytest.mark.parametrize("fault", [requests.Timeout(), requests.ConnectionError()])
def test_a_network_that_is_down_is_tried_twice_with_one_key(wire: Wire, fault: Exception):
    wire.fault = fault

    with pytest.raises(ProviderUnreachable):
        StripePayments("sk_test_1", "pk").open(CHARGE)

    assert [sent["headers"]["Idempotency-Key"] for sent in wire.sent] == ["att_1"] * 2


def test_a_notice_of_stripe_does_not_stop_a_payment(wire: Wire, caplog: pytest.LogCaptureFixture):
    wire.headers = {"Stripe-Notice": "This version retires soon."}

    with warnings.catch_warnings(action="error"):
        report = StripePayments("sk_test_1", "pk").open(CHARGE)

    assert report.state is AttemptState.PAID
    assert "This version retires soon." in caplog.text


def test_two_clients_keep_their_keys_apart(transport: Listening):
    first, second = make_client("sk_test_1", transport), make_client("sk_test_2", transport)

    first.v1.payment_intents.retrieve("pi_1")
    assert transport.headers["Authorization"] == "Bearer sk_test_1"
    second.v1.payment_intents.retrieve("pi_1")
    assert transport.headers["Authorization"] == "Bearer sk_test_2"


def test_the_secret_key_is_not_in_what_is_printed_or_logged(payments: StripePayments, caplog: pytest.LogCaptureFixture):
    with caplog.at_level("DEBUG"):
        payments.open(CHARGE)

    assert "sk_test_1" not in repr(payments) + caplog.text
