"""A POST proves that it came from our own page, whether or not the host has a protection of its own."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask_wtf import CSRFProtect
from sqlalchemy import func, select

from storefront_plugin import CartLine
from storefront_plugin.pricing.tables import quotes
from storefront_plugin.storage import Database
from storefront_plugin.web.parts import parts_of
from storefront_plugin.web.signing import Signer
from tests.shops import ADDRESS, hidden_fields_of, plain_shop, token_for

EDITIONS = ["", "/de-de", "/fr-ch"]


def post_json(visitor, token=None, edition="/de-de", headers=None):
    """A post that would be refused for its fields if it came from our page: 422 says that it was let in."""
    headers = {**(headers or {}), **({"X-Storefront-Token": token} if token else {})}
    return visitor.post(f"{edition}/storefront/api/v1/quotes", json={}, headers=headers)


def post_form(visitor, token=None, edition="/de-de", headers=None, **fields):
    fields = {**fields, **({"storefront_token": token} if token else {})}
    return visitor.post(f"{edition}/storefront/checkout", data=fields, headers=headers)


def outcome(answer):
    problem = answer.get_json()
    return answer.status_code, problem["code"]


LET_IN = (422, "invalid_fields")
FORGED = (403, "form_forged")
EXPIRED = (403, "form_expired")


# A host without any protection


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_right_token_is_let_in(visitor, edition):
    token = token_for(visitor, edition)

    assert outcome(post_json(visitor, token, edition)) == LET_IN


def test_a_token_serves_every_edition_and_more_than_once(visitor):
    token = token_for(visitor, "/de-de")

    outcomes = [outcome(post_json(visitor, token, edition)) for edition in ["/fr-ch", "", "/en-gb", "/de-de"]]

    assert outcomes == [LET_IN] * 4


def test_without_a_token_nothing_is_let_in(visitor):
    token_for(visitor)

    assert outcome(post_json(visitor)) == FORGED


def test_a_visitor_who_never_saw_a_page_is_not_let_in(visitor):
    assert outcome(post_json(visitor, "anything")) == FORGED


@pytest.mark.parametrize(
    "forge",
    [
        # Not the last letter: only four of its six bits count, so that another may stand for the same signature.
        lambda token, signer: token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1],
        lambda token, signer: token + "x",
        lambda token, signer: "." + token,
        lambda token, signer: token.split(".")[0],
        lambda token, signer: "",
        lambda token, signer: "ä",
        lambda token, signer: "x" * 5_000,
        lambda token, signer: Signer(["a secret of somebody else"]).sign("form", signer.open("form", token)),
        # Signed by us, but to say something else.
        lambda token, signer: signer.sign("guest", signer.open("form", token)),
        lambda token, signer: signer.sign("form", None),
        lambda token, signer: signer.sign("form", [signer.open("form", token)]),
    ],
)
def test_a_forged_token_is_not_let_in(shop, visitor, forge):
    token = token_for(visitor)

    forged = forge(token, parts_of(shop)[Signer])

    assert outcome(post_json(visitor, forged.encode().decode("latin-1"))) == FORGED


def test_another_visitor_s_token_is_not_let_in(shop, visitor):
    other = token_for(shop.test_client())
    token_for(visitor)

    assert outcome(post_json(visitor, other)) == FORGED


def test_a_forged_guest_cookie_makes_no_guest(shop, visitor):
    token = token_for(visitor)
    visitor.set_cookie("storefront_guest", "forged")

    assert outcome(post_json(visitor, token)) == FORGED


def test_a_token_without_its_cookie_is_not_let_in(shop, visitor):
    token = token_for(visitor)

    assert outcome(post_json(shop.test_client(), token)) == FORGED


@pytest.mark.parametrize(("hours", "expected"), [(0, LET_IN), (11.9, LET_IN), (12.1, EXPIRED), (13, EXPIRED)])
def test_a_token_is_good_for_twelve_hours(visitor, now, hours, expected):
    with time_machine.travel(now, tick=False) as clock:
        token = token_for(visitor)
        clock.shift(timedelta(hours=hours))

        assert outcome(post_json(visitor, token)) == expected


def test_a_guest_keeps_her_id_for_thirty_days(visitor, now):
    with time_machine.travel(now, tick=False) as clock:
        token_for(visitor)
        clock.shift(timedelta(days=31))
        before = visitor.get_cookie("storefront_guest")
        token = token_for(visitor)

        assert outcome(post_json(visitor, token)) == LET_IN
        assert before is None or visitor.get_cookie("storefront_guest").value != before.value


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Origin": "http://localhost"}, LET_IN),
        ({"Origin": "http://LOCALHOST"}, LET_IN),
        ({"Origin": "http://localhost", "Referer": "http://evil.example/"}, LET_IN),
        ({"Referer": "http://localhost/de-de/storefront/checkout"}, LET_IN),
        ({}, LET_IN),
        ({"Origin": "null"}, FORGED),
        ({"Origin": "http://evil.example"}, FORGED),
        ({"Origin": "http://localhost.evil.example"}, FORGED),
        ({"Origin": "http://localhost@evil.example"}, FORGED),
        ({"Origin": "http://localhost:8000"}, FORGED),
        ({"Origin": "http://evil.example", "Referer": "http://localhost/"}, FORGED),
        ({"Origin": "http://["}, FORGED),
        ({"Origin": "localhost"}, FORGED),
        ({"Origin": "file://"}, FORGED),
        ({"Referer": "http://evil.example/http://localhost/"}, FORGED),
        ({"Referer": "about:blank"}, FORGED),
    ],
)
def test_a_foreign_origin_is_not_let_in_even_with_the_right_token(visitor, headers, expected):
    token = token_for(visitor)

    assert outcome(post_json(visitor, token, headers=headers)) == expected


@pytest.mark.parametrize(
    ("origin", "debug", "expected"),
    [
        ("https://shop.example", False, LET_IN),
        ("https://SHOP.example", False, LET_IN),
        ("http://localhost", False, FORGED),
        ("http://localhost", True, LET_IN),
        ("http://evil.example", True, FORGED),
    ],
)
def test_a_configured_address_is_believed_rather_than_the_host_header(mount, origin, debug, expected):
    app = mount(base_address="https://Shop.example")
    app.debug = debug
    visitor = app.test_client()
    token = token_for(visitor)

    assert outcome(post_json(visitor, token, headers={"Origin": origin})) == expected


def test_a_form_s_token_does_not_count_within_json(visitor):
    token = token_for(visitor)

    answer = visitor.post("/de-de/storefront/api/v1/quotes", json={"storefront_token": token})

    assert outcome(answer) == FORGED


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_foreign_form_can_send_is_not_let_in(visitor, content_type):
    token_for(visitor)

    answer = visitor.post(
        "/de-de/storefront/api/v1/quotes", data=b'{"email": "a@example.com"}', content_type=content_type
    )

    assert outcome(answer) == FORGED


@pytest.mark.parametrize(
    ("edition", "said"),
    [("/de-de", "Wir konnten nicht erkennen"), ("/fr-ch", "Nous n’avons pas pu"), ("/en-gb", "We could not tell")],
)
def test_a_refused_form_is_a_page_in_the_reader_s_language(visitor, edition, said):
    answer = post_form(visitor, "forged", edition)

    assert answer.status_code == 403
    assert answer.mimetype == "text/html"
    assert said in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_expired_form_says_so_in_the_reader_s_language(visitor, now):
    with time_machine.travel(now, tick=False) as clock:
        token = token_for(visitor)
        clock.shift(timedelta(hours=13))
        answer = post_form(visitor, token)
        problem = post_json(visitor, token).get_json()

    assert answer.status_code == 403
    assert "Dieses Formular ist abgelaufen" in answer.text
    assert "Dieses Formular ist abgelaufen" in problem["title"]


def test_every_post_of_ours_but_the_webhook_is_refused_without_a_token(shop, visitor, host, monkeypatch):
    # Nobody else finds the dashboard's.
    monkeypatch.setattr(host, "is_merchant", lambda: True)
    token_for(visitor)
    rules = [rule for rule in shop.url_map.iter_rules() if "POST" in rule.methods and "storefront" in rule.endpoint]
    paths = {
        rule.endpoint: shop.url_map.bind("").build(rule.endpoint, dict.fromkeys(rule.arguments, 1), method="POST")
        for rule in rules
    }

    answers = {endpoint: visitor.post(f"/de-de{path}").status_code for endpoint, path in paths.items()}

    assert answers.pop("storefront.unknown_api_path") == 404
    assert answers.pop("storefront.receive_notification") != 403
    assert len(answers) >= 8
    assert set(answers.values()) == {403}


def test_our_own_form_carries_what_it_needs(host, visitor):
    host.lines = [CartLine("tea", 1)]

    fields = hidden_fields_of(visitor.get("/de-de/storefront/checkout").text)
    answer = visitor.post("/de-de/storefront/checkout", data={**ADDRESS, "email": "ada@example.com", **fields})

    assert set(fields) - {"country"} == {"storefront_token"}
    assert answer.status_code == 303


def test_a_refused_post_writes_nothing(host, mount):
    host.lines = [CartLine("tea", 1)]
    app = mount()
    fields = {**ADDRESS, "email": "ada@example.com"}

    answer = post_form(app.test_client(), "forged", **fields)

    assert answer.status_code == 403
    with parts_of(app)[Database].read() as db:
        assert db.scalar(select(func.count()).select_from(quotes)) == 0


# A host with a protection of its own


@pytest.fixture(params=["before", "after"])
def protected(request, mount, host) -> Flask:
    """A host whose CSRFProtect was set up before us, or after us."""
    host.lines = [CartLine("tea", 1)]
    app = plain_shop(WTF_CSRF_ENABLED=True, WTF_CSRF_SSL_STRICT=False)
    if request.param == "before":
        CSRFProtect(app)
        return mount(app=app)
    mount(app=app)
    CSRFProtect(app)
    return app


@pytest.mark.parametrize("edition", ["", "/de-de"])
def test_our_form_carries_the_host_s_token_as_well_and_works(protected, edition):
    visitor = protected.test_client()

    fields = hidden_fields_of(visitor.get(f"{edition}/storefront/checkout").text)
    answer = visitor.post(f"{edition}/storefront/checkout", data={**ADDRESS, "email": "ada@example.com", **fields})

    assert set(fields) - {"country"} == {"storefront_token", "csrf_token"}
    assert answer.status_code == 303


@pytest.mark.parametrize("missing", ["storefront_token", "csrf_token"])
def test_neither_token_stands_in_for_the_other(protected, missing):
    visitor = protected.test_client()
    fields = hidden_fields_of(visitor.get("/de-de/storefront/checkout").text)
    del fields[missing]

    answer = visitor.post("/de-de/storefront/checkout", data={**ADDRESS, "email": "ada@example.com", **fields})

    assert answer.status_code == (403 if missing == "storefront_token" else 400)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_webhook_alone_is_exempt_from_the_host_s_protection(protected, edition):
    visitor = protected.test_client()

    webhook = visitor.post(f"{edition}/storefront/webhooks/stripe", data=b"{}")
    other = visitor.post(f"{edition}/storefront/api/v1/quotes", json={})

    assert (webhook.status_code, webhook.get_json()["code"]) == (400, "event_unreadable")
    assert (other.status_code, other.content_type) == (400, "application/problem+json")


def test_a_script_is_handed_the_host_s_token_and_posts_with_both(protected):
    visitor = protected.test_client()
    session = visitor.get("/de-de/storefront/api/v1/session").get_json()

    headers = {"X-Storefront-Token": session["token"], "X-CSRFToken": session["csrf_token"]}
    answer = visitor.post("/de-de/storefront/api/v1/quotes", json={}, headers=headers)

    assert outcome(answer) == LET_IN


def test_a_host_without_protection_has_no_token_to_hand_out(visitor):
    assert visitor.get("/de-de/storefront/api/v1/session").get_json()["csrf_token"] is None
