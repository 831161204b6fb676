"""Addresses made by url_for keep the edition, but for files and what is exempt; outside a request they have none."""

import pytest
from flask import Blueprint, jsonify, render_template_string, url_for
from jinja2 import DictLoader

from storefront_plugin import Storefront
from storefront_plugin.errors import EditionUnknown, NoBaseAddress
from tests.shops import MARKETS, TinyHost, plain_shop, settings_for

EXEMPT = {"exempt": ["/admin", "auth.callback"]}
NAMES = ("static", "admin.users", "auth.callback", "auth.account", "storefront.receive_notification", "tea")


def shop_with_names(**config):
    """The tiny shop with an office, a sign-in elsewhere, and a page that says all their addresses."""
    app = plain_shop(**config)
    admin, auth = Blueprint("admin", __name__, url_prefix="/admin"), Blueprint("auth", __name__)
    admin.add_url_rule("/users", "users", lambda: url_for(".users"))
    auth.add_url_rule("/callback", "callback", lambda: url_for(".callback"))
    auth.add_url_rule("/account", "account", lambda: url_for(".callback"))
    app.register_blueprint(admin)
    app.register_blueprint(auth)

    @app.get("/names")
    def names():
        values = {"static": {"filename": "x.css"}, "storefront.receive_notification": {"provider": "stripe"}}
        return jsonify({name: url_for(name, **values.get(name, {})) for name in NAMES})

    return app


def without_edition(mount=""):
    return {
        "static": f"{mount}/static/x.css",
        "admin.users": f"{mount}/admin/users",
        "auth.callback": f"{mount}/callback",
        "storefront.receive_notification": f"{mount}/storefront/webhooks/stripe",
    }


def test_files_and_what_is_exempt_lose_the_prefix_and_the_rest_keeps_it(mount):
    visitor = mount(app=shop_with_names(), routing=EXEMPT).test_client()

    told = visitor.get("/fr-ch/names").get_json()

    assert told == {**without_edition(), "auth.account": "/fr-ch/account", "tea": "/fr-ch/tea"}


def test_below_a_mount_they_keep_the_mount(mount):
    visitor = mount(app=shop_with_names(), routing=EXEMPT).test_client()

    told = visitor.get("/fr-ch/names", environ_overrides={"SCRIPT_NAME": "/shop", "PATH_INFO": "/fr-ch/names"})

    mounted = {**without_edition("/shop"), "auth.account": "/shop/fr-ch/account", "tea": "/shop/fr-ch/tea"}
    assert told.get_json() == mounted


def test_an_endpoint_relative_to_its_blueprint_is_known_too(mount):
    visitor = mount(app=shop_with_names(), routing=EXEMPT).test_client()

    assert visitor.get("/fr-ch/account").text == "/callback"
    assert visitor.get("/admin/users").text == "/admin/users"


@pytest.mark.parametrize("server_name", [None, "shop.example"])
@pytest.mark.parametrize("scheme", ["http", "https", ""])
def test_an_absolute_address_loses_it_after_its_host(mount, server_name, scheme):
    app = shop_with_names()
    app.add_url_rule("/out", "out", lambda: url_for("auth.callback", _external=True, _scheme=scheme))
    visitor = mount(app=app, routing=EXEMPT, config=None).test_client()
    app.config["SERVER_NAME"] = server_name

    answer = visitor.get("/fr-ch/out", base_url="http://shop.example")

    assert answer.text == (f"{scheme}:" if scheme else "") + "//shop.example/callback"


def test_templates_and_macros_without_context_make_the_same_addresses(mount):
    app = shop_with_names()
    app.jinja_loader = DictLoader(
        {
            "macros": '{% macro css() %}{{ url_for("static", filename="x") }}{% endmacro %}',
            "page": '{% from "macros" import css %}{{ css() }} '
            '{{ url_for("static", filename="y") }} {{ url_for("tea") }}',
        }
    )
    app.add_url_rule("/page", "page", lambda: app.jinja_env.get_template("page").render())
    visitor = mount(app=app).test_client()

    assert visitor.get("/fr-ch/page").text == "/static/x /static/y /fr-ch/tea"
    assert visitor.get("/page").text == "/static/x /static/y /tea"


def test_a_url_for_of_the_host_s_own_stays_in_its_templates(mount):
    app = shop_with_names()
    app.jinja_env.globals["url_for"] = lambda endpoint, **values: url_for(endpoint, **values) + "#dated"
    app.add_url_rule("/page", "page", lambda: render_template_string('{{ url_for("static", filename="x") }}'))

    assert mount(app=app).test_client().get("/fr-ch/page").text == "/static/x#dated"


def test_what_the_host_answers_for_an_unknown_endpoint_is_left_as_it_is(mount):
    app = plain_shop()
    app.url_build_error_handlers.append(lambda error, endpoint, values: f"https://cdn.example/{endpoint}")
    app.add_url_rule("/page", "page", lambda: url_for("pictures.static", filename="x"))

    assert mount(app=app).test_client().get("/fr-ch/page").text == "https://cdn.example/pictures.static"


def test_switched_off_the_app_s_own_method_is_left_alone(mount):
    app = shop_with_names()
    before = app.jinja_env.globals["url_for"]

    mount(app=app, routing={"url_for": False})

    assert "url_for" not in vars(app)
    assert app.jinja_env.globals["url_for"] is before


# Storefront.url_for


def mounted(folder, **settings):
    app = shop_with_names()
    app.config["STOREFRONT"] = settings_for(folder, routing=EXEMPT, **settings)
    storefront = Storefront(TinyHost())
    storefront.init_app(app)
    return app, storefront


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"_anchor": "a b"}, "https://shop.example/fr-ch/tea?cup=2#a%20b"),
        ({"_scheme": "http"}, "http://shop.example/fr-ch/tea?cup=2"),
        ({"_external": True}, "https://shop.example/fr-ch/tea?cup=2"),
        ({"_external": False, "_anchor": "top"}, "/fr-ch/tea?cup=2#top"),
        ({"_method": "GET"}, "https://shop.example/fr-ch/tea?cup=2"),
    ],
)
def test_the_options_are_flask_s(tmp_path, options, expected):
    app, storefront = mounted(tmp_path, base_address="https://shop.example")

    with app.app_context():
        assert storefront.url_for("tea", edition="fr-ch", cup=2, **options) == expected


def test_an_endpoint_may_be_relative_to_its_blueprint(tmp_path):
    app, storefront = mounted(tmp_path, base_address="https://shop.example")
    blueprint = Blueprint("shelf", __name__)
    blueprint.add_url_rule("/one", "one", lambda: storefront.url_for(".two", edition="fr-ch"))
    blueprint.add_url_rule("/two", "two", lambda: storefront.url_for(".tea", edition="fr-ch"))
    app.register_blueprint(blueprint)

    assert app.test_client().get("/de-de/one").text == "https://shop.example/fr-ch/two"
    with app.app_context():
        assert storefront.url_for(".tea", edition="fr-ch") == "https://shop.example/fr-ch/tea"


# Trap 7: outside a request


def test_a_job_s_addresses_have_no_edition_unless_one_is_asked_for(tmp_path):
    app, storefront = mounted(tmp_path, base_address="https://shop.example")
    app.config["SERVER_NAME"] = "inner.example"

    with app.app_context():
        assert url_for("tea") == "http://inner.example/tea"
        assert storefront.url_for("tea") == "https://shop.example/de-de/tea"
        assert storefront.url_for("tea", edition="fr-ch", cup=2) == "https://shop.example/fr-ch/tea?cup=2"
        assert storefront.url_for("where", edition="fr-ch", below="a b") == "https://shop.example/fr-ch/where/a%20b"
        assert storefront.url_for("auth.callback", edition="fr-ch") == "https://shop.example/callback"


def test_a_job_s_addresses_lie_below_the_root_that_the_app_is_told(tmp_path):
    app, storefront = mounted(tmp_path, base_address="https://shop.example")
    app.config["APPLICATION_ROOT"] = "/shop/"

    with app.app_context():
        assert storefront.url_for("tea", edition="fr-ch") == "https://shop.example/shop/fr-ch/tea"


def test_within_a_request_it_is_the_request_s_edition_and_mount(tmp_path):
    app, storefront = mounted(tmp_path, base_address="https://shop.example")
    app.add_url_rule("/told", "told", lambda: storefront.url_for("tea"))
    overrides = {"SCRIPT_NAME": "/shop", "PATH_INFO": "/fr-ch/told"}

    answer = app.test_client().get("/fr-ch/told", environ_overrides=overrides, headers={"Host": "evil.example"})

    assert answer.text == "https://shop.example/shop/fr-ch/tea"


def test_an_edition_with_a_host_of_its_own_is_addressed_there(tmp_path):
    markets = {**MARKETS, "gb": {**MARKETS["gb"], "host": "shop.example.co.uk"}}
    app, storefront = mounted(tmp_path, markets=markets, base_address="https://shop.example")

    with app.app_context():
        address = storefront.url_for("tea", edition="en-gb")

    assert address.startswith("https://shop.example.co.uk/")


def test_an_edition_that_is_none_is_refused_by_its_name(tmp_path):
    app, storefront = mounted(tmp_path, base_address="https://shop.example")

    with app.app_context(), pytest.raises(EditionUnknown, match="“xx-xx” is not an edition of this shop"):
        storefront.url_for("tea", edition="xx-xx")


def test_without_a_base_address_a_job_is_told_what_to_set(tmp_path):
    app, storefront = mounted(tmp_path)

    with app.app_context(), pytest.raises(NoBaseAddress, match="set base_address"):
        storefront.url_for("tea")
