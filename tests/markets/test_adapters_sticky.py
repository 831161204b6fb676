"""The sticky edition leads hand-written links, and nothing else: no address of an edition, no POST, no robot."""

from urllib.parse import urlsplit

import pytest
from flask import redirect, request, url_for
from werkzeug.test import EnvironBuilder, run_wsgi_app

from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.adapters.sticky import COOKIE
from tests.shops import MARKETS, make_app, plain_shop

HTML = {"Accept": "text/html,*/*;q=0.8"}
CODES = ["de-de", "de-ch", "fr-ch", "en-gb"]


@pytest.fixture
def mounted(mount):
    """The tiny shop with some more to it."""
    app = plain_shop()
    app.add_url_rule("/lists/", "lists", lambda: "lists")
    app.add_url_rule("/callback", "auth.callback", lambda: "signed in")
    app.add_url_rule("/admin/orders", "orders", lambda: request.script_root + "|office")
    app.add_url_rule("/robots.txt", "robots", lambda: "User-agent: *")
    app.add_url_rule("/buy", "buy", lambda: redirect(url_for("tea")), methods=["POST"])
    return mount(app=app, routing={"exempt": ["/admin", "auth.callback"]})


@pytest.fixture
def visitor(mounted):
    """Somebody who has been to the French edition for Switzerland."""
    client = mounted.test_client()
    client.get("/fr-ch/tea", headers=HTML)
    return client


def cookies_of(answer):
    return answer.headers.getlist("Set-Cookie")


# The cookie


def test_an_edition_is_remembered_until_the_browser_is_closed_for_this_shop_alone(mounted):
    answer = mounted.test_client().get("/fr-ch/tea", headers=HTML)

    assert cookies_of(answer) == ["storefront_edition=fr-ch; HttpOnly; Path=/; SameSite=Lax"]


def test_over_https_the_cookie_is_secure(mounted):
    answer = mounted.test_client().get("/fr-ch/tea", headers=HTML, base_url="https://shop.example")

    assert cookies_of(answer) == ["storefront_edition=fr-ch; Secure; HttpOnly; Path=/; SameSite=Lax"]


def test_the_cookie_is_that_of_the_mount(mounted):
    answer = mounted.test_client().get("/fr-ch/tea", headers=HTML, environ_overrides={"SCRIPT_NAME": "/shop"})

    assert cookies_of(answer) == ["storefront_edition=fr-ch; HttpOnly; Path=/shop; SameSite=Lax"]


def test_it_is_written_once_and_again_only_when_it_says_something_else(visitor):
    again = visitor.get("/fr-ch/tea", headers=HTML)
    other = visitor.get("/de-ch/tea", headers=HTML)

    assert cookies_of(again) == []
    assert cookies_of(other) == ["storefront_edition=de-ch; HttpOnly; Path=/; SameSite=Lax"]


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"headers": {"Accept": "application/json"}},
        {"headers": {**HTML, "Sec-Fetch-Mode": "cors"}},
        {"headers": {**HTML, "Sec-Fetch-Mode": "no-cors"}},
        {"headers": {**HTML, "Sec-Purpose": "prefetch;prerender"}},
        {"headers": HTML, "method": "POST"},
        {"headers": HTML, "method": "HEAD"},
    ],
)
def test_what_is_no_navigation_of_a_person_writes_no_cookie(mounted, named):
    assert cookies_of(mounted.test_client().open("/fr-ch/tea", **named)) == []


def test_the_default_edition_needs_no_cookie(mounted):
    client = mounted.test_client()

    assert cookies_of(client.get("/de-de/tea", headers=HTML)) == []
    assert cookies_of(client.get("/tea", headers=HTML)) == []


def test_who_chooses_the_default_although_her_browser_asks_for_another_keeps_it(mounted):
    client = mounted.test_client()
    french = {**HTML, "Accept-Language": "fr"}

    chosen = client.get("/de-de/tea", headers=french)
    home = client.get("/", headers=french)

    assert cookies_of(chosen) == ["storefront_edition=de-de; HttpOnly; Path=/; SameSite=Lax"]
    assert home.location == "/de-de/"


@pytest.mark.parametrize("code", ["xx-xx", "", "de-de/../..", "//evil.example", "FR-CH", "é", "x" * 4000])
def test_an_edition_that_does_not_exist_is_ignored_and_forgotten(mounted, code):
    client = mounted.test_client()
    client.set_cookie(COOKIE, code)

    answer = client.get("/tea", headers=HTML)

    assert answer.status_code == 200
    [cookie] = cookies_of(answer)
    assert cookie.startswith("storefront_edition=;")
    assert "Max-Age=0" in cookie
    assert client.get_cookie(COOKIE) is None


@pytest.mark.parametrize(
    ("cookies", "location"),
    [
        ("a=b;storefront_edition=fr-ch; c=d", "/fr-ch/tea"),
        ("storefront_edition=fr-ch; storefront_edition=de-ch", "/fr-ch/tea"),
        ("my_storefront_edition=fr-ch", None),
        ("a=storefront_edition=fr-ch", None),
    ],
)
def test_the_cookie_is_found_among_others_and_not_taken_for_them(mounted, cookies, location):
    answer = mounted.test_client(use_cookies=False).get("/tea", headers={**HTML, "Cookie": cookies})

    assert answer.location == location


# Trap 16: the host's after_request may replace the response


def test_the_cookie_is_set_although_the_host_replaces_every_response(mount):
    app = plain_shop()
    app.after_request(lambda response: redirect("/tea"))

    answer = mount(app=app).test_client().get("/fr-ch/tea", headers=HTML)

    assert answer.status_code == 302
    assert cookies_of(answer) == ["storefront_edition=fr-ch; HttpOnly; Path=/; SameSite=Lax"]


# Trap 17: never write to the session


def test_the_host_s_session_is_not_written(mount):
    client = mount().test_client()

    answers = [client.get(path, headers=HTML) for path in ("/fr-ch/tea", "/tea", "/where/x", "/de-ch/tea")]

    assert {cookie.partition("=")[0] for answer in answers for cookie in cookies_of(answer)} == {COOKIE}


# Hand-written links


@pytest.mark.parametrize("path", ["/tea", "/tea?sort=price&x=%2F%2Fevil", "/", "/where/a%20b/%E6%97%A5", "/lists"])
def test_a_navigation_without_a_prefix_is_led_to_the_edition(visitor, path):
    answer = visitor.get(path, headers=HTML)

    assert (answer.status_code, answer.location) == (302, f"/fr-ch{path}")
    assert answer.headers["Vary"] == "Cookie"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert cookies_of(answer) == []


def test_below_a_mount_it_is_led_below_the_mount(mounted):
    client = mounted.test_client()
    client.set_cookie(COOKIE, "fr-ch", path="/shop")

    answer = client.get("/shop/tea", headers=HTML, environ_overrides={"SCRIPT_NAME": "/shop", "PATH_INFO": "/tea"})

    assert answer.location == "/shop/fr-ch/tea"


def test_the_default_is_reached_by_its_prefix_and_then_kept(visitor):
    page = visitor.get("/de-de/tea", headers=HTML)
    next_page = visitor.get("/tea", headers=HTML)

    assert page.status_code == 200
    assert "Link" in page.headers
    assert next_page.location == "/de-de/tea"


# Trap 4: a POST is never answered by a redirect of ours


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/tea", "/", "/buy", "/nowhere", "/lists"])
def test_what_may_carry_a_body_is_never_redirected_by_us(mounted, visitor, method, path):
    without = mounted.test_client().open(path, method=method, headers=HTML)

    answer = visitor.open(path, method=method, headers=HTML)

    assert answer.status_code == without.status_code


def test_a_post_without_a_prefix_is_answered_with_its_body_in_the_edition(visitor):
    drunk = visitor.post("/tea", data="milk", headers=HTML)
    bought = visitor.post("/buy", headers=HTML)

    assert (drunk.status_code, drunk.text) == (200, "milk")
    assert (bought.status_code, bought.location) == (302, "/fr-ch/tea")


def test_a_script_s_fetch_is_answered_within_the_edition_and_kept_by_no_shared_cache(visitor):
    answer = visitor.get("/where/tea", headers={"Accept": "*/*", "Sec-Fetch-Mode": "cors"})

    assert answer.get_json() == {"path": "/where/tea", "root": "/fr-ch", "url": "/fr-ch/where/tea"}
    assert answer.headers["Vary"] == "Cookie"
    assert answer.headers["Cache-Control"] == "private"


def test_what_the_host_says_of_its_own_caching_stays(mount):
    app = plain_shop()
    app.add_url_rule("/data", "data", lambda: ("1", {"Vary": "Accept, Cookie", "Cache-Control": "max-age=5"}))
    client = mount(app=app).test_client()
    client.set_cookie(COOKIE, "fr-ch")

    answer = client.get("/data")

    assert answer.headers.getlist("Vary") == ["Accept, Cookie"]
    assert answer.headers["Cache-Control"] == "max-age=5"


# Trap 6: the host's errors, in the edition and with their own status


@pytest.mark.parametrize("path", ["/nowhere", "/xx-xx/tea", "/de/tea", "/de-de-de/", "//evil.example/x"])
def test_a_page_that_is_not_there_is_the_host_s_404_in_the_edition_and_leads_nowhere(mount, path):
    app = plain_shop()
    app.register_error_handler(404, lambda fault: (f"not in {request.script_root}", 404))

    answer = asked_of(mount(app=app), path)

    assert (answer.status_code, answer.get_data(as_text=True)) == (404, "not in /fr-ch")


def asked_of(app, path, query="", **headers):
    """The answer to this very request line, which a client of tests would tidy up, of a visitor of /fr-ch."""
    builder = EnvironBuilder(headers={**HTML, "Cookie": f"{COOKIE}=fr-ch", **headers})
    environ = {**builder.get_environ(), "PATH_INFO": path, "QUERY_STRING": query}
    return app.response_class(*run_wsgi_app(app, environ))


def test_an_unknown_edition_is_a_404_and_not_the_home_page(mounted):
    answer = mounted.test_client().get("/xx-xx/", headers={**HTML, "Accept-Language": "fr"})

    assert answer.status_code == 404
    assert cookies_of(answer) == []


def test_a_method_that_is_not_allowed_is_the_host_s_405(visitor):
    assert visitor.get("/buy", headers=HTML).status_code == 405
    assert visitor.get("/fr-ch/buy", headers=HTML).status_code == 405


def test_a_missing_slash_is_added_within_the_edition(visitor):
    first = visitor.get("/lists", headers=HTML)
    second = visitor.get(first.location, headers=HTML)
    posted = visitor.open("/lists", method="GET")

    assert (first.status_code, first.location) == (302, "/fr-ch/lists")
    assert (second.status_code, urlsplit(second.location).path) == (308, "/fr-ch/lists/")
    # A permanent redirect that depends on the cookie must not outlive it.
    assert (posted.status_code, posted.headers["Cache-Control"]) == (308, "private, no-store")


# Trap 3: what belongs to no edition


@pytest.mark.parametrize(
    "path",
    ["/admin/orders", "/callback", "/robots.txt", "/static/x.css", "/storefront/static/storefront.css", "/sitemap.xml"],
)
def test_what_is_exempt_is_neither_redirected_nor_put_into_an_edition(visitor, path):
    answer = visitor.get(path, headers=HTML)

    assert answer.status_code in (200, 404)
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Link" not in answer.headers
    assert not answer.text.startswith("/fr-ch|")
    answer.close()


def test_a_notification_of_a_provider_is_taken_without_and_below_a_prefix(visitor):
    answers = [visitor.post(f"{prefix}/storefront/webhooks/stripe") for prefix in ("", "/fr-ch")]

    # Refused for its missing signature, and not for its address or a form token.
    assert [answer.status_code for answer in answers] == [422, 422] or [a.status_code for a in answers] == [400, 400]
    assert all("Vary" not in answer.headers for answer in answers[:1])


def test_an_exempt_page_names_no_alternates_and_is_not_remembered(mounted):
    answer = mounted.test_client().get("/admin/orders", headers=HTML)

    assert (answer.status_code, "Link" in answer.headers, cookies_of(answer)) == (200, False, [])


@pytest.mark.parametrize(
    ("path", "exempt"),
    [
        ("/admin", True),
        ("/admin/x", True),
        ("/administer", False),
        ("/de-de/admin", False),
        ("/robots.txt", True),
        ("/robots.txt/x", False),
        ("/sitemap-3.xml.gz", True),
        ("/sitemap", False),
        ("/.well-known/acme", True),
        ("/storefront/webhooks/stripe", True),
        ("/storefront/sitemap-2.xml", True),
        ("/storefront/checkout", False),
        ("/", False),
    ],
)
def test_a_path_is_exempt_with_all_that_lies_below_it(path, exempt):
    assert Exemptions(["/admin/", "auth"]).has_path(path) is exempt


@pytest.mark.parametrize(
    ("endpoint", "exempt"),
    [
        ("auth.callback", True),
        ("auth", True),
        ("author.page", False),
        ("static", True),
        ("blog.static", True),
        ("statics", False),
        ("storefront.receive_notification", True),
        ("storefront.sitemap_shard", True),
        ("storefront.checkout_start", False),
    ],
)
def test_a_blueprint_s_name_exempts_all_of_its_endpoints(endpoint, exempt):
    assert Exemptions(["/admin/", "auth"]).has_endpoint(endpoint) is exempt


# H17, H18: an address that names an edition is never overridden


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kept", [*CODES, "xx-xx"])
def test_an_address_that_names_an_edition_has_the_same_bytes_whatever_the_cookie_says(mounted, code, kept):
    plain = mounted.test_client().get(f"/{code}/tea")
    client = mounted.test_client()
    client.set_cookie(COOKIE, kept)

    answer = client.get(f"/{code}/tea", headers={**HTML, "Accept-Language": "fr;q=0.9"})

    assert answer.status_code == 200
    assert answer.data == plain.data
    assert answer.headers["Link"] == plain.headers["Link"]
    assert "Vary" not in answer.headers


# Bad input


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "///evil.example/..",
        "/tea\r\nSet-Cookie: x=1",
        "/<script>alert(1)</script>",
    ],
)
@pytest.mark.parametrize("query", ["", "next=//evil.example", "next=/\\evil.example"])
def test_no_address_leads_out_of_the_shop_by_the_cookie(mount, path, query):
    app = plain_shop()
    app.add_url_rule("/<path:any>", "anything", lambda any: "any")
    app.url_map.merge_slashes = False

    answer = asked_of(mount(app=app), path, query)

    target = answer.headers.get("Location", "/fr-ch/")
    assert urlsplit(target).netloc in ("", "localhost")
    assert urlsplit(target).path.startswith("/fr-ch/")
    assert not set("\r\n<>\\") & set(target.partition("?")[0])
    assert cookies_of(answer) == []


@pytest.mark.parametrize(
    "spoof", [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Prefix": "//evil.example"}]
)
def test_a_spoofed_host_is_in_no_redirect(mounted, spoof):
    assert asked_of(mounted, "/tea", **spoof).location == "/fr-ch/tea"


def test_a_host_that_flask_does_not_trust_is_left_to_flask(mount):
    app = mount(config={"TRUSTED_HOSTS": ["shop.example"]})

    assert asked_of(app, "/tea", Host="evil.example").status_code == 400


# Switched off


def test_switched_off_nothing_is_remembered_or_led(mount):
    client = mount(routing={"sticky": False}).test_client()
    client.set_cookie(COOKIE, "fr-ch")

    answers = [client.get(path, headers=HTML) for path in ("/de-ch/tea", "/tea")]

    assert [(answer.status_code, cookies_of(answer)) for answer in answers] == [(200, []), (200, [])]


def test_a_shop_of_one_edition_gives_nobody_a_cookie(tmp_path):
    client = make_app(tmp_path, markets={"de": MARKETS["de"]}, pricing={"currency": "EUR"}).test_client()

    assert cookies_of(client.get("/de-de/tea", headers={**HTML, "Accept-Language": "fr"})) == []
