"""The rows of refunds and disputes. Each function is one step of a transaction that has locked the order first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.dispute import follow, losses
from storefront_plugin.checkout.ports import RefundReport, RefundState, Settled
from storefront_plugin.checkout.refund import STANDING
from storefront_plugin.checkout.tables import disputes, refunds
from storefront_plugin.errors import RefundUnknown
from storefront_plugin.host import Dispute, DisputeState, Refund
from storefront_plugin.money import Currency, Money
from storefront_plugin.money import total as sum_of
from storefront_plugin.snapshots import decode, encode
from storefront_plugin.storage import insert_new


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """A row of storefront_refunds, the `number`-th of its order; without an attempt where the till is the shop's."""

    refund: Refund
    order_reference: str
    number: int
    attempt_id: str | None
    state: RefundState
    provider_id: str | None = None
    settled: Settled | None = None

    @property
    def id(self) -> str:
        return self.refund.id


def add(db: Connection, record: RefundRecord) -> bool:
    """Keep a refund; False where it is there already, or another took its number."""
    row = {
        "id": record.id,
        "order_reference": record.order_reference,
        "number": record.number,
        "attempt_id": record.attempt_id,
        "state": record.state,
        "amount_minor": record.refund.amount.minor,
        "currency": record.refund.amount.currency.code,
        "snapshot": json.dumps(encode(record.refund), ensure_ascii=False),
        "made_at": record.refund.made_at,
    }
    return insert_new(db, refunds, row)


def change(db: Connection, record: RefundRecord, told: RefundReport, state: RefundState, now: datetime) -> None:
    """Keep the provider's word on a refund."""
    db.execute(
        update(refunds)
        .where(refunds.c.id == record.id)
        .values(
            state=state,
            provider_id=told.id,
            settled=_written(told.settled or record.settled),
            settled_at=now,
        )
    )


def give_up(db: Connection, record: RefundRecord, state: RefundState, now: datetime) -> None:
    """End a refund that is still being asked for, and was not made."""
    asking = (refunds.c.id == record.id) & (refunds.c.state == RefundState.ASKING)
    db.execute(update(refunds).where(asking).values(state=state, settled_at=now))


def find(db: Connection, refund_id: str) -> RefundRecord | None:
    return _one(db, select(refunds).where(refunds.c.id == refund_id))


def refund(db: Connection, refund_id: str) -> RefundRecord:
    """One refund as it stands in our records. Raises RefundUnknown."""
    found = find(db, refund_id)
    if found is None:
        raise RefundUnknown
    return found


def told_of(db: Connection, attempt: Attempt, told: RefundReport) -> RefundRecord | None:
    """The refund of this attempt that a provider's word is about: by what we wrote on it, or by its own name."""
    is_it = refunds.c.provider_id == told.id
    if told.refund_id:
        is_it |= refunds.c.id == told.refund_id
    return _one(db, select(refunds).where(refunds.c.attempt_id == attempt.id, is_it))


def of_order(db: Connection, order_reference: str) -> list[RefundRecord]:
    """Every refund of an order, the first first."""
    return _all(db, select(refunds).where(refunds.c.order_reference == order_reference))


def next_number(found: list[RefundRecord]) -> int:
    """The number after those of an order. Who reads without its lock takes it from what she decides by."""
    return found[-1].number + 1 if found else 1


def of_attempt(db: Connection, attempt_id: str) -> list[RefundRecord]:
    """Every refund of what one attempt collected, the first first."""
    return _all(db, select(refunds).where(refunds.c.attempt_id == attempt_id))


def unsettled(db: Connection, before: datetime) -> list[str]:
    """The ids of refunds begun before that moment whose outcome is not known yet, the oldest first."""
    is_open = refunds.c.state.in_((RefundState.ASKING, RefundState.PENDING))
    return list(db.scalars(select(refunds.c.id).where(is_open, refunds.c.made_at < before).order_by(refunds.c.made_at)))


def standing(found: list[RefundRecord]) -> list[Refund]:
    """Those that lower what can still go back."""
    return [record.refund for record in found if record.state in STANDING]


def lowering(db: Connection, attempt_id: str) -> list[Refund]:
    """All that lowers what can still go back of an attempt: refunds that stand, and what disputes have taken."""
    return standing(of_attempt(db, attempt_id)) + losses(disputes_of(db, attempt_id))


def gone(db: Connection, attempt_id: str, *, but: str) -> tuple[Refund, ...]:
    """What the merchant does not have of an attempt any more, or never had, without the one of that id."""
    states = (RefundState.SUCCEEDED, RefundState.UNCOLLECTED)
    refunded = [record.refund for record in of_attempt(db, attempt_id) if record.state in states]
    return tuple(each for each in [*refunded, *losses(disputes_of(db, attempt_id))] if each.id != but)


def keep_dispute(db: Connection, attempt: Attempt, told: Dispute, now: datetime) -> Dispute | None:
    """Keep a dispute as it was told, and answer how it stands; None for old news, which changes nothing."""
    row = {
        "id": told.id,
        "attempt_id": attempt.id,
        "state": told.state,
        "amount_minor": told.amount.minor,
        "currency": told.amount.currency.code,
        "reason": told.reason,
        "opened_at": told.opened_at,
        "changed_at": now,
    }
    if insert_new(db, disputes, row):
        return told
    known = _dispute_of(db.execute(select(disputes).where(disputes.c.id == told.id)).one())
    moved = follow(known, told)
    if moved is None:
        return None
    stands = (disputes.c.state == known.state) & (disputes.c.overturned_count == known.overturned_count)
    changes = {
        "state": moved.state,
        "amount_minor": moved.amount.minor,
        "changed_at": now,
        "overturned_count": moved.overturned_count,
    }
    is_changed = db.execute(update(disputes).where(disputes.c.id == known.id, stands).values(changes)).rowcount == 1
    return moved if is_changed else None


def disputes_of(db: Connection, attempt_id: str) -> list[Dispute]:
    """Every dispute of what one attempt collected, the first first."""
    return disputes_by_attempt(db, [attempt_id])[attempt_id]


def disputes_by_attempt(db: Connection, attempt_ids: Sequence[str]) -> dict[str, list[Dispute]]:
    """The same of several attempts, each by its id, in one query."""
    found: dict[str, list[Dispute]] = {id: [] for id in attempt_ids}
    asked = select(disputes).where(disputes.c.attempt_id.in_(attempt_ids)).order_by(disputes.c.opened_at)
    for row in db.execute(asked):
        found[row.attempt_id].append(_dispute_of(row))
    return found


@dataclass(frozen=True, slots=True)
class Takings:
    """What an order brought, gave back, and lost to disputes, in the currency it was paid in.

    `uncollected` is what was authorised and never captured, None where all was.
    """

    captured: Money
    uncollected: Money | None
    refunded: Money
    pending: Money
    lost: Money

    @property
    def left(self) -> Money:
        """What can still go back: nothing where a dispute took what was refunded before."""
        return max(self.captured - self.refunded - self.pending - self.lost, Money.zero(self.captured.currency))

    @property
    def is_given_back(self) -> bool:
        """Whether refunds have given back all that was collected."""
        return bool(self.refunded) and self.refunded >= self.captured


def takings(db: Connection, attempt: Attempt) -> Takings:
    """The sums of one attempt, its refunds and its disputes."""
    code, found = attempt.amount.currency, of_attempt(db, attempt.id)

    def sum_in(*states: RefundState) -> Money:
        return sum_of([record.refund.amount for record in found if record.state in states], code)

    return Takings(
        captured=attempt.captured or Money.zero(code),
        uncollected=attempt.uncollected,
        refunded=sum_in(RefundState.SUCCEEDED),
        pending=sum_in(RefundState.ASKING, RefundState.PENDING),
        lost=sum_of([each.amount for each in losses(disputes_of(db, attempt.id))], code),
    )


def told_to_be_given_back(db: Connection, attempt_ids: Sequence[str]) -> dict[str, int]:
    """What the provider has said that it gives back of attempts, or has given, in minor units; none is left out."""
    told = (RefundState.PENDING, RefundState.SUCCEEDED)
    given = (
        select(refunds.c.attempt_id, func.sum(refunds.c.amount_minor))
        .where(refunds.c.attempt_id.in_(attempt_ids), refunds.c.state.in_(told))
        .group_by(refunds.c.attempt_id)
    )
    # PostgreSQL sums whole numbers to a decimal one.
    return {id: int(minor) for id, minor in db.execute(given)}


def _written(settled: Settled | None) -> str | None:
    return json.dumps(encode(settled)) if settled else None


def _dispute_of(row: Row[Any]) -> Dispute:
    return Dispute(
        id=row.id,
        state=DisputeState(row.state),
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        reason=row.reason,
        opened_at=row.opened_at,
        overturned_count=row.overturned_count,
    )


def _one(db: Connection, asked: Select[Any]) -> RefundRecord | None:
    found = _all(db, asked)
    return found[0] if found else None


def _all(db: Connection, asked: Select[Any]) -> list[RefundRecord]:
    return [
        RefundRecord(
            refund=decode(Refund, json.loads(row.snapshot)),
            order_reference=row.order_reference,
            number=row.number,
            attempt_id=row.attempt_id,
            state=RefundState(row.state),
            provider_id=row.provider_id,
            settled=decode(Settled, json.loads(row.settled)) if row.settled else None,
        )
        for row in db.execute(asked.order_by(refunds.c.number))
    ]
