"""New registers, and those made by an earlier version: what they lack is added, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Engine, MetaData, Table, inspect, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DatabaseError
from sqlalchemy.schema import CreateColumn


def add_missing_tables(engine: Engine, metadata: MetaData) -> None:
    """Make the tables that the database lacks."""
    while missing := _missing_tables(engine, metadata):
        try:
            metadata.create_all(engine)
        except DatabaseError:
            # Somebody else may open the same register at once: then there are fewer left to make.
            if _missing_tables(engine, metadata) == missing:
                raise


def add_missing_columns(engine: Engine, metadata: MetaData) -> None:
    """Add the columns that a table of the database lacks. Rows that exist get the column's ``server_default``."""
    for table, column in list(_missing(engine, metadata)):
        try:
            with engine.begin() as connection:
                connection.execute(text(adding(table, column, engine.dialect)))
        except DatabaseError:
            # The service and a command may open the same register at once: then the other one has added it.
            if (table, column) in _missing(engine, metadata):
                raise


def adding(table: Table, column: Column[Any], dialect: Dialect) -> str:
    """Give the statement that adds a column, as a database wants it."""
    name = dialect.identifier_preparer.format_table(table)
    return f"ALTER TABLE {name} ADD COLUMN {CreateColumn(column).compile(dialect=dialect)}"


def _missing_tables(engine: Engine, metadata: MetaData) -> set[str]:
    return set(metadata.tables) - set(inspect(engine).get_table_names())


def _missing(engine: Engine, metadata: MetaData) -> Iterator[tuple[Table, Column[Any]]]:
    looked = inspect(engine)
    for table in metadata.sorted_tables:
        known = {column["name"] for column in looked.get_columns(table.name)}
        yield from ((table, column) for column in table.columns if column.name not in known)
