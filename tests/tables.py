"""All of our tables, made at once: to ask for each whether it is there takes longer than to make it."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, create_mock_engine, inspect
from sqlalchemy.schema import ExecutableDDLElement

from storefront_plugin.migrations.tables import metadata


def make_tables(db: Connection) -> None:
    """As the code describes them; where another app has made them already, there they are."""
    if inspect(db).has_table("storefront_orders"):
        return
    kind = db.engine.url.get_backend_name()
    if kind == "sqlite":
        for statement in _statements(kind):
            db.exec_driver_sql(statement)
    else:
        db.exec_driver_sql(";\n".join(_statements(kind)))


@cache
def _statements(kind: str) -> tuple[str, ...]:
    found: list[str] = []

    def keep(element: ExecutableDDLElement, *_: object, **__: object) -> None:
        found.append(str(element.compile(dialect=engine.dialect)).strip())

    engine = create_mock_engine(f"{kind}+psycopg://" if kind == "postgresql" else f"{kind}://", keep)
    metadata.create_all(engine, checkfirst=False)
    return tuple(found)
