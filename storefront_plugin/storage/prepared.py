"""Statements of every payment, compiled once and run on the driver's own cursor.

To make a statement, and to run it through SQLAlchemy, takes several times as long as the driver does (`make bench`).
What runs seldom stays with SQLAlchemy.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable
from sqlalchemy.types import TypeEngine

_Convert = Callable[[Any], Any]


class Prepared:
    """One statement, its values named by `bindparam`; for an INSERT by the `columns` it fills.

    It runs within a transaction of `Database.write()`, and raises what SQLAlchemy would. No lists of values (IN).
    """

    def __init__(self, statement: Executable, columns: Sequence[str] = ()) -> None:
        self._statement = statement
        self._columns = columns
        self._forms: dict[str, _Form] = {}

    def change(self, db: Connection, values: Mapping[str, Any]) -> int:
        """How many rows were changed."""
        form = self._form(db.dialect)
        with closing(db.connection.cursor()) as cursor:
            self._execute(db, cursor.execute, form.text, form.bound(values))
            return int(cursor.rowcount)

    def change_all(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same for each of these rows."""
        form = self._form(db.dialect)
        with closing(db.connection.cursor()) as cursor:
            self._execute(db, cursor.executemany, form.text, [form.bound(row) for row in rows])

    def rows(self, db: Connection, values: Mapping[str, Any]) -> list[Any]:
        """What a SELECT finds, as tuples with names."""
        form = self._form(db.dialect)
        with closing(db.connection.cursor()) as cursor:
            self._execute(db, cursor.execute, form.text, form.bound(values))
            return [form.row(found) for found in cursor.fetchall()]

    def _execute(self, db: Connection, call: Callable[[str, Any], object], text: str, values: object) -> None:
        fault_of_driver = db.dialect.loaded_dbapi.Error
        try:
            call(text, values)
        except fault_of_driver as fault:
            # Values are people's addresses and tokens: they are in no log and no traceback.
            told = DBAPIError.instance(text, None, fault, fault_of_driver, hide_parameters=True, dialect=db.dialect)
            raise told from fault

    def _form(self, dialect: Dialect) -> _Form:
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _Form(self._statement, self._columns, dialect)
        return form


class _Form:
    """A statement as one database writes it, with what turns our values into the driver's and back."""

    def __init__(self, statement: Executable, columns: Sequence[str], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)  # type: ignore[attr-defined]
        if compiled.post_compile_params:
            raise ValueError(f"a list of values cannot be prepared: {compiled}")
        self.text = str(compiled)
        self._order: Sequence[str] | None = compiled.positiontup
        self._binders: dict[str, _Convert | None] = {}
        self._fixed: dict[str, Any] = {}
        for name, bind in compiled.binds.items():
            binder = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if bind.required:
                self._binders[name] = binder
            else:
                self._fixed[name] = binder(bind.value) if binder else bind.value
        found = statement.selected_columns if isinstance(statement, Select) else ()
        self._readers = [_reader(column.type, dialect) for column in found]
        self._row: Any = namedtuple("Row", [str(column.key) for column in found], rename=True)  # type: ignore[misc]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them: by name, or in the order of its question marks."""
        told = {name: binder(values[name]) if binder else values[name] for name, binder in self._binders.items()}
        told.update(self._fixed)
        return told if self._order is None else [told[name] for name in self._order]

    def row(self, found: Sequence[Any]) -> Any:
        return self._row._make(
            value if reader is None else reader(value) for reader, value in zip(self._readers, found, strict=True)
        )


def _reader(of: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return of.dialect_impl(dialect).result_processor(dialect, None)
