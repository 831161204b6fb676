"""Letters over a real SMTP server on this machine, and servers that are slow, strict or silent."""

import logging
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from threading import Thread

import pytest
from aiosmtpd.controller import Controller

from storefront_plugin.documents.mail import LogPost, MailSettings, Message, SmtpPost
from storefront_plugin.documents.mail.settings import Security
from storefront_plugin.errors import MailNotSent

LETTER = Message(
    id="order_paid:1042",
    to="ada@example.com",
    to_name="Ada Lovelace",
    subject="Tiny: your order 1042",
    text="Danke, Ädä!\n",
    html="<p>Danke, Ädä!</p>",
    locale="de-DE",
    written_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
)


class Mailbox:
    """Takes every letter, or answers `refusal`."""

    def __init__(self):
        self.got = []
        self.refusal = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"

    @property
    def letters(self):
        return [message_from_bytes(content, policy=default) for _, _, content in self.got]


@contextmanager
def running(mailbox, **options):
    controller = Controller(mailbox, hostname="127.0.0.1", port=0, **options)
    # Port 0 is any that is free; aiosmtpd looks for its own greeting there before it says which.
    controller.port = free_port()
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def port(mailbox):
    with running(mailbox) as port:
        yield port


def post(port, **changed):
    settings = {"host": "127.0.0.1", "port": port, "security": Security.NONE, "sender": "shop@tiny.example"}
    return SmtpPost(MailSettings(**(settings | changed)), "Tiny")


def changed(**fields):
    return replace(LETTER, **fields)


def test_a_letter_arrives_with_both_its_parts(mailbox, port):
    post(port).send(LETTER)

    [(sender, recipients, _)] = mailbox.got
    [letter] = mailbox.letters
    assert (sender, recipients) == ("shop@tiny.example", ["ada@example.com"])
    assert (letter["From"], letter["To"]) == ("Tiny <shop@tiny.example>", "Ada Lovelace <ada@example.com>")
    assert letter["Subject"] == "Tiny: your order 1042"
    assert letter["Date"].datetime == LETTER.written_at
    assert (letter["Auto-Submitted"], letter["Content-Language"]) == ("auto-generated", "de-DE")
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert letter.get_body(("plain",)).get_content().split() == ["Danke,", "Ädä!"]
    assert letter.get_body(("html",)).get_content().strip() == "<p>Danke, Ädä!</p>"


def test_a_letter_sent_again_is_a_copy(mailbox, port):
    for _ in range(2):
        post(port).send(LETTER)

    first, second = mailbox.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith(".storefront@tiny.example>")


@pytest.mark.parametrize(
    "name",
    [
        "Ada\r\nBcc: eve@evil.example",
        "Ada\nBcc: eve@evil.example\n\nbody",
        "Ada\u2028Bcc: eve@evil.example",
        "\x00Ada",
        "=?utf-8?q?A=0d=0aBcc:_eve@evil.example=0d=0a=0d=0aclick?=",
        "=?utf-8?b?QQ0KQmNjOiBldmVAZXZpbC5leGFtcGxlDQo=?=",
    ],
)
def test_nobody_breaks_out_of_a_header(mailbox, port, name):
    post(port).send(changed(to_name=name, subject=name))

    [(_, recipients, _)], [letter] = mailbox.got, mailbox.letters
    assert recipients == ["ada@example.com"]
    assert letter["Bcc"] is None
    assert letter.get_body(("plain",)).get_content().split() == ["Danke,", "Ädä!"]


@pytest.mark.parametrize("name", ["山田 花子", "فاطمة", "Zoë “Zed” O’Neill", "a" * 400, "Ada <eve@evil.example>", ""])
def test_any_name_can_be_written_to(mailbox, port, name):
    post(port).send(changed(to_name=name, subject=f"Tiny: {name}"))

    [letter] = mailbox.letters
    [address] = letter["To"].addresses
    assert (address.addr_spec, address.display_name) == ("ada@example.com", name[:100])
    assert letter["Subject"] == f"Tiny: {name}".strip()


def test_a_domain_of_any_script_is_reached_by_its_ascii_form(mailbox, port):
    post(port).send(changed(to="ada@bücher.example"))

    [(_, recipients, _)] = mailbox.got
    assert recipients == ["ada@xn--bcher-kva.example"]


def test_an_address_of_any_script_is_reached_where_the_server_can(mailbox, caplog):
    with running(mailbox, enable_SMTPUTF8=True) as able:
        post(able).send(changed(to="ädä@example.com"))
    with running(mailbox, enable_SMTPUTF8=False) as unable:
        post(unable).send(changed(to="ädä@example.com"))

    assert [recipients for _, recipients, _ in mailbox.got] == [["ädä@example.com"]]
    assert "the letter about order_paid:1042 reaches nobody" in caplog.text


@pytest.mark.parametrize("address", ["", "ada", "ada@", "ada@example.com\nBcc: eve@evil.example", "a b@example.com"])
def test_an_address_that_is_none_is_given_up(mailbox, port, caplog, address):
    post(port).send(changed(to=address))

    assert mailbox.got == []
    assert "reaches nobody" in caplog.text


def test_a_recipient_the_server_refuses_for_good_is_given_up(mailbox, port, caplog):
    mailbox.refusal = "550 No such user"

    post(port).send(LETTER)

    assert "reaches nobody" in caplog.text
    assert "ada@example.com" not in caplog.text


@pytest.mark.parametrize("refusal", ["451 Try later", "421 Too many connections"])
def test_a_refusal_for_now_is_tried_later(mailbox, port, refusal):
    mailbox.refusal = refusal

    with pytest.raises(MailNotSent, match="SMTP 4"):
        post(port).send(LETTER)


def test_nothing_is_sent_in_the_open_that_was_to_be_encrypted(mailbox, port):
    with pytest.raises(MailNotSent):
        post(port, security=Security.STARTTLS).send(LETTER)
    with pytest.raises(MailNotSent):
        post(port, security=Security.TLS).send(LETTER)

    assert mailbox.got == []


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """One that this machine vouches for while the test runs, for localhost."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", key, "-out", certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize(("security", "option"), [(Security.STARTTLS, "tls_context"), (Security.TLS, "ssl_context")])
def test_a_letter_goes_encrypted_to_a_server_that_is_the_one_it_says(mailbox, certificate, security, option):
    with running(mailbox, **{option: certificate}) as port:
        post(port, security=security, host="localhost").send(LETTER)
        with pytest.raises(MailNotSent, match="SSLCertVerificationError"):
            post(port, security=security, host="127.0.0.1").send(LETTER)

    assert len(mailbox.got) == 1


@pytest.mark.parametrize("security", list(Security))
@pytest.mark.parametrize("host", ["mail..example.org", "x" * 64 + ".org", "."])
def test_a_server_whose_name_is_none_is_tried_later(host, security):
    with pytest.raises(MailNotSent, match="UnicodeError"):
        post(1, host=host, security=security).send(LETTER)


def test_a_letter_with_half_a_character_is_tried_later(mailbox, port):
    with pytest.raises(MailNotSent, match="UnicodeEncodeError"):
        post(port).send(changed(text="\ud800"))

    assert mailbox.got == []


def test_a_server_that_is_not_there_is_tried_later():
    with pytest.raises(MailNotSent, match="ConnectionRefusedError"):
        post(free_port()).send(LETTER)


@contextmanager
def speaking(speak):
    """A server that does with its first caller as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            caller, _ = server.accept()
            with caller:
                speak(caller)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def silent(caller):
    caller.recv(1024)


def dripping(caller):
    try:
        while True:
            caller.sendall(b"2")
            time.sleep(0.05)
    except OSError:
        return


@pytest.mark.parametrize("speak", [silent, dripping])
def test_a_server_that_never_answers_is_given_up_at_the_deadline(speak):
    began = time.monotonic()

    with speaking(speak) as port, pytest.raises(MailNotSent):
        post(port, deadline_seconds=1).send(LETTER)

    assert time.monotonic() - began < 4


def test_in_debug_a_letter_without_a_server_is_shown_without_any_set_up_of_logging(caplog):
    LogPost(is_shown=True).send(LETTER)

    [told] = caplog.records
    assert told.levelno == logging.WARNING
    assert "to ada@example.com: Tiny: your order 1042\nDanke, Ädä!" in told.getMessage()


def test_without_a_server_the_log_says_that_there_was_a_letter_and_no_more(caplog):
    caplog.set_level(logging.DEBUG)

    LogPost().send(LETTER)

    assert caplog.messages == ["no mail server is set: the letter about order_paid:1042 went nowhere"]
