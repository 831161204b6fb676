"""`[mail]`: the server that takes the letters; without one they go to the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from storefront_plugin.contact_fields import EmailField
from storefront_plugin.shapes import Between, LineField, Shape
from storefront_plugin.texts import sf_

HERE = ("localhost", "127.0.0.1", "::1")


class Security(StrEnum):
    """How the way to the server is kept private: begun in the open and then encrypted, from the start, or not."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`sender` is where letters come from; after `deadline_seconds` the server is given up, and tried again later."""

    host: str = ""
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    security: Security = Security.STARTTLS
    sender: str = ""
    deadline_seconds: int = 10


class MailShape(Shape):
    """`[mail]`; the password usually comes from the environment."""

    makes = MailSettings

    host = LineField(load_default="", most=253)
    port = fields.Integer(strict=True, load_default=587, validate=Between(1, 65_535))
    user = LineField(load_default="", most=254)
    password = LineField(load_default="", most=500)
    security = fields.Enum(Security, by_value=True, load_default=Security.STARTTLS)
    sender = EmailField(data_key="from", load_default="", is_own=True)
    deadline_seconds = fields.Integer(strict=True, load_default=10, validate=Between(1, 60))

    @validates_schema
    def _fit_together(self, data: dict[str, Any], **_: object) -> None:
        host = data.get("host", "")
        if host and not data.get("sender"):
            raise ValidationError([sf_("Letters need an address that they come from.")], "from")
        if data.get("password") and data.get("security") is Security.NONE and host not in HERE:
            raise ValidationError([sf_("The password would be sent in the open: use starttls or tls.")], "security")
