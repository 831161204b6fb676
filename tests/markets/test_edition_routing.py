"""Each edition has its own URL root: every path gains and loses its prefix unchanged, and only the root negotiates."""

from urllib.parse import quote, unquote_to_bytes, urlsplit

import pytest
from flask import url_for
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client, EnvironBuilder

from storefront_plugin import Storefront
from storefront_plugin.markets.edition import editions_of
from storefront_plugin.markets.routing import EDITION, PATH, EditionMiddleware, on_this_host
from storefront_plugin.markets.settings import MarketsShape
from storefront_plugin.web.speech import LOCALE
from storefront_plugin.web.visitors import MOUNT
from tests.shops import MARKETS, plain_shop, settings_for

EDITIONS = editions_of(MarketsShape().load({"markets": dict(MARKETS)}))
CODES = [edition.code for edition in EDITIONS.all]

# Any path a server may hand over: bytes read as latin-1, %2F already decoded, slashes and dots where they like.
paths = st.lists(
    st.sampled_from(["/", "//", "a", "..", ".", "%2F", "%", " ", "ü", "日本", ";x=1", "@", ":", "\\", "de-de", "fr"])
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5),
    max_size=8,
).map(lambda parts: "/" + "".join(parts).encode().decode("latin-1"))


def seen(path, *, method="GET", mount="", **environ):
    """What the app behind the middleware is given, or the status and headers of the redirect."""
    given, answered = {}, []

    def app(environ, start_response):
        given.update(environ)
        return [b""]

    builder = EnvironBuilder(method=method)
    environ = {**builder.get_environ(), "SCRIPT_NAME": mount, "PATH_INFO": path, **environ}
    EditionMiddleware(app, EDITIONS)(environ, lambda status, headers: answered.extend([status, dict(headers)]))
    return given or tuple(answered)


# The path


@given(path=paths, code=st.sampled_from(CODES), mount=st.sampled_from(["", "/shop", "/a/b"]))
@example(path="/", code="de-de", mount="")
@example(path="//evil.example", code="de-de", mount="")
@example(path="/../secret", code="de-de", mount="/shop")
@example(path="/de-de/de-de", code="de-de", mount="")
def test_a_path_gains_and_loses_its_prefix_unchanged(path, code, mount):
    environ = seen(f"/{code}{path}", mount=mount)

    assert environ["PATH_INFO"] == path
    assert environ["SCRIPT_NAME"] == f"{mount}/{code}"
    assert (environ[MOUNT], environ[PATH], environ[EDITION].code) == (mount, on_this_host(path), code)
    assert environ[LOCALE] == EDITIONS.at(code).locale


@given(path=paths)
def test_a_path_without_a_prefix_stays_as_it_is_in_the_default_edition(path):
    edition, _ = EDITIONS.split(path.lower())
    if path == "/" or edition:
        return

    environ = seen(path)

    assert (environ["PATH_INFO"], environ["SCRIPT_NAME"]) == (path, "")
    assert environ[EDITION] is EDITIONS.default


@given(path=paths, code=st.sampled_from(CODES), query=st.sampled_from(["", "a=1&b=%C3%BC", "next=//evil.example"]))
@example(path="//evil.example", code="de-de", query="")
def test_the_wrong_case_is_one_permanent_hop_to_the_same_path_and_query(path, code, query):
    status, headers = seen(f"/{code.upper()}{path}", QUERY_STRING=query)

    target = urlsplit(headers["Location"])
    assert status == "308 Permanent Redirect"
    assert (target.scheme, target.netloc, target.query) == ("", "", query)
    environ = seen(bytes_of(target.path))
    assert (environ["PATH_INFO"], environ[EDITION].code) == (path, code)


def bytes_of(location: str) -> str:
    """A Location's path as a server hands it over."""
    return unquote_to_bytes(location).decode("latin-1")


@given(path=paths, code=st.sampled_from(CODES), method=st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]))
@example(path="/", code="de-de", method="POST")
def test_what_is_not_a_mere_reading_is_redirected_only_where_it_keeps_its_body(path, code, method):
    """(H23)"""
    for prefix in ("", f"/{code}"):
        assert isinstance(seen(prefix + path, method=method), dict)
    assert isinstance(seen(f"/{code}", method=method), dict)
    assert seen(f"/{code.upper()}{path}", method=method)[0] == "308 Permanent Redirect"


# The root


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (None, "/de-de/"),
        ("", "/de-de/"),
        ("*", "/de-de/"),
        ("fr", "/fr-ch/"),
        ("fr-CA, en;q=0.5", "/fr-ch/"),
        ("de-CH", "/de-ch/"),
        ("de-AT", "/de-de/"),
        ("en-US", "/en-gb/"),
        ("ja", "/de-de/"),
        ("de;q=0, fr;q=0.1", "/fr-ch/"),
        ("x" * 8_000, "/de-de/"),
        ("\xff\xfe\x00", "/de-de/"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_bare_root_negotiates_by_a_temporary_redirect_that_nobody_keeps(wish, expected, method):
    status, headers = seen("/", method=method, **({} if wish is None else {"HTTP_ACCEPT_LANGUAGE": wish}))

    assert (status, headers["Location"]) == ("302 Found", expected)
    assert headers["Vary"] == "Accept-Language"
    assert headers["Cache-Control"] == "private, no-store"


def test_the_root_keeps_its_query():
    _, headers = seen("/", QUERY_STRING="utm_source=x&a=%2F")

    assert headers["Location"] == "/de-de/?utm_source=x&a=%2F"


class Unreadable:
    """A header that nobody can make anything of."""

    def __str__(self) -> str:
        raise UnicodeError


def test_negotiation_that_fails_costs_nobody_the_front_page(caplog):
    status, headers = seen("/", HTTP_ACCEPT_LANGUAGE=Unreadable())

    assert (status, headers["Location"]) == ("302 Found", "/de-de/")
    assert [record.message for record in caplog.records] == ["negotiation failed; the default edition is taken"]


@pytest.mark.parametrize("code", CODES)
def test_the_root_of_an_edition_is_written_with_a_slash(visitor, code):
    answer = visitor.get(f"/{code}?a=1")

    assert (answer.status_code, answer.headers["Location"]) == (308, f"/{code}/?a=1")


# An address of an edition


def test_an_edition_s_page_is_the_same_bytes_for_everybody(shop):
    asked = [
        {},
        {"headers": {"Accept-Language": "fr"}},
        {"headers": {"Accept-Language": "de", "Cookie": "storefront_locale=fr; locale=fr"}},
        {"headers": {"User-Agent": "Googlebot/2.1", "X-Forwarded-For": "203.0.113.7"}},
        {"environ_overrides": {"REMOTE_ADDR": "198.51.100.9"}},
    ]

    answers = [shop.test_client().get("/de-ch/tea", **named) for named in asked]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert len({str(sorted(answer.headers)) for answer in answers}) == 1
    assert "Set-Cookie" not in answers[0].headers


@pytest.mark.parametrize("path", ["/xx/tea", "/de/tea", "/de_de/tea", "/de-dex/tea", "/de-de-/tea", "/it-it/"])
def test_an_unknown_prefix_is_not_found(visitor, path):
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("edition", ["", "/de-de", "/fr-ch"])
def test_the_host_s_own_addresses_keep_the_edition(visitor, edition):
    told = visitor.get(f"{edition}/where/tea").get_json()

    assert told == {"path": "/where/tea", "root": edition, "url": f"{edition}/where/tea"}


@pytest.mark.parametrize("below", ["ü/日本", "a;b", "a b", "a.b/..c", "a%2Fb", "a+b", "x@y:z"])
def test_any_path_reaches_the_host_as_without_us(shop, below):
    plain = plain_shop().test_client().get(f"/where/{quote(below)}").get_json()

    ours = shop.test_client().get(f"/fr-ch/where/{quote(below)}").get_json()

    assert ours["path"] == plain["path"]
    assert ours["url"] == "/fr-ch" + plain["url"]


def test_a_post_below_a_prefix_arrives_whole(visitor):
    answers = [visitor.post(f"{edition}/tea", data=b"milk") for edition in ("", "/de-de", "/fr-ch")]

    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "milk")] * 3


def test_outside_a_request_addresses_have_no_edition(shop):
    shop.config["SERVER_NAME"] = "shop.example"
    with shop.app_context():
        assert url_for("tea", _external=False) == "/tea"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/..",
        "/\\evil.example",
        "/de-de//evil.example",
        "/de-de/\\evil.example",
        "/DE-DE//evil.example",
        "/DE-DE/\\evil.example",
        "/DE-DE",
        "///evil.example/%2f..",
        "/de-de/%5cevil.example",
        "/?next=//evil.example",
        "/de-de?next=https:evil.example",
        "/%0d%0aLocation:%20http://evil.example",
        "/DE-DE/%0d%0aSet-Cookie:%20x=1",
    ],
)
def test_no_address_leads_to_another_shop(shop, path):
    answer = Client(shop.wsgi_app).open(raw(path))

    target = urlsplit(answer.headers.get("Location", "/"))
    assert target.netloc in ("", "localhost")
    assert not answer.headers.get("Location", "/").startswith(("//", "/\\"))
    assert "Set-Cookie" not in answer.headers


def raw(path: str) -> dict:
    """The environ of a request line with this very path, which a client of tests would tidy up."""
    path, _, query = path.partition("?")
    environ = EnvironBuilder(base_url="http://localhost").get_environ()
    return {**environ, "PATH_INFO": bytes_of(path), "QUERY_STRING": query}


# Mounts and proxies


def test_below_a_mount_everything_lies_below_it(shop):
    visitor = Client(DispatcherMiddleware(lambda environ, start: start("404 Nothing", []) or [b""], {"/shop": shop}))

    root = visitor.get("/shop/")
    bare = visitor.get("/shop")
    page = visitor.get("/shop/de-de/tea")
    where = visitor.get("/shop/fr-ch/where/tea").get_json()
    session = visitor.get("/shop/de-de/storefront/api/v1/session")

    assert [answer.headers["Location"] for answer in (root, bare)] == ["/shop/de-de/"] * 2
    assert where == {"path": "/where/tea", "root": "/shop/fr-ch", "url": "/shop/fr-ch/where/tea"}
    assert '<link rel="canonical" href="http://localhost/shop/de-de/tea">' in page.text
    assert 'hreflang="fr-CH" href="http://localhost/shop/fr-ch/tea"' in page.text
    assert 'href="/shop/storefront/static/storefront.css"' in page.text
    assert 'href="/shop/fr-ch/tea"' in page.text
    assert "Path=/shop;" in session.headers["Set-Cookie"]


def test_a_mount_with_a_foreign_name_is_written_as_an_address(shop):
    mount = "/läden".encode().decode("latin-1")

    answer = Client(shop.wsgi_app).open({**raw("/"), "SCRIPT_NAME": mount})

    assert answer.headers["Location"] == "/l%C3%A4den/de-de/"


FORWARDED = {"X-Forwarded-Prefix": "/shop", "X-Forwarded-Host": "shop.example", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize("where", ["inside", "outside", "two inside"])
def test_a_proxy_fix_on_either_side_keeps_mount_and_edition(tmp_path, host, where):
    app = plain_shop(STOREFRONT=settings_for(tmp_path))
    if where != "outside":
        app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1, x_host=1, x_proto=1)
    if where == "two inside":
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1)
    Storefront(host).init_app(app)
    if where == "outside":
        app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1, x_host=1, x_proto=1)
    visitor = app.test_client()

    root = visitor.get("/", headers=FORWARDED)
    page = visitor.get("/de-de/tea", headers=FORWARDED)
    told = visitor.get("/fr-ch/where/tea", headers=FORWARDED).get_json()

    assert root.headers["Location"] == "/shop/de-de/"
    assert told == {"path": "/where/tea", "root": "/shop/fr-ch", "url": "/shop/fr-ch/where/tea"}
    assert '<link rel="canonical" href="https://shop.example/shop/de-de/tea">' in page.text


def test_a_proxy_that_says_nothing_changes_nothing(tmp_path, host):
    app = plain_shop(STOREFRONT=settings_for(tmp_path))
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1, x_host=1)
    Storefront(host).init_app(app)

    told = app.test_client().get("/fr-ch/where/tea").get_json()

    assert told == {"path": "/where/tea", "root": "/fr-ch", "url": "/fr-ch/where/tea"}


def test_an_edition_outside_a_request_is_a_clear_error(shop):
    with shop.app_context(), pytest.raises(RuntimeError, match="no edition here"):
        _ = Storefront().edition
