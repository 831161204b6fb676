"""Five unlike shops, walked from the front page to the order: no step fails, and no link leaves the edition."""

import pytest
from werkzeug.test import Client

from tests.markets.unlike_shops import SHOPS
from tests.markets.walking import ENGLISH_FIRST, Walk, edition_of, mounted

pytestmark = pytest.mark.usefixtures("no_event_loop")

NAMES = [shop.__name__ for shop in SHOPS]


@pytest.fixture(params=SHOPS, ids=NAMES)
def make(request):
    return request.param


@pytest.mark.parametrize("base", ["", "/shop"])
@pytest.mark.parametrize("code", ["de-de", "fr-ch", "en-gb"])
def test_every_link_and_form_of_an_edition_stays_in_it(make, tmp_path, base, code):
    _, served = mounted(make, tmp_path, base=base)
    prefix = f"{base}/{code}"

    walk = Walk(Client(served)).go(f"{prefix}/")

    assert [(path, page.status) for path, page in walk.pages.items() if page.status_code != 200] == []
    # The default edition needs no cookie, and is what an address without a prefix is answered in.
    home = base if code == "en-gb" else prefix
    assert walk.left(home, code, exempt=f"{base}/admin") == []
    assert f"{base}/admin" in walk.pages
    assert len(walk.pages) >= 3
    assert walk.posts


@pytest.mark.parametrize("base", ["", "/shop"])
def test_without_a_prefix_the_shop_is_as_it_was(make, tmp_path, base):
    _, served = mounted(make, tmp_path, base=base)
    visitor = Client(served)

    # Past the root, which negotiates: straight to a page, as from a bookmark.
    walk = Walk(visitor)
    walk.client.get(f"{base}/admin")
    start = {"one_file": "/style", "with_blueprints_and_babel": "/account/page", "with_cache_and_macros": "/tea"}
    walk.go(base + start.get(make.__name__, "/about" if "proxy" in make.__name__ else "/goods/tea"))

    assert [(path, page.status) for path, page in walk.pages.items() if page.status_code != 200] == []
    assert {edition_of(page) for page in walk.pages.values()} == {"en-gb"}
    assert walk.posts
    assert visitor.get_cookie("storefront_edition", path=base or "/") is None


def test_no_link_to_a_static_file_carries_an_edition(make, tmp_path):
    _, served = mounted(make, tmp_path)

    walk = Walk(Client(served)).go("/de-de/")

    assert "/de-de/static/" not in "".join(page.text for page in walk.pages.values())


def test_with_everything_switched_off_the_prefix_alone_still_serves_each_page(make, tmp_path):
    off = dict.fromkeys(("sticky", "url_for", "babel", "cache", "link_header"), False)
    app, served = mounted(make, tmp_path, routing=off)

    answer = Client(served).get("/de-de/")

    assert answer.status_code == 200
    assert edition_of(answer) == "de-de"
    assert "Link" not in answer.headers
    assert "url_for" not in vars(app)


def test_a_robot_that_keeps_no_cookie_sees_the_same_bytes_and_no_redirect(make, tmp_path):
    _, served = mounted(make, tmp_path)
    visitor = Client(served)
    with_cookie = Walk(visitor)
    with_cookie.visit("/fr-ch/")
    robot = {"Accept": "text/html", "User-Agent": "Googlebot"}

    for code in ("de-de", "fr-ch", "en-gb"):
        seen = Client(served, use_cookies=False).get(f"/{code}/", headers=robot)
        again = Client(served, use_cookies=False).get(f"/{code}/", headers={**robot, "Accept-Language": "ja"})
        assert seen.status_code == 200
        assert seen.data == again.data == visitor.get(f"/{code}/", headers=robot).data


def test_the_walks_differ_from_one_without_the_sticky_edition(tmp_path):
    """The evidence that the walk finds what escapes: written by hand, every link leaves."""
    _, served = mounted(SHOPS[0], tmp_path, routing={"sticky": False, "exempt": ["/admin"]})

    walk = Walk(Client(served)).go("/de-de/")

    assert len(walk.left("/de-de", "de-de", exempt="/admin")) >= 5
    assert list(ENGLISH_FIRST) == ["gb", "de", "ch"]
