"""A letter as the standards write it: headers that nobody can break out of, both parts, addresses of any script."""

from __future__ import annotations

import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from email_validator import EmailNotValidError, validate_email

from storefront_plugin.documents.mail.message import Message

_LONGEST_NAME = 100
_ENDS_A_LINE = ("Cc", "Zl", "Zp", "Cs")
# What would turn the reading direction of its neighbours: U+202A to U+202E and U+2066 to U+2069.
_TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


class Unreachable(Exception):
    """An address that no letter can be sent to."""


def email_of(message: Message, sender: str, sender_name: str) -> tuple[EmailMessage, str, str]:
    """The letter, and the addresses of sender and recipient as the server is told them. Raises Unreachable.

    A domain of any script becomes its ASCII form, which every server knows; what stands before the @ cannot.
    """
    from_address, to_address = _address(sender), _address(message.to)
    is_ascii = from_address.isascii() and to_address.isascii()
    letter = EmailMessage(policy=SMTP if is_ascii else SMTPUTF8)
    letter["Subject"] = _line(message.subject)
    letter["From"] = _named(sender_name, from_address)
    letter["To"] = _named(message.to_name, to_address)
    letter["Date"] = message.written_at
    letter["Message-ID"] = message.message_id(from_address.rpartition("@")[2])
    # RFC 3834: no machine answers it.
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text, cte="quoted-printable")
    letter.add_alternative(message.html, subtype="html", cte="quoted-printable")
    # Last: what is set before the content belongs to the first of its parts.
    letter["Content-Language"] = message.locale
    return letter, from_address, to_address


def _address(text: str) -> str:
    try:
        # test_environment lets names such as shop.test pass, which lead nowhere and harm nobody.
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as fault:
        raise Unreachable from fault
    return f"{found.local_part}@{found.ascii_domain}"


def _named(name: str, address: str) -> Address:
    # By its parts: as a whole, Address takes no letter beyond ASCII.
    local_part, _, domain = address.rpartition("@")
    return Address(_line(name)[:_LONGEST_NAME], local_part, domain)


def _line(text: str) -> str:
    """The text without what would end a header, or turn what is written beside it.

    Without an encoded word, too (RFC 2047): one that somebody wrote as her name would be decoded into line ends.
    """
    spaced = (" " if unicodedata.category(each) in _ENDS_A_LINE else each for each in text)
    plain = " ".join("".join(each for each in spaced if unicodedata.bidirectional(each) not in _TURNS).split())
    return plain.replace("=?", "= ?")
