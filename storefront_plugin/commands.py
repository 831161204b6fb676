"""`flask storefront db`: the plug-in's own tables."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from storefront_plugin.storage.database import Database
from storefront_plugin.storage.migrating import current, newest, upgrade
from storefront_plugin.web.parts import part


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
