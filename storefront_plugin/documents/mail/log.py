"""Letters without a server: that there was one is in the log, and what it said only for a developer."""

from __future__ import annotations

import logging

from storefront_plugin.documents.mail.message import Message

log = logging.getLogger(__name__)


class LogPost:
    """Sends nothing. To whom and what is told in debug alone, since a log is kept and read by many.

    Where it `is_shown`, as a WARNING: that is seen without any set-up of logging.
    """

    def __init__(self, *, is_shown: bool = False) -> None:
        self._is_shown = is_shown

    def send(self, message: Message) -> None:
        if self._is_shown:
            log.warning("no mail server is set; to %s: %s\n%s", message.to, message.subject, message.text)
        else:
            log.info("no mail server is set: the letter about %s went nowhere", message.id)
