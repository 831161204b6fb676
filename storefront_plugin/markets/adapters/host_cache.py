"""The host's caches keep the editions apart: their keys are made of paths, which have lost the prefix by then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from storefront_plugin.markets.routing import named_edition


def keep_editions_apart(app: Flask) -> None:
    """Wrap each backend that Flask-Caching has set up in this app."""
    caches = app.extensions.get("cache")
    if not isinstance(caches, dict):
        return
    for cache, backend in caches.items():
        if hasattr(backend, "get_many") and not isinstance(backend, CacheOfEditions):
            caches[cache] = CacheOfEditions(backend)


class CacheOfEditions:
    """A backend whose keys carry edition and currency, inside an edition; elsewhere they are as the host wrote them.

    So the host's `cache.delete(key)` clears one variant, the one of the request it is called in; `clear()` clears all.
    """

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def __getattr__(self, name: str) -> Any:
        # Only what knows no key comes here: clear, default_timeout and the like.
        return getattr(self._backend, name)

    def get(self, key: str) -> Any:
        return self._backend.get(_keyed(key))

    def set(self, key: str, *rest: Any, **named: Any) -> Any:
        return self._backend.set(_keyed(key), *rest, **named)

    def add(self, key: str, *rest: Any, **named: Any) -> Any:
        return self._backend.add(_keyed(key), *rest, **named)

    def has(self, key: str) -> Any:
        return self._backend.has(_keyed(key))

    def inc(self, key: str, *rest: Any, **named: Any) -> Any:
        return self._backend.inc(_keyed(key), *rest, **named)

    def dec(self, key: str, *rest: Any, **named: Any) -> Any:
        return self._backend.dec(_keyed(key), *rest, **named)

    def delete(self, key: str) -> Any:
        return self._backend.delete(_keyed(key))

    def delete_many(self, *keys: str) -> Any:
        return self._backend.delete_many(*map(_keyed, keys))

    def unlink(self, *keys: str) -> Any:
        # Redis alone has it; Flask-Caching deletes where it is missing.
        remove = getattr(self._backend, "unlink", None) or self._backend.delete_many
        return remove(*map(_keyed, keys))

    def get_many(self, *keys: str) -> Any:
        return self._backend.get_many(*map(_keyed, keys))

    def get_dict(self, *keys: str) -> dict[str, Any]:
        return dict(zip(keys, self.get_many(*keys), strict=True))

    def set_many(self, mapping: Mapping[str, Any], *rest: Any, **named: Any) -> Any:
        written = {_keyed(key): (key, value) for key, value in mapping.items()}
        done = self._backend.set_many({keyed: value for keyed, (_, value) in written.items()}, *rest, **named)
        # cachelib answers the keys it wrote: the caller compares them with his own.
        return [written[key][0] for key in done if key in written] if isinstance(done, list) else done


def _keyed(key: str) -> str:
    named = named_edition()
    return f"storefront:{named.code}:{named.market.currency.code}:{key}" if named else key
