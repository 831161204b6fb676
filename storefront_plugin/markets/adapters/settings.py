"""`[routing]`: what of the host is made to keep the edition, and what is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import fields, post_load

from storefront_plugin.shapes import LineField, Shape, Written
from storefront_plugin.texts import sf_


@dataclass(frozen=True, slots=True)
class RoutingSettings:
    """Each adapter by its name; `exempt` has paths (with all below) and endpoints (or whole blueprints)."""

    sticky: bool = True
    url_for: bool = True
    babel: bool = True
    cache: bool = True
    link_header: bool = True
    inject_head: bool = False
    exempt: tuple[str, ...] = ()


class RoutingShape(Shape):
    """`[routing]`."""

    sticky = fields.Boolean(load_default=True)
    url_for = fields.Boolean(load_default=True)
    babel = fields.Boolean(load_default=True)
    cache = fields.Boolean(load_default=True)
    link_header = fields.Boolean(load_default=True)
    inject_head = fields.Boolean(load_default=False)
    exempt = fields.List(
        LineField(
            validate=Written(
                r"^(/[^\s/?#][^\s?#]*|[A-Za-z_][\w-]*(\.[\w-]+)*)$",
                sf_("“%(value)s” is neither a path such as /admin nor an endpoint such as auth.callback."),
            )
        ),
        load_default=list,
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> RoutingSettings:
        return RoutingSettings(**{**data, "exempt": tuple(data["exempt"])})
