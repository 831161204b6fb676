"""The rows of orders, attempts and effects. Each function is one step of somebody's transaction.

Who locks both an order and an attempt locks the order first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, or_, select, update

from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.order import OrderState, restated
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.states import LIVE
from storefront_plugin.checkout.sweep import next_check
from storefront_plugin.checkout.tables import attempts, effects, orders
from storefront_plugin.errors import OrderNotPaid, OrderUnknown
from storefront_plugin.host import Order
from storefront_plugin.money import Money
from storefront_plugin.pricing.quotes.quote import Quote
from storefront_plugin.snapshots import decode, encode
from storefront_plugin.storage import Prepared, insert_new

# The effect of having told the host that a cart has been bought.
CART_BOUGHT = "cart_bought"

_ORDER = select(orders).where(orders.c.reference == bindparam("order"))
_ATTEMPT = select(attempts).where(attempts.c.id == bindparam("attempt"))
# Part of every payment.
_LOCK_ORDER = Prepared(_ORDER.with_for_update())
_LOCK_ATTEMPT = Prepared(_ATTEMPT.with_for_update())
_PLACE = Prepared(
    update(orders)
    .where(orders.c.reference == bindparam("order"))
    .values(state=OrderState.PLACED, placed_at=bindparam("at"), placed_on=bindparam("day"))
)
_ATTEMPTS = select(attempts).where(attempts.c.order_reference == bindparam("order"))
_LOCK_ATTEMPTS = Prepared(_ATTEMPTS.with_for_update())
_CHANGED = "state payment_id next_url open_until decline captured_minor settled settled_at next_check_at".split()
_CHANGE = Prepared(
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"), attempts.c.state == bindparam("was"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)


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
    return _order(_LOCK_ORDER.rows(db, {"order": reference}))


def lock_order_of(db: Connection, quote_id: str) -> OrderRecord:
    """The order of a quote, likewise."""
    return _order(db.execute(select(orders).where(orders.c.quote_id == quote_id).with_for_update()).all())


def order(db: Connection, reference: str) -> OrderRecord:
    """An order to look at. Raises OrderUnknown."""
    return _order(db.execute(_ORDER, {"order": reference}).all())


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
    _PLACE.change(db, {"order": reference, "at": now, "day": now.astimezone(UTC).date()})


def change_own(db: Connection, order: Order, charged: Money) -> None:
    """Count an order in the shop's own currency by what was charged of it."""
    own = restated(order, charged)
    is_it = orders.c.reference == order.reference
    db.execute(update(orders).where(is_it).values(own_minor=own and own.minor))


def cancel_order(db: Connection, reference: str) -> None:
    db.execute(update(orders).where(orders.c.reference == reference).values(state=OrderState.CANCELLED))


def attempt(db: Connection, attempt_id: str, *, lock: bool = False) -> Attempt:
    """One attempt as it stands in our records. Raises OrderUnknown."""
    named = {"attempt": attempt_id}
    found = _LOCK_ATTEMPT.rows(db, named) if lock else db.execute(_ATTEMPT, named).all()
    if not found:
        raise OrderUnknown
    return Attempt.of(found[0]._asdict())


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
    """The attempt that paid an order. Raises OrderUnknown, and OrderNotPaid."""
    is_it = (attempts.c.order_reference == order_reference) & (attempts.c.state == AttemptState.PAID)
    found = _attempt(db, select(attempts).where(is_it))
    if found is None:
        order(db, order_reference)
        raise OrderNotPaid
    return found


def attempts_of(db: Connection, order_reference: str, *, lock: bool = False) -> list[Attempt]:
    """Every attempt at an order, in no order."""
    named = {"order": order_reference}
    found = _LOCK_ATTEMPTS.rows(db, named) if lock else db.execute(_ATTEMPTS, named).all()
    return [Attempt.of(row._asdict()) for row in found]


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
        "account": attempt.account,
        # A cart that was emptied for the order is the buyer's next one by now.
        "cart_owner": None if is_taken_for_bought(db, attempt.order_reference) else cart_owner(quote),
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


def change_attempt(db: Connection, was: Attempt, changed: Attempt, now: datetime) -> None:
    """Change an attempt that is still in the state it was seen in; it is looked at again when its new state asks so."""
    row = {
        "state": changed.state,
        "payment_id": changed.payment_id,
        "next_url": changed.next_url,
        "open_until": changed.open_until,
        "decline": changed.decline,
        "captured_minor": None if changed.captured is None else changed.captured.minor,
        "settled": json.dumps(encode(changed.settled)) if changed.settled else None,
        "settled_at": now,
        "next_check_at": next_check(changed, now),
    }
    told = {f"new_{name}": value for name, value in row.items()}
    _CHANGE.change(db, {"attempt": was.id, "was": was.state, **told})


def first_time(db: Connection, order_reference: str, kind: str, now: datetime) -> bool:
    """Whether this effect of an order happens for the first time, which is noted."""
    return insert_new(db, effects, {"order_reference": order_reference, "kind": kind, "happened_at": now})


def _sold(order: Order) -> dict[str, Any]:
    """What lists and sums ask of an order, in columns of their own."""
    own = restated(order)
    return {
        "market": order.market,
        "currency": order.total.currency.code,
        "total_minor": order.total.minor,
        "own_minor": None if own is None else own.minor,
        "own_currency": None if own is None else own.currency.code,
    }


def _promised(order: Order, consents: Sequence[str]) -> dict[str, Any]:
    return {
        "snapshot": json.dumps(encode(order), ensure_ascii=False),
        "consents": json.dumps(list(consents)),
    }


def _order(found: Sequence[Any]) -> OrderRecord:
    if not found:
        raise OrderUnknown
    [row] = found
    bought = replace(decode(Order, json.loads(row.snapshot)), placed_at=row.placed_at)
    return OrderRecord(
        row.reference, row.quote_id, row.owner, row.cart_owner is not None, OrderState(row.state), bought
    )


def _attempt(db: Connection, asked: Select[Any]) -> Attempt | None:
    row = db.execute(asked).mappings().first()
    return Attempt.of(dict(row)) if row else None


def is_taken_for_bought(db: Connection, reference: str) -> bool:
    """Whether the buyer has done her part for this order, so that the host was told that its cart has been bought."""
    is_it = (effects.c.order_reference == reference) & (effects.c.kind == CART_BOUGHT)
    return db.scalar(select(effects.c.kind).where(is_it)) is not None
