"""Several taxes on one line: of each rate, the bases of all credit notes are the base of the invoice."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.checkout.refund import RefundWish, decide_refund, left_of
from storefront_plugin.documents.composing import document_of_order, document_of_refund
from storefront_plugin.documents.document import Kind
from storefront_plugin.errors import StorefrontError
from storefront_plugin.host import Refund, TaxLine, TaxRate
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of
from tests.documents.papers import BERLIN, PAID_AT, order, sellers
from tests.documents.test_credit_notes import WARSAW, credit_notes

ZERO = Money.zero("USD")
GOODS = (("tea", "Tea", 3, "3.33"), ("pot", "Pot", 1, "23.80"), ("mug", "Mug", 2, "1.05"))


def tax(name, rate, *skus, included=False):
    return TaxRate(name, Decimal(rate), included, skus=frozenset(skus) or None)


STATE, COUNTY = tax("State", "0.0625"), tax("County", "0.0125", "tea")
# Neither is within the other; the mug's is alone on it.
FOOD, WARE, ALONE = tax("Food", "0.03", "tea", "pot"), tax("Ware", "0.0725", "pot"), tax("Deposit", "0.19", "mug")
CROSSING = (FOOD, replace(WARE, skus=frozenset({"pot", "cup"})), ALONE)
SETS = {
    "one within the other": (STATE, COUNTY),
    "two within one": (STATE, COUNTY, WARE),
    "crossing, beside one alone": CROSSING,
    "contained": tuple(replace(each, included=True) for each in (STATE, COUNTY)),
    "contained, and added on some": (replace(STATE, included=True), COUNTY, tax("Fee", "0.02")),
    "contained in crossing": tuple(replace(each, included=True) for each in CROSSING),
    "one of nothing": (STATE, tax("Exempt", "0", "tea"), tax("Tiny", "0.0001", "tea", "pot")),
}


def bought(rates, goods=GOODS, shipping="1.01"):
    return order(
        currency="USD", locale="en-US", goods=(*goods, ("cup", "Cup", 1, "0.99")), shipping=shipping, rates=rates
    )


def amount(text):
    return RefundWish(amount=Money.of(text, "USD"))


def units(**quantities):
    return RefundWish(lines=quantities)


def invoice_of(of):
    return document_of_order(Kind.INVOICE, of, BERLIN, id="x", issued_at=PAID_AT, paid_on=PAID_AT.date())


def notes_of(of, wishes):
    """The credit notes of these wishes, without those that were refused, and of all that is left then."""
    invoice, made, notes = invoice_of(of), list[Refund](), []
    for wish in [*wishes, RefundWish()]:
        try:
            refund = decide_refund(
                of, made, left_of(of, made), wish, id=f"r{len(made)}", step=Money(1, of.total.currency), made_at=PAID_AT
            )
        except StorefrontError:
            continue
        note = document_of_refund(
            of, refund, BERLIN, id="y", issued_at=PAID_AT, invoice=invoice, before=[invoice, *notes]
        )
        made.append(refund)
        notes.append(note)
    return notes


def base_on(document, name):
    return next((tax.net for tax in document.taxes if tax.name == name), ZERO)


def tax_on(document, name):
    return next((tax.amount for tax in document.taxes if tax.name == name), ZERO)


def check_sums(of, notes):
    invoice = invoice_of(of)
    for each in invoice.taxes:
        bases = [base_on(note, each.name) for note in notes]
        assert sum_of(bases, "USD") == each.net
        assert sum_of([tax_on(note, each.name) for note in notes], "USD") == each.amount
        assert min(bases) >= ZERO
    for tell in ("net", "tax", "total"):
        assert sum_of([getattr(note, tell) for note in notes], "USD") == getattr(invoice, tell)


WISHES = {
    "unit by unit": [units(tea=1), units(tea=1), units(tea=1), units(pot=1), units(mug=1), units(mug=1), units(cup=1)],
    "amounts alone": [amount("0.01"), amount("7.77"), amount("0.02"), amount("5.00")],
    "an amount between": [units(tea=2), amount("9.99"), units(pot=1), units(tea=1)],
    "cents": [amount("0.01")] * 9,
    "all at once": [],
}


@pytest.mark.parametrize("wishes", WISHES.values(), ids=list(WISHES))
@pytest.mark.parametrize("rates", SETS.values(), ids=list(SETS))
def test_bases_of_credit_notes_sum_to_those_of_the_invoice(rates, wishes):
    of = bought(rates)

    check_sums(of, notes_of(of, wishes))


prices = st.decimals(min_value="0.01", max_value="99.99", places=2).map(str)
skus = st.sampled_from(["tea", "pot", "mug", "cup"])
rates = st.builds(
    TaxRate,
    name=st.uuids().map(str),
    rate=st.decimals(min_value="0", max_value="0.27", places=4),
    included=st.booleans(),
    skus=st.none() | st.frozensets(skus, min_size=1),
)
some_units = st.dictionaries(skus, st.integers(1, 2), min_size=1).map(lambda lines: RefundWish(lines=lines))
wishes = st.lists(some_units | prices.map(amount) | st.just(RefundWish(shipping=True)), max_size=6)


@given(
    goods=st.tuples(
        *(st.tuples(st.just(sku), st.just(sku), st.integers(1, 4), prices) for sku in ("tea", "pot", "mug"))
    ),
    rates=st.lists(rates, min_size=1, max_size=4).map(tuple),
    shipping=prices,
    wishes=wishes,
)
def test_bases_always_sum_to_those_of_the_invoice(goods, rates, shipping, wishes):
    of = bought(rates, goods, shipping)

    check_sums(of, notes_of(of, wishes))


def rows(note):
    return [(each.name, str(each.net.amount), str(each.amount.amount)) for each in note.taxes]


@pytest.mark.parametrize("wishes", WISHES.values(), ids=list(WISHES))
@pytest.mark.parametrize("rates", [SETS["one within the other"], SETS["two within one"]], ids=["one", "two"])
def test_the_base_of_a_tax_on_some_goods_is_part_of_that_on_everything(rates, wishes):
    for note in notes_of(bought(rates), wishes):
        within = [base_on(note, each.name) for each in rates if each.skus]
        assert sum_of(within, "USD") <= base_on(note, "State") == note.net


def test_a_cent_that_bears_no_tax_leaves_all_taxes_to_be_given_back():
    goods = (("tea", "Tea", 2, "0.01"), ("pot", "Pot", 1, "0.01"), ("mug", "Mug", 2, "0.03"))
    of = bought(CROSSING[:2], goods, "2.00")

    check_sums(of, notes_of(of, [amount("0.01")] * 2))


@pytest.mark.parametrize("taxes", SETS.values(), ids=list(SETS))
def test_credit_notes_as_they_are_issued_sum_to_the_invoice_in_the_seller_s_money_too(make_documents, taxes):
    of = bought(taxes)

    invoice, notes = credit_notes(
        make_documents(sellers(WARSAW)), of, units(tea=1), amount("9.99"), units(pot=1), RefundWish()
    )

    check_sums(of, notes)
    assert sum_of([each.restated.amount for each in notes], "PLN") == invoice.restated.amount


def test_a_unit_s_bases_are_its_price():
    first, pot, _ = notes_of(bought((STATE, COUNTY)), [units(tea=1), units(pot=1)])

    assert rows(first) == [("State", "3.33", "0.21"), ("County", "3.33", "0.04")]
    assert rows(pot) == [("State", "23.80", "1.49")]


def test_the_base_of_a_tax_on_everything_is_the_net_of_each_credit_note():
    for name in ("one within the other", "two within one", "contained", "contained, and added on some"):
        for wishes in WISHES.values():
            for note in notes_of(bought(SETS[name]), wishes):
                assert base_on(note, "State") == note.net, name


@pytest.mark.parametrize("rates", [CROSSING, SETS["contained in crossing"]], ids=["added", "contained"])
def test_a_tax_that_is_alone_on_its_goods_and_its_base_are_their_price(rates):
    notes = notes_of(bought(rates), [units(mug=1), units(mug=1), units(tea=1)])

    for note in notes[:2]:
        [deposit] = note.taxes
        price = note.total if deposit.included else note.total - deposit.amount
        assert (deposit.name, str(price)) == ("Deposit", "1.05 USD")
        assert deposit.net == (price - deposit.amount if deposit.included else price)
    assert base_on(notes[2], "Deposit") == ZERO


def test_a_compound_tax_keeps_its_own_base_on_what_another_is_on():
    plain = bought(())
    gst = TaxLine("GST", Decimal("0.05"), Money.of("1.90", "USD"), included=False, net=Money.of("37.89", "USD"))
    qst = TaxLine("QST", Decimal("0.10"), Money.of("3.98", "USD"), included=False, net=Money.of("39.79", "USD"))
    of = replace(plain, taxes=(gst, qst), total=plain.total + gst.amount + qst.amount)

    notes = notes_of(of, [units(tea=1), amount("10.00"), units(pot=1)])

    check_sums(of, notes)
    assert [base_on(note, "GST") for note in notes] == [note.net for note in notes]
    assert str(base_on(notes[0], "QST")) == "3.50 USD"


def test_what_bears_no_tax_is_told_beside_taxes_within_one_another():
    within = (replace(FOOD, skus=frozenset({"tea", "pot"})), COUNTY)
    of = bought(within)

    notes = notes_of(of, [units(tea=1), units(mug=1), amount("5.00")])

    assert [str(note.untaxed) for note in notes[:2]] == ["None", "1.05 USD"]
    assert sum_of([note.untaxed or ZERO for note in notes], "USD") == invoice_of(of).untaxed
    for note in notes:
        assert base_on(note, "Food") + (note.untaxed or ZERO) == note.net


def test_what_bears_no_tax_is_not_told_where_bases_cross():
    notes = notes_of(bought(CROSSING), [units(tea=1), amount("5.00")])

    assert [note.untaxed for note in notes] == [None] * 3
