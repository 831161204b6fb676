"""What the merchant does in a history: give back, collect what is reserved, and note what her own bank received."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

from storefront_plugin.checkout.by_hand import ByHand
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.errors import NothingToCapture, RefundRefused, StorefrontError
from storefront_plugin.money import Money
from storefront_plugin.testing.chaos.scene import Choice, Scene


def choices(scene: Scene) -> Iterator[Choice]:
    if scene.sold():
        yield 2, "refund", partial(_refund, scene)
        yield 1, "refunds at once", partial(_refunds_at_once, scene)
    if scene.books.authorised():
        yield 3, "capture", partial(capture_all, scene)
    if scene.transfers():
        yield 4, "a transfer comes", partial(_transfer_comes, scene)
        yield 2, "refunds are sent", partial(send_refunds, scene)


def capture_all(scene: Scene) -> None:
    """What is only authorised is collected, in a shop that captures by hand."""
    for reference in scene.books.authorised():
        # The bank, or the sweeper, was faster.
        with suppress(NothingToCapture):
            scene.parts[Checkout].capture(reference)


def send_refunds(scene: Scene) -> None:
    """What is to go back of transfers, she sends from her bank."""
    for refund_id in scene.books.unsent_refunds():
        scene.parts[ByHand].refund_sent(refund_id)


def _transfer_comes(scene: Scene) -> None:
    """In time, again, or when nobody waits for it any more."""
    scene.parts[ByHand].paid(scene.random.choice(scene.transfers()))


def _refund(scene: Scene) -> None:
    """A part, or all that is left; now and then the same wish again."""
    reference, total = scene.random.choice(scene.sold())
    scene.wishes += scene.random.random() >= 0.3
    _give_back(scene, reference, _wish(scene, total), scene.wishes)


def _refunds_at_once(scene: Scene) -> None:
    """Several wishes for one order, which together may be more than it came to."""
    reference, total = scene.random.choice(scene.sold())
    wishes = [_wish(scene, total) for _ in range(scene.random.randint(2, 5))]
    first, scene.wishes = scene.wishes + 1, scene.wishes + len(wishes)

    def give_back(number: int, wish: RefundWish) -> None:
        # Who comes too late is told that nothing is left.
        with suppress(StorefrontError):
            _give_back(scene, reference, wish, number)

    scene.at_once([partial(give_back, first + number, wish) for number, wish in enumerate(wishes)])


def _wish(scene: Scene, total: Money) -> RefundWish:
    # Whole hundreds of minor units, which every currency can give back.
    part = replace(total, minor=max(1, total.minor // 300) * 100)
    return RefundWish(amount=part) if scene.random.random() < 0.5 and part < total else RefundWish()


def _give_back(scene: Scene, reference: str, wish: RefundWish, number: int) -> None:
    try:
        scene.parts[Refunds].refund(reference, wish, wish_id=f"chaos-{number}")
    except RefundRefused as refusal:
        # What may go back is ours to know, and the provider was asked a moment ago what went back already.
        if not scene.weather.has_struck:
            scene.strangeness.append(f"the provider was asked for a refund that it refused: {refusal}")
        raise
