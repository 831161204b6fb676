"""The dashboard is the merchant's alone; to everybody else there is nothing at its addresses."""

import logging
import re

import pytest
from flask import request

from storefront_plugin import Customer, Host, defaults
from storefront_plugin.web.access import MerchantRoutes
from storefront_plugin.web.parts import EXTENSION
from tests.shops import token_for

STRANGER, CUSTOMER = {}, {"X-Customer": "ada"}


class StaffedHost(Host):
    """`answer` is whether the merchant asks; an exception is raised."""

    answer: object = False

    def customer(self):
        return Customer(known) if (known := request.headers.get("X-Customer")) else None

    def is_merchant(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def host():
    return StaffedHost()


def takings():
    return {"takings": 12}


def dashboard_rules(app):
    """Method and path of everything below the dashboard, its values filled in."""
    return [
        (method, re.sub(r"<[^>]*>", "1", rule.rule))
        for rule in app.url_map.iter_rules()
        if "/dashboard" in rule.rule
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


@pytest.mark.parametrize("headers", [STRANGER, CUSTOMER])
@pytest.mark.parametrize("edition", ["", "/de-de", "/fr-ch"])
def test_nobody_but_the_merchant_finds_any_of_it(shop, visitor, edition, headers):
    token = token_for(visitor, edition)

    found = {
        asked: visitor.open(
            f"{edition}{asked[1]}", method=asked[0], headers={**headers, "X-Storefront-Token": token}
        ).status_code
        for asked in dashboard_rules(shop)
    }

    assert len(found) >= 4
    assert found == dict.fromkeys(found, 404)


def test_the_merchant_finds_all_of_it(shop, visitor, host):
    host.answer = True

    whole_pages = [rule for rule in shop.url_map.iter_rules() if "/dashboard" in rule.rule and not rule.arguments]

    found = {visitor.get(rule.rule).status_code for rule in whole_pages}

    assert found <= {200, 302}


def test_no_view_of_the_dashboard_is_declared_by_other_routes(shop):
    guarded = {route.endpoint for each in defaults.PAGES if isinstance(each, MerchantRoutes) for route in each.routes}

    declared = {rule.endpoint for rule in shop.url_map.iter_rules() if "/dashboard" in rule.rule}

    assert declared == {f"{EXTENSION}.{endpoint}" for endpoint in guarded}


def test_every_entry_of_the_navigation_leads_to_a_page(shop):
    endpoints = {rule.endpoint for rule in shop.url_map.iter_rules()}

    assert {f"{EXTENSION}.{entry.endpoint}" for entry in defaults.DASHBOARD} <= endpoints


def test_a_stranger_s_form_is_answered_as_if_there_were_nothing(visitor):
    answer = visitor.post("/en-gb/storefront/dashboard/prices/tables/1/hold")

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is nothing at this address." in answer.text


def test_the_merchant_s_form_must_come_from_our_page(visitor, host):
    host.answer = True

    assert visitor.post("/storefront/dashboard/prices/tables/1/hold").status_code == 403


@pytest.mark.parametrize("answer", [RuntimeError("no session"), None, 1, "yes", object()])
def test_a_host_that_cannot_say_is_logged_and_lets_nobody_in(visitor, host, caplog, answer):
    host.answer = answer

    with caplog.at_level(logging.ERROR):
        status = visitor.get("/storefront/dashboard/prices").status_code

    assert status == 404
    assert "the host could not say whether the merchant is asking" in caplog.text


def test_a_host_that_says_nothing_of_merchants_has_none(mount):
    assert mount(host=Host()).test_client().get("/storefront/dashboard/prices").status_code == 404


def test_an_api_s_stranger_is_answered_with_a_problem(mount, monkeypatch):
    api = MerchantRoutes()
    api.get("/takings")(takings)
    monkeypatch.setattr(defaults, "APIS", (*defaults.APIS, api))

    answer = mount().test_client().get("/storefront/api/v1/takings")

    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.get_json()["code"] == "not_found"


def test_the_dashboard_is_private_and_for_no_index(visitor, host):
    host.answer = True

    answer = visitor.get("/de-de/storefront/dashboard/prices")

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Content-Security-Policy" in answer.headers
    assert "<script" not in answer.text
    assert " style=" not in answer.text


def test_its_root_leads_to_the_first_page_in_the_same_edition(visitor, host):
    host.answer = True

    assert visitor.get("/fr-ch/storefront/dashboard/").location == "/fr-ch/storefront/dashboard/prices"
