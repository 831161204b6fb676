"""What a terminal may hand over by mistake is refused in a line, with a code that scripts can tell."""

import pytest

from storefront_plugin.storage import metadata

HUGE = "9" * 5000
BYTES = b"caf\xe9".decode(errors="surrogateescape")


@pytest.fixture
def reference(shop):
    return shop.pay(shop.quote()).order_reference


@pytest.mark.parametrize(
    "words",
    [
        "orders list",
        "orders attention",
        "orders capture REF",
        "orders refund REF",
        "checkout sweep",
        "checkout sweep --dry-run",
        "documents list",
        "prices lists",
        "prices preview",
        "prices remove-list summer",
        "rates list",
        "rates hold 1",
        "worker --once",
    ],
)
def test_a_database_without_its_tables_is_told_of_with_the_reason(shop, reference, words):
    metadata.drop_all(shop.database.engine)

    done = shop.app.test_cli_runner().invoke(args=["storefront", *words.replace("REF", reference).split()])

    assert (done.exit_code, type(done.exception)) == (1, SystemExit), done.exception
    assert "Error: the database does not answer, or lacks its tables: " in done.output
    assert "storefront_" in done.output.split("lacks its tables: ")[1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["orders", "notice", "REF", "--kind", "late", "--note", BYTES], 2, "holds what is no text"),
        (["orders", "show", "a\0b"], 2, "holds what is no text"),
        (["orders", "show", "NOPE"], 1, "This order does not exist."),
        (["orders", "notice", "NOPE", "--kind", "late"], 1, "There is no paid order NOPE."),
        (["orders", "list", "--limit", HUGE], 2, "is not a valid integer"),
        (["orders", "refund", "REF", "--line", f"tea={HUGE}"], 2, "is not SKU=QTY"),
        (["orders", "refund", "REF", "--line", "tea=²"], 2, "is not SKU=QTY"),
        (["orders", "refund", "REF", "--amount", "NaN"], 1, "is not an exact amount"),
        (["orders", "refund", "REF", "--amount", "-1"], 1, "is too little to refund"),
        (["orders", "refund", "REF", "--amount", HUGE], 1, "is not an exact amount"),
        (["orders", "paid", "REF", "--amount", "1 XXX"], 1, ""),
        (["orders", "refund", "NOPE"], 1, "This order does not exist."),
        (["orders", "capture", "NOPE"], 1, "This order does not exist."),
        (["orders", "refund-sent", ""], 1, ""),
        (["checkout", "compare", "--since", "0001-01-01"], 2, "no payment of ours is that old"),
        (["documents", "list", "--order", "NOPE"], 1, "No document was issued for an order NOPE."),
        (["documents", "list", "--order", ""], 1, "No document was issued"),
        (["documents", "list", "--order", "NOPE", "--json"], 1, "No document was issued"),
        (["documents", "show", HUGE], 1, "There is no document"),
        (["worker", "--every", "nan"], 2, "is not from 0.1 to 3600"),
        (["worker", "--every", "1e999"], 2, "is not from 0.1 to 3600"),
    ],
)
def test_what_a_command_cannot_mean_ends_in_a_line(shop, reference, words, code, said):
    named = [reference if word == "REF" else word for word in words]

    done = shop.app.test_cli_runner().invoke(args=["storefront", *named])

    assert (done.exit_code, type(done.exception)) == (code, SystemExit), done.exception
    assert said in done.output
