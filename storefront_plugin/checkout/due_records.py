"""The rows of attempts that somebody has to look at: in their time, or because the provider is compared with us."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.sweep import next_check
from storefront_plugin.checkout.tables import attempts, disputes
from storefront_plugin.host import DisputeState


def due_attempts(db: Connection, now: datetime) -> list[Attempt]:
    """What is to be looked at by now, the longest due first."""
    found = select(attempts).where(attempts.c.next_check_at <= now).order_by(attempts.c.next_check_at)
    return [Attempt.of(dict(row)) for row in db.execute(found).mappings()]


def count_due(db: Connection, now: datetime) -> int:
    """How many that are."""
    return db.scalar(select(func.count()).where(attempts.c.next_check_at <= now)) or 0


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


def attempts_between(
    db: Connection, provider: str, since: datetime, until: datetime, named: Collection[str]
) -> list[Attempt]:
    """One provider's attempts that were begun between these moments, and those named."""
    found = {}
    of_provider = select(attempts).where(attempts.c.provider == provider)
    begun = [of_provider.where(attempts.c.asked_at >= since, attempts.c.asked_at <= until)]
    for batch in batches(named):
        begun.append(of_provider.where(attempts.c.id.in_(batch)))
    for asked in begun:
        found.update({row["id"]: Attempt.of(dict(row)) for row in db.execute(asked).mappings()})
    return list(found.values())


def count_by_provider(db: Connection, since: datetime) -> dict[str, int]:
    """How many attempts were begun since then, by the name of their provider."""
    begun = select(attempts.c.provider, func.count().label("number")).where(attempts.c.asked_at >= since)
    found = db.execute(begun.group_by(attempts.c.provider).order_by(attempts.c.provider))
    return {row.provider: row.number for row in found}


def attempts_to_follow(db: Connection, provider: str, payment_ids: Collection[str]) -> list[Attempt]:
    """One provider's attempts behind these payments, and those about which a bank has still to decide."""
    of_provider = select(attempts).where(attempts.c.provider == provider)
    undecided = select(disputes.c.attempt_id).where(disputes.c.state.in_((DisputeState.INQUIRY, DisputeState.OPEN)))
    asked = [of_provider.where(attempts.c.id.in_(undecided))]
    asked += [of_provider.where(attempts.c.payment_id.in_(batch)) for batch in batches(payment_ids)]
    found = {row["id"]: Attempt.of(dict(row)) for each in asked for row in db.execute(each).mappings()}
    return list(found.values())


def batches(ids: Collection[str]) -> Iterator[Sequence[str]]:
    """No more at once than either database takes in one statement."""
    sorted_ids = sorted(ids)
    return (sorted_ids[place : place + 500] for place in range(0, len(sorted_ids), 500))
