"""What comes of servers as none should be: every fault of the network is one failure, and none outlasts the deadline.

The servers are real, and on this machine.
"""

import json
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.sources import EcbRates, ForexPythonRates
from storefront_plugin.pricing.rates.sources.apart import PROGRAM, handed_on
from tests.pricing import rate_server
from tests.pricing.rate_server import ecb_xml, says

EUR = Currency.of("EUR")

TOO_SLOW = "The whole answer took longer than 1 second."
TOO_LARGE = "The answer is larger than 1048576 bytes."
CUT_OFF = "The answer was cut off."
CLOSED = "The server could not be reached, or closed the connection."
ENDLESS = "It leads from one address to the next without end."
NO_HTTP = "It leads to an address that does not begin with http:// or https://."
STATUS_500 = "The server answered with the HTTP status 500."

NO_XML = "This is not XML, or only a part of it."
NO_TABLE = "The answer is not a table of rates."
HTML = says(b"<html><body><p>Down for <b>maintenance</body></html>", "Content-Type: text/html")


@pytest.fixture
def ecb(server):
    return EcbRates(f"{server.address}/daily.xml", deadline_seconds=20)


@pytest.fixture
def forex_python(server, clock):
    return ForexPythonRates(f"{server.address}/api/", 20, clock)


hostile = pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (says(b"<h1>Oops</h1>", status="500 Internal Server Error"), STATUS_500),
        (rate_server.hangs_up, CLOSED),
        (rate_server.talks_of_something_else, CLOSED),
        (rate_server.stops_halfway, CUT_OFF),
        (rate_server.sends_without_end, TOO_LARGE),
        (rate_server.sends_a_bomb, TOO_LARGE),
        (rate_server.redirects_without_end, ENDLESS),
        (rate_server.redirects_with_a_body_without_end, ENDLESS),
        (rate_server.redirects_to_a_file, NO_HTTP),
    ],
    ids=lambda value: getattr(value, "__name__", "").strip("<>"),
)


@hostile
def test_the_ecb_feed_says_what_is_wrong_with_a_server(server, ecb, reply, reason):
    server.reply = reply

    assert failure(ecb) == ("ECB", reason)


@hostile
def test_forex_python_says_what_is_wrong_with_a_server(server, forex_python, reply, reason):
    server.reply = reply

    assert failure(forex_python) == ("forex-python", reason)


def test_a_page_instead_of_rates_is_a_failure(server, ecb, forex_python):
    server.reply = HTML

    assert [failure(ecb), failure(forex_python)] == [("ECB", NO_XML), ("forex-python", NO_TABLE)]


@pytest.mark.parametrize("reply", [rate_server.is_silent, rate_server.drips_its_head, rate_server.drips_its_body])
def test_the_deadline_is_one_for_everything_even_where_a_byte_comes_each_second(server, clock, reply):
    server.reply = reply
    sources = [EcbRates(server.address, 1), ForexPythonRates(server.address, 1, clock)]
    began = time.monotonic()

    with ThreadPoolExecutor() as at_once:
        failures = list(at_once.map(failure, sources))

    assert failures == [("ECB", TOO_SLOW), ("forex-python", TOO_SLOW)]
    assert time.monotonic() - began < 5


def test_a_program_whose_caller_is_gone_ends_by_itself(server):
    server.reply = rate_server.is_silent
    errand = {"errand": "download", "address": server.address, "most_bytes": 1, "deadline_seconds": 0}

    command = [sys.executable, "-P", PROGRAM]
    done = subprocess.run(command, input=json.dumps(errand).encode(), capture_output=True, timeout=10, check=False)

    assert done.returncode == 1


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"])
def test_a_feed_may_move_to_another_address(server, ecb, status):
    server.reply = lambda path, gone: (
        says(b"", "Location: /new.xml", status=status) if path == "/daily.xml" else says(ecb_xml())
    )(path, gone)

    assert ecb.fetch(EUR).quotes(EUR)
    assert server.asked == ["/daily.xml", "/new.xml"]


def test_nobody_listening_is_a_failure(clock):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        address = f"http://127.0.0.1:{gone.getsockname()[1]}/"

    assert failure(EcbRates(address, 20)) == ("ECB", CLOSED)
    assert failure(ForexPythonRates(address, 20, clock)) == ("forex-python", CLOSED)


@pytest.mark.parametrize("address", ["http://", "http://[1", "http://127.0.0.1:port/", "http://a..b/", "http://\0/"])
def test_an_address_that_is_none_is_a_failure(address, clock):
    assert failure(EcbRates(address, 20))[0] == "ECB"
    assert failure(ForexPythonRates(address, 20, clock))[0] == "forex-python"


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "file:///etc/passwd", "/etc/passwd", "data:,1"])
def test_forex_python_is_asked_by_http_alone(address, clock):
    assert failure(ForexPythonRates(address, 20, clock)) == ("forex-python", NO_HTTP)


def test_a_password_in_an_address_is_told_to_nobody_but_its_server(server, clock, caplog):
    server.reply = says(b"", status="401 Unauthorized")
    address = f"http://merchant:hush@{server.place}/api/?key=hush"

    told = [failure(EcbRates(address, 20)), failure(ForexPythonRates(address, 20, clock))]

    assert "hush" not in f"{told} {caplog.text}"


def test_the_proxy_of_a_closed_network_is_used(server, monkeypatch):
    monkeypatch.setenv("http_proxy", server.address)

    table = EcbRates("http://rates.example/daily.xml", 20).fetch(EUR)

    assert table.source == "ECB"
    assert server.asked == ["http://rates.example/daily.xml"]


def test_the_keys_of_the_host_stay_with_the_host():
    environment = {"STOREFRONT_SECRET": "s", "STRIPE_SECRET_KEY": "s", "https_proxy": "p", "SSL_CERT_FILE": "c"}

    assert handed_on(environment) == {"https_proxy": "p", "SSL_CERT_FILE": "c"}


def failure(source):
    """Whose failure it is, and why. Anything but a failure lets the test fail."""
    with pytest.raises(RateSourceFailed) as failed:
        source.fetch(EUR)
    return failed.value.values["source"], str(failed.value.values["reason"])
