"""What a host may not answer is refused where it is made, with the field's name."""

from datetime import datetime

import pytest

from storefront_plugin import CartLine, Customer, Money, Order, OrderLine, Product, ShippingOption
from storefront_plugin.errors import InvalidQuantity

PRICE = Money.of("10.00", "GBP")


def order(**changes):
    line = OrderLine("tea", "Tea", 2, PRICE, PRICE)
    return Order(**{"reference": "1042", "lines": (line,), "total": PRICE * 2, "locale": "en-GB", **changes})


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Customer(7), "Customer.id"),
        (lambda: Product(5, "Tea", PRICE), "Product.sku"),
        (lambda: Product("tea", None, PRICE), "Product.name"),
        (lambda: CartLine(5, 1), "CartLine.sku"),
        (lambda: ShippingOption(1, "Post"), "ShippingOption.key"),
        (lambda: order(reference=1042), "Order.reference"),
        (lambda: order(customer_id=7), "Order.customer_id"),
    ],
)
def test_an_id_or_name_that_is_no_text_is_named(make, field):
    with pytest.raises(TypeError, match=field):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Product("tea", "Tea", -PRICE),
        lambda: ShippingOption("post", "Post", -PRICE),
        lambda: order(reference=""),
        lambda: order(reference="1" * 181),
        lambda: order(placed_at=datetime(2026, 11, 21)),  # noqa: DTZ001 (without its zone on purpose)
    ],
)
def test_a_value_that_could_not_be_kept_is_refused(make):
    with pytest.raises(ValueError):  # noqa: PT011 (each says its own)
        make()


@pytest.mark.parametrize("quantity", [0, -1, 10_000, 1.0, "2", True, None])
def test_a_quantity_is_a_whole_number_from_one(quantity):
    with pytest.raises(InvalidQuantity):
        CartLine("tea", quantity)


def test_a_receipt_says_the_lines_as_the_buyer_saw_them_with_delivery_last():
    bought = order(locale="de-DE", shipping_name="Post", shipping=Money.of("3.90", "GBP"))

    assert [tuple(str(each).replace("\u00a0", " ") for each in row) for row in bought.receipt()] == [
        ("tea", "Tea", "2", "20,00 £"),
        ("", "Post", "1", "3,90 £"),
    ]


def test_free_delivery_is_no_line_of_a_receipt():
    assert len(order(shipping=Money.zero("GBP")).receipt()) == 1
