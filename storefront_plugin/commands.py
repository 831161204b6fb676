"""`flask storefront db`: the plug-in's own tables."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup, with_appcontext

from storefront_plugin.errors import DatabaseNotReady, StorefrontError
from storefront_plugin.storage.database import Database
from storefront_plugin.storage.migrating import current, newest, upgrade
from storefront_plugin.web.parts import part


class StorefrontGroup(AppGroup):
    """`flask storefront`: a fault we know is said in a line, and the exit code is 1, or 2 for what is no text."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for each in args:
            # Bytes that the terminal's encoding does not know come as lone surrogates; no database takes either.
            if "\0" in each or any("\ud800" <= letter <= "\udfff" for letter in each):
                raise click.UsageError(f"{each[:60]!r} holds what is no text.")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DatabaseNotReady as fault:
            why = getattr(fault.__cause__, "orig", None) or fault.__cause__
            raise click.ClickException(f"the database does not answer, or lacks its tables: {why}") from fault
        except StorefrontError as fault:
            raise click.ClickException(str(fault)) from fault


@click.group("db")
def db() -> None:
    """The storefront's own tables."""


@db.command("upgrade")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@with_appcontext
def upgrade_tables(dry_run: bool) -> None:
    """Bring the tables to the newest version; run it after each update of the package."""
    database = part(Database)
    before, after = (current(database), newest()) if dry_run else upgrade(database)
    if before == after:
        click.echo(f"The tables are up to date ({after}).")
    else:
        click.echo(f"{'Would upgrade' if dry_run else 'Upgraded'} the tables from {before or 'nothing'} to {after}.")


@db.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def show_status(as_json: bool) -> None:
    """Say whether the tables are up to date; exit with 1 when they are behind."""
    now, wanted = current(part(Database)), newest()
    if as_json:
        click.echo(json.dumps({"current": now, "newest": wanted}))
    else:
        click.echo(f"current {now or 'nothing'}, newest {wanted}")
    raise SystemExit(0 if now == wanted else 1)
