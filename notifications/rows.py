"""Writing many rows in one statement, on PostgreSQL and SQLite alike, where the ORM has no safe way to.

`bulk_create(ignore_conflicts=True)` swallows every error on SQLite, a broken CHECK included; here the conflict that may
be passed over is named, and what was really written is told.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)

# Fewer than SQLite takes in one statement, and enough for a batch in one.
MOST_PARAMETERS = 30_000


def insert_new(rows: Sequence[M], *, once: tuple[str, ...]) -> set[Any]:
    """Insert what is not there yet by the unique columns `once`; the primary keys of the rows that were inserted.

    Rows go in in the order of `once`, so that two writers of the same rows wait for each other and never in a circle.
    """
    if not rows:
        return set()
    meta = rows[0]._meta  # noqa: SLF001 (Django's documented way to ask)
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(_name(field) for field in fields)
    target = ", ".join(_name(meta.get_field(name)) for name in once)
    key = meta.pk
    inserted: set[Any] = set()
    with connection.cursor() as cursor:
        for chunk in _chunks(sorted(rows, key=lambda row: _order(row, once)), len(fields)):
            one = f"({', '.join(['%s'] * len(fields))})"
            cursor.execute(
                f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({columns}) "  # noqa: S608 (names are our own)
                f"VALUES {', '.join([one] * len(chunk))} ON CONFLICT ({target}) DO NOTHING RETURNING {_name(key)}",
                [_value(row, field) for row in chunk for field in fields],
            )
            inserted |= {key.to_python(returned) for (returned,) in cursor.fetchall()}
    return inserted


def update_all(rows: Sequence[M], *columns: str) -> None:
    """Write these columns of rows that are there, in one statement (bulk_update() makes a CASE of every row)."""
    if not rows:
        return
    meta = rows[0]._meta  # noqa: SLF001
    key = meta.pk
    fields = [key, *(meta.get_field(name) for name in columns)]
    table = connection.ops.quote_name(meta.db_table)
    sets = ", ".join(f"{_name(field)} = {_typed(field)}" for field in fields[1:])
    names = ", ".join(_name(field) for field in fields)
    with connection.cursor() as cursor:
        for chunk in _chunks(rows, len(fields)):
            one = f"({', '.join(['%s'] * len(fields))})"
            cursor.execute(
                f"WITH fresh ({names}) AS (VALUES {', '.join([one] * len(chunk))}) "  # noqa: S608 (names are our own)
                f"UPDATE {table} SET {sets} FROM fresh WHERE {table}.{_name(key)} = {_typed(key)}",
                [_value(row, field) for row in chunk for field in fields],
            )


def _name(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _typed(field: Any) -> str:
    """The fresh value; PostgreSQL cannot tell the type of a column of nothing but nulls."""
    fresh = f"fresh.{_name(field)}"
    if connection.vendor != "postgresql":
        return fresh
    # Without its length: a cast cuts off silently what is too long, the column itself refuses it.
    return f"{fresh}::{str(field.rel_db_type(connection)).partition('(')[0]}"


def _value(row: models.Model, field: Any) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)


def _order(row: models.Model, names: tuple[str, ...]) -> tuple[Any, ...]:
    fields: list[Any] = [row._meta.get_field(name) for name in names]  # noqa: SLF001
    return tuple(getattr(row, field.attname) for field in fields)


def _chunks(rows: Sequence[M], width: int) -> Iterator[Sequence[M]]:
    size = MOST_PARAMETERS // width
    return (rows[start : start + size] for start in range(0, len(rows), size))
