"""What belongs to no edition: files, machines' addresses, and what the merchant names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What robots and machines ask for at one fixed address, the host's and ours.
_is_always = re.compile(
    r"/(?:robots\.txt|favicon\.ico|(?:storefront-)?sitemap[^/]*\.xml(?:\.gz)?|\.well-known/.*"
    r"|storefront/(?:(?:static|webhooks)/.*|sitemap[^/]*\.xml))"
).fullmatch
_ALWAYS = ("static", "storefront.receive_notification", "storefront.sitemap", "storefront.sitemap_shard")


class Exemptions:
    """Paths, each with all that lies below it, and endpoints; the name of a blueprint stands for all of its own."""

    def __init__(self, named: Iterable[str] = ()) -> None:
        exempt = list(named)
        self._paths = {name.rstrip("/") for name in exempt if name.startswith("/")}
        self._below_paths = tuple(f"{path}/" for path in self._paths)
        self._endpoints = {name for name in exempt if not name.startswith("/")}
        self._below_blueprints = tuple(f"{name}." for name in self._endpoints)

    def has_path(self, path: str) -> bool:
        """Whether this path, which has no edition's prefix, is exempt: /admin and /admin/x, but not /administer."""
        return self.names_path(path) or bool(_is_always(path))

    def has_endpoint(self, endpoint: str) -> bool:
        """Whether this endpoint is exempt; that of static files always is."""
        return endpoint in _ALWAYS or endpoint.endswith(".static") or self.names_endpoint(endpoint)

    def names_path(self, path: str) -> bool:
        """Whether it is exempt because the merchant says so."""
        return path in self._paths or path.startswith(self._below_paths)

    def names_endpoint(self, endpoint: str) -> bool:
        """The same of an endpoint."""
        return endpoint in self._endpoints or endpoint.startswith(self._below_blueprints)
