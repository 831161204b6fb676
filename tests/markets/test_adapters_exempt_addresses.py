"""What the merchant names as exempt is served at one address, so that her proxy can guard that."""

import pytest

from tests.shops import plain_shop


@pytest.fixture
def shop(mount):
    app = plain_shop()
    app.add_url_rule("/admin/", "orders", lambda: "the office", methods=["GET", "POST"])
    app.add_url_rule("/callback", "auth.callback", lambda: "signed in")
    app.add_url_rule("/robots.txt", "robots", lambda: "User-agent: *")
    return mount(app=app, routing={"exempt": ["/admin", "auth"]})


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/fr-ch/admin/", "/admin/"),
        ("/fr-ch/admin", "/admin"),
        ("/fr-ch/admin/nothing?a=b&c", "/admin/nothing?a=b&c"),
        ("/fr-ch//admin/", "/admin/"),
        ("/fr-ch/callback?code=1", "/callback?code=1"),
    ],
)
@pytest.mark.parametrize("mount_", ["", "/shop"])
def test_below_a_prefix_it_is_only_led_to(shop, asked, address, mount_):
    answer = shop.test_client().get(asked, base_url=f"http://localhost{mount_}")

    assert (answer.status_code, answer.headers["Location"], answer.text) == (308, f"{mount_}{address}", "")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_so_it_is_with_every_method(shop, method):
    answer = shop.test_client().open("/fr-ch/admin/", method=method)

    assert (answer.status_code, answer.headers["Location"]) == (308, "/admin/")


def test_where_it_leads_it_is_served(shop):
    visitor = shop.test_client()
    visitor.set_cookie("storefront_edition", "fr-ch")

    assert visitor.get("/fr-ch/admin", follow_redirects=True).text == "the office"
    assert visitor.post("/fr-ch/admin/", follow_redirects=True).text == "the office"
    assert visitor.get("/fr-ch/callback", follow_redirects=True).text == "signed in"


@pytest.mark.parametrize("path", ["/robots.txt", "/storefront/static/storefront.css"])
def test_what_is_exempt_by_itself_stays_where_it_was_asked_for(shop, path):
    with shop.test_client().get(f"/fr-ch{path}") as answer:
        assert answer.status_code == 200


def test_a_path_that_is_no_route_of_the_app_is_guarded_as_well(mount):
    app = plain_shop()
    inner = app.wsgi_app

    def with_an_office(environ, start_response):
        if environ["PATH_INFO"].startswith("/admin"):
            start_response("200 OK", [])
            return [b"the office"]
        return inner(environ, start_response)

    app.wsgi_app = with_an_office
    visitor = mount(app=app, routing={"exempt": ["/admin"]}).test_client()

    assert visitor.get("/admin").text == "the office"
    assert visitor.get("/fr-ch/admin").status_code == 308
