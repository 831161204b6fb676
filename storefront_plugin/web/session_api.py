"""What a script needs before it posts: the token that proves where it came from, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields

from storefront_plugin.shapes import Shape
from storefront_plugin.web.forms import form_token, host_token
from storefront_plugin.web.routes import Routes, answers
from storefront_plugin.web.speech import locale
from storefront_plugin.web.visitors import known_visitor

api = Routes()


@dataclass(frozen=True, slots=True)
class Session:
    """One visitor's browser."""

    token: str
    csrf_token: str | None
    locale: str
    customer: str | None


class SessionAnswer(Shape):
    """`token` goes into the header X-Storefront-Token of each POST, and `csrf_token`, null where the host has no
    protection of its own, into the header that it reads; `customer` is the host's id, null for a guest."""

    token = fields.String(required=True)
    csrf_token = fields.String(required=True, allow_none=True)
    locale = fields.String(required=True)
    customer = fields.String(required=True, allow_none=True)


@api.get("/session")
@answers(SessionAnswer)
def open_session() -> Session:
    """A token for posting within the next 12 hours, and who is asking."""
    customer = known_visitor().customer
    return Session(form_token(), host_token(), locale(), customer.id if customer else None)
