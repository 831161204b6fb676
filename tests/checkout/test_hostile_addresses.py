"""What a client may write into a path: a NUL, which PostgreSQL takes for no text, and what is no UTF-8."""

import re
from collections.abc import Iterator

import pytest

from tests.checkout.tea_shop import Shop

_VALUE = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses(shop: Shop, hostile: str) -> Iterator[tuple[str, str]]:
    """Each of our routes that reads text from its path, with that in one of its places."""
    for rule in shop.app.url_map.iter_rules():
        if not rule.endpoint.startswith("storefront."):
            continue
        for name in _VALUE.findall(rule.rule):
            path = _VALUE.sub(lambda found, name=name: hostile if found[1] == name else "x", rule.rule)
            yield from ((method, path) for method in sorted(rule.methods & {"GET", "POST"}))


@pytest.mark.parametrize("hostile", ["%00", "a%00b", "%ED%A0%80", "%FF"])
def test_each_route_says_of_a_path_that_is_no_text_that_there_is_nothing(shop, hostile):
    merchant = shop.merchant()
    token = merchant.token()

    answers = {
        (method, path): merchant.client.open(
            f"/en-gb{path}",
            method=method,
            headers={"X-Storefront-Token": token},
            json={"score": 9} if "/api/" in path else None,
        ).status_code
        for method, path in addresses(shop, hostile)
    }

    assert len(answers) > 30
    assert {at: status for at, status in answers.items() if status not in (404, 422)} == {}
