"""Trap 1: a cache keyed by path would answer one edition with another's page, and with its prices."""

import pytest
from flask import Flask, render_template_string, request
from flask_caching import Cache

from storefront_plugin.markets.adapters.host_cache import CacheOfEditions
from tests.shops import make_app

CODES = ["en-gb", "de-de", "fr-ch", "en-gb", "de-de"]


def caching(*, later=False):
    """A shop that caches a page and a function; what it had to make is noted."""
    app = Flask("caching")
    app.config.update(SECRET_KEY="the shop's own key", TESTING=True)
    cache = Cache(config={"CACHE_TYPE": "SimpleCache"})
    app.extensions["made"] = made = []

    @app.get("/page")
    @cache.cached(timeout=60)
    def page():
        made.append(request.script_root)
        return render_template_string("{{ 10|storefront_price|striptags }}")

    @cache.memoize(60)
    def greeting(name):
        made.append(name)
        return render_template_string("{{ storefront_edition().code }}")

    @app.get("/memo")
    def memo():
        return greeting("ada")

    @app.get("/forget")
    def forget():
        cache.delete("view//page")
        cache.delete_memoized(greeting)
        return ""

    app.extensions["its cache"] = cache
    if not later:
        cache.init_app(app)
    return app


@pytest.mark.parametrize("later", [False, True])
def test_each_edition_has_its_own_page_and_its_own_price(tmp_path, later):
    app = make_app(tmp_path, app=caching(later=later))
    if later:
        app.extensions["its cache"].init_app(app)
    visitor = app.test_client()

    seen = [visitor.get(f"/{code}/page").text for code in CODES]
    memoized = [visitor.get(f"/{code}/memo").text for code in CODES]

    assert [text.replace("\xa0", " ") for text in seen[:3]] == ["£8.50", "10,00 €", "9,50 CHF"]
    assert seen[3:] == seen[:2]
    assert memoized == CODES
    assert app.extensions["made"] == ["/en-gb", "/de-de", "/fr-ch", "ada", "ada", "ada"]


def test_what_has_no_edition_in_its_address_is_kept_as_the_host_wrote_it(tmp_path):
    app = make_app(tmp_path, app=caching())
    visitor = app.test_client()

    visitor.get("/page")
    visitor.get("/fr-ch/page")

    [backend] = app.extensions["cache"].values()
    assert sorted(backend._cache) == ["storefront:fr-ch:CHF:view//page", "view//page"]


def test_a_delete_clears_the_variant_of_its_own_request_and_clear_clears_all(tmp_path):
    app = make_app(tmp_path, app=caching())
    visitor = app.test_client()
    for code in ("en-gb", "fr-ch"):
        visitor.get(f"/{code}/page")
        visitor.get(f"/{code}/memo")
    made = app.extensions["made"]
    made.clear()

    visitor.get("/fr-ch/forget")
    for code in ("en-gb", "fr-ch"):
        visitor.get(f"/{code}/page")
        visitor.get(f"/{code}/memo")
    only_there = list(made)
    with app.app_context():
        app.extensions["its cache"].clear()
    visitor.get("/en-gb/page")

    assert only_there == ["/fr-ch", "ada"]
    assert made[len(only_there) :] == ["/en-gb"]


def test_every_way_to_a_key_is_kept_apart(tmp_path):
    app = make_app(tmp_path, app=caching())
    cache = app.extensions["its cache"]
    told = {}

    @app.get("/all/<value>")
    def everything(value):
        before = cache.get("a"), cache.has("b"), cache.get_many("c", "d"), cache.get_dict("c", "d")
        cache.set("a", value)
        cache.add("b", value)
        wrote = cache.set_many({"c": value, "d": value})
        after = cache.get("a"), cache.has("b"), cache.get_many("c", "d"), cache.get_dict("c", "d")
        counted = cache.cache.inc("n"), cache.cache.dec("n")
        told[value] = (before, wrote, after, counted)
        cache.delete("a")
        cache.delete_many("b", "c")
        cache.unlink("d")
        told[f"{value} gone"] = cache.get("a"), cache.has("b"), cache.get_many("c", "d")
        cache.set("a", value)
        return ""

    visitor = app.test_client()
    for code, value in (("en-gb", "1"), ("fr-ch", "2")):
        visitor.get(f"/{code}/all/{value}")

    for value in ("1", "2"):
        before, wrote, after, counted = told[value]
        assert before == (None, False, [None, None], {"c": None, "d": None})
        assert sorted(wrote) == ["c", "d"]
        assert after == (value, True, [value, value], {"c": value, "d": value})
        assert counted == (1, 0)
        assert told[f"{value} gone"] == (None, False, [None, None])


def test_each_cache_of_the_app_is_wrapped_once(tmp_path):
    app = make_app(tmp_path, app=caching())
    other = Cache(app, config={"CACHE_TYPE": "SimpleCache", "CACHE_KEY_PREFIX": "other"})

    app.test_client().get("/page")

    backends = app.extensions["cache"]
    assert len(backends) == 2
    assert all(isinstance(backend, CacheOfEditions) for backend in backends.values())
    assert not any(isinstance(backend._backend, CacheOfEditions) for backend in backends.values())
    assert other in backends


def test_switched_off_the_backend_is_the_host_s_own(tmp_path):
    app = make_app(tmp_path, app=caching(), routing={"cache": False})

    app.test_client().get("/page")

    assert not any(isinstance(backend, CacheOfEditions) for backend in app.extensions["cache"].values())
