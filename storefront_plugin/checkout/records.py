"""The rows of orders, attempts and effects. Each function is one step of somebody's transaction.

Who locks both an order and an attempt locks the order first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update

from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.states import LIVE
from storefront_plugin.checkout.tables import attempts, effects, orders
from storefront_plugin.errors import OrderUnknown
from storefront_plugin.events import decode, encode
from storefront_plugin.host import Order
from storefront_plugin.pricing.quote import Quote
from storefront_plugin.storage import insert_new


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """A row of storefront_orders; `order` carries the moment of its placing once it has one."""

    reference: str
    quote_id: str
    owner: str
    is_of_cart: bool
    state: OrderState
    order: Order


def lock_order(db: Connection, reference: str) -> OrderRecord:
    """An order that nobody else changes until the transaction's end."""
    return _order(db, select(orders).where(orders.c.reference == reference).with_for_update())


def lock_order_of(db: Connection, quote_id: str) -> OrderRecord:
    """The order of a quote, likewise."""
    return _order(db, select(orders).where(orders.c.quote_id == quote_id).with_for_update())


def order(db: Connection, reference: str) -> OrderRecord:
    """An order to look at. Raises OrderUnknown."""
    return _order(db, select(orders).where(orders.c.reference == reference))


def add_order(db: Connection, order: Order, quote: Quote, *, consents: Sequence[str], now: datetime) -> None:
    """Keep the quote's order, unless there is one."""
    row = {
        "reference": order.reference,
        "quote_id": quote.id,
        "owner": quote.owner,
        "cart_owner": cart_owner(quote),
        "state": OrderState.UNPLACED,
        **_promised(order, consents),
        "made_at": now,
    }
    insert_new(db, orders, row)


def cart_owner(quote: Quote) -> str | None:
    """Whose cart a quote buys; None where it was made of other lines."""
    return quote.owner if quote.from_cart else None


def is_cart_bought_since(db: Connection, quote: Quote) -> bool:
    """Whether another quote of this owner's cart was paid after this one was made of it."""
    if (owner := cart_owner(quote)) is None:
        return False
    found = select(orders.c.reference).where(
        orders.c.cart_owner == owner, orders.c.quote_id != quote.id, orders.c.placed_at > quote.made_at
    )
    return db.scalar(found) is not None


def attempt_at_cart(db: Connection, quote: Quote) -> Attempt | None:
    """The attempt that is collecting another quote of this owner's cart."""
    if (owner := cart_owner(quote)) is None:
        return None
    unpaid = attempts.c.state.in_(LIVE) & (attempts.c.state != AttemptState.PAID)
    found = select(attempts).join(orders)
    return _attempt(db, found.where(attempts.c.cart_owner == owner, orders.c.quote_id != quote.id, unpaid))


def renew_order(db: Connection, order: Order, *, consents: Sequence[str]) -> None:
    """Keep who buys, and what she consented to, as the newest attempt has it."""
    db.execute(update(orders).where(orders.c.reference == order.reference).values(_promised(order, consents)))


def place_order(db: Connection, reference: str, now: datetime) -> None:
    db.execute(update(orders).where(orders.c.reference == reference).values(state=OrderState.PLACED, placed_at=now))


def attempt(db: Connection, attempt_id: str, *, lock: bool = False) -> Attempt:
    """One attempt as it stands in our records. Raises OrderUnknown."""
    asked = select(attempts).where(attempts.c.id == attempt_id)
    found = _attempt(db, asked.with_for_update() if lock else asked)
    if found is None:
        raise OrderUnknown
    return found


def live_attempt(db: Connection, quote_id: str) -> Attempt | None:
    """The quote's live attempt, of which there is at most one."""
    return _attempt(db, select(attempts).join(orders).where(orders.c.quote_id == quote_id, attempts.c.state.in_(LIVE)))


def latest_attempt(db: Connection, quote_id: str) -> Attempt | None:
    """The live attempt at a quote, else the last one; None before the first."""
    return _attempt(
        db,
        select(attempts)
        .join(orders)
        .where(orders.c.quote_id == quote_id)
        .order_by(attempts.c.state.in_(LIVE).desc(), attempts.c.asked_at.desc())
        .limit(1),
    )


def another_is_live(db: Connection, attempt: Attempt) -> bool:
    """Whether the buyer has begun to pay by another attempt."""
    found = select(attempts.c.id).where(
        attempts.c.order_reference == attempt.order_reference,
        attempts.c.id != attempt.id,
        attempts.c.state.in_(LIVE),
    )
    return db.scalar(found) is not None


def needs_attention(db: Connection, order_reference: str) -> bool:
    """Whether a person must look at one of the order's attempts."""
    found = select(attempts.c.id).where(
        attempts.c.order_reference == order_reference, attempts.c.state == AttemptState.NEEDS_ATTENTION
    )
    return db.scalar(found) is not None


def add_attempt(db: Connection, attempt: Attempt, quote: Quote) -> bool:
    """Keep an attempt, unless another of its order or of its cart is live; whether it was kept."""
    row = {
        "id": attempt.id,
        "order_reference": attempt.order_reference,
        "provider": attempt.provider,
        "is_live": attempt.is_live,
        "cart_owner": cart_owner(quote),
        "state": attempt.state,
        "amount_minor": attempt.amount.minor,
        "currency": attempt.amount.currency.code,
        "instrument": attempt.instrument,
        "return_url": attempt.return_url,
        "asked_at": attempt.asked_at,
    }
    return insert_new(db, attempts, row)


def change_attempt(db: Connection, attempt: Attempt, now: datetime, **values: object) -> None:
    """Change an attempt that is still in the state it was seen in."""
    db.execute(
        update(attempts)
        .where(attempts.c.id == attempt.id, attempts.c.state == attempt.state)
        .values(settled_at=now, **values)
    )


def first_time(db: Connection, order_reference: str, kind: str, now: datetime) -> bool:
    """Whether this effect of an order happens for the first time, which is noted."""
    return insert_new(db, effects, {"order_reference": order_reference, "kind": kind, "happened_at": now})


def _promised(order: Order, consents: Sequence[str]) -> dict[str, Any]:
    return {
        "snapshot": json.dumps(encode(order), ensure_ascii=False),
        "consents": json.dumps(list(consents)),
    }


def _order(db: Connection, asked: Select[Any]) -> OrderRecord:
    row = db.execute(asked).first()
    if row is None:
        raise OrderUnknown
    bought = replace(decode(Order, json.loads(row.snapshot)), placed_at=row.placed_at)
    return OrderRecord(
        row.reference, row.quote_id, row.owner, row.cart_owner is not None, OrderState(row.state), bought
    )


def _attempt(db: Connection, asked: Select[Any]) -> Attempt | None:
    row = db.execute(asked).mappings().first()
    return Attempt.of(dict(row)) if row else None
