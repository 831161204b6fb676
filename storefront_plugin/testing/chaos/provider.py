"""What the bank and the provider do in a history: decide about payments, and tell of it late, twice or never."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from storefront_plugin.checkout.payments.stripe.sandbox import SECRET_KEY, RecordedEvent, Status
from storefront_plugin.testing.chaos.scene import Choice, Scene

_WEBHOOK = "/storefront/webhooks/stripe"
_AT_ONCE = 32


def choices(scene: Scene) -> Iterator[Choice]:
    yield 1, "foreign notification", partial(_foreign, scene)
    if scene.events():
        yield 5, "bank", partial(_bank, scene)
        yield 5, "notification", partial(_notification, scene)
        yield 2, "notifications again, in any order", partial(_shuffled, scene)
        yield 1, f"{_AT_ONCE} notifications at once", partial(_flood, scene)
        yield 1, "forged notification", partial(_forged, scene)
        yield 1, "dispute", partial(_dispute, scene)
        yield 1, "refund at the provider", partial(_refund_there, scene)


def let_days_pass(scene: Scene) -> None:
    """Debits and vouchers come or do not, disputes are decided, refunds arrive or come back."""
    for intent in scene.intents():
        scene.sandbox.decide_dispute(intent.id, is_won=scene.random.random() < 0.5)
        if intent.waits_for_money:
            scene.sandbox.finish(intent.id, is_success=scene.random.random() < 0.7)
    for intent_id, refund_id in scene.books.pending_refunds():
        scene.sandbox.finish_refund(intent_id, refund_id)


def unbooked(scene: Scene) -> list[str]:
    """What differs about a payment of whose latest news we said a moment ago that it had been dealt with."""
    told, scene.notified = scene.notified, set()
    known = [each for each in told if scene.sandbox.events(each)[-1].id in scene.acknowledged]
    return [f"acknowledged, and yet: {fault}" for fault in scene.books.faults_of_payments(known)] if known else []


def _bank(scene: Scene) -> None:
    """Whatever waits for the bank, or for the front end, gets its answer; perhaps no."""
    intent, says_yes = scene.random.choice(scene.intents()), scene.random.random() < 0.8
    match intent.status:
        case Status.REQUIRES_ACTION:
            (scene.sandbox.authorise if says_yes else scene.sandbox.refuse)(intent.id)
        case Status.PROCESSING:
            scene.sandbox.finish(intent.id, is_success=says_yes)
        case Status.REQUIRES_PAYMENT_METHOD:
            scene.sandbox.confirm(intent.client_secret, scene.instrument() or "pm_card_visa")
        case _:
            scene.sandbox.decide_dispute(intent.id, is_won=says_yes)


def _dispute(scene: Scene) -> None:
    scene.sandbox.dispute(scene.random.choice(scene.intents()).id)


def _refund_there(scene: Scene) -> None:
    """In the provider's own dashboard."""
    intent = scene.random.choice(scene.intents())
    amount = max(1, intent.amount // 400) * 100 if scene.random.random() < 0.5 else None
    scene.sandbox.refund_by_hand(intent.id, amount)


def _notification(scene: Scene) -> None:
    """The latest news of a payment; or one event that happened, late, or before another that it should follow."""
    events = scene.events()
    if scene.random.random() < 0.5:
        events = list({event.intent_id: event for event in events}.values())
    scene.heard(_send(scene, scene.random.choice(events)))


def _shuffled(scene: Scene) -> None:
    events = scene.events()
    for _ in range(scene.random.randint(2, 6)):
        scene.heard(_send(scene, scene.random.choice(events)))


def _flood(scene: Scene) -> None:
    events = scene.events()
    chosen = [scene.random.choice(events) for _ in range(scene.random.randint(1, 3))]
    scene.at_once([partial(_send, scene, chosen[number % len(chosen)]) for number in range(_AT_ONCE)])


def _forged(scene: Scene) -> None:
    event = scene.random.choice(scene.events())
    answer = _deliver(scene, *scene.sandbox.signed_event(event.id, "whsec_of_nobody", scene.grounds.clock()))
    if answer.status_code == 200:
        scene.strangeness.append("a forged notification was believed")


def _foreign(scene: Scene) -> None:
    """Another shop of the same account is paid, which is none of our business."""
    form = {"amount": 900, "currency": "eur", "payment_method": "pm_card_visa", "confirm": "true"}
    headers = {"Authorization": f"Bearer {SECRET_KEY}"}
    form |= {"return_url": "https://shop.example/", "metadata[order_id]": "4711"}
    body, *_ = scene.sandbox.request("POST", "/v1/payment_intents", headers, urlencode(form))
    if scene.weather.has_struck:
        return
    [event] = scene.sandbox.events(json.loads(body)["id"])
    answer = _deliver(scene, *_signed(scene, event))
    if not scene.weather.has_struck and answer.get_json() != {"received": True, "ours": False}:
        scene.strangeness.append(f"a foreign notification was answered {answer.status_code}")


def _send(scene: Scene, event: RecordedEvent) -> TestResponse:
    answer = _deliver(scene, *_signed(scene, event))
    if answer.status_code == 200:
        scene.acknowledged.add(event.id)
        scene.notified.add(event.intent_id)
    return answer


def _signed(scene: Scene, event: RecordedEvent) -> tuple[bytes, dict[str, str]]:
    return scene.sandbox.signed_event(event.id, scene.sandbox.webhook_secret, scene.grounds.clock())


def _deliver(scene: Scene, body: bytes, headers: Mapping[str, str]) -> TestResponse:
    return scene.grounds.app.test_client().post(_WEBHOOK, data=body, headers=dict(headers))
