"""Routes as a capability declares them at import, and what they accept and answer; added to each app's blueprint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from flask import Blueprint, Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from storefront_plugin.errors import InvalidFields, MalformedRequest, NotFound
from storefront_plugin.shapes import faults_of, written_for
from storefront_plugin.web import speech
from storefront_plugin.web.forms import check_came_from_us
from storefront_plugin.web.idempotency import HEADER as IDEMPOTENCY_KEY
from storefront_plugin.web.repeats import run_once

API = "/api/v1"
MOST_BYTES = 64 * 1024

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Route:
    """One rule with its view; `accepts` and `answers` stand on the view, where openapi reads them."""

    rule: str
    method: str
    view: Callable[..., ResponseReturnValue]
    endpoint: str


class Routes:
    """The routes of one capability, kept until an app's blueprint takes them."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def get(self, rule: str) -> Callable[[View], View]:
        """A view that only reads."""
        return self._declare(rule, "GET", lambda view: view)

    def post(self, rule: str, *, from_anywhere: bool = False) -> Callable[[View], View]:
        """A view that changes something: refused unless it came from our own page.

        `from_anywhere` is for notifications of providers, which prove themselves by their own signature.
        """
        return self._declare(rule, "POST", (lambda view: view) if from_anywhere else _from_our_page)

    def add_to(self, blueprint: Blueprint, below: str = "") -> None:
        for route in self.routes:
            blueprint.add_url_rule(below + route.rule, route.endpoint, route.view, methods=[route.method])

    def _declare(self, rule: str, method: str, guard: Callable[[Any], Any]) -> Callable[[View], View]:
        def declare(view: View) -> View:
            self.routes.append(Route(rule, method, guard(view), view.__name__))
            return view

        return declare


def accepts(schema: type[Schema], location: str = "json") -> Callable[[View], View]:
    """Hand the view what the schema makes of the request's json, form or query.

    Raises InvalidFields, MalformedRequest, and UnsupportedMediaType for a body that does not say it is JSON.

    Unknown names are refused, but for forms, which carry our token and the host's as well.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def reading(*args: Any, **named: Any) -> ResponseReturnValue:
            if location == "json" and not request.is_json:
                raise UnsupportedMediaType
            unknown = EXCLUDE if location == "form" else RAISE
            asked = _PARSER.parse(schema(), request, location=location, unknown=unknown)
            return view(asked, *args, **named)

        reading.accepted = (schema, location)  # type: ignore[attr-defined]
        return reading  # type: ignore[return-value]

    return decorate


def answers(
    schema: type[Schema], status: int = 200, *, many: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Answer what the view returns as JSON, in this request's language."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(view)
        def answering(*args: Any, **named: Any) -> Response:
            response = make_response(jsonify(dump(schema, view(*args, **named), many=many)), status)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        answering.answered = (schema, status, many)  # type: ignore[attr-defined]
        return answering

    return decorate


def refuse_nul(_: str | None, values: Mapping[str, object] | None) -> None:
    """Of every path of ours, before its view: a NUL names nothing, and PostgreSQL takes it for no text at all.

    A query's fields are checked by their schema. Raises NotFound.
    """
    if any("\0" in str(value) for value in (values or {}).values()):
        raise NotFound


def dump(schema: type[Schema], value: Any, *, many: bool = False) -> Any:
    """A value as plain JSON data, its Texts and Money in this request's language; many of them below "items"."""
    plain = written_for(speech.reader(), schema(many=many), value)
    return {"items": plain} if many else plain


def _from_our_page(view: View) -> View:
    @wraps(view)
    def guarded(*args: Any, **named: Any) -> ResponseReturnValue:
        request.max_content_length = MOST_BYTES
        check_came_from_us()
        # A form carries no headers of ours: pages have their own ways of being sent twice.
        if IDEMPOTENCY_KEY in request.headers and _is_of_api():
            return run_once(partial(view, *args, **named))
        return view(*args, **named)

    return guarded  # type: ignore[return-value]


def _is_of_api() -> bool:
    return f"{API}/" in str(request.url_rule)


class _Parser(FlaskParser):
    """webargs, with our errors in place of its own HTML answers."""

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> Any:
        # webargs files each field below its location: {"json": {"email": …}}.
        messages = error.messages
        if isinstance(messages, dict) and len(messages) == 1:
            error.messages = next(iter(messages.values()))
        raise InvalidFields(faults_of(error)) from error

    def _handle_invalid_json_error(self, error: Any, req: Any, *_: Any, **__: Any) -> Any:
        raise MalformedRequest from error

    def load_json(self, req: Any, schema: Schema) -> Any:
        try:
            return super().load_json(req, schema)
        except RequestEntityTooLarge:
            raise
        except (HTTPException, ValueError, RecursionError) as fault:
            # ValueError: bytes that are no text, and numbers of thousands of digits.
            raise MalformedRequest from fault


_PARSER = _Parser()
