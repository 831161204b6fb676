"""Errors at the edge: problem+json (RFC 9457) below /api/, a page in the shop's own layout elsewhere."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, default_exceptions

from storefront_plugin.errors import (
    DatabaseNotReady,
    IdempotencyKeyInUse,
    InvalidFields,
    Kind,
    MalformedRequest,
    NotFound,
    StorefrontError,
)
from storefront_plugin.texts import Text, sf_
from storefront_plugin.web.speech import say

log = logging.getLogger(__name__)

STATUS = {
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.MISSING: HTTPStatus.NOT_FOUND,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
_HTTP_TEXTS = {
    400: MalformedRequest.message,
    404: NotFound.message,
    405: sf_("This cannot be done at this address."),
    413: sf_("This request is too large."),
    415: sf_("This request must be sent as JSON."),
}


def status_of(fault: StorefrontError) -> int:
    """The HTTP status of an error: its kind's, but 400 for what could not be read at all."""
    return HTTPStatus.BAD_REQUEST if isinstance(fault, MalformedRequest) else STATUS[fault.kind]


def handle_errors_of(blueprint: Blueprint) -> None:
    """Answer what the blueprint's own views raise; the host's views and error pages are never touched."""
    blueprint.register_error_handler(StorefrontError, _answer)
    # One by one: Flask asks the host's handlers of a status before ours of the whole class.
    for status in default_exceptions:
        blueprint.register_error_handler(status, _answer_http)
    blueprint.register_error_handler(HTTPException, _answer_http)
    blueprint.register_error_handler(Exception, _answer_fault)
    # A URL without a rule never reaches a blueprint's handlers, so the API has a rule for all of them.
    blueprint.add_url_rule(
        "/api/<path:rest>", "unknown_api_path", _unknown_path, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]
    )


def _answer(fault: StorefrontError) -> Response:
    if fault.kind is Kind.UNAVAILABLE and not isinstance(fault, DatabaseNotReady):
        log.warning("%s: %s", fault.code, fault)
    response = _response(fault.code, status_of(fault), fault.text, fault)
    if isinstance(fault, IdempotencyKeyInUse):
        response.headers["Retry-After"] = "1"
    return response


def _answer_http(fault: HTTPException) -> Response:
    status = fault.code or 500
    if status < 400:
        return make_response(fault.get_response())
    text = _HTTP_TEXTS.get(status, StorefrontError.message)
    response = _response(HTTPStatus(status).name.lower(), status, text)
    for name, value in fault.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _answer_fault(fault: Exception) -> Response:
    if current_app.debug or current_app.testing:
        raise fault
    log.exception("a fault in the storefront's own view %s", request.endpoint, exc_info=fault)
    return _response("fault", HTTPStatus.INTERNAL_SERVER_ERROR, StorefrontError.message)


def _response(code: str, status: int, text: Text, fault: StorefrontError | None = None) -> Response:
    fields = fault.fields if isinstance(fault, InvalidFields) else {}
    said = {name: [say(each) for each in texts] for name, texts in fields.items()}
    if request.path.startswith(("/storefront/api/", "/storefront/webhooks/")):
        problem = {"type": f"urn:storefront:problem:{code}", "title": say(text), "status": status, "code": code}
        if said:
            problem["fields"] = said
        response = jsonify(problem)
        response.content_type = "application/problem+json"
    else:
        response = make_response(
            render_template("storefront/pages/problem.html", text=say(text), fields=said, status=status)
        )
    response.status_code = status
    response.headers["Cache-Control"] = "private, no-store"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "10"
    return response


def _unknown_path(rest: str) -> Response:  # noqa: ARG001 (the rule's value)
    if methods := _methods_of(request.path):
        raise MethodNotAllowed(valid_methods=methods)
    raise NotFound


def _methods_of(path: str) -> list[str]:
    """The methods that this path does have, our rule for unknown ones left out."""
    adapter = current_app.create_url_adapter(request)
    methods = []
    for method in ("GET", "POST"):
        endpoint, _ = adapter.match(path, method=method) if adapter else ("", {})
        if not endpoint.endswith(".unknown_api_path"):
            methods.append(method)
    return methods
