"""The adapters are guests: of one app alone, bound after everything else, and harmless where they fail."""

import asyncio
import logging
import threading

import pytest
from flask import Blueprint, Flask, request, url_for
from flask_babel import Babel, get_locale
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from storefront_plugin import Storefront
from storefront_plugin.markets.adapters.first_request import AtFirstRequest
from tests.shops import TinyHost, make_app, plain_shop, settings_for

pytestmark = pytest.mark.usefixtures("no_event_loop")

HTML = {"Accept": "text/html"}


# Trap 2: a ProxyFix that cannot be seen


class OtherMiddleware:
    """Something of the host's between us and its ProxyFix."""

    def __init__(self, app):
        self.hidden = app

    def __call__(self, environ, start_response):
        return self.hidden(environ, start_response)


def test_a_hidden_proxy_fix_that_overwrites_the_edition_is_told_of_once(tmp_path, caplog):
    app = plain_shop()
    app.wsgi_app = OtherMiddleware(ProxyFix(app.wsgi_app, x_prefix=1))
    visitor = make_app(tmp_path, app=app).test_client()

    with caplog.at_level(logging.WARNING):
        first = visitor.get("/fr-ch/tea", headers={"X-Forwarded-Prefix": "/shop"})
        visitor.get("/fr-ch/tea", headers={"X-Forwarded-Prefix": "/shop"})

    # The edition is kept in a place of its own: the page speaks it all the same.
    assert 'rel="canonical" href="http://localhost/fr-ch/tea"' in first.text
    [record] = [record for record in caplog.records if "SCRIPT_NAME" in record.message]
    assert "links lose /fr-ch: apply ProxyFix after Storefront.init_app" in record.message


@pytest.mark.parametrize("wrap", [lambda app: app, OtherMiddleware])
def test_a_middleware_that_keeps_the_edition_is_no_matter(tmp_path, caplog, wrap):
    app = plain_shop()
    app.wsgi_app = wrap(app.wsgi_app)

    answer = make_app(tmp_path, app=app).test_client().get("/fr-ch/where/tea")

    assert answer.get_json()["url"] == "/fr-ch/where/tea"
    assert caplog.records == []


@pytest.mark.parametrize("where", ["inside", "outside"])
def test_behind_a_proxy_the_sticky_edition_keeps_mount_host_and_scheme(tmp_path, where):
    told = {"X-Forwarded-Prefix": "/shop", "X-Forwarded-Host": "shop.example", "X-Forwarded-Proto": "https"}
    app = plain_shop(STOREFRONT=settings_for(tmp_path))
    if where == "inside":
        app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1, x_host=1, x_proto=1)
    Storefront(TinyHost()).init_app(app)
    if where == "outside":
        app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1, x_host=1, x_proto=1)
    visitor = Client(app, use_cookies=False)

    page = visitor.get("/fr-ch/tea", headers={**HTML, **told})
    link = visitor.get("/tea", headers={**HTML, **told, "Cookie": "storefront_edition=fr-ch"})

    assert page.headers["Set-Cookie"] == "storefront_edition=fr-ch; Secure; HttpOnly; Path=/shop; SameSite=Lax"
    assert link.location == "/shop/fr-ch/tea"


# Trap 13: short-circuit in WSGI only


def test_a_redirect_of_ours_starves_no_hook_of_the_host(tmp_path):
    ran = []
    app = plain_shop()
    app.before_request(lambda: ran.append("before"))
    app.after_request(lambda response: ran.append("after") or response)
    app.teardown_request(lambda fault: ran.append("teardown"))
    visitor = make_app(tmp_path, app=app).test_client()
    visitor.set_cookie("storefront_edition", "fr-ch")

    redirected = visitor.get("/tea", headers=HTML)
    assert (redirected.status_code, ran) == (302, [])

    visitor.get(redirected.location, headers=HTML)
    assert ran == ["before", "after", "teardown"]


# Trap 15: an answer that is passed through


def test_a_file_below_a_prefix_is_passed_through_byte_for_byte(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "tea.bin").write_bytes(b"</head>\x00" * 10_000)
    app = Flask("files", root_path=str(tmp_path))
    app.config.update(SECRET_KEY="the shop's own key", TESTING=True)
    visitor = make_app(tmp_path, app=app).test_client()

    for path in ("/static/tea.bin", "/fr-ch/static/tea.bin"):
        with visitor.get(path, headers=HTML) as answer:
            assert answer.data == b"</head>\x00" * 10_000
            assert "Link" not in answer.headers


# Trap 18: after the first request, and several apps


def test_routes_that_are_added_after_us_are_kept_in_the_edition(tmp_path):
    app = make_app(tmp_path)
    late = Blueprint("late", __name__, static_folder="static", static_url_path="/late-files")
    late.add_url_rule("/late", "page", lambda: f"{url_for('.page')} {url_for('.static', filename='x')}")
    app.register_blueprint(late)
    visitor = app.test_client()
    visitor.set_cookie("storefront_edition", "fr-ch")

    assert visitor.get("/fr-ch/late").text == "/fr-ch/late /late-files/x"
    assert visitor.get("/late", headers=HTML).location == "/fr-ch/late"


def test_two_apps_of_one_process_keep_their_adapters_apart(tmp_path):
    shops = []
    for name, routing in (("a", {"exempt": ["tea"]}), ("b", {"url_for": False, "babel": False})):
        (tmp_path / name).mkdir()
        app = plain_shop()
        Babel(app, locale_selector=lambda: "bg")
        app.add_url_rule("/say", "say", lambda: f"{get_locale()} {url_for('tea')} {url_for('static', filename='x')}")
        shops.append(make_app(tmp_path / name, app=app, routing=routing))
    served = DispatcherMiddleware(shops[0], {"/b": shops[1]})
    visitor = Client(served)

    first, second = visitor.get("/fr-ch/say"), visitor.get("/b/fr-ch/say")
    visitor.get("/b/fr-ch/say", headers=HTML)

    assert first.text == "fr_CH /tea /static/x"
    assert second.text == "bg /b/fr-ch/tea /b/fr-ch/static/x"
    # The cookie of one is not that of the other.
    assert visitor.get("/where/x", headers=HTML).status_code == 200
    assert visitor.get("/b/tea", headers=HTML).location == "/b/fr-ch/tea"
    assert "url_for" not in vars(Flask("other"))


def test_the_host_s_objects_are_bound_at_the_first_request_and_once(tmp_path):
    app = plain_shop()
    babel = Babel(app, locale_selector=lambda: "bg")
    make_app(tmp_path, app=app)
    before = app.extensions["babel"].locale_selector

    app.test_client().get("/tea")
    bound = app.extensions["babel"].locale_selector
    app.test_client().get("/tea")

    assert before() == "bg"
    assert bound is not before
    assert app.extensions["babel"].locale_selector is bound
    assert app.extensions["babel"].instance is babel


def test_an_adapter_that_fails_is_logged_and_the_shop_is_served_without_it(caplog):
    done = []
    served = AtFirstRequest(lambda environ, start: [b"tea"], [lambda: 1 / 0, lambda: done.append(1)])

    answers = [served({}, None), served({}, None)]

    assert answers == [[b"tea"], [b"tea"]]
    assert done == [1]
    assert [record.message for record in caplog.records] == ["the shop is served without one of its adapters"]


def test_many_first_requests_at_once_bind_once():
    done, ready = [], threading.Barrier(8)
    served = AtFirstRequest(lambda environ, start: list(done), [lambda: done.append(1)])

    def ask(answers):
        ready.wait()
        answers.append(served({}, None))

    answers = []
    threads = [threading.Thread(target=ask, args=(answers,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [[1]] * 8


# Views of other kinds


def test_an_async_view_has_its_edition_and_its_addresses(tmp_path):
    app = plain_shop()

    @app.get("/slow")
    async def slow():
        await asyncio.sleep(0)
        return f"{request.script_root} {url_for('slow')} {url_for('static', filename='x')}"

    assert make_app(tmp_path, app=app).test_client().get("/fr-ch/slow").text == "/fr-ch /fr-ch/slow /static/x"


@pytest.mark.parametrize("config", [{}, {"SERVER_NAME": "shop.example"}, {"APPLICATION_ROOT": "/shop"}])
def test_a_server_name_changes_nothing_of_where_links_lead(tmp_path, config):
    visitor = make_app(tmp_path, config=config).test_client()
    page = visitor.get("/fr-ch/where/tea", headers=HTML, base_url="http://shop.example")
    link = visitor.get("/tea", headers=HTML, base_url="http://shop.example")

    assert page.get_json()["url"] == "/fr-ch/where/tea"
    assert link.location == "/fr-ch/tea"


def test_a_link_header_that_is_switched_off_is_not_sent(tmp_path):
    app = make_app(tmp_path, routing={"link_header": False})

    assert "add_link_header" not in [hook.__name__ for hook in app.after_request_funcs.get(None, [])]
    assert "Link" not in app.test_client().get("/fr-ch/tea").headers
