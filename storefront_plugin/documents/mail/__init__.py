"""Letters: what one is, and how it leaves the house.

Owns: the form of a letter, headers that cannot be broken out of, the time limit, the mail server or the log.
Does not own: what is said, when, or how often: that is the outbox's.
Invariants: the same letter bears the same Message-ID each time; nothing is logged of it but what it is about.
"""

from storefront_plugin.documents.mail.log import LogPost
from storefront_plugin.documents.mail.message import Message
from storefront_plugin.documents.mail.settings import MailSettings, MailShape
from storefront_plugin.documents.mail.smtp import SmtpPost

__all__ = ["LogPost", "MailSettings", "MailShape", "Message", "SmtpPost"]
