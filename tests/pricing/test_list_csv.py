"""A price list as a CSV file: however a spreadsheet wrote it, and what is wrong with each line."""

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.pricing.lists.from_csv import LONGEST_LINE, LineFault, PriceRow, lines_of, read_rows
from tests.pricing.british_shop import EUR, JPY, KWD

ROWS = [PriceRow("tea", 777), PriceRow("pot", 2_400)]


def read(content, currency=EUR):
    raw = content if isinstance(content, bytes) else content.encode()
    return list(read_rows(lines_of(io.BytesIO(raw)), currency))


def faults(content, currency=EUR):
    return [(each.line, str(each.text)) for each in read(content, currency) if isinstance(each, LineFault)]


@pytest.mark.parametrize(
    "content",
    [
        "sku,price\ntea,7.77\npot,24\n",
        "sku,price\ntea,7.77\npot,24",
        "sku,price\r\ntea,7.77\r\npot,24.00\r\n",
        b"\xef\xbb\xbfsku,price\ntea,7.77\npot,24.00\n",
        "sku;price\ntea;7,77\npot;24,00\n",
        "sku;price\ntea;7.77\npot;24\n",
        "sku\tprice\ntea\t7.77\npot\t24.00\n",
        "Price,SKU\n7.77,tea\n24.00,pot\n",
        ' sku , price \n tea , 7.77 \n"pot","24.00"\n',
        '"sku";"price"\n"tea";"7,77"\n"pot";"24,00"\n',
        "sku,price\n\ntea,7.77\n   \npot,24\n\n\n",
    ],
)
def test_a_list_is_the_same_however_it_is_written(content):
    assert read(content) == ROWS


def test_a_sku_may_hold_delimiters_quotes_and_letters_of_any_script():
    assert read('sku,price\n"a,""b""",1\n茶-1,2\n') == [PriceRow('a,"b"', 100), PriceRow("茶-1", 200)]


@pytest.mark.parametrize(("currency", "price", "minor"), [(JPY, "1300", 1300), (EUR, "7.5", 750), (KWD, "4.25", 4250)])
def test_an_amount_has_as_many_digits_as_its_currency(currency, price, minor):
    assert read(f"sku,price\ntea,{price}\n", currency) == [PriceRow("tea", minor)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",1.00", "The sku is missing."),
        (" ,1.00", "The sku is missing."),
        ("tea", "A line has two fields, a sku and a price; here there are 1."),
        ("tea,7,77", "A line has two fields, a sku and a price; here there are 3."),
        ("tea,", "“” is not an amount."),
        ('tea,"7,77"', "“7,77” is not an amount."),
        ("tea,on request", "“on request” is not an amount."),
        ("tea,€7", "“€7” is not an amount."),
        ("tea,NaN", "“NaN” is not an amount."),
        ("tea,1e3", "“1e3” is not an amount."),
        ("tea,1e1000000", "“1e1000000” is not an amount."),
        ("tea,1_000", "“1_000” is not an amount."),
        ("tea,٧", "“٧” is not an amount."),
        ("tea,-1.00", "A price is not negative: -1.00."),
        ("tea,7.777", "“7.777” has more digits than EUR."),
        ("tea,7.770", "“7.770” has more digits than EUR."),
        ("tea,9999999999999999", "9999999999999999 is not an exact amount of EUR."),
        ("t\0a,1.00", "This contains characters that cannot be printed."),
        ("t\x85a,1.00", "This contains characters that cannot be printed."),
        ("t\ta,1.00", "This contains characters that cannot be printed."),
        ("te\ra,1.00", "This contains characters that cannot be printed."),
        ('"tea,1.00', "The quotes in this line do not match."),
        ('"tea"x,1.00', "The quotes in this line do not match."),
        (f"{'x' * 201},1.00", "This is too long: at most 200 characters."),
        (f"{'x' * LONGEST_LINE},1.00", "This line is too long: at most 10000 bytes."),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong_and_spoils_no_other(line, said):
    found = read(f"sku,price\ngood,1\n{line}\nbetter,2\n")

    assert found[0::2] == [PriceRow("good", 100), PriceRow("better", 200)]
    assert (found[1].line, str(found[1].text)) == (3, said)


def test_a_line_that_is_not_utf_8_is_named():
    content = b"sku,price\ntea,1\nth\xe9,2\n\xff\xfe,3\npot,4\n"

    assert faults(content) == [(3, "This line is not UTF-8."), (4, "This line is not UTF-8.")]


def test_a_sku_that_comes_again_is_named_with_the_line_it_stood_in_first():
    assert faults("sku,price\ntea,1\npot,2\ntea,1\ntea,x\n") == [
        (4, "“tea” stands in line 2 already."),
        (5, "“tea” stands in line 2 already."),
    ]


def test_thousands_are_not_taken_for_decimals():
    assert faults("sku;price\na;1.250,00\nb;1,250,00\nc;1.250\n") == [
        (2, "“1.250,00” is not an amount."),
        (3, "“1.250.00” is not an amount."),
        (4, "“1.250” has more digits than EUR."),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The first line is sku,price: “sku” is missing."),
        ("sku\ntea\n", "The first line is sku,price: “price” is missing."),
        ("tea,7.77\n", "The first line is sku,price: there is no place for “tea”."),
        ("sku,price,name\n", "The first line is sku,price: there is no place for “name”."),
        ("sku,price,sku\n", "The first line is sku,price: there is no place for “sku”."),
        ("sku,price,\n", "The first line is sku,price: there is no place for “”."),
        ("article;price\n", "The first line is sku,price: there is no place for “article”."),
        ('"sku,price\n', "The quotes in this line do not match."),
        (b"\xff\xfes\0k\0u\0", "This line is not UTF-8."),
        ("sku,price\n", "There is no price in this file."),
        ("sku,price\n\n  \n", "There is no price in this file."),
    ],
)
def test_a_file_that_is_no_list_is_refused_at_its_first_line(content, said):
    assert faults(content) == [(1, said)]


def test_a_wrong_first_line_is_reported_alone():
    assert len(read("name,price\n" + "tea,x\n" * 50)) == 1


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(content):
    for each in read(content) + read(b"sku,price\n" + content) + read(b"price;sku\n" + content):
        assert isinstance(each, (PriceRow, LineFault))


def test_a_file_without_line_ends_is_not_read_into_memory():
    class Endless(io.RawIOBase):
        left = 20_000_000

        def readable(self):
            return True

        def readinto(self, buffer):
            size = min(len(buffer), self.left)
            buffer[:size] = b"x" * size
            self.left -= size
            return size

    tracemalloc.start()
    found = list(read_rows(lines_of(io.BufferedReader(Endless())), EUR))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [str(each.text) for each in found] == ["This line is too long: at most 10000 bytes."]
    assert peak < 1_000_000
