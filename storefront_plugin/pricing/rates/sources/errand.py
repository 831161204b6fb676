"""The program that asks the network: apart.py runs it in a process of its own, and ends it at the deadline.

It is run as a file and imports nothing of ours, so that it starts in a tenth of a second. The errand is one line of
JSON on standard input, for an address may carry a password and arguments are seen by everybody on a machine. What was
fetched goes to standard output. A failure is exit code 1 and its name on standard error, never the address.
"""

from __future__ import annotations

import faulthandler
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

MOST_REDIRECTS = 5
# How a service of rates says that it does not quote the currency asked for.
REFUSED = (400, 422)


class Failed(Exception):
    """Its text is the name that apart.py knows, and perhaps a number."""


@dataclass(frozen=True, slots=True)
class Answer:
    """As much of an answer as forex-python looks at."""

    status_code: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def download(address: str, most_bytes: int) -> bytes:
    """The body behind an address."""
    answer = get(address, {}, most_bytes)
    if answer.status_code != 200:
        raise Failed(f"status {answer.status_code}")
    return answer.body


def ask_forex_python(address: str, base: str, most_bytes: int) -> bytes:
    """What forex-python's service says of a base as JSON: `base`, `date`, `rates`; `null` for a base that it refuses.

    All in it is text, or null: a float would lose digits. The package's own request waits for ever, reads without end,
    and hides the status and the date.
    """
    from forex_python.converter import CurrencyRates

    class BoundedRates(CurrencyRates):  # type: ignore[misc]
        def _source_url(self) -> str:
            return address.rstrip("/") + "/"

        def get_rates(self, base_cur: str, date_obj: None = None) -> dict[str, Any] | None:
            place = self._source_url() + self._get_date_string(date_obj)
            answer = get(place, {"base": base_cur, "rtype": "fpy"}, most_bytes)
            if answer.status_code == 200:
                told = json.loads(answer.text)
                rates = {code: str(rate) for code, rate in self._decode_rates(answer).items()}
                return {"base": _text(told.get("base")), "date": _text(told.get("date")), "rates": rates}
            if answer.status_code in REFUSED and isinstance(json.loads(answer.text), dict):
                return None
            raise Failed(f"status {answer.status_code}")

    try:
        return json.dumps(BoundedRates(force_decimal=True).get_rates(base)).encode()
    except (ValueError, AttributeError, RecursionError) as fault:
        raise Failed("unreadable") from fault


def _text(told: object) -> str | None:
    return None if told is None else str(told)


def get(address: str, parameters: Mapping[str, str], most_bytes: int) -> Answer:
    """One GET, of http and https alone. Raises Failed, and nothing else that the network can bring about."""
    try:
        return _followed(address, parameters, most_bytes)
    except requests.exceptions.SSLError as fault:
        raise Failed("certificate") from fault
    except requests.ConnectionError as fault:
        raise Failed("unreachable") from fault
    except (requests.RequestException, ValueError) as fault:
        raise Failed("address") from fault


def _followed(address: str, parameters: Mapping[str, str], most_bytes: int) -> Answer:
    with _OneHop() as session:
        for _ in range(MOST_REDIRECTS + 1):
            if urlsplit(address).scheme not in ("http", "https"):
                raise Failed("address")
            with session.get(address, params=parameters, stream=True) as response:
                if not response.is_redirect:
                    return Answer(response.status_code, _body(response, most_bytes))
                address, parameters = urljoin(response.url, response.headers["Location"]), {}
    raise Failed("redirects")


class _OneHop(requests.Session):
    """Knows of no redirects. Else requests reads the whole body of each, however long, even if it is not to follow."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


def _body(response: requests.Response, most_bytes: int) -> bytes:
    """Counted as it is unpacked: a small answer may hold a large one."""
    body = bytearray()
    try:
        for part in response.iter_content(8192):
            body += part
            if len(body) > most_bytes:
                raise Failed("large")
    except requests.RequestException as fault:
        raise Failed("cut-off") from fault
    return bytes(body)


ERRANDS: Mapping[str, Callable[..., bytes]] = {"download": download, "forex-python": ask_forex_python}


def main() -> None:
    errand = json.loads(sys.stdin.buffer.read())
    # Whoever waits for us ends us a second earlier; this is for the case that he is gone.
    faulthandler.dump_traceback_later(errand.pop("deadline_seconds") + 1, exit=True)
    try:
        fetched = ERRANDS[errand.pop("errand")](**errand)
    except Failed as fault:
        sys.exit(str(fault))
    sys.stdout.buffer.write(fetched)


if __name__ == "__main__":
    main()
