"""The rows of orders, attempts and effects. Each function is one step of somebody's transaction.

Who locks both an order and an attempt locks the order first.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, or_, select, update

from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.order import OrderState, restated
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.states import LIVE
from storefront_plugin.checkout.sweep import next_check
from storefront_plugin.checkout.tables import attempts, effects, orders
from storefront_plugin.errors import OrderUnknown
from storefront_plugin.events import decode, encode
from storefront_plugin.host import Order
from storefront_plugin.pricing.quotes.quote import Quote
from storefront_plugin.storage import insert_new

# The effect of having told the host that a cart has been bought.
CART_BOUGHT = "cart_bought"


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
        **_sold(order),
    }
    insert_new(db, orders, row)


def cart_owner(quote: Quote) -> str | None:
    """Whose cart a quote buys; None where it was made of other lines."""
    return quote.owner if quote.from_cart else None


def is_cart_bought_since(db: Connection, quote: Quote) -> bool:
    """Whether another quote of this owner's cart was bought after this one was made of it."""
    if (owner := cart_owner(quote)) is None:
        return False
    emptied = (effects.c.order_reference == orders.c.reference) & (effects.c.kind == CART_BOUGHT)
    # An order that waits for its money is placed long after it took the cart, a paid one before; the earlier counts.
    moments = (orders.c.placed_at, effects.c.happened_at)
    found = (
        select(orders.c.reference)
        .outerjoin(effects, emptied)
        .where(orders.c.cart_owner == owner, orders.c.quote_id != quote.id)
        .where(*[moment.is_(None) | (moment > quote.made_at) for moment in moments])
        .where(or_(*[moment.is_not(None) for moment in moments]))
    )
    return db.scalar(found.limit(1)) is not None


def let_go_of_cart(db: Connection, reference: str) -> None:
    """The cart of this order has been emptied: what is still to be collected for it is no longer of the cart."""
    db.execute(update(attempts).where(attempts.c.order_reference == reference).values(cart_owner=None))


def quotes_ordered() -> Select[tuple[str]]:
    """The ids of the quotes that became an order, paid or not."""
    return select(orders.c.quote_id)


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
    placed = {"state": OrderState.PLACED, "placed_at": now, "placed_on": now.astimezone(UTC).date()}
    db.execute(update(orders).where(orders.c.reference == reference).values(placed))


def cancel_order(db: Connection, reference: str) -> None:
    db.execute(update(orders).where(orders.c.reference == reference).values(state=OrderState.CANCELLED))


def attempt(db: Connection, attempt_id: str, *, lock: bool = False) -> Attempt:
    """One attempt as it stands in our records. Raises OrderUnknown."""
    asked = select(attempts).where(attempts.c.id == attempt_id)
    found = _attempt(db, asked.with_for_update() if lock else asked)
    if found is None:
        raise OrderUnknown
    return found


def attempts_between(
    db: Connection, provider: str, since: datetime, until: datetime, named: Collection[str]
) -> list[Attempt]:
    """One provider's attempts that were begun between these moments, and those named."""
    found = {}
    of_provider = select(attempts).where(attempts.c.provider == provider)
    begun = [of_provider.where(attempts.c.asked_at >= since, attempts.c.asked_at <= until)]
    for batch in _batches(sorted(named)):
        begun.append(of_provider.where(attempts.c.id.in_(batch)))
    for asked in begun:
        found.update({row["id"]: Attempt.of(dict(row)) for row in db.execute(asked).mappings()})
    return list(found.values())


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


def paying_attempt(db: Connection, order_reference: str) -> Attempt:
    """The attempt that paid an order. Raises OrderUnknown for an order that is not paid."""
    is_it = (attempts.c.order_reference == order_reference) & (attempts.c.state == AttemptState.PAID)
    found = _attempt(db, select(attempts).where(is_it))
    if found is None:
        raise OrderUnknown
    return found


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
        "market": attempt.market,
        "state": attempt.state,
        "amount_minor": attempt.amount.minor,
        "currency": attempt.amount.currency.code,
        "instrument": attempt.instrument,
        "return_url": attempt.return_url,
        "asked_at": attempt.asked_at,
        "ends_at": attempt.ends_at,
        "next_check_at": next_check(attempt, attempt.asked_at),
    }
    return insert_new(db, attempts, row)


def change_attempt(db: Connection, attempt: Attempt, now: datetime, **values: Any) -> None:
    """Change an attempt that is still in the state it was seen in; it is looked at again when its new state asks so."""
    changed = replace(attempt, **{name: values[name] for name in ("state", "open_until") if name in values})
    db.execute(
        update(attempts)
        .where(attempts.c.id == attempt.id, attempts.c.state == attempt.state)
        .values(settled_at=now, next_check_at=next_check(changed, now), **values)
    )


def due_attempts(db: Connection, now: datetime) -> list[Attempt]:
    """What is to be looked at by now, the longest due first."""
    found = select(attempts).where(attempts.c.next_check_at <= now).order_by(attempts.c.next_check_at)
    return [Attempt.of(dict(row)) for row in db.execute(found).mappings()]


def claim_due(db: Connection, due: datetime, now: datetime) -> Attempt | None:
    """The attempt that has been due the longest, ours to look at; None where none is that nobody else has."""
    asked = select(attempts).where(attempts.c.next_check_at <= due).order_by(attempts.c.next_check_at).limit(1)
    # SQLite has no row locks and leaves this out: there a write transaction has the database to itself.
    row = db.execute(asked.with_for_update(skip_locked=True)).mappings().first()
    if row is None:
        return None
    found = Attempt.of(dict(row))
    db.execute(update(attempts).where(attempts.c.id == found.id).values(next_check_at=next_check(found, now)))
    return found


def first_time(db: Connection, order_reference: str, kind: str, now: datetime) -> bool:
    """Whether this effect of an order happens for the first time, which is noted."""
    return insert_new(db, effects, {"order_reference": order_reference, "kind": kind, "happened_at": now})


def _sold(order: Order) -> dict[str, Any]:
    """What never changes of an order, in columns of their own."""
    own = restated(order)
    return {
        "market": order.market,
        "currency": order.total.currency.code,
        "total_minor": order.total.minor,
        "own_minor": own and own.minor,
        "own_currency": own and own.currency.code,
    }


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """No more at once than either database takes in one statement."""
    return (ids[place : place + 500] for place in range(0, len(ids), 500))


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
