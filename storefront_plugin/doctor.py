"""`flask storefront doctor`: what is set up, what is missing, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.payments.stripe.sandbox import Sandbox
from storefront_plugin.checkout.sweeper import Sweep
from storefront_plugin.errors import StorefrontError
from storefront_plugin.markets.alternates import Placement
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.route_clashes import route_clashes
from storefront_plugin.markets.stencils import LONGEST_LINK_HEADER, Stencil
from storefront_plugin.pricing.history.service import PriceHistory
from storefront_plugin.pricing.lists.service import PriceLists
from storefront_plugin.pricing.lists.standing_list import State
from storefront_plugin.pricing.rates.fetched_table import WHY_HELD
from storefront_plugin.pricing.rates.stored_rates import StoredRates
from storefront_plugin.pricing.rates.warnings import warning_of
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
    database = _database(parts)
    # Else each look into the tables would fail, and log, for the one reason that is told already.
    can_read = database.grade is Grade.OK
    return [
        *_editions(parts),
        *_base(parts, is_production),
        *_routes(parts),
        *_link_header(parts),
        database,
        *_rates(parts, can_read=can_read),
        *(_kept(parts) if can_read else ()),
        *_payments(parts, is_production),
        *_transfers(parts),
        *_sellers(parts, is_production),
        *_letters(parts, is_production),
    ]


def _kept(parts: Parts) -> Iterator[Finding]:
    """What the tables tell."""
    yield from _held_tables(parts)
    yield from _lists(parts)
    yield from _sales(parts)
    yield from _sweeper(parts)


def _editions(parts: Parts) -> Iterator[Finding]:
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


def _routes(parts: Parts) -> Iterator[Finding]:
    for fault in route_clashes(parts[Editions], current_app):
        key, what = fault.split(": ", 1)
        yield Finding(Grade.ERROR, "prefix", what, f"set {key}")


def _link_header(parts: Parts) -> Iterator[Finding]:
    editions, settings = parts[Editions], parts[Settings]
    home = Placement(editions, {edition.code: "/" for edition in editions.all}, settings.base_address)
    length = len(Stencil.cut(home).link_header(home))
    if settings.routing.link_header and length > LONGEST_LINK_HEADER:
        what = f"not sent: {len(editions.all)} editions make {length} bytes, and {LONGEST_LINK_HEADER} are the most"
        remedy = "name the editions in each head: {{ storefront_head() }}, or routing.inject_head = true; and a sitemap"
        yield Finding(Grade.WARNING, "link header", what, remedy)


def _database(parts: Parts) -> Finding:
    database = parts[Database]
    try:
        now, wanted = current(database), newest()
    except StorefrontError:
        remedy = "start it, or check STOREFRONT_DATABASE_URL"
        return Finding(Grade.ERROR, "database", f"no answer from {database.url!r}", remedy)
    if now == wanted:
        return Finding(Grade.OK, "database", f"{database.url.get_backend_name()}, up to date ({now})")
    what = f"{database.url.get_backend_name()}, at {now or 'nothing'}, behind {wanted}"
    return Finding(Grade.ERROR, "database", what, "run flask storefront db upgrade")


def _rates(parts: Parts, *, can_read: bool) -> Iterator[Finding]:
    own = parts[Settings].pricing.currency
    pricing = parts[Pricing] if can_read else parts[Pricing].with_rates(parts[StoredRates].local)
    for currency, use in pricing.uses().items():
        about = f"rate {own}→{currency}"
        said = "" if use.age_days is None else f", {use.age_days} days old"
        if warning := warning_of(currency, use):
            grade = Grade.ERROR if warning.is_error else Grade.WARNING
            yield Finding(grade, about, f"{warning.what}{said}", str(warning.remedy))
        elif use.rate:
            yield Finding(Grade.OK, about, f"{use.rate.ratio:.6g}, {use.rate.source}{said}")


def _held_tables(parts: Parts) -> Iterator[Finding]:
    for each in parts[StoredRates].waiting():
        if each.held is None:
            continue
        what = f"table {each.id} of {each.table.as_of} ({each.table.source}) is held: {WHY_HELD[each.held]}"
        yield Finding(
            Grade.WARNING, "rates", what, f"look at it with flask storefront prices preview --table {each.id}"
        )


def _lists(parts: Parts) -> Iterator[Finding]:
    for each in parts[PriceLists].standing():
        if each.state is not State.UNUSABLE:
            continue
        name, market = each.list.name, each.list.market
        what = f"“{name}” is not used: no market “{market}” pays in {each.currency}"
        remedy = f'import it again for a market of today, or run flask storefront prices remove-list "{name}"'
        yield Finding(Grade.WARNING, f"price list {name}", what, remedy)


def _sales(parts: Parts) -> Iterator[Finding]:
    """Beside a reduction the law of the EU wants the lowest price of the days before, which only a history knows."""
    open_sales = [each for each in parts[PriceLists].standing() if each.list.is_sale and each.state is State.OPEN]
    recorded_at = parts[PriceHistory].last_recorded_at() if open_sales else None
    if open_sales and (recorded_at is None or parts[PriceHistory].is_long_ago(recorded_at)):
        names = ", ".join(each.list.name for each in open_sales)
        since = "ever" if recorded_at is None else f"since {recorded_at:%Y-%m-%d}"
        what = f"open: {names}; but no prices were recorded {since}, so no lowest price stands beside the reductions"
        yield Finding(Grade.WARNING, "sales", what, "run flask storefront prices record each night")


def _transfers(parts: Parts) -> Iterator[Finding]:
    settings = parts[Settings].checkout.bank_transfer
    if settings.is_set:
        where = ", ".join(settings.markets) or "every market"
        yield Finding(Grade.OK, "bank transfer", f"offered in {where}, each waited for {settings.days_open} days")


def _sweeper(parts: Parts) -> Iterator[Finding]:
    if count := parts[Sweep].neglected():
        what = f"payments that nobody has looked after for over an hour: {count}"
        yield Finding(Grade.WARNING, "sweeper", what, "run flask storefront worker, or flask storefront checkout sweep")


def _payments(parts: Parts, is_production: bool) -> Iterator[Finding]:
    keys = parts[Settings].checkout.stripe
    if Sandbox in parts:
        grade = Grade.WARNING if is_production else Grade.OK
        remedy = "set STOREFRONT_STRIPE_SECRET_KEY and STOREFRONT_STRIPE_PUBLISHABLE_KEY to collect real money"
        yield Finding(
            grade, "payment", "Stripe's sandbox in the process: no money moves", remedy if is_production else ""
        )
    elif "stripe" not in parts[Payments].offered:
        # A shop that is paid by bank transfer alone has made its choice.
        grade = Grade.WARNING if parts[Payments].offered else Grade.ERROR
        remedy = "set STOREFRONT_STRIPE_SECRET_KEY and STOREFRONT_STRIPE_PUBLISHABLE_KEY"
        yield Finding(grade, "payment", "no key: card payment is not offered", remedy)
    else:
        yield Finding(Grade.OK, "payment", f"Stripe, {'live' if keys.is_live else 'test'} keys")
        if not keys.webhook_secrets:
            remedy = "add the endpoint /storefront/webhooks/stripe at Stripe and set STOREFRONT_STRIPE_WEBHOOK_SECRETS"
            what = "no secret: a payment whose shopper does not come back stays unsettled"
            yield Finding(Grade.ERROR if is_production else Grade.WARNING, "webhook", what, remedy)


def _sellers(parts: Parts, is_production: bool) -> Iterator[Finding]:
    sellers = parts[Settings].sellers
    if sellers:
        invoicing = sum(each.invoices for each in sellers.values())
        yield Finding(Grade.OK, "sellers", f"{', '.join(sellers)}; {invoicing or 'none'} with invoices")
        return
    what = "none: receipts bear the shop's name alone, and there are no invoices"
    grade, remedy = (
        (Grade.WARNING, "set [sellers.main] with name, address and country") if is_production else (Grade.OK, "")
    )
    yield Finding(grade, "sellers", what, remedy)


def _letters(parts: Parts, is_production: bool) -> Iterator[Finding]:
    if host := parts[Settings].mail.host:
        yield Finding(Grade.OK, "letters", f"by {host}")
        return
    grade, remedy = (Grade.WARNING, "set [mail] with host and from") if is_production else (Grade.OK, "")
    yield Finding(grade, "letters", "no mail server: confirmations and notices go nowhere but into the log", remedy)


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
