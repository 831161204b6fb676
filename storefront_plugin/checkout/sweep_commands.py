"""`flask storefront checkout`: what nobody came back for is looked after, and the books are compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.reconciliation import Compared, Reconciliation
from storefront_plugin.checkout.sweep import limit_of
from storefront_plugin.checkout.sweeper import Seen, Sweep, Swept
from storefront_plugin.snapshots import encode
from storefront_plugin.web.parts import part

_FIRST_YEAR = 2000


@click.group("checkout")
def checkout() -> None:
    """Payments that nobody came back for, and the comparison with the providers' books."""


@checkout.command("sweep")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--dry-run", is_flag=True, help="Say what would be looked at, and ask nobody.")
@click.option("--progress", is_flag=True, help="Tell of each attempt, on standard error, as it is done.")
@with_appcontext
def sweep(as_json: bool, dry_run: bool, progress: bool) -> None:
    """Ask about every payment and refund that is due, call back what is over, release what is held for nobody.

    The worker does this every minute, and asks about refunds every hour; it may be run beside it. Exits with 1 where
    a payment could not be looked after: it is tried again later.
    """
    if dry_run:
        due = part(Sweep).due()
        if as_json:
            click.echo(json.dumps([_waiting(each) for each in due], indent=2))
        else:
            click.echo("\n".join([f"Would look at {len(due)} attempts.", *(_waits(each) for each in due)]))
        return

    def tell(seen: Seen) -> None:
        if progress:
            click.echo(_told(seen), err=True)

    swept = part(Sweep).run(tell)
    refunds = part(Sweep).follow_refunds()
    if as_json:
        click.echo(json.dumps({**encode(swept), "refunds": refunds}, indent=2))
    else:
        click.echo(_summed_up(swept, refunds))
    raise SystemExit(swept.has_failed)


@checkout.command("compare")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day to compare, by default a week ago.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def compare(since: datetime | None, as_json: bool) -> None:
    """Hold our attempts and refunds against the providers' own, both ways, and say what to do where they differ.

    What asking again puts right is put right and not told of. Exits with 1 where anything differs, or could not be
    asked, as where a provider with payments of that time is not set up here.
    """
    if since and since.year < _FIRST_YEAR:
        raise click.BadParameter("no payment of ours is that old.", param_hint="--since")
    begin = since.replace(tzinfo=UTC) if since else None
    found = part(Reconciliation).run(begin)
    if as_json:
        click.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(line for each in found for line in _lines(each)) or "No payment provider is set up.")
    raise SystemExit(not all(each.is_right for each in found))


def _told(seen: Seen) -> str:
    return f"{seen.attempt_id} of order {seen.order_reference}: {seen.before} → {seen.fault or seen.after}"


def _summed_up(swept: Swept, refunds: Sequence[str]) -> str:
    moved = sum(each.after not in (None, each.before) for each in swept.attempts)
    failed = [f"  {_told(each)}" for each in swept.attempts if each.fault]
    lines = [f"Looked at {len(swept.attempts)} attempts: {moved} moved on, {len(failed)} could not be looked after."]
    if swept.released:
        lines.append(f"Released the stock of {len(swept.released)} orders.")
    if refunds:
        lines.append(f"Asked about {len(refunds)} refunds.")
    lapsing = [
        f"  {each.attempt_id} of order {each.order_reference} is only reserved: capture it before it lapses."
        for each in swept.attempts
        if each.is_lapsing
    ]
    return "\n".join(lines + failed + lapsing)


def _waits(attempt: Attempt) -> str:
    since = f"{attempt.asked_at:%Y-%m-%d %H:%M} UTC"
    return f"  {attempt.id} of order {attempt.order_reference}: {attempt.state} since {since}"


def _waiting(attempt: Attempt) -> dict[str, str | None]:
    limit = limit_of(attempt)
    return {
        "attempt_id": attempt.id,
        "order_reference": attempt.order_reference,
        "state": attempt.state,
        "asked_at": attempt.asked_at.isoformat(),
        "ends_at": None if limit is None else limit.isoformat(),
    }


def _lines(compared: Compared) -> list[str]:
    if compared.fault:
        return [f"{compared.provider}: {compared.ours} of ours not compared, since {compared.fault}."]
    lines = [
        f"{compared.provider}: {compared.ours} of ours, {compared.theirs} of theirs, {len(compared.findings)} differ."
    ]
    for each in compared.findings:
        lines += [
            f"  {each.difference}: payment {each.payment_id}, attempt {each.attempt_id}, order {each.order_reference}",
            f"    ours: {each.ours or 'none'}; theirs: {each.theirs or 'none'}",
            f"    {each.advice}",
        ]
    return lines


def _plain(compared: Compared) -> dict[str, object]:
    findings = [{**encode(each), "advice": each.advice} for each in compared.findings]
    return {**encode(compared), "findings": findings}
