"""Points as JSON, as a fragment of the host's account page, and at the command line."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from storefront_plugin.events import OrderPaid
from storefront_plugin.loyalty import Loyalty
from storefront_plugin.loyalty.commands import loyalty as loyalty_command
from storefront_plugin.storage import Database

ADA = {"X-Customer": "ada"}


@pytest.fixture
def earned(shop: Flask, database: Database, loyalty: Loyalty, order_paid: Callable[..., OrderPaid]) -> Flask:
    """The shop after Ada's order of 1,234.50, and one of Bob's."""
    with database.write() as db:
        loyalty.accrue(db, order_paid("1042 <b>", "1234.50"))
        loyalty.accrue(db, order_paid("1043", "5.00", customer_id="bob"))
    return shop


def test_a_customer_reads_her_points(earned: Flask) -> None:
    answer = earned.test_client().get("/storefront/api/v1/loyalty", headers=ADA)

    assert answer.status_code == 200
    assert answer.json == {
        "balance": 1234,
        "lots": [{"left": 1234, "expires_at": "2027-11-20T09:00:00+00:00"}],
        "entries": [
            {
                "id": "1",
                "kind": "accrual",
                "points": 1234,
                "reason": "For your purchase",
                "source": {"kind": "order", "id": "1042 <b>"},
                "occurred_at": "2026-11-20T09:00:00+00:00",
                "expires_at": "2027-11-20T09:00:00+00:00",
            }
        ],
        "cursor": None,
    }
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_guest_is_asked_to_sign_in(earned: Flask) -> None:
    answer = earned.test_client().get("/storefront/api/v1/loyalty")

    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert answer.json is not None
    assert answer.json["code"] == "sign_in_needed"


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=-1", "pages=2"])
def test_a_page_that_does_not_exist_is_refused(earned: Flask, query: str) -> None:
    answer = earned.test_client().get(f"/storefront/api/v1/loyalty?{query}", headers=ADA)

    assert answer.status_code == 422
    assert answer.json is not None
    assert list(answer.json["fields"]) == [query.partition("=")[0]]


def test_the_account_page_shows_balance_and_entries(earned: Flask) -> None:
    page = earned.test_client().get("/account", headers=ADA).text

    assert "1,234 points" in page
    assert "Order 1042 &lt;b&gt;" in page
    assert '<time datetime="2026-11-20T09:00:00+00:00">Nov 20, 2026</time>' in page
    assert "<bdi>+1,234</bdi>" in page
    assert "1043" not in page


def test_the_account_page_speaks_the_edition(earned: Flask) -> None:
    page = earned.test_client().get("/account", headers=ADA, environ_overrides={"storefront.locale": "de-CH"}).text

    assert "1’234" in page
    assert "20.11.2026" in page


def test_a_customer_without_points_reads_how_to_earn_them(earned: Flask) -> None:
    page = earned.test_client().get("/account", headers={"X-Customer": "new"}).text

    assert "0 points" in page
    assert "<table" not in page


def test_a_guest_sees_nothing(earned: Flask) -> None:
    assert earned.test_client().get("/account").text == ""


def test_the_command_prints_a_balance(earned: Flask) -> None:
    result = earned.test_cli_runner().invoke(loyalty_command, ["balance", "ada"])

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "1234 points",
        "2026-11-20 09:00     +1234  accrual  order 1042 <b>  For your purchase",
    ]


def test_the_command_prints_json(earned: Flask) -> None:
    result = earned.test_cli_runner().invoke(loyalty_command, ["balance", "bob", "--json"])

    assert json.loads(result.output)["balance"] == 5
