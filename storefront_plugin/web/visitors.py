"""Who is asking: a customer the host knows, a guest we gave a signed id, or nobody yet."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from flask import Response, after_this_request, request

from storefront_plugin.host import Customer, Host
from storefront_plugin.web.parts import part
from storefront_plugin.web.signing import Expired, Forged, Signer

log = logging.getLogger(__name__)

COOKIE = "storefront_guest"
MOUNT = "storefront.mount"
_VISITOR = "storefront.visitor"
_DAYS_KEPT = 30


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser: `guest_id` is what our cookie says, `customer` what the host says."""

    guest_id: str | None
    customer: Customer | None

    @property
    def owner(self) -> str:
        """The name under which what she makes now is kept."""
        return f"customer:{self.customer.id}" if self.customer else f"guest:{self.guest_id}"

    def owns(self, owner: str) -> bool:
        """Whether something kept under that name is hers; what she made as a guest stays hers once signed in."""
        return owner == self.owner or (self.guest_id is not None and owner == f"guest:{self.guest_id}")


def visitor() -> Visitor:
    """Who is asking. The host is asked once in each request, and a fault of its answer means a guest."""
    known: Visitor | None = request.environ.get(_VISITOR)
    if known is None:
        known = request.environ[_VISITOR] = Visitor(_guest_id(), _customer())
    return known


def known_visitor() -> Visitor:
    """Who is asking, given a guest id (and its cookie, with the answer) where she has none."""
    known = visitor()
    if known.guest_id is None:
        known = Visitor(secrets.token_urlsafe(16), known.customer)
        request.environ[_VISITOR] = known
        after_this_request(_remember)
    return known


def _remember(response: Response) -> Response:
    response.set_cookie(
        COOKIE,
        part(Signer).sign("guest", visitor().guest_id),
        max_age=_DAYS_KEPT * 24 * 3600,
        path=request.environ.get(MOUNT, "") or "/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _guest_id() -> str | None:
    try:
        return str(part(Signer).open("guest", request.cookies[COOKIE], max_age_seconds=_DAYS_KEPT * 24 * 3600))
    except (KeyError, Expired, Forged):
        return None


def _customer() -> Customer | None:
    try:
        return part(Host).customer()
    except Exception:
        log.exception("the host could not say who is asking: treated as a guest")
        return None
