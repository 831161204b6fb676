"""Where the plug-in's records live: its own engine, its own metadata, never the host's.

Owns: the connection to one database, how transactions begin, column types, names of constraints, migrations' runner.
Does not own: tables (each capability has its own), or any decision about what is written.
Invariants: money is integers, moments are aware UTC, the host's ids are text; a write transaction on SQLite begins
IMMEDIATE, so that it waits for its turn instead of failing half-way.
"""

from storefront_plugin.storage.database import Database, after_commit
from storefront_plugin.storage.inserting import insert_new
from storefront_plugin.storage.tables import ROW_NUMBER, UtcMoment, metadata

__all__ = ["ROW_NUMBER", "Database", "UtcMoment", "after_commit", "insert_new", "metadata"]
