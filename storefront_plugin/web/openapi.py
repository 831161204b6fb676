"""The description of the JSON API, made from the routes: what they accept and answer, and their docstrings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields

from storefront_plugin.shapes import MoneyField
from storefront_plugin.web.forms import HEADER
from storefront_plugin.web.idempotency import HEADER as IDEMPOTENCY_KEY
from storefront_plugin.web.idempotency import LONGEST_KEY
from storefront_plugin.web.routes import Route, Routes


class MoneyAnswer(Schema):
    """An amount, for programs and for people."""

    amount = fields.String(required=True)
    minor = fields.Integer(required=True)
    currency = fields.String(required=True)
    formatted = fields.String(required=True)


class ProblemAnswer(Schema):
    """RFC 9457: what went wrong, in the reader's language; `fields` for each refused field by its path."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    fields_ = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), data_key="fields")


def describe(apis: Iterable[Routes], *, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these routes; where they lie is the reader's own, and added for each."""
    plugin = MarshmallowPlugin()
    spec = APISpec(title="Storefront", version=version, openapi_version="3.1.0", plugins=[plugin])
    spec.components.schema("Money", schema=MoneyAnswer)
    if plugin.converter is not None:  # made by APISpec above
        plugin.converter.add_attribute_function(_money_reference)  # type: ignore[no-untyped-call]
    spec.components.schema("Problem", schema=ProblemAnswer)
    spec.components.response(
        "Problem",
        {
            "description": "What went wrong, in the language of the edition.",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        },
    )
    for routes in apis:
        for route in routes.routes:
            _add(spec, route)
    return spec.to_dict()


def _add(spec: APISpec, route: Route) -> None:
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.rule)
    operation: dict[str, Any] = {
        "operationId": route.endpoint,
        "summary": (route.view.__doc__ or route.endpoint).strip().splitlines()[0],
        "parameters": [
            {"in": "path", "name": name, "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"{(\w+)}", path)
        ],
        "responses": {"default": {"$ref": "#/components/responses/Problem"}},
    }
    if route.method == "POST":
        operation["parameters"] += [
            {"in": "header", "name": HEADER, "required": True, "schema": {"type": "string"}},
            {
                "in": "header",
                "name": IDEMPOTENCY_KEY,
                "description": "Your own name for this request: sent again with it, it is answered the same again.",
                "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
            },
        ]
    if accepted := getattr(route.view, "accepted", None):
        schema, location = accepted
        if location == "query":
            operation["parameters"].append({"in": "query", "schema": schema})
        else:
            operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if answered := getattr(route.view, "answered", None):
        schema, status, many = answered
        listed = {"type": "object", "properties": {"items": {"type": "array", "items": schema}}, "required": ["items"]}
        operation["responses"][str(status)] = {
            "description": "The answer.",
            "content": {"application/json": {"schema": listed if many else schema}},
        }
    spec.path(path=path, operations={route.method.lower(): operation})


def _money_reference(_: Any, field: fields.Field[Any], **__: Any) -> dict[str, Any]:
    if not isinstance(field, MoneyField):
        return {}
    reference = {"$ref": "#/components/schemas/Money"}
    return {"anyOf": [reference, {"type": "null"}]} if field.allow_none else reference
