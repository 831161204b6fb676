"""`flask storefront documents …`, and the notice among the commands about orders."""

from __future__ import annotations

import json
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from storefront_plugin.documents.document import Kind
from storefront_plugin.documents.noticing import Notices
from storefront_plugin.documents.records import DocumentEntry
from storefront_plugin.documents.service import Documents
from storefront_plugin.errors import OrderUnknown, PdfNotInstalled
from storefront_plugin.events import Notice
from storefront_plugin.snapshots import encode
from storefront_plugin.web.parts import part

_KINDS = click.Choice([each.value for each in Kind])
_NOTICES = click.Choice([each.value for each in Notice])
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("documents")
def documents() -> None:
    """Receipts, invoices, credit notes and corrections."""


@documents.command("list")
@click.option("--order", "reference", help="Of this order alone.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="The newest so many.")
@_AS_JSON
@with_appcontext
def list_documents(reference: str | None, limit: int, as_json: bool) -> None:
    """What was issued: of one order the oldest first, else the newest first; exit with 1 where that order has none."""
    found = part(Documents).latest(limit) if reference is None else part(Documents).of_order(reference)
    if reference is not None and not found:
        raise click.ClickException(f"No document was issued for an order {reference}.")
    if as_json:
        click.echo(json.dumps([encode(each) for each in found], indent=2, ensure_ascii=False))
        return
    for each in found:
        click.echo(
            f"{each.issued_at:%Y-%m-%d}  {each.kind:<14}  {each.number:<20}  order {each.order_reference}  {each.id}"
        )


@documents.command("show")
@click.argument("name")
@click.option("--kind", type=_KINDS, help="Where several documents have that number.")
@_AS_JSON
@with_appcontext
def show_document(name: str, kind: str | None, as_json: bool) -> None:
    """The facts of one document, by its number or id, as they were printed."""
    document = part(Documents).document(_the_one(name, kind).id)
    if as_json:
        click.echo(json.dumps(encode(document), indent=2, ensure_ascii=False))
        return
    click.echo(f"{document.kind} {document.number} of {document.issued_on}, order {document.order_reference}")
    if document.corrects:
        click.echo(f"about     {document.corrects.number} of {document.corrects.issued_on}")
    click.echo(f"seller    {document.seller.name}")
    click.echo(f"buyer     {', '.join(document.buyer)}")
    for line in document.lines:
        click.echo(f"          {line.quantity} × {line.name}: {line.total}")
    if document.given_before:
        click.echo(f"before    {document.given_before}")
    click.echo(f"net       {document.net}")
    for tax in document.taxes:
        click.echo(f"tax       {tax.name} {tax.rate}: {tax.amount}")
    if document.rounding:
        click.echo(f"rounding  {document.rounding}")
    click.echo(f"total     {document.total}")
    if document.uncollected:
        click.echo(f"charged   {document.charged}")
    if told := document.restated:
        click.echo(f"restated  {told.amount} at {told.ratio} ({told.source}, {told.as_of})")


@documents.command("render")
@click.argument("name")
@click.option("--kind", type=_KINDS, help="Where several documents have that number.")
@click.option("--pdf", "as_pdf", is_flag=True, help="As PDF; needs the extra storefront-plugin[pdf].")
@click.option("--to", type=click.File("wb"), default="-", help="Into this file, else printed.")
@with_appcontext
def render_document(name: str, kind: str | None, as_pdf: bool, to: BinaryIO) -> None:
    """One document as it was issued, by its number or id, to the same bytes each time."""
    id = _the_one(name, kind).id
    try:
        written = part(Documents).pdf(id) if as_pdf else part(Documents).html(id).encode()
    except PdfNotInstalled as fault:
        raise click.ClickException("PDF needs the extra: pip install 'storefront-plugin[pdf]'.") from fault
    if as_pdf and to.isatty():
        raise click.ClickException("A terminal shows no PDF: name a file with --to.")
    to.write(written)


@click.command("notice")
@click.argument("reference")
@click.option("--kind", required=True, type=_NOTICES, help="What the buyer is told.")
@click.option("--note", default="", help="What the shop adds, in the buyer's language.")
@with_appcontext
def give_notice(reference: str, kind: str, note: str) -> None:
    """Write to the buyer of a paid order that something went wrong; the same words are sent once."""
    try:
        is_new = part(Notices).send(reference, Notice(kind), note=note)
    except OrderUnknown as fault:
        raise click.ClickException(f"There is no paid order {reference}.") from fault
    if is_new:
        click.echo(f"The buyer of {reference} is told: {kind}.")
    else:
        click.echo(f"The buyer of {reference} was told before, in the same words: {kind}.")


def _the_one(name: str, kind: str | None) -> DocumentEntry:
    found = [each for each in part(Documents).named(name) if kind in (None, each.kind)]
    if not found:
        raise click.ClickException(f"There is no document {name}.")
    if len(found) > 1:
        raise click.ClickException(f"Several documents are called {name}: {', '.join(map(_told, found))}.")
    return found[0]


def _told(entry: DocumentEntry) -> str:
    return f"{entry.kind} {entry.id}"
