"""The example shop on its own, before anything is mounted in it."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examples.shop import create_app
from examples.shop.catalogue import CATEGORIES, languages_of, product, products_in
from examples.shop.language import LANGUAGES
from examples.shop.orders import OrderLine, order, orders_of, record_order
from examples.shop.pictures import PALETTES
from examples.shop.prices import pounds
from examples.shop.secret import kept_secret
from examples.shop.seed import ADA, prepare, read_shelves
from examples.shop.words import load_words

PAGES = (
    "/",
    *(f"/shelves/{category}" for category in CATEGORIES),
    "/products/moorland-breakfast",
    "/cart",
    "/account/sign-in",
    "/account/sign-up",
)
LINE = OrderLine("brown-betty", "Brown Betty Teapot", 2, "£68.00")


@pytest.fixture
def shop(tmp_path: Path) -> Flask:
    return create_app({"SHOP_DATABASE": str(tmp_path / "shop.sqlite3"), "SECRET_KEY": "test", "TESTING": True})


@pytest.fixture
def visitor(shop: Flask) -> FlaskClient:
    return shop.test_client()


@pytest.fixture
def inside(shop: Flask) -> Iterator[Flask]:
    with shop.app_context():
        yield shop


def put_in_cart(visitor: FlaskClient, sku: str = "moorland-breakfast", quantity: str = "1"):
    return visitor.post("/cart/add", data={"sku": sku, "quantity": quantity})


def cart_of(visitor: FlaskClient) -> dict[str, int]:
    with visitor.session_transaction() as session:
        return session.get("cart", {})


# The catalogue


def test_the_shop_sells_at_least_thirty_products_on_four_shelves(inside):
    counts = [len(products_in(category, "en")) for category in CATEGORIES]

    assert len(counts) == 4
    assert sum(counts) >= 30
    assert min(counts) >= 5


def test_every_product_is_told_in_english():
    assert all("en" in told for told in read_shelves())


def test_a_few_products_lack_a_language_or_two():
    missing = [LANGUAGES.keys() - told.keys() for told in read_shelves()]
    lacking = [languages for languages in missing if languages]

    assert len(lacking) == 5
    assert all(len(languages) <= 2 for languages in lacking)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_description_is_a_text_of_two_to_four_sentences(language):
    texts = [told[language]["description"] for told in read_shelves() if language in told]
    sentence_counts = [len(re.findall(r"[.!?。](?=\s|$|[^\s\d])", text)) for text in texts]

    assert set(sentence_counts) <= {2, 3, 4}
    assert len(set(texts)) == len(texts)


def test_every_product_has_a_picture(visitor):
    for told in read_shelves():
        answer = visitor.get(f"/pictures/{told['sku']}.svg")

        assert told["palette"] in PALETTES
        assert answer.mimetype == "image/svg+xml"
        assert answer.text.count("</svg>") == 1


def test_a_product_missing_in_a_language_is_neither_listed_nor_shown_there(visitor):
    shelf = visitor.get("/shelves/gifts?lang=ja").text
    page = visitor.get("/products/tasting-notebook?lang=ja")

    assert "tasting-notebook" not in shelf
    assert page.status_code == 404
    assert "この缶は空でした" in page.text


def test_the_languages_of_a_product_are_told(inside):
    assert languages_of("tasting-notebook") == ("de", "en", "fr")
    assert languages_of("coffee") == ()
    assert product("tasting-notebook", "ar") is None


def test_starting_again_keeps_what_is_there(shop, inside):
    record_order("WK-1", None, [LINE], "£68.00", "ada@example.com")

    prepare(Path(shop.config["SHOP_DATABASE"]))

    assert order("WK-1") is not None
    assert product("brown-betty", "en").stock == 23


# Words and languages


def test_the_five_languages_have_the_same_words_with_the_same_blanks():
    blanks = {
        language: {key: sorted(re.findall(r"{\w+}", text)) for key, text in words.items()}
        for language, words in load_words().items()
    }

    assert all(of_language == blanks["en"] for of_language in blanks.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_every_language(visitor, path, language):
    answer = visitor.get(path, query_string={"lang": language})

    assert answer.status_code == 200
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in answer.text


def test_a_chosen_language_is_kept(visitor):
    visitor.get("/?lang=fr")

    assert '<html lang="fr"' in visitor.get("/cart").text


@pytest.mark.parametrize(
    ("header", "language"), [("de-AT,de;q=0.9", "de"), ("nl,ja;q=0.5", "ja"), ("nl", "en"), ("", "en")]
)
def test_the_browser_says_what_its_reader_prefers(visitor, header, language):
    page = visitor.get("/", headers={"Accept-Language": header}).text

    assert f'<html lang="{language}"' in page


def test_another_answer_to_the_language_can_be_put_in(tmp_path):
    shop = create_app(
        {"SHOP_DATABASE": str(tmp_path / "s.sqlite3"), "SECRET_KEY": "test", "SHOP_LANGUAGE": lambda: "ar"}
    )

    answer = shop.test_client().get("/?lang=de")

    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", [*PAGES, "/nothing-here", "/shelves/coffee", "/pictures/moorland-breakfast.svg"])
def test_no_page_has_style_or_script_within(visitor, path):
    put_in_cart(visitor)

    text = visitor.get(path).text

    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


# The cart


def test_what_is_added_twice_is_counted_together(visitor):
    put_in_cart(visitor, quantity="2")
    answer = put_in_cart(visitor, quantity="3")

    assert answer.status_code == 303
    assert cart_of(visitor) == {"moorland-breakfast": 5}


@pytest.mark.parametrize("quantity", ["0", "-1", "100", "1.5", "two", "", "\uff11", "1e1", "<b>"])
@pytest.mark.parametrize("what", ["add", "change"])
def test_a_quantity_that_makes_no_sense_is_refused_and_changes_nothing(visitor, what, quantity):
    put_in_cart(visitor)

    answer = visitor.post(f"/cart/{what}", data={"sku": "moorland-breakfast", "quantity": quantity})

    assert answer.status_code == 400
    assert "whole number from 1 to 99" in answer.text
    assert "<b>”" not in answer.text
    assert cart_of(visitor) == {"moorland-breakfast": 1}


def test_more_than_ninety_nine_together_is_refused(visitor):
    put_in_cart(visitor, quantity="99")

    assert put_in_cart(visitor).status_code == 400
    assert cart_of(visitor) == {"moorland-breakfast": 99}


@pytest.mark.parametrize("what", ["add", "change"])
def test_an_unknown_product_is_refused(visitor, what):
    answer = visitor.post(f"/cart/{what}", data={"sku": "coffee", "quantity": "1"})

    assert answer.status_code == 400
    assert "coffee" in answer.text
    assert cart_of(visitor) == {}


def test_a_refusal_is_told_in_the_language_of_the_page(visitor):
    visitor.get("/?lang=de")

    assert "ganze Zahl von 1 bis 99" in put_in_cart(visitor, quantity="0").text


def test_removing_twice_is_fine(visitor):
    put_in_cart(visitor)

    answers = [visitor.post("/cart/remove", data={"sku": "moorland-breakfast"}).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert cart_of(visitor) == {}


def test_the_cart_keeps_a_product_that_is_not_told_in_the_new_language(visitor):
    put_in_cart(visitor, sku="tasting-notebook")

    page = visitor.get("/cart?lang=ja").text

    assert "Notebook" in page
    assert "/products/tasting-notebook" not in page


def test_a_product_that_vanished_has_no_line_in_the_cart(visitor):
    with visitor.session_transaction() as session:
        session["cart"] = {"vanished": 2}

    assert "Your basket is empty" in visitor.get("/cart").text


# Orders


def order_as(visitor: FlaskClient, name: str = "Grace", email: str = "grace@example.com"):
    return visitor.post("/checkout", data={"name": name, "email": email})


def test_an_order_for_collection_is_written_down_and_empties_the_cart(visitor):
    put_in_cart(visitor, sku="brown-betty", quantity="2")

    placed = order_as(visitor)

    page = visitor.get(placed.location)
    assert placed.status_code == 303
    assert "£68.00" in page.text
    assert "Brown Betty Teapot" in page.text
    assert cart_of(visitor) == {}


def test_an_order_is_shown_to_nobody_else(shop, visitor):
    put_in_cart(visitor)
    placed = order_as(visitor)

    assert shop.test_client().get(placed.location).status_code == 404


def test_checkout_says_what_is_missing_and_writes_nothing(visitor):
    put_in_cart(visitor)

    answer = order_as(visitor, name=" ", email="nobody")

    assert answer.status_code == 400
    assert "Please tell us your name." in answer.text
    assert "does not look like an e-mail address" in answer.text
    assert cart_of(visitor) == {"moorland-breakfast": 1}


@pytest.mark.parametrize("method", ["get", "post"])
def test_there_is_nothing_to_check_out_with_an_empty_cart(visitor, method):
    assert getattr(visitor, method)("/checkout").location == "/cart"


def test_an_order_told_twice_is_written_once(inside):
    record_order("WK-1", "1", [LINE], "£68.00", "ada@example.com")
    record_order("WK-1", "2", [LINE, LINE], "£136.00", "eve@example.com")

    assert order("WK-1").lines == (LINE,)
    assert order("WK-1").total_text == "£68.00"
    assert orders_of("2") == []
    assert product("brown-betty", "en").stock == 23


def test_an_order_with_a_broken_line_is_not_half_written(inside):
    broken = OrderLine("brown-betty", None, 1, "£34.00")

    with pytest.raises(Exception, match="NOT NULL"):
        record_order("WK-1", "1", [LINE, broken], "£102.00", "ada@example.com")

    assert order("WK-1") is None
    assert product("brown-betty", "en").stock == 25


# Customers


def sign_in(visitor: FlaskClient, password: str = ADA.password):
    return visitor.post("/account/sign-in", data={"email": ADA.email, "password": password})


def test_a_customer_signs_in_sees_her_orders_and_signs_out(visitor):
    put_in_cart(visitor)
    signed_in = sign_in(visitor)
    order_as(visitor, name="Ada", email="ada@example.com")

    account = visitor.get("/account").text
    visitor.post("/account/sign-out")

    assert signed_in.location == "/account"
    assert "Hello, Ada" in account
    assert "£7.50" in account
    assert visitor.get("/account").location == "/account/sign-in"


def test_a_wrong_password_is_refused(visitor):
    answer = sign_in(visitor, password="coffee")

    assert answer.status_code == 400
    assert "do not belong together" in answer.text
    assert visitor.get("/account").status_code == 303


def test_a_new_customer_is_signed_in_at_once_and_an_address_serves_once(shop, visitor):
    form = {"name": "Grace", "email": "grace@example.com", "password": "lapsang souchong"}

    first = visitor.post("/account/sign-up", data=form)
    second = shop.test_client().post("/account/sign-up", data={**form, "email": "GRACE@example.com"})

    assert first.status_code == 303
    assert "Hello, Grace" in visitor.get("/account").text
    assert second.status_code == 400
    assert "There is an account with this address" in second.text


def test_the_trial_password_is_shown_in_debug_only(shop, visitor):
    quiet = visitor.get("/account/sign-in").text
    shop.debug = True

    assert "ada@example.com" not in quiet
    assert "ada@example.com" in visitor.get("/account/sign-in").text


# The rest


def test_a_wrong_method_is_answered_kindly_and_with_its_status(visitor):
    answer = visitor.get("/cart/add")

    assert answer.status_code == 405
    assert {"OPTIONS", "POST"} == set(answer.headers["Allow"].split(", "))
    assert "Back to the shop" in answer.text


def test_cookies_do_not_travel_to_other_sites_posts(visitor):
    assert "SameSite=Lax" in put_in_cart(visitor).headers["Set-Cookie"]


def test_pence_are_printed_as_pounds():
    assert [pounds(pence) for pence in (5, 750, 123450)] == ["£0.05", "£7.50", "£1,234.50"]


def test_the_secret_is_kept_between_starts(tmp_path):
    first = kept_secret(tmp_path / "instance" / "key")

    assert kept_secret(tmp_path / "instance" / "key") == first
    assert len(first) == 64


def test_the_shop_knows_of_no_guest():
    shop = Path(__file__).parents[2] / "examples" / "shop"
    sources = [path for path in shop.rglob("*.py") if path.name not in ("mounting.py", "listing.py")]

    assert not [path for path in sources if "storefront" in path.read_text(encoding="utf-8")]


def test_shops_that_start_at_once_fill_the_shelves_once(tmp_path):
    database = tmp_path / "shop.sqlite3"
    starts = [multiprocessing.get_context("spawn").Process(target=prepare, args=(database,)) for _ in range(4)]

    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert [start.exitcode for start in starts] == [0, 0, 0, 0]
    shop = create_app({"SHOP_DATABASE": str(database), "SECRET_KEY": "test"})
    with shop.app_context():
        assert sum(len(products_in(category, "en")) for category in CATEGORIES) == len(read_shelves())
