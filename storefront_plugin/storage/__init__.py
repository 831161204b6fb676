"""Where the plug-in's records live: its own engine, its own metadata, never the host's.

Owns: the connection to one database, how transactions begin, how a statement of every payment is run, column types,
names of constraints, what makes a table append-only, migrations' runner.
Does not own: tables (each capability has its own), or any decision about what is written.
Invariants: money is integers, moments are aware UTC, the host's ids are text; a write transaction on SQLite begins
IMMEDIATE, so that it waits for its turn instead of failing half-way.
"""

from storefront_plugin.storage.append_only import append_only
from storefront_plugin.storage.database import Database, after_commit
from storefront_plugin.storage.inserting import insert_new
from storefront_plugin.storage.locking import lock_name
from storefront_plugin.storage.prepared import Prepared
from storefront_plugin.storage.tables import ROW_NUMBER, UtcMoment, metadata

__all__ = [
    "ROW_NUMBER",
    "Database",
    "Prepared",
    "UtcMoment",
    "after_commit",
    "append_only",
    "insert_new",
    "lock_name",
    "metadata",
]
