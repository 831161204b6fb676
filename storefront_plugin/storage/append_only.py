"""Tables that the database itself lets nobody change."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import DDL, Table, event


def append_only(table: Table, refusal: str) -> None:
    """Whoever creates the table from its metadata makes it refuse every UPDATE and DELETE, in the words of `refusal`.

    A migration writes the same statements down by itself, since what it once ran must not change with this code.
    """
    for dialect, statements in _made(table.name, refusal).items():
        for statement in statements:
            _listen(table, "after_create", statement, dialect)
    # Triggers go with their table, the function does not.
    _listen(table, "after_drop", f"DROP FUNCTION IF EXISTS {table.name}_refuse()", "postgresql")


def _made(table: str, refusal: str) -> Mapping[str, tuple[str, ...]]:
    """The statements of each dialect, in order."""
    return {
        "sqlite": (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
        ),
        "postgresql": (
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'restrict_violation'; END $$",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        ),
    }


def _listen(table: Table, moment: str, statement: str, dialect: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(table, moment, ddl.execute_if(dialect=dialect))
