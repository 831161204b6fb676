"""Letters by SMTP: one connection for each, given up at a deadline."""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from storefront_plugin.documents.mail.message import Message
from storefront_plugin.documents.mail.settings import MailSettings, Security
from storefront_plugin.documents.mail.writing import Unreachable, email_of
from storefront_plugin.errors import MailNotSent

log = logging.getLogger(__name__)

_BETWEEN_CUTS_SECONDS = 0.1


class SmtpPost:
    """One mail server. Nothing is sent in the open that was meant to be encrypted."""

    def __init__(self, settings: MailSettings, shop_name: str) -> None:
        self._settings = settings
        self._shop_name = shop_name

    def send(self, message: Message) -> None:
        """As `Post.send` promises."""
        try:
            letter, sender, recipient = email_of(message, self._settings.sender, self._shop_name)
            with self._server() as server:
                if not recipient.isascii() and not server.has_extn("smtputf8"):
                    raise Unreachable
                server.send_message(letter, sender, [recipient])
        except (Unreachable, smtplib.SMTPRecipientsRefused) as fault:
            codes = [code for code, _ in fault.recipients.values()] if not isinstance(fault, Unreachable) else []
            if any(code < 500 for code in codes):
                raise MailNotSent(reason=f"SMTP {codes[0]}") from fault
            # No later try would reach it.
            log.warning("the letter about %s reaches nobody: the address is refused", message.id)
        except smtplib.SMTPResponseException as fault:
            raise MailNotSent(reason=f"SMTP {fault.smtp_code}") from fault
        except (OSError, UnicodeError, smtplib.SMTPException) as fault:
            # UnicodeError: a server's name that no name server can be asked for, such as mail..example.org.
            # Its name alone: the words may hold addresses.
            raise MailNotSent(reason=type(fault).__name__) from fault

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        context = ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(timeout=settings.deadline_seconds, context=context)
            if settings.security is Security.TLS
            else smtplib.SMTP(timeout=settings.deadline_seconds)
        )
        # Whose name the certificate must bear. The constructor would take it and connect, before anybody watches.
        server._host = settings.host  # type: ignore[attr-defined]
        with _cut_after(settings.deadline_seconds, server):
            try:
                server.connect(settings.host, settings.port)
                if settings.security is Security.STARTTLS:
                    server.starttls(context=context)
                if settings.user:
                    server.login(settings.user, settings.password)
                server.ehlo_or_helo_if_needed()
                yield server
                with suppress(OSError, smtplib.SMTPException):
                    # It has the letter; how it says good-bye changes nothing.
                    server.quit()
            finally:
                server.close()


@contextmanager
def _cut_after(seconds: float, server: smtplib.SMTP) -> Iterator[None]:
    """End whatever the server is waited for then.

    A socket's own time limit is for each answer alone: a server that drips would hold us for ever.
    """
    is_done = Event()

    def watch() -> None:
        if is_done.wait(seconds):
            return
        # Again and again: while an address is being tried there is no socket yet.
        while not is_done.wait(_BETWEEN_CUTS_SECONDS):
            if server.sock:
                with suppress(OSError):
                    # Below TLS, whose own shutdown is not made for two threads.
                    socket.socket.shutdown(server.sock, socket.SHUT_RDWR)

    Thread(target=watch, name="storefront-mail-deadline", daemon=True).start()
    try:
        yield
    finally:
        is_done.set()
