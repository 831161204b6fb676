import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from storefront_plugin.checkout.payments.stripe.sandbox import CARDS, Sandbox, Status, instrument_for
from storefront_plugin.checkout.payments.stripe.sandbox.tables import events, intents, keys
from storefront_plugin.errors import NotFound
from storefront_plugin.money import Money
from storefront_plugin.storage import Database

HEADERS = {"Authorization": "Bearer sk_test_sandbox"}
ADDRESS = "https://api.stripe.com/v1/payment_intents"
PAY = {
    "amount": "1250",
    "currency": "eur",
    "confirm": "true",
    "payment_method": "pm_card_visa",
    "return_url": "https://x.test/",
}


def post(
    sandbox: Sandbox, form: dict[str, str], *, key: str | None = None, path: str = ""
) -> tuple[int, dict[str, Any], bool]:
    headers = HEADERS | ({"Idempotency-Key": key} if key else {})
    body, status, told = sandbox.request("post", ADDRESS + path, headers, urlencode(form))
    return status, json.loads(body), told.get("idempotent-replayed") == "true"


def get(sandbox: Sandbox, path: str = "") -> tuple[int, dict[str, Any]]:
    body, status, _ = sandbox.request("get", ADDRESS + path, HEADERS, None)
    return status, json.loads(body)


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in PAY.items() if key != name}


# Requests -------------------------------------------------------------------------------------------------------------


def test_a_payment_looks_as_stripe_shows_it(sandbox: Sandbox, now: datetime):
    status, told, _ = post(sandbox, PAY | {"metadata[storefront_attempt]": "att_1"})

    assert status == 200
    assert told == {
        "id": told["id"],
        "object": "payment_intent",
        "amount": 1250,
        "amount_capturable": 0,
        "amount_received": 1250,
        "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{told['id']}_secret_sandbox",
        "confirmation_method": "automatic",
        "created": int(now.timestamp()),
        "currency": "eur",
        "last_payment_error": None,
        "latest_charge": f"ch_{told['id'][3:]}",
        "livemode": False,
        "metadata": {"storefront_attempt": "att_1"},
        "next_action": None,
        "payment_method": "pm_card_visa",
        "status": "succeeded",
    }
    assert get(sandbox, f"/{told['id']}") == (200, told)


def test_a_declined_card_is_answered_402_with_its_payment(sandbox: Sandbox):
    status, told, _ = post(sandbox, PAY | {"payment_method": "pm_card_chargeDeclined"})

    error = told["error"]
    assert status == 402
    assert (error["type"], error["code"], error["decline_code"]) == (
        "card_error",
        "card_declined",
        "generic_decline",
    )
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert error["payment_intent"]["last_payment_error"]["decline_code"] == "generic_decline"


def test_a_declined_payment_may_be_confirmed_with_another_card(sandbox: Sandbox):
    _, told, _ = post(sandbox, PAY | {"payment_method": "pm_card_chargeDeclined"})
    intent_id = told["error"]["payment_intent"]["id"]

    status, told, _ = post(sandbox, {"payment_method": "pm_card_visa"}, path=f"/{intent_id}/confirm")

    assert (status, told["status"], told["last_payment_error"]) == (200, "succeeded", None)


def test_a_payment_may_be_made_first_and_confirmed_later(sandbox: Sandbox):
    _, made, _ = post(sandbox, {"amount": "1250", "currency": "EUR"})
    status, told, _ = post(
        sandbox,
        {"confirmation_token": "ctoken_sandbox_authentication", "return_url": "https://x.test/back"},
        path=f"/{made['id']}/confirm",
    )

    assert (made["status"], made["last_payment_error"]) == ("requires_payment_method", None)
    assert (status, told["status"]) == (200, "requires_action")
    assert told["next_action"] == {
        "type": "redirect_to_url",
        "redirect_to_url": {
            "url": f"https://shop.test/bank/{made['id']}",
            "return_url": "https://x.test/back",
        },
    }


@pytest.mark.parametrize("verb", ["confirm", "cancel"])
def test_a_payment_that_is_over_does_not_move(sandbox: Sandbox, verb: str):
    _, paid, _ = post(sandbox, PAY)

    form = {"payment_method": "pm_card_visa"} if verb == "confirm" else {}
    status, told, _ = post(sandbox, form, path=f"/{paid['id']}/{verb}")

    assert (status, told["error"]["code"]) == (400, "payment_intent_unexpected_state")
    assert get(sandbox, f"/{paid['id']}") == (200, paid)


def test_a_cancelled_payment_says_when_and_why(sandbox: Sandbox, now: datetime):
    _, made, _ = post(sandbox, {"amount": "1250", "currency": "eur"})

    _, told, _ = post(sandbox, {"cancellation_reason": "abandoned"}, path=f"/{made['id']}/cancel")

    assert (told["status"], told["canceled_at"], told["cancellation_reason"]) == (
        "canceled",
        int(now.timestamp()),
        "abandoned",
    )
    assert [event.kind for event in sandbox.events(made["id"])] == ["payment_intent.canceled"]


# Captures by hand -----------------------------------------------------------------------------------------------------


@pytest.fixture
def authorised(sandbox: Sandbox) -> str:
    """The id of a payment of 12.50 EUR that is to be captured by hand."""
    _, told, _ = post(sandbox, PAY | {"capture_method": "manual"})
    assert (told["status"], told["amount_capturable"], told["amount_received"]) == ("requires_capture", 1250, 0)
    return str(told["id"])


@pytest.mark.parametrize(("form", "received"), [({}, 1250), ({"amount_to_capture": "800"}, 800)])
def test_what_is_captured_is_received_and_the_rest_is_released(
    sandbox: Sandbox, authorised: str, form: dict[str, str], received: int
):
    _, told, _ = post(sandbox, form, path=f"/{authorised}/capture")

    assert (told["status"], told["amount"], told["amount_capturable"], told["amount_received"]) == (
        "succeeded",
        1250,
        0,
        received,
    )
    assert [event.kind for event in sandbox.events(authorised)][1:] == ["payment_intent.succeeded"]
    assert sandbox.refund_by_hand(authorised).amount == received


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("1251", "amount_too_large"),
        ("0", "parameter_invalid_integer"),
        ("-1", "parameter_invalid_integer"),
        ("8.00", "parameter_invalid_integer"),
    ],
)
def test_no_more_is_captured_than_can_be_nor_nothing(sandbox: Sandbox, authorised: str, amount: str, code: str):
    status, told, _ = post(sandbox, {"amount_to_capture": amount}, path=f"/{authorised}/capture")

    assert (status, told["error"]["code"], told["error"]["param"]) == (400, code, "amount_to_capture")
    assert get(sandbox, f"/{authorised}")[1]["status"] == "requires_capture"


def test_a_payment_is_captured_once(sandbox: Sandbox, authorised: str):
    post(sandbox, {"amount_to_capture": "800"}, path=f"/{authorised}/capture")

    status, told, _ = post(sandbox, {}, path=f"/{authorised}/capture")

    assert (status, told["error"]["code"]) == (400, "payment_intent_unexpected_state")
    assert get(sandbox, f"/{authorised}")[1]["amount_received"] == 800


# Wrong requests -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "code", "parameter"),
    [
        (without("amount"), "parameter_missing", "amount"),
        (without("currency"), "parameter_missing", "currency"),
        (without("payment_method"), "parameter_missing", "payment_method"),
        (without("return_url"), None, "return_url"),
        (without("confirm"), None, "return_url"),
        (PAY | {"amount": ""}, "parameter_invalid_empty", "amount"),
        (PAY | {"amount": "12.50"}, "parameter_invalid_integer", "amount"),
        (PAY | {"amount": "True"}, "parameter_invalid_integer", "amount"),
        (PAY | {"amount": "٥٠٠"}, "parameter_invalid_integer", "amount"),
        (PAY | {"amount": "0"}, "parameter_invalid_integer", "amount"),
        (PAY | {"amount": "-1250"}, "parameter_invalid_integer", "amount"),
        (PAY | {"amount": "49"}, "amount_too_small", "amount"),
        (PAY | {"amount": "1000000000000"}, "amount_too_large", "amount"),
        (PAY | {"currency": "isk", "amount": "50150"}, "invalid_charge_amount_no_decimal_compatible", "amount"),
        (PAY | {"currency": "ugx", "amount": "50001"}, "invalid_charge_amount_no_decimal_compatible", "amount"),
        (PAY | {"currency": "kwd", "amount": "5124"}, "parameter_invalid_integer", "amount"),
        (PAY | {"currency": "zzz"}, None, "currency"),
        (PAY | {"confirm": "1"}, None, "confirm"),
        (PAY | {"metadata": "text"}, None, "metadata"),
        (PAY | {"metadata[a]": "x" * 501}, None, "metadata[a]"),
        (PAY | {"metadata[a][b]": "x"}, None, "metadata"),
        (PAY | {"payment_method": "pm_other"}, "resource_missing", "payment_method"),
        (PAY | {"payment_method": "ctoken_sandbox_succeeds"}, "resource_missing", "payment_method"),
        (PAY | {"confirmation_token": "ctoken_sandbox_succeeds"}, None, "payment_method"),
        (PAY | {"postal_code": "1012"}, "parameter_unknown", "postal_code"),
        (
            PAY | {"payment_method_types[0]": "card"},
            "payment_method_types_no_longer_supported",
            "payment_method_types",
        ),
    ],
)
def test_a_wrong_request_is_refused_as_stripe_refuses_it(
    sandbox: Sandbox, form: dict[str, str], code: str | None, parameter: str
):
    status, told, _ = post(sandbox, form, key="k")

    assert status == 400
    assert told["error"]["type"] == "invalid_request_error"
    assert (told["error"].get("code"), told["error"]["param"]) == (code, parameter)
    # It is not kept either: the key is still free.
    assert post(sandbox, PAY, key="k")[0] == 200


@pytest.mark.parametrize(
    ("amount", "currency"), [("50", "eur"), ("500", "isk"), ("5120", "kwd"), ("999999999999", "eur"), ("50", "JPY")]
)
def test_the_least_and_the_most_are_accepted(sandbox: Sandbox, amount: str, currency: str):
    assert post(sandbox, PAY | {"amount": amount, "currency": currency})[0] == 200


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("get", f"{ADDRESS}/pi_none", 404),
        ("get", f"{ADDRESS}/pi_none/confirm", 404),
        ("post", f"{ADDRESS}/pi_none/capture", 404),
        ("post", f"{ADDRESS}/pi_none/cancel", 404),
        ("post", "https://api.stripe.com/v1/charges", 404),
        ("delete", f"{ADDRESS}/pi_none", 404),
    ],
)
def test_what_is_not_there_is_404(sandbox: Sandbox, method: str, url: str, status: int):
    assert sandbox.request(method, url, HEADERS, "")[1] == status


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer sk_live_1"}])
def test_no_other_key_than_a_test_key_opens_it(sandbox: Sandbox, headers: dict[str, str]):
    assert sandbox.request("post", ADDRESS, headers, urlencode(PAY))[1] == 401


def test_payments_are_listed_from_the_newest_page_by_page(sandbox: Sandbox, now: datetime):
    made = {post(sandbox, PAY)[1]["id"] for _ in range(5)}

    _, first = get(sandbox, "?limit=3")
    last_id = first["data"][-1]["id"]
    _, second = get(sandbox, f"?limit=3&starting_after={last_id}")

    assert (len(first["data"]), first["has_more"]) == (3, True)
    assert (len(second["data"]), second["has_more"]) == (2, False)
    assert {one["id"] for one in first["data"] + second["data"]} == made
    assert get(sandbox, f"?created[gte]={int(now.timestamp()) + 1}")[1]["data"] == []


@pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?limit=x", "?created=1", "?created[lt]=1", "?customer=1"])
def test_what_the_sandbox_cannot_list_by_is_refused(sandbox: Sandbox, query: str):
    assert get(sandbox, query)[0] == 400


# Idempotency ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("instrument", ["pm_card_visa", "pm_card_chargeDeclined"])
def test_a_key_is_answered_again_as_the_first_time_declines_included(sandbox: Sandbox, instrument: str):
    status, told, is_replay = post(sandbox, PAY | {"payment_method": instrument}, key="k")
    again = post(sandbox, PAY | {"payment_method": instrument}, key="k")

    assert not is_replay
    assert again == (status, told, True)
    assert len(sandbox.events()) == 1


def test_a_first_answer_is_replayed_even_when_the_payment_has_moved_on(sandbox: Sandbox):
    form = PAY | {"payment_method": "pm_card_authenticationRequired"}
    _, first, _ = post(sandbox, form, key="k")

    sandbox.authorise(first["id"])

    assert post(sandbox, form, key="k")[1] == first


def test_a_key_used_for_something_else_is_an_error(sandbox: Sandbox):
    _, paid, _ = post(sandbox, PAY, key="k")

    for form, path in [(PAY | {"amount": "1251"}, ""), (PAY, f"/{paid['id']}/confirm")]:
        status, told, _ = post(sandbox, form, key="k", path=path)
        assert (status, told["error"]["type"]) == (400, "idempotency_error")
    assert len(sandbox.events()) == 1


def test_without_a_key_each_request_is_its_own(sandbox: Sandbox):
    assert post(sandbox, PAY)[1]["id"] != post(sandbox, PAY)[1]["id"]


def test_a_key_is_forgotten_after_a_day(database: Database, now: datetime):
    moment = [now]
    sandbox = Sandbox(database, authorise_url=str, clock=lambda: moment[0])
    _, first, _ = post(sandbox, PAY, key="k")

    moment[0] = now + timedelta(hours=23, minutes=59)
    assert post(sandbox, PAY, key="k")[1] == first
    moment[0] = now + timedelta(hours=24)
    assert post(sandbox, PAY, key="k")[1]["id"] != first["id"]


def test_a_key_that_is_too_long_is_refused(sandbox: Sandbox):
    assert post(sandbox, PAY, key="k" * 256)[0] == 400
    assert post(sandbox, PAY, key="k" * 255)[0] == 200


def test_one_key_used_by_many_at_once_makes_one_payment(sandbox: Sandbox):
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: post(sandbox, PAY, key="k"), range(32)))

    assert {status for status, _, _ in answers} == {200}
    assert len({told["id"] for _, told, _ in answers}) == 1
    assert [is_replay for _, _, is_replay in answers].count(False) == 1
    assert len(sandbox.events()) == 1


# The bank -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(sandbox: Sandbox) -> str:
    """A payment for which the shopper is at her bank."""
    form = PAY | {"payment_method": "pm_card_authenticationRequired", "return_url": "https://x.test/back?a=1#top"}
    intent_id: str = post(sandbox, form)[1]["id"]
    return intent_id


def test_the_banks_page_sees_what_is_to_be_paid(sandbox: Sandbox, waiting: str):
    intent = sandbox.look(waiting)

    assert intent.waits_for_bank
    assert intent.money == Money.of("12.50", "EUR")
    assert intent.return_url == "https://x.test/back?a=1#top"


@pytest.mark.parametrize(
    ("decide", "status", "outcome"),
    [
        (Sandbox.authorise, Status.SUCCEEDED, "succeeded"),
        (Sandbox.refuse, Status.REQUIRES_PAYMENT_METHOD, "failed"),
        (Sandbox.look, Status.REQUIRES_ACTION, "pending"),
    ],
)
def test_the_shopper_is_sent_back_with_the_outcome(
    sandbox: Sandbox, waiting: str, decide: Any, status: Status, outcome: str
):
    intent = decide(sandbox, waiting)

    assert intent == sandbox.look(waiting)
    assert intent.status is status
    assert intent.way_back == f"https://x.test/back?a=1&payment_intent={waiting}&redirect_status={outcome}#top"


def test_the_first_word_at_the_bank_counts(sandbox: Sandbox, waiting: str):
    paid = sandbox.authorise(waiting)

    assert sandbox.refuse(waiting) == paid
    assert sandbox.authorise(waiting) == paid
    assert len(sandbox.events(waiting)) == 2


def test_a_yes_said_by_many_at_once_is_one_event(sandbox: Sandbox, waiting: str):
    together = Barrier(8)

    def say_yes(_: int) -> None:
        together.wait()
        sandbox.authorise(waiting)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(say_yes, range(8)))

    kinds = [event.kind for event in sandbox.events(waiting)]
    assert kinds == ["payment_intent.requires_action", "payment_intent.succeeded"]


def test_the_bank_knows_no_other_payment(sandbox: Sandbox):
    for ask in (sandbox.look, sandbox.authorise, sandbox.refuse):
        with pytest.raises(NotFound):
            ask("pi_none")


# Cards ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "instrument"),
    [
        ("4242 4242 4242 4242", "ctoken_sandbox_succeeds"),
        ("4242424242424242", "ctoken_sandbox_succeeds"),
        (" 4000-0000-0000-0002 ", "ctoken_sandbox_declined"),
        ("4000 0000 0000 9995", "ctoken_sandbox_no_funds"),
        ("4000 0027 6000 3184", "ctoken_sandbox_authentication"),
        ("4242 4242 4242 4241", None),
        ("5555 5555 5555 4444", None),
        ("٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢", None),
        ("4242", None),
        ("", None),
    ],
)
def test_a_test_cards_number_becomes_a_token(number: str, instrument: str | None):
    assert instrument_for(number) == instrument


@pytest.mark.parametrize("card", [each for each in CARDS if "_card_" in each.payment_method], ids=lambda it: it.number)
def test_every_test_card_passes_luhns_check(card: Any):
    digits = [int(digit) for digit in card.number.replace(" ", "")]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]

    assert (sum(digits[::-2]) + sum(doubled)) % 10 == 0


@given(st.sampled_from(CARDS), st.integers(0, 15), st.sampled_from("0123456789"))
def test_a_number_with_one_digit_mistyped_is_no_card(card: Any, place: int, digit: str):
    number = card.number.replace(" ", "")
    mistyped = number[:place] + digit + number[place + 1 :]

    assert (instrument_for(mistyped) is not None) is (mistyped == number)


def test_no_card_number_is_kept(sandbox: Sandbox, database: Database):
    for card in CARDS:
        post(sandbox, without("payment_method") | {"confirmation_token": instrument_for(card.number) or ""})

    with database.read() as db:
        kept = str([db.execute(select(table)).all() for table in (intents, keys, events)])

    assert not any(card.number.replace(" ", "") in kept or card.number in kept for card in CARDS)
