"""Letters without a server: that there was one is in the log, and what it said only for who looks closely."""

from __future__ import annotations

import logging

from storefront_plugin.documents.mail.message import Message

log = logging.getLogger(__name__)


class LogPost:
    """Sends nothing. To whom and what is told at DEBUG alone, since a log is kept and read by many."""

    def send(self, message: Message) -> None:
        log.info("no mail server is set: the letter about %s went nowhere", message.id)
        log.debug("to %s: %s\n%s", message.to, message.subject, message.text)
