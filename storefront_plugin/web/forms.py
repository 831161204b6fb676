"""That a POST came from our own page: a signed token bound to the visitor's cookie, and the Origin header.

A host's own CSRF protection stays in force beside it: `hidden_fields` carries its token where it has one.
"""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import current_app, request
from markupsafe import Markup

from storefront_plugin.errors import FormExpired, FormForged
from storefront_plugin.web.parts import part
from storefront_plugin.web.signing import Expired, Forged, Signer
from storefront_plugin.web.visitors import known_visitor, visitor

log = logging.getLogger(__name__)

FIELD = "storefront_token"
HEADER = "X-Storefront-Token"
HOURS_VALID = 12


class Origins:
    """The hosts whose pages may post to us: the configured addresses, else the one the request was sent to."""

    def __init__(self, *addresses: str | None) -> None:
        self._own = {_host_of(address) for address in addresses if address}

    def allows(self, origin: str) -> bool:
        host, asked = _host_of(origin), request.host.lower()
        # A browser does not let a foreign page choose the Host header, so it may stand in for a missing setting.
        return bool(host) and (host in self._own or (host == asked and (current_app.debug or not self._own)))


def _host_of(address: str) -> str:
    """Host and port of an address, in small letters as a browser writes them; empty for what is no address."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def form_token() -> str:
    """What a form, or a script's header X-Storefront-Token, must carry to post within the next 12 hours."""
    return part(Signer).sign("form", known_visitor().guest_id)


def hidden_fields() -> Markup:
    """The hidden inputs of each form that posts to us."""
    fields = Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token())
    if (of_host := host_token()) is not None:
        fields += Markup('<input type="hidden" name="csrf_token" value="{}">').format(of_host)
    return fields


def host_token() -> str | None:
    """The token of the host's own protection; None where it has none."""
    made = current_app.jinja_env.globals.get("csrf_token")
    return str(made()) if callable(made) else None


def check_came_from_us() -> None:
    """Raises FormForged, or FormExpired where all is right but the age."""
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin is not None and not part(Origins).allows(origin):
        log.warning("a form from %r was refused: it is not of base_address, nor of the host asked", origin[:200])
        raise FormForged
    token = request.headers.get(HEADER) or (request.form.get(FIELD) if request.mimetype != "application/json" else None)
    guest_id = visitor().guest_id
    if not token or guest_id is None:
        raise FormForged
    try:
        # The signature is compared in constant time; the id within it is no secret to its owner.
        if part(Signer).open("form", token, max_age_seconds=HOURS_VALID * 3600) != guest_id:
            raise FormForged
    except Expired:
        raise FormExpired from None
    except Forged:
        raise FormForged from None
