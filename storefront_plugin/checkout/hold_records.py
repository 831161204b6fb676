"""The rows of what the host holds for orders. Each function is one step of somebody's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Update, delete, select, update

from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.states import LIVE
from storefront_plugin.checkout.tables import attempts, holds, orders
from storefront_plugin.storage import insert_new


@dataclass(frozen=True, slots=True)
class Hold:
    """A row of storefront_holds: asked for, and held once the host has said so."""

    order_reference: str
    until: datetime
    is_held: bool
    release_begun_at: datetime | None


def find(db: Connection, reference: str) -> Hold | None:
    row = db.execute(select(holds).where(holds.c.order_reference == reference)).one_or_none()
    return None if row is None else Hold(**row._mapping)


def want(db: Connection, reference: str, now: datetime) -> None:
    """Note, before the host is asked, that something is to be held; what was being released is wanted after all."""
    if not insert_new(db, holds, {"order_reference": reference, "until": now, "is_held": False}):
        db.execute(_of(reference).values(is_held=False, release_begun_at=None))


def keep(db: Connection, reference: str, until: datetime) -> bool:
    """Note what the host holds now; whether it is still wanted."""
    kept = _of(reference).where(holds.c.release_begun_at.is_(None))
    return db.execute(kept.values(until=until, is_held=True)).rowcount == 1


def begin_release(db: Connection, reference: str, now: datetime, stale: datetime) -> bool:
    """Whether this hold is ours to release: nothing may need it, and nobody else has begun since a stale moment."""
    mine = _of(reference).where(_is_needless(), _is_left(stale))
    return db.execute(mine.values(release_begun_at=now)).rowcount == 1


def finish_release(db: Connection, reference: str, begun_at: datetime) -> None:
    """Forget a hold that was released, unless it is wanted again by now."""
    db.execute(delete(holds).where(holds.c.order_reference == reference, holds.c.release_begun_at == begun_at))


def put_back(db: Connection, reference: str, begun_at: datetime) -> None:
    """The host could not release it: it is to be told again."""
    db.execute(_of(reference).where(holds.c.release_begun_at == begun_at).values(is_held=False, release_begun_at=None))


def consume(db: Connection, reference: str) -> None:
    """The order is placed: what was held is sold."""
    db.execute(delete(holds).where(holds.c.order_reference == reference))


def needless(db: Connection, stale: datetime) -> list[str]:
    """The orders whose stock is held for nothing, the longest first."""
    found = select(holds.c.order_reference).where(_is_needless(), _is_left(stale))
    return list(db.scalars(found.order_by(holds.c.until)))


def _of(reference: str) -> Update:
    return update(holds).where(holds.c.order_reference == reference)


def _is_needless() -> ColumnElement[bool]:
    """Whether no attempt may still collect: what a placed order holds is the host's to turn into a sale."""
    is_placed = select(orders.c.reference).where(
        orders.c.reference == holds.c.order_reference, orders.c.state == OrderState.PLACED
    )
    is_live = select(attempts.c.id).where(
        attempts.c.order_reference == holds.c.order_reference, attempts.c.state.in_(LIVE)
    )
    return ~is_placed.exists() & ~is_live.exists()


def _is_left(stale: datetime) -> ColumnElement[bool]:
    return holds.c.release_begun_at.is_(None) | (holds.c.release_begun_at < stale)
