"""Alembic's doorstep: the connection is handed over by storage.migrating, the metadata is ours alone."""

from typing import Literal

from alembic import context

from storefront_plugin.migrations.tables import metadata
from storefront_plugin.storage import UtcMoment
from storefront_plugin.storage.migrating import VERSION_TABLE


def render_item(kind: str, item: object, _: object) -> str | Literal[False]:
    """A moment is written as the column it is, since the history must not change with our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcMoment) else False


def include_name(name: str | None, kind: str, _: object) -> bool:
    """Nothing of the host's is compared, should it live in the same database."""
    return kind != "table" or (name or "").startswith("storefront_")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    include_name=include_name,
    render_item=render_item,
    render_as_batch=True,
    compare_type=True,
)
# The transaction is the caller's, and so is its commit.
context.run_migrations()
