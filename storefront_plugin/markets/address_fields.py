"""What the settings say of addresses: the shop's own one, hosts of editions, prefixes they once had."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.shapes import LineField, refused
from storefront_plugin.texts import sf_

_USUAL_PORTS = {"http": ":80", "https": ":443"}
_LAST_PORT = 65_535

_address = re.compile(r"(https?)://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?").fullmatch
_is_host = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*").fullmatch
_is_prefix = re.compile(r"/(?!storefront$)[a-z0-9_-][a-z0-9_.-]{0,39}").fullmatch
_machines = Exemptions()


class BaseAddressField(LineField):
    """Scheme and host, in small letters and without the scheme's own port, as browsers and search engines write it."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        written = super()._deserialize(value, attr, data, **rest)
        if not written:
            return ""
        found = _address(written)
        if not found or not _is_port(found[3] or ""):
            text = sf_("“%(value)s” is not scheme and host alone, such as https://shop.example.", value=written[:60])
            raise refused(text)
        return written.lower().removesuffix(_USUAL_PORTS[found[1]])


class HostNameField(LineField):
    """A host's name, with a port where it has one, as browsers send it: in small letters and ASCII."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        written = super()._deserialize(value, attr, data, **rest)
        name, colon, port = written.lower().partition(":")
        try:
            name = name.encode("idna").decode()
        except UnicodeError:
            name = ""
        if not _is_host(name) or not _is_port(colon + port):
            raise refused(sf_("“%(value)s” is not a host’s name alone, such as shop.de.", value=written[:60]))
        return f"{name}{colon}{port}"


class FormerPrefixField(LineField):
    """A prefix as it once was; case does not matter, since who comes by it is led on anyway.

    What machines ask for at the host's root never was one, and no browser asks for /...
    """

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        written = super()._deserialize(value, attr, data, **rest).lower()
        if not _is_prefix(written) or _machines.has_path(written):
            raise refused(sf_("“%(value)s” is not a prefix such as /de or /en_GB.", value=written[:60]))
        return written


def _is_port(written: str) -> bool:
    """Whether it is ":8000" or nothing."""
    found = re.fullmatch(r":([0-9]{1,5})", written, re.ASCII)
    return not written or (found is not None and 0 < int(found[1]) <= _LAST_PORT)
