"""What belongs to no edition: files, machines' addresses, and what the merchant names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What robots and machines ask for at one fixed address, the host's and ours.
_ALWAYS = re.compile(
    r"/(?:robots\.txt|favicon\.ico|sitemap[^/]*\.xml(?:\.gz)?|\.well-known/.*"
    r"|storefront/(?:(?:static|webhooks)/.*|sitemap[^/]*\.xml))"
)
_OURS = ("storefront.receive_notification", "storefront.sitemap", "storefront.sitemap_shard")


class Exemptions:
    """Paths, each with all that lies below it, and endpoints; the name of a blueprint stands for all of its own."""

    def __init__(self, named: Iterable[str] = ()) -> None:
        exempt = list(named)
        self._paths = tuple(name.rstrip("/") for name in exempt if name.startswith("/"))
        self._endpoints = (*_OURS, *(name for name in exempt if not name.startswith("/")))

    def has_path(self, path: str) -> bool:
        """Whether this path, which has no edition's prefix, is exempt: /admin and /admin/x, but not /administer."""
        if _ALWAYS.fullmatch(path):
            return True
        return any(path == exempt or path.startswith(f"{exempt}/") for exempt in self._paths)

    def has_endpoint(self, endpoint: str) -> bool:
        """Whether this endpoint is exempt; that of static files always is."""
        if endpoint == "static" or endpoint.endswith(".static"):
            return True
        return any(endpoint == exempt or endpoint.startswith(f"{exempt}.") for exempt in self._endpoints)
