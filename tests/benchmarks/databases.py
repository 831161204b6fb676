"""Empty databases of each kind: a SQLite file always, PostgreSQL where the tests' own server is reached."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import URL, make_url

from storefront_plugin.migrations.tables import metadata
from storefront_plugin.storage import Database


def kinds() -> list[str]:
    return ["sqlite", *(["postgresql"] if _server() else [])]


@contextmanager
def fresh_address(kind: str) -> Iterator[str]:
    """The address of an empty database, gone afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'storefront.sqlite3'}"
        return
    server, schema = make_url(_server() or ""), f"bench_{uuid4().hex}"
    with psycopg.connect(_libpq(server), autocommit=True) as db:
        db.execute(f"create schema {schema}")
        try:
            own = server.update_query_dict({"options": f"-csearch_path={schema}"})
            yield own.render_as_string(hide_password=False)
        finally:
            db.execute(f"drop schema {schema} cascade")


@contextmanager
def fresh_database(kind: str) -> Iterator[Database]:
    """One with our tables."""
    with fresh_address(kind) as address:
        made = Database(address)
        try:
            with made.write() as db:
                metadata.create_all(db)
            yield made
        finally:
            made.engine.dispose()


def _server() -> str | None:
    """The address of the tests' server, where it answers."""
    given = os.environ.get("STOREFRONT_TEST_DATABASE_URL")
    for address in [given] if given else ["postgresql+psycopg:///storefront_test", "postgresql+psycopg:///test"]:
        try:
            psycopg.connect(_libpq(make_url(address)), connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return address
    return None


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
