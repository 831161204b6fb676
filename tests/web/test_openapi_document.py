"""The API describes itself in OpenAPI 3.1, and each path it describes answers as described."""

import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from storefront_plugin import CartLine
from tests.shops import ADDRESS, token_for

DESCRIPTION = "/storefront/api/v1/openapi.json"
# What a path's parameters may be filled with, and what each operation is asked with.
VALUES = {"country": "DE", "token": "forged"}
QUERIES = {"list_prices": "?sku=tea", "check_postcode": "?postcode=10115"}
BODIES = {"make_quote": {"email": "ada@example.com", "address": ADDRESS}}


@pytest.fixture
def document(visitor):
    return visitor.get("/de-de" + DESCRIPTION).get_json()


def operations(document):
    return [(method, path, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def test_it_is_a_valid_openapi_3_1_document(document):
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_it_describes_every_rule_of_the_api(shop, document):
    rules = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/storefront/api/v1")))
        for rule in shop.url_map.iter_rules()
        if rule.rule.startswith("/storefront/api/v1/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    described = {(method, path) for method, path, _ in operations(document)}

    assert described == rules - {("get", "/openapi.json")}
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))


def test_its_server_is_where_it_was_asked(shop, visitor):
    servers = {
        edition: visitor.get(edition + DESCRIPTION).get_json()["servers"] for edition in ("", "/de-de", "/fr-ch")
    }

    assert servers == {edition: [{"url": f"{edition}/storefront/api/v1"}] for edition in ("", "/de-de", "/fr-ch")}


def test_each_described_path_answers_with_what_is_described(host, visitor, document):
    host.lines = [CartLine("tea", 1)]
    [server] = document["servers"]
    token = token_for(visitor, headers={"X-Customer": "ada"})
    headers = {"X-Storefront-Token": token, "X-Customer": "ada"}

    succeeded = set()
    for method, path, operation in operations(document):
        name = operation["operationId"]
        address = server["url"] + path.format(**VALUES) + QUERIES.get(name, "")
        body = {"json": BODIES.get(name, {})} if method == "post" else {}
        answer = visitor.open(address, method=method, headers=headers, **body)

        if answer.status_code < 300:
            content = operation["responses"][str(answer.status_code)]["content"]
            succeeded.add(name)
        else:
            assert answer.status_code in (404, 409, 422), (name, answer.text)
            assert answer.get_json()["code"] not in ("not_found", "fault")
            content = document["components"]["responses"]["Problem"]["content"]
        assert answer.mimetype in content
        assert_is(document, answer.get_json(), content[answer.mimetype]["schema"])

    # What is read by a token that nobody gave out, and a payment of nothing.
    by_token = {operation["operationId"] for _, path, operation in operations(document) if "{token}" in path}
    assert {operation["operationId"] for _, _, operation in operations(document)} - succeeded == by_token | {
        "make_attempt"
    }


def test_every_post_says_that_it_needs_our_token(document):
    posts = [operation for method, _, operation in operations(document) if method == "post"]

    needed = {"in": "header", "name": "X-Storefront-Token", "required": True, "schema": {"type": "string"}}
    assert len(posts) >= 3
    assert all(needed in operation["parameters"] for operation in posts)


def assert_is(document, value, schema):
    """The value fits the schema of the document."""
    whole = {**schema, "components": document["components"]}
    assert [error.message for error in Draft202012Validator(whole).iter_errors(value)] == []
