"""A host that counts requests (trap 14): what of ours is counted, and what never stands in a visitor's way."""

import pytest
from flask import Flask
from flask_limiter import ExemptionScope, Limiter
from flask_limiter.util import get_remote_address

from tests.shops import plain_shop


@pytest.fixture(params=["before", "after"])
def mounted(request, mount):
    """Mounts on a host whose limiter was set up before us, or after us."""

    def mounted(**limits) -> Flask:
        app = plain_shop()
        limiter = Limiter(get_remote_address, storage_uri="memory://", **limits)
        if request.param == "before":
            limiter.init_app(app)
            return mount(app=app)
        mount(app=app)
        limiter.init_app(app)
        return app

    return mounted


def statuses(visitor, path, count, **asked):
    found = []
    for _ in range(count):
        with visitor.open(path, **asked) as answer:
            found.append(answer.status_code)
    return found


@pytest.mark.parametrize("edition", ["", "/de-de"])
@pytest.mark.parametrize("limits", [{"default_limits": ["2 per hour"]}, {"application_limits": ["2 per hour"]}])
def test_notifications_of_a_provider_are_never_refused_for_their_number(mounted, limits, edition):
    visitor = mounted(**limits).test_client()

    answers = statuses(visitor, f"{edition}/storefront/webhooks/stripe", 5, method="POST", data=b"{}")

    # Each was read, and refused for what it is.
    assert answers == [400] * 5


@pytest.mark.parametrize("limits", [{"default_limits": ["2 per hour"]}, {"application_limits": ["2 per hour"]}])
def test_our_files_are_not_counted(mounted, limits):
    visitor = mounted(**limits).test_client()

    assert statuses(visitor, "/storefront/static/storefront.css", 5) == [200] * 5


@pytest.mark.parametrize("path", ["/storefront/api/v1/editions", "/storefront/checkout", "/storefront/sitemap.xml"])
def test_all_else_of_ours_is_protected_as_the_host_s_own(mounted, path):
    visitor = mounted(default_limits=["2 per hour"]).test_client()

    assert [status == 429 for status in statuses(visitor, path, 3)] == [False, False, True]
    assert statuses(visitor, "/tea", 3) == [200, 200, 429]


def test_what_is_refused_by_the_host_s_limit_is_a_problem_of_the_api(mounted):
    visitor = mounted(default_limits=["1 per hour"], headers_enabled=True).test_client()
    visitor.get("/de-de/storefront/api/v1/editions")

    refused = visitor.get("/de-de/storefront/api/v1/editions")

    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert refused.get_json()["code"] == "too_many_requests"
    assert "Retry-After" in refused.headers


def test_a_limit_of_the_whole_shop_is_not_used_up_by_what_its_pages_ask_for(mounted):
    visitor = mounted(application_limits=["4 per hour"]).test_client()

    for _ in range(4):
        assert statuses(visitor, "/de-de/tea", 1) == [200]
        assert statuses(visitor, "/de-de/storefront/suggestion?path=/tea", 1) == [204]
        assert statuses(visitor, "/storefront/static/suggest.js", 1) == [200]

    assert visitor.get("/de-de/tea").status_code == 429


def test_suggestions_have_a_limit_of_their_own_where_each_route_has_one(mounted):
    visitor = mounted(default_limits=["2 per hour"]).test_client()

    assert statuses(visitor, "/de-de/storefront/suggestion?path=/tea", 3) == [204, 204, 429]
    assert statuses(visitor, "/de-de/tea", 2) == [200, 200]


def test_what_the_host_has_exempted_itself_stays_exempt(mounted):
    app = mounted(default_limits=["2 per hour"])
    [limiter] = app.extensions["limiter"]
    limiter.exempt(app.view_functions["storefront.suggestion"], flags=ExemptionScope.DEFAULT)

    assert statuses(app.test_client(), "/storefront/suggestion?path=/tea", 5) == [204] * 5


def test_each_of_two_limiters_lets_notifications_pass(mount):
    app = plain_shop()
    for prefix in ("a", "b"):
        Limiter(get_remote_address, app=app, default_limits=["1 per hour"], storage_uri="memory://", key_prefix=prefix)
    visitor = mount(app=app).test_client()

    assert statuses(visitor, "/storefront/webhooks/stripe", 3, method="POST", data=b"{}") == [400] * 3


def test_a_limiter_that_is_switched_off_changes_nothing(mounted):
    visitor = mounted(default_limits=["1 per hour"], enabled=False).test_client()

    assert statuses(visitor, "/storefront/suggestion?path=/tea", 3) == [204] * 3
    assert statuses(visitor, "/storefront/webhooks/stripe", 3, method="POST", data=b"{}") == [400] * 3
