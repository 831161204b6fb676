"""We are a guest: what the host had before is there afterwards, and nothing of it is ours."""

from copy import deepcopy

import pytest
from flask import Blueprint, Flask, abort, session
from werkzeug.exceptions import HTTPException

from storefront_plugin import CartLine, Storefront
from storefront_plugin.errors import AlreadyMounted, NoSecret, NotMounted
from storefront_plugin.markets.edition import Editions
from storefront_plugin.storage import Database
from storefront_plugin.web.parts import parts_of
from storefront_plugin.web.signing import Forged, Signer
from tests.shops import ADDRESS, MARKETS, make_app, plain_shop, settings_for, token_for

PRICED = {"pricing": {"currency": "EUR", "fixed_rates": {"CHF": "0.95", "GBP": "0.85"}, "margin": "0.10"}}


def without_ours(spec):
    """Handlers and hooks by blueprint, ours left out, and so are the empty places that looking leaves behind."""
    return {name: deepcopy(found) for name, found in spec.items() if name != "storefront" and any(found.values())}


def host_with_own_errors(config=None) -> Flask:
    """A host that answers every error with a page of its own, as host shops do."""
    app = plain_shop(**(config or {}))
    for status in range(400, 600):
        try:
            app.register_error_handler(status, lambda fault: (f"<h1>own {fault.code}</h1>", fault.code))
        except ValueError:
            continue  # no exception of that status
    app.add_url_rule("/abort/<int:code>", "aborting", abort)
    return app


# What the host had


def test_no_error_handler_is_registered_outside_our_blueprint(mount):
    app = host_with_own_errors()
    before = without_ours(app.error_handler_spec)

    mount(app=app)

    assert without_ours(app.error_handler_spec) == before


def test_no_hook_runs_before_the_host_s_requests(mount):
    app = plain_shop()

    mount(app=app)

    assert set(app.before_request_funcs) <= {"storefront"}
    assert set(app.url_value_preprocessors) <= {"storefront"}
    assert set(app.url_default_functions) == set()
    assert [function.__name__ for function in app.after_request_funcs[None]] == ["add_link_header", "follow_moved"]
    assert app.teardown_appcontext_funcs == []


def test_every_rule_and_name_of_ours_begins_with_storefront(mount):
    before = plain_shop()

    after = mount()

    added = {rule.rule for rule in after.url_map.iter_rules()} - {rule.rule for rule in before.url_map.iter_rules()}
    assert added
    assert all(rule.startswith("/storefront/") for rule in added)
    for taught in ("globals", "filters", "tests"):
        names = {*getattr(after.jinja_env, taught)} - {*getattr(before.jinja_env, taught)}
        assert [name for name in names if not name.startswith(("storefront_", "sf_"))] == []
    assert {*after.extensions} - {*before.extensions} == {"storefront"}
    assert {*after.config} - {*before.config} == {"STOREFRONT"}
    assert {*after.cli.commands} - {*before.cli.commands} == {"storefront"}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 500, 503])
@pytest.mark.parametrize("edition", ["", "/de-de", "/fr-ch"])
def test_the_host_s_error_pages_stay_its_own_below_each_prefix(mount, edition, status):
    visitor = mount(app=host_with_own_errors()).test_client()

    answer = visitor.get(f"{edition}/abort/{status}")

    assert (answer.status_code, answer.text) == (status, f"<h1>own {status}</h1>")
    assert "Link" not in answer.headers


@pytest.mark.parametrize("edition", ["", "/de-de"])
def test_a_page_that_the_host_lacks_is_the_host_s_own_404(mount, edition):
    visitor = mount(app=host_with_own_errors()).test_client()

    answer = visitor.get(f"{edition}/coffee")

    assert (answer.status_code, answer.text) == (404, "<h1>own 404</h1>")


def test_a_crash_of_the_host_is_the_host_s_own_500(mount):
    app = host_with_own_errors({"TESTING": False, "PROPAGATE_EXCEPTIONS": False})
    visitor = mount(app=app, checkout={"sandbox": True}).test_client()

    answer = visitor.get("/de-de/broken")

    assert (answer.status_code, answer.text) == (500, "<h1>own 500</h1>")


def test_a_host_without_error_pages_has_flask_s(visitor):
    answer = visitor.get("/de-de/coffee")

    assert answer.status_code == 404
    assert "<h1>Not Found</h1>" in answer.text


# Trap 12: the host's handlers would make pages of the API's errors


@pytest.mark.parametrize("catch_all", [False, True])
@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("GET /storefront/api/v1/nothing", 404, "not_found"),
        ("GET /storefront/api/v1/editions/more", 404, "not_found"),
        ("GET /storefront/api/v2/editions", 404, "not_found"),
        ("POST /storefront/api/v1/editions", 405, "method_not_allowed"),
        ("DELETE /storefront/api/v1/quotes", 405, "method_not_allowed"),
        ("PUT /storefront/api/v1/quotes", 405, "method_not_allowed"),
        ("GET /storefront/api/v1/quotes", 405, "method_not_allowed"),
        ("POST /storefront/api/v1/quotes", 403, "form_forged"),
        ("GET /storefront/api/v1/quotes/forged", 404, "quote_unknown"),
        ("GET /storefront/api/v1/countries/XX", 422, "unknown_country"),
        ("GET /storefront/api/v1/countries/DE/postcode", 422, "invalid_fields"),
        ("GET /storefront/api/v1/loyalty", 403, "sign_in_needed"),
    ],
)
def test_the_api_s_errors_are_problems_whatever_the_host_does_with_its_own(mount, catch_all, asked, status, code):
    app = host_with_own_errors()
    if catch_all:
        app.register_error_handler(HTTPException, lambda fault: ("own", 418))
        app.register_error_handler(Exception, lambda fault: ("own", 418))
    visitor = mount(app=app).test_client()

    method, path = asked.split()
    answer = visitor.open(f"/de-de{path}", method=method)

    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    problem = answer.get_json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"urn:storefront:problem:{code}"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/storefront/api/v1/editions", {"GET"}), ("/storefront/api/v1/quotes", {"POST"})],
)
def test_a_405_names_what_is_allowed(visitor, path, allowed):
    answer = visitor.delete(f"/en-gb{path}")

    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_a_405_that_flask_finds_itself_does_not_escape_to_the_host(mount):
    visitor = mount(app=host_with_own_errors()).test_client()

    answer = visitor.patch("/de-de/storefront/api/v1/session")

    assert answer.content_type == "application/problem+json"


def test_a_body_that_is_too_large_is_a_problem_too(mount):
    visitor = mount(app=host_with_own_errors()).test_client()
    token = token_for(visitor)

    answer = visitor.post(
        "/de-de/storefront/api/v1/quotes", data=b" " * 70_000, headers={"X-Storefront-Token": token},
        content_type="application/json",
    )  # fmt: skip

    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


def test_a_fault_of_ours_is_a_problem_in_production_and_hides_its_cause(mount, monkeypatch):
    app = mount(app=host_with_own_errors({"TESTING": False}), checkout={"sandbox": True})
    monkeypatch.setattr("storefront_plugin.web.session_api.form_token", lambda: 1 / 0)

    answer = app.test_client().get("/de-de/storefront/api/v1/session")

    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "ZeroDivision" not in answer.text


# The host's session


def test_no_page_and_no_post_of_ours_writes_the_host_s_session(mount, host):
    host.lines = [CartLine("tea", 1)]
    app = mount()
    visitor = app.test_client()
    token = token_for(visitor, headers={"X-Customer": "ada"})
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("storefront.")]
    fields = {**ADDRESS, "email": "ada@example.com", "storefront_token": token}

    cookies = []
    for rule in rules:
        path = "/de-de" + rule.rule.replace("<", "").replace(">", "").replace("path:", "").replace(":", "")
        for method in rule.methods & {"GET", "POST"}:
            answer = visitor.open(path, method=method, data=fields if method == "POST" else None)
            cookies += answer.headers.getlist("Set-Cookie")
    cookies += visitor.get("/de-de/tea").headers.getlist("Set-Cookie")

    assert len(rules) > 20
    assert {cookie.split("=")[0] for cookie in cookies} <= {"storefront_guest", "storefront_suggestion"}
    # Whoever touches the session adds it.
    assert "Vary" not in visitor.get("/de-de/tea").headers


def test_a_page_of_the_host_sets_no_cookie_of_ours(visitor):
    assert visitor.get("/de-de/tea").headers.getlist("Set-Cookie") == []


def test_the_guest_cookie_is_the_shop_s_alone(visitor):
    [cookie] = visitor.get("/de-de/storefront/api/v1/session", base_url="https://shop.example").headers.getlist(
        "Set-Cookie"
    )

    parts = {part.strip() for part in cookie.split(";")}
    assert {"HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=2592000"} <= parts
    assert cookie.startswith("storefront_guest=")


def test_what_the_host_keeps_in_its_session_is_kept(mount):
    app = plain_shop()

    @app.get("/keep")
    def keep() -> str:
        session["cart"] = ["tea"]
        return "kept"

    visitor = mount(app=app).test_client()

    visitor.get("/de-de/keep")
    token_for(visitor)

    with visitor.session_transaction() as kept:
        assert dict(kept) == {"cart": ["tea"]}


# Several apps, and the same one twice


def test_two_apps_in_one_process_keep_to_themselves(tmp_path):
    (tmp_path / "b").mkdir()
    first = make_app(tmp_path, shop={"name": "First"})
    second = make_app(tmp_path / "b", shop={"name": "Second"}, markets={"de": MARKETS["de"]}, **PRICED)

    assert [parts_of(app)[Editions].default.code for app in (first, second)] == ["de-de", "de-de"]
    assert [len(parts_of(app)[Editions].all) for app in (first, second)] == [4, 1]
    assert parts_of(first)[Database].url != parts_of(second)[Database].url
    assert first.test_client().get("/fr-ch/tea").status_code == 200
    assert second.test_client().get("/fr-ch/tea").status_code == 404
    names = [app.test_client().get("/de-de/storefront/checkout").text for app in (first, second)]
    assert "First" in names[0]
    assert "Second" in names[1]


def test_a_token_of_one_app_is_worth_nothing_in_another(tmp_path):
    first = make_app(tmp_path).test_client()
    second = make_app(tmp_path, secrets=["another secret altogether"]).test_client()
    token = token_for(first)
    token_for(second)

    answer = second.post("/de-de/storefront/api/v1/quotes", json={}, headers={"X-Storefront-Token": token})

    assert (answer.status_code, answer.get_json()["code"]) == (403, "form_forged")


def test_one_storefront_serves_two_apps(tmp_path, host):
    storefront = Storefront(host)
    apps = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        app = plain_shop(STOREFRONT=settings_for(tmp_path / name))
        storefront.init_app(app)
        apps.append(app)

    answers = [app.test_client().get("/de-de/tea").status_code for app in apps]

    assert answers == [200, 200]
    assert parts_of(apps[0])[Database] is not parts_of(apps[1])[Database]
    assert vars(storefront).keys() == {"_host", "_clock"}


def test_a_second_mount_on_one_app_is_refused(shop):
    with pytest.raises(AlreadyMounted) as refused:
        Storefront().init_app(shop)

    assert str(refused.value) == "This app already carries a storefront: call init_app once for each app."


def test_an_app_without_a_storefront_says_so():
    with pytest.raises(NotMounted) as refused:
        parts_of(plain_shop())

    assert str(refused.value) == ("This app carries no storefront: call Storefront(host=…).init_app(app) first.")


def test_without_anything_to_sign_with_nothing_is_mounted(tmp_path):
    app = plain_shop(SECRET_KEY=None, STOREFRONT=settings_for(tmp_path, secrets=[]))

    with pytest.raises(NoSecret) as refused:
        Storefront().init_app(app)

    assert str(refused.value) == (
        "The storefront has no secret: set STOREFRONT_SECRET, or app.secret_key, before init_app."
    )
    assert "storefront" not in app.extensions
    assert "storefront" not in app.blueprints


@pytest.mark.parametrize("key", ["text", b"bytes"])
def test_the_host_s_own_key_is_enough_but_is_not_used_as_it_is(tmp_path, key):
    app = plain_shop(SECRET_KEY=key, STOREFRONT=settings_for(tmp_path, secrets=[]))

    Storefront().init_app(app)

    token = parts_of(app)[Signer].sign("form", "me")
    with pytest.raises(Forged):
        Signer([key.decode() if isinstance(key, bytes) else key]).open("form", token)


def test_a_host_whose_blueprint_has_our_name_is_told_so_and_left_alone(tmp_path):
    app = plain_shop(STOREFRONT=settings_for(tmp_path))
    app.register_blueprint(Blueprint("storefront", __name__, url_prefix="/front"))

    with pytest.raises(ValueError, match="'storefront'"):
        Storefront().init_app(app)

    assert "storefront" not in app.extensions


@pytest.mark.parametrize(
    "name",
    "account admin auth carts checkout main order orders products public surveys users webhooks".split(),
)
def test_the_host_s_usual_blueprint_names_are_free(mount, name):
    app = plain_shop()
    app.register_blueprint(Blueprint(name, __name__, url_prefix=f"/{name}"))

    assert mount(app=app).test_client().get("/de-de/storefront/api/v1/edition").status_code == 200


# A host that has little


def test_a_host_without_base_template_and_babel_has_whole_pages_of_ours(visitor):
    page = visitor.get("/fr-ch/storefront/checkout")

    assert page.status_code == 200
    assert '<html lang="fr-CH" dir="ltr">' in page.text
    assert page.text.rstrip().endswith("</html>")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
