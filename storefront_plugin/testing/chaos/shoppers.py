"""What the visitors of a history do: they ask for prices, pay, click twice, pay in two tabs, and load pages again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from storefront_plugin.checkout.payments.bank_transfer import BankTransfer
from storefront_plugin.testing.chaos.browser import Browser
from storefront_plugin.testing.chaos.scene import Choice, Scene

TRANSFER = BankTransfer.name
# Of every shopper, and by which their orders are known.
EMAIL = "chaos@example.com"


def choices(scene: Scene) -> Iterator[Choice]:
    shopper = scene.random.choice(scene.browsers)
    yield 4, "quote", partial(_quote, scene, shopper)
    if shopper.quotes:
        yield 8, "pay", partial(_pay, scene, shopper)
        yield 3, "double click", partial(_double_click, scene, shopper)
        yield 2, "two tabs", partial(_two_tabs, scene, shopper)
        if TRANSFER in _till(scene, shopper)["providers"]:
            yield 3, "pay by bank transfer", partial(_pay, scene, shopper, provider=TRANSFER)
    if shopper.attempts:
        yield 3, "reload", partial(_reload, scene, shopper)


def unread_orders(scene: Scene) -> list[str]:
    """The orders that a visitor was told of as paid, and cannot open."""
    return [
        f"a visitor was told that she had paid, and is answered {answer.status_code} about her order"
        for shopper in scene.browsers
        for token in sorted(shopper.orders)
        if (answer := shopper.get(f"/orders/{token}")).status_code != 200
    ]


def _quote(scene: Scene, shopper: Browser) -> None:
    grounds, random = scene.grounds, scene.random
    asked: dict[str, Any] = {"email": EMAIL, "address": dict(grounds.address)}
    if grounds.fill_cart and random.random() < 0.5:
        scene.fill_cart(grounds.fill_cart, shopper)
    else:
        skus = random.sample(grounds.skus, random.randint(1, min(2, len(grounds.skus))))
        asked["lines"] = [{"sku": sku, "quantity": random.randint(1, 2)} for sku in skus]
    scene.heard(shopper.quote(asked))


def _pay(scene: Scene, shopper: Browser, provider: str | None = None) -> None:
    quote = _quote_of(scene, shopper)
    instrument = None if provider else scene.instrument()
    scene.heard(shopper.pay(quote, instrument, _consents(scene, shopper), provider=provider))


def _double_click(scene: Scene, shopper: Browser) -> None:
    wish = (_quote_of(scene, shopper), scene.instrument(), _consents(scene, shopper))
    key = f"{scene.random.getrandbits(64):x}" if scene.random.random() < 0.5 else None
    scene.at_once([partial(shopper.pay, *wish, key=key)] * scene.random.randint(2, 5))


def _two_tabs(scene: Scene, shopper: Browser) -> None:
    consents = _consents(scene, shopper)
    quotes = [_quote_of(scene, shopper) for _ in range(scene.random.randint(2, 3))]
    scene.at_once([partial(shopper.pay, quote, scene.instrument(), consents) for quote in quotes])


def _reload(scene: Scene, shopper: Browser) -> None:
    scene.heard(shopper.reload(scene.random.choice(shopper.attempts)))


def _quote_of(scene: Scene, shopper: Browser) -> str:
    number = scene.random.randrange(len(shopper.quotes))
    scene.note(f"  visitor {scene.browsers.index(shopper)}, her quote {number}")
    return shopper.quotes[number]


def _consents(scene: Scene, shopper: Browser) -> list[str]:
    return [each["key"] for each in _till(scene, shopper)["consents"]]


def _till(scene: Scene, shopper: Browser) -> dict[str, Any]:
    told: dict[str, Any] = shopper.get(f"/till/{scene.grounds.address['country']}").get_json()
    return told
