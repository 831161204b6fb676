"""A cache that is shared keeps no visitor's edition for the others, and no answer of hers carries our cookie."""

import pytest
from flask import Response, request

from storefront_plugin.markets.adapters.sticky import COOKIE
from tests.shops import plain_shop

HTML = {"Accept": "text/html"}


@pytest.fixture
def shop(mount):
    app = plain_shop()

    @app.get("/kept")
    def kept() -> Response:
        return Response("kept", headers={"Cache-Control": request.args["as"], "Vary": request.args.get("by", "Accept")})

    app.add_url_rule("/admin", "admin", lambda: "the office")
    app.add_url_rule("/callback", "callback", lambda: "signed in")
    app.add_url_rule("/static-like", "shop.static", lambda: "file")
    return mount(app=app, routing={"exempt": ["/admin", "callback"]})


@pytest.mark.parametrize("path", ["/tea", "/nothing", "/where/tea", "/kept?as=public"])
@pytest.mark.parametrize("cookie", [None, "fr-ch", "gone"])
def test_what_has_no_prefix_depends_on_the_cookie(shop, path, cookie):
    visitor = shop.test_client()
    if cookie:
        visitor.set_cookie(COOKIE, cookie)

    answer = visitor.get(path)

    assert ",".join(answer.headers.getlist("Vary")).count("Cookie") == 1


@pytest.mark.parametrize("path", ["/fr-ch/tea", "/FR-CH/tea", "/admin", "/callback", "/static-like", "/robots.txt"])
def test_what_has_one_or_belongs_to_no_edition_does_not(shop, path):
    answer = shop.test_client().get(path)

    assert "Vary" not in answer.headers


def test_what_varies_already_says_it_once(shop):
    answer = shop.test_client().get("/kept?as=public&by=Accept,cookie")

    assert answer.headers.getlist("Vary") == ["Accept,cookie"]


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        ("public, max-age=600", "private, max-age=600"),
        ("max-age=60, S-MaxAge=600", "private, max-age=60"),
        ("no-cache", "no-cache"),
    ],
)
def test_what_is_made_for_the_cookie_is_nobody_else_s(shop, told, sent):
    visitor = shop.test_client()
    visitor.set_cookie(COOKIE, "fr-ch")

    answer = visitor.get("/kept", query_string={"as": told})

    assert answer.headers.getlist("Cache-Control") == [sent]


@pytest.mark.parametrize(
    ("told", "is_written"), [("public, max-age=600", False), ("s-maxage=60", False), ("max-age=60", True)]
)
def test_what_is_for_everybody_carries_no_cookie(shop, told, is_written):
    answer = shop.test_client().get("/fr-ch/kept", query_string={"as": told}, headers=HTML)

    assert ("Set-Cookie" in answer.headers, answer.headers["Cache-Control"]) == (is_written, told)
