"""A server on this machine that answers as it is told: as a service of rates does, or as none should."""

import gzip
import json
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Event, Thread
from typing import Self
from urllib.parse import parse_qs, urlsplit

# What is sent for a path, part by part. The event is set when the server goes: a part may wait for it.
Reply = Callable[[str, Event], Iterable[bytes]]

ECB_RATES = {"USD": "1.1172", "JPY": "175.68", "GBP": "0.83380", "CHF": "0.9194"}


def ecb_xml(rates: Mapping[str, str] = ECB_RATES, day: str = "2026-11-20") -> bytes:
    """As the ECB writes it, single quotes included."""
    cubes = "".join(f"<Cube currency='{code}' rate='{rate}'/>" for code, rate in rates.items())
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
    xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube><Cube time='{day}'>{cubes}</Cube></Cube>
</gesmes:Envelope>""".encode()


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def says(body: bytes, *headers: str, status: str = "200 OK") -> Reply:
    return lambda path, gone: [answer(body, *headers, status=status)]


def says_json(value: object, status: str = "200 OK") -> Reply:
    return says(json.dumps(value).encode(), "Content-Type: application/json", status=status)


def speaks_forex_python(path: str, gone: Event) -> Iterable[bytes]:
    """The protocol of forex-python's service, for the bases GBP and EUR."""
    parts = urlsplit(path)
    base = parse_qs(parts.query)["base"][0]
    if parts.path != "/api/latest":
        return [answer(b"<h1>Not found</h1>", status="404 Not Found")]
    rates = {"GBP": {"USD": 1.3399, "EUR": 1.1993}, "EUR": {"USD": 1.1172, "GBP": 0.8338}}.get(base)
    if rates is None:
        return says_json({"error": f"Base '{base}' is not supported."}, "400 Bad Request")(path, gone)
    return says_json({"base": base, "date": "2026-11-20", "rates": rates})(path, gone)


def is_silent(path: str, gone: Event) -> Iterator[bytes]:
    gone.wait()
    yield b""


def drips_its_head(path: str, gone: Event) -> Iterator[bytes]:
    yield from _dripping(answer(ecb_xml()), gone)


def drips_its_body(path: str, gone: Event) -> Iterator[bytes]:
    head, body = answer(ecb_xml()).split(b"\r\n\r\n", 1)
    yield head + b"\r\n\r\n"
    yield from _dripping(body, gone)


def hangs_up(path: str, gone: Event) -> Iterable[bytes]:
    return []


def talks_of_something_else(path: str, gone: Event) -> Iterable[bytes]:
    return [b"220 mail.example ESMTP\r\n\r\n"]


def stops_halfway(path: str, gone: Event) -> Iterable[bytes]:
    return [answer(ecb_xml())[:-40]]


def sends_without_end(path: str, gone: Event) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    while not gone.is_set():
        yield b" " * 65536


def sends_a_bomb(path: str, gone: Event) -> Iterable[bytes]:
    """Sixty kilobytes that unpack to sixty megabytes."""
    return [answer(gzip.compress(b" " * 60_000_000), "Content-Encoding: gzip")]


def redirects_without_end(path: str, gone: Event) -> Iterable[bytes]:
    return [answer(b"", f"Location: {path}x", status="302 Found")]


def redirects_to_a_file(path: str, gone: Event) -> Iterable[bytes]:
    return [answer(b"", "Location: file:///etc/passwd", status="302 Found")]


def redirects_with_a_body_without_end(path: str, gone: Event) -> Iterator[bytes]:
    yield f"HTTP/1.1 302 Found\r\nLocation: {path}x\r\n\r\n".encode()
    while not gone.is_set():
        yield b" " * 65536


def _dripping(whole: bytes, gone: Event) -> Iterator[bytes]:
    for byte in whole:
        yield bytes([byte])
        if gone.wait(1):
            return


class RateServer:
    """Answers each connection with `reply`, which a test may change; `asked` are the paths, in their order."""

    def __init__(self) -> None:
        self.reply: Reply = says(ecb_xml())
        self.asked: list[str] = []
        self._gone = Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.address = f"http://{self.place}"
        Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._gone.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _listen(self) -> None:
        while not self._gone.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                head = connection.recv(65536)
                self.asked.append(head.split(b" ", 2)[1].decode())
                for part in self.reply(self.asked[-1], self._gone):
                    connection.sendall(part)
            except OSError:
                # Whoever asked has gone.
                pass
