"""What a refund comes to: by line, by amount, with shipping, in any order of parts, in any currency."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.checkout.payments.stripe.amounts import smallest_step
from storefront_plugin.checkout.ports import RefundState, Settled
from storefront_plugin.checkout.refund import (
    LEGAL,
    RefundWish,
    decide_move,
    decide_refund,
    exchange_result,
    left_of,
    refund_id,
    returnable,
)
from storefront_plugin.errors import (
    CurrencyMismatch,
    LineNotRefundable,
    NothingToRefund,
    RefundTooLarge,
    RefundTooSmall,
    ShippingNotRefundable,
    StorefrontError,
)
from storefront_plugin.host import Order, OrderLine, Refund, TaxLine
from storefront_plugin.money import Money, Rounding
from storefront_plugin.money import total as sum_of
from storefront_plugin.snapshots import decode, encode

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
eur = partial(Money.of, currency="EUR")


def line(sku, quantity, unit):
    return OrderLine(sku, sku.title(), quantity, unit, unit)


def order(*lines, shipping=None, taxes=(), rounding=None):
    lines = lines or (line("tea", 3, eur("10.00")), line("pot", 1, eur("25.00")))
    currency = lines[0].unit.currency
    added = [tax.amount for tax in taxes if not tax.included]
    parts = [*(each.total for each in lines), *added, *(each for each in (shipping, rounding) if each)]
    return Order("1042", lines, sum_of(parts, currency), "en", shipping=shipping, taxes=tuple(taxes), rounding=rounding)


def refund(of, wish, *earlier, captured=None, step=None, id="rfd_1"):
    left = left_of(of, earlier) - (of.total - (captured or of.total))
    return decide_refund(of, earlier, left, wish, id=id, step=step or Money(1, of.total.currency), made_at=AT)


def added(rate, amount, **more):
    return TaxLine("VAT", Decimal(rate), eur(amount), included=False, **more)


def included(rate, amount, **more):
    return TaxLine("VAT", Decimal(rate), eur(amount), included=True, **more)


def test_everything_is_all_lines_and_the_shipping():
    made = refund(order(shipping=eur("4.90")), RefundWish())

    assert made.amount == eur("59.90")
    assert [(each.sku, each.quantity, each.amount) for each in made.lines] == [
        ("tea", 3, eur("30.00")),
        ("pot", 1, eur("25.00")),
    ]
    assert (made.shipping, made.adjustment) == (eur("4.90"), None)


def test_what_is_left_of_two_lines_of_one_sku_is_left_of_the_second():
    of = order(line("tea", 3, eur("10.00")), line("pot", 1, eur("25.00")), line("tea", 2, eur("8.00")))
    gone = refund(of, RefundWish(lines={"tea": 4}))

    assert [left for _, left in returnable(of, []).lines] == [3, 1, 2]
    assert [left for _, left in returnable(of, [gone]).lines] == [0, 1, 1]
    assert refund(of, RefundWish(lines={"tea": 1}), gone).amount == eur("8.00")


def test_the_shipping_can_go_back_once():
    of = order(shipping=eur("4.90"))
    gone = refund(of, RefundWish(shipping=True))

    assert [returnable(of, earlier).shipping for earlier in ([], [gone])] == [True, False]
    assert not returnable(order(), []).shipping


def test_a_line_goes_back_at_the_price_it_was_sold_at():
    made = refund(order(shipping=eur("4.90")), RefundWish(lines={"tea": 2}))

    assert (made.amount, made.shipping) == (eur("20.00"), None)
    assert [(each.sku, each.quantity) for each in made.lines] == [("tea", 2)]


def test_shipping_goes_back_when_it_is_named_and_once():
    bought = order(shipping=eur("4.90"))
    first = refund(bought, RefundWish(shipping=True))

    assert (first.amount, first.shipping, first.lines) == (eur("4.90"), eur("4.90"), ())
    with pytest.raises(ShippingNotRefundable):
        refund(bought, RefundWish(lines={"tea": 1}, shipping=True), first)
    with pytest.raises(ShippingNotRefundable):
        refund(order(), RefundWish(shipping=True))


def test_an_amount_names_no_lines_and_carries_its_part_of_the_taxes():
    bought = order(line("tea", 1, eur("119.00")), taxes=[included("0.19", "19.00", net=eur("100.00"))])

    made = refund(bought, RefundWish(amount=eur("11.90")))

    assert (made.amount, made.lines, made.shipping) == (eur("11.90"), (), None)
    assert [(tax.amount, tax.net) for tax in made.taxes] == [(eur("1.90"), eur("10.00"))]


def test_a_line_carries_the_taxes_that_are_on_it_alone():
    bought = order(
        line("tea", 2, eur("10.00")),
        line("pot", 1, eur("30.00")),
        shipping=eur("5.00"),
        taxes=[included("0.07", "1.31", skus=("tea",)), included("0.19", "5.59", skus=None)],
    )

    made = refund(bought, RefundWish(lines={"tea": 1}))

    # 5.59 is on 20.00, 30.00 and 5.00: 2.04 of it on the tea.
    assert [(tax.rate, tax.amount) for tax in made.taxes] == [
        (Decimal("0.07"), eur("0.66")),
        (Decimal("0.19"), eur("1.02")),
    ]


def test_added_taxes_go_back_with_the_line():
    bought = order(line("tea", 3, eur("10.00")), shipping=eur("5.00"), taxes=[added("0.10", "3.50")])

    assert refund(bought, RefundWish(lines={"tea": 1})).amount == eur("11.00")
    assert refund(bought, RefundWish(shipping=True)).amount == eur("5.50")


def test_the_last_of_an_order_takes_its_rounding_along():
    bought = order(line("tea", 2, eur("9.99")), rounding=eur("0.02"))
    first = refund(bought, RefundWish(lines={"tea": 1}))

    second = refund(bought, RefundWish(lines={"tea": 1}), first)

    assert (first.amount, second.amount, second.adjustment) == (eur("9.99"), eur("10.01"), eur("0.02"))


def test_what_was_given_before_without_a_line_is_not_given_again():
    bought = order(line("tea", 2, eur("10.00")))
    goodwill = refund(bought, RefundWish(amount=eur("5.00")))

    rest = refund(bought, RefundWish(), goodwill)

    assert (rest.amount, rest.lines[0].quantity, rest.adjustment) == (eur("15.00"), 2, eur("-5.00"))


def test_what_was_given_before_is_told_apart_from_rounding():
    bought = order(line("tea", 2, eur("10.00")), rounding=eur("0.02"))
    goodwill = refund(bought, RefundWish(amount=eur("5.00")))

    rest = refund(bought, RefundWish(), goodwill)

    assert (goodwill.rounding, goodwill.given_before) == (None, None)
    assert (rest.adjustment, rest.rounding, rest.given_before) == (eur("-4.98"), eur("0.02"), eur("-5.00"))


def test_an_amount_that_is_the_whole_order_takes_its_rounding_along():
    bought = order(line("tea", 1, eur("9.99")), rounding=eur("-0.04"))

    assert refund(bought, RefundWish(amount=eur("9.95"))).rounding == eur("-0.04")


def test_what_cannot_be_sent_is_rounded_and_not_given_before():
    bought = order(line("tea", 1, Money.of("5.124", "KWD")))

    made = refund(bought, RefundWish(), step=smallest_step("KWD"))

    assert (str(made.rounding), made.given_before) == ("-0.004 KWD", None)


def test_a_refund_kept_before_its_rounding_was_told_apart_is_read_as_it_was():
    bought = order(line("tea", 2, eur("10.00")))
    made = refund(bought, RefundWish(), refund(bought, RefundWish(amount=eur("5.00"))))
    plain = encode(made)

    assert "rounding" not in plain
    assert decode(Refund, plain) == made


@pytest.mark.parametrize("price", ["3.33", "0.07", "10.01"])
def test_the_net_of_a_unit_is_its_price_without_its_tax(price):
    tax = eur(price) * 3 - Money.of(str((eur(price) * 3).amount / Decimal("1.19")), "EUR", Rounding.HALF_UP)
    bought = order(line("tea", 3, eur(price)), taxes=[included("0.19", str(tax.amount), net=eur(price) * 3 - tax)])

    made = []
    for _ in range(3):
        made.append(refund(bought, RefundWish(lines={"tea": 1}), *made))

    for each in made:
        assert sum_of([part for tax in each.taxes for part in (tax.net, tax.amount)], "EUR") == each.amount


def test_a_tax_of_an_amount_is_its_nearest_share():
    bought = order(line("tea", 1, eur("119.00")), taxes=[included("0.19", "19.00", net=eur("100.00"))])

    [tax] = refund(bought, RefundWish(amount=eur("5.00"))).taxes
    [of_little] = refund(bought, RefundWish(amount=eur("0.02"))).taxes

    assert (tax.amount, tax.net) == (eur("0.80"), eur("4.20"))
    assert (of_little.amount, of_little.net) == (eur("0.00"), eur("0.02"))


def test_a_line_whose_part_went_back_by_amount_takes_the_rest_from_what_is_left():
    bought = order(
        line("tea", 1, eur("107.00")),
        line("pot", 1, eur("119.00")),
        taxes=[
            included("0.07", "7.00", net=eur("100.00"), skus=("tea",)),
            included("0.19", "19.00", net=eur("100.00"), skus=("pot",)),
        ],
    )
    goodwill = refund(bought, RefundWish(amount=eur("113.00")))

    made = refund(bought, RefundWish(lines={"tea": 1}), goodwill)

    assert [(tax.net, tax.amount) for tax in made.taxes] == [(eur("50.00"), eur("3.50")), (eur("44.96"), eur("8.54"))]


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        (RefundWish(amount=eur("55.01")), RefundTooLarge),
        (RefundWish(amount=eur("0.00")), RefundTooSmall),
        (RefundWish(amount=eur("-1.00")), RefundTooSmall),
        (RefundWish(amount=Money.of("1", "GBP")), CurrencyMismatch),
        (RefundWish(lines={"tea": 4}), LineNotRefundable),
        (RefundWish(lines={"cup": 1}), LineNotRefundable),
    ],
)
def test_what_cannot_go_back_is_refused_with_its_reason(wish, fault):
    with pytest.raises(fault):
        refund(order(), wish)


def test_an_order_that_went_back_has_nothing_left():
    bought = order()
    all_of_it = refund(bought, RefundWish())

    for wish in (RefundWish(), RefundWish(amount=eur("0.01")), RefundWish(lines={"tea": 1})):
        with pytest.raises(NothingToRefund):
            refund(bought, wish, all_of_it)


def test_no_more_goes_back_than_was_captured():
    bought = order()

    assert refund(bought, RefundWish(), captured=eur("40.00")).amount == eur("40.00")
    with pytest.raises(RefundTooLarge):
        refund(bought, RefundWish(lines={"tea": 3}), captured=eur("29.99"))


@pytest.mark.parametrize(
    ("currency", "unit", "wanted", "sent"),
    [
        ("JPY", "501", "250", "250"),
        ("KWD", "5.130", "5.124", "5.120"),
        # Charged before ISK lost its decimals: the floor is all that Stripe gives back.
        ("ISK", "501", "501", "501"),
        ("UGX", "380000", "1", "1"),
        ("MGA", "10.00", "5.50", "5.00"),
    ],
)
def test_a_refund_is_rounded_down_to_what_can_be_sent(currency, unit, wanted, sent):
    bought = order(line("tea", 1, Money.of(unit, currency)))

    made = refund(bought, RefundWish(amount=Money.of(wanted, currency)), step=smallest_step(currency))

    assert made.amount == Money.of(sent, currency)


def test_less_than_can_be_sent_is_refused():
    bought = order(line("tea", 1, Money.of("5.120", "KWD")))

    with pytest.raises(RefundTooSmall):
        refund(bought, RefundWish(amount=Money.of("0.009", "KWD")), step=smallest_step("KWD"))


def test_a_wish_is_by_amount_or_by_parts():
    with pytest.raises(ValueError, match="by amount"):
        RefundWish(lines={"tea": 1}, amount=eur("1"))
    with pytest.raises(ValueError, match="quantities"):
        RefundWish(lines={"tea": 0})


def test_one_wish_is_one_refund_and_two_are_two():
    assert refund_id("1042", "a") == refund_id("1042", "a")
    assert len({refund_id("1042", "a"), refund_id("1042", "b"), refund_id("1043", "a")}) == 3


# Properties -----------------------------------------------------------------------------------------------------------

currencies = st.sampled_from(["EUR", "JPY", "KWD", "ISK", "UGX"])


@st.composite
def orders(draw):
    currency = draw(currencies)
    step = smallest_step(currency).minor
    money = st.integers(1, 5_000).map(lambda count: Money.from_minor(count * step, currency))
    lines = [
        OrderLine(f"sku{index % 3}", "Tea", draw(st.integers(1, 4)), draw(money), draw(money))
        for index in range(draw(st.integers(1, 4)))
    ]
    shipping = draw(st.none() | money)
    skus = draw(st.none() | st.just(("sku0",)))
    taxes = [
        TaxLine("A", Decimal("0.19"), draw(money), draw(st.booleans()), net=draw(st.none() | money)),
        TaxLine("B", Decimal("0.07"), draw(money), draw(st.booleans()), skus=skus),
    ]
    parts = [*(each.total for each in lines), *(tax.amount for tax in taxes if not tax.included)]
    total = sum_of([*parts, *([shipping] if shipping else [])], currency)
    return Order("1042", tuple(lines), total, "en", shipping=shipping, taxes=tuple(taxes))


@st.composite
def wishes(draw, currency):
    kind = draw(st.sampled_from(["all", "amount", "lines"]))
    if kind == "all":
        return RefundWish()
    if kind == "amount":
        return RefundWish(amount=Money.from_minor(draw(st.integers(1, 20_000)), currency))
    lines = draw(st.dictionaries(st.sampled_from(["sku0", "sku1", "sku2"]), st.integers(1, 3), min_size=1))
    return RefundWish(lines=lines, shipping=draw(st.booleans()))


def taxes_of(refunds, name):
    return sum(tax.amount.minor for each in refunds for tax in each.taxes if tax.name == name)


@given(st.data())
def test_no_row_of_refunds_gives_back_more_than_was_captured_and_all_of_it_gives_back_exactly_that(data):
    bought = data.draw(orders())
    currency = bought.total.currency
    step = smallest_step(currency)
    captured = data.draw(st.just(bought.total) | st.integers(1, 50).map(lambda count: step * count))
    captured = min(captured, bought.total)
    made: list[Refund] = []
    for wish in data.draw(st.lists(wishes(currency), max_size=5)):
        try:
            made.append(refund(bought, wish, *made, captured=captured, step=step))
        except StorefrontError:
            continue

    given_back = sum_of([each.amount for each in made], currency)
    assert given_back <= captured
    assert all(each.amount.minor > 0 and each.amount.minor % step.minor == 0 for each in made)
    for tax in bought.taxes:
        assert taxes_of(made, tax.name) <= tax.amount.minor
    for each in made:
        if each.lines or each.shipping:
            parts = [*(part.amount for part in each.lines), *(t.amount for t in each.taxes if not t.included)]
            parts += [part for part in (each.shipping, each.adjustment) if part]
            assert sum_of(parts, currency) == each.amount
    if given_back < captured:
        made.append(refund(bought, RefundWish(), *made, captured=captured, step=step))
    assert sum_of([each.amount for each in made], currency) == captured
    if captured == bought.total:
        assert [taxes_of(made, tax.name) for tax in bought.taxes] == [tax.amount.minor for tax in bought.taxes]


@given(st.integers(1, 9), st.integers(1, 9_999), st.integers(0, 5_000))
def test_a_line_in_parts_is_the_line_as_a_whole(quantity, minor, tax_minor):
    unit = Money.from_minor(minor, "EUR")
    tax = TaxLine("VAT", Decimal("0.19"), Money.from_minor(tax_minor, "EUR"), included=False)
    bought = order(line("tea", quantity, unit), line("pot", 1, eur("25.00")), taxes=[tax])
    at_once = refund(bought, RefundWish(lines={"tea": quantity}))

    made: list[Refund] = []
    for _ in range(quantity):
        made.append(refund(bought, RefundWish(lines={"tea": 1}), *made))

    assert sum_of([each.amount for each in made], "EUR") == at_once.amount
    assert taxes_of(made, "VAT") == taxes_of([at_once], "VAT")


# Moves ----------------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(RefundState)))
def test_a_refund_only_moves_forward(told):
    rank = {"asking": 0, "pending": 1, "cancelled": 2, "succeeded": 3, "failed": 4}
    state = RefundState.ASKING
    for word in told:
        moved = decide_move(state, word)
        assert moved is None or rank[moved] > rank[state]
        state = moved or state


def test_every_state_has_its_row_and_what_failed_is_over():
    assert set(LEGAL) == set(RefundState)
    assert LEGAL[RefundState.FAILED] == ()
    assert decide_move(RefundState.CANCELLED, RefundState.SUCCEEDED) is RefundState.SUCCEEDED


# The exchange ---------------------------------------------------------------------------------------------------------


def test_the_result_of_the_exchange_is_what_the_rate_made_of_it():
    charge = Settled(amount=Money.of("100.00", "GBP"), fee=Money.of("2.90", "GBP"), rate=Decimal("0.8"))
    back = Settled(amount=Money.of("-42.50", "GBP"), fee=Money.of("0", "GBP"), rate=Decimal("0.85"))
    half = Refund("rfd_1", eur("50.00"), AT)

    assert exchange_result(eur("125.00"), charge, half, back) == Money.of("-2.50", "GBP")
    in_francs = Settled(amount=Money.of("-42.50", "CHF"), fee=Money.of("0", "CHF"), rate=None)
    assert exchange_result(eur("125.00"), charge, half, in_francs) is None


def test_what_was_given_before_is_told_even_where_rounding_takes_it_up():
    bought = order(line("tea", 1, eur("9.98")), rounding=eur("0.02"))
    before = refund(bought, RefundWish(amount=eur("0.02")), id="rfd_0")

    rest = refund(bought, RefundWish(), before)

    goods = sum_of([each.amount for each in rest.lines], "EUR")
    assert goods + rest.rounding + rest.given_before == rest.amount
