"""The move from the embedded default to PostgreSQL: every row of SQLite's database, copied and compared, or nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, models, transaction
from psycopg import sql

from tracker.operator.heartbeats import last_seen
from tracker.operator.readiness import unapplied_migrations
from tracker.safekeeping.problems import CannotBeDone
from tracker.safekeeping.tallies import Counting, Tally, differences

Say = Callable[[str], object]
Row = tuple[Any, ...]

TARGET = "target"
TOLD_EVERY = 100_000
AT_ONCE = 2_000
# A sweep comes each second: who was seen as lately as this is at work.
AT_WORK_SECONDS = 10
# `migrate` fills these itself; the original's rows take their place.
MADE_BY_MIGRATE = frozenset({"django_content_type", "auth_permission"})


def move(target: Mapping[str, Any], address: str, *, now: datetime, say: Say) -> dict[str, Tally]:
    """Copy all to the PostgreSQL at an address, `target` in Django's words; what was copied, by table.

    The original is held against writers meanwhile and is not changed. Raises CannotBeDone, and then the target has its
    tables and no row.
    """
    _stands_still(now)
    with _connected(target):
        say("making the tables")
        _make_tables(address)
        _is_empty()
        # Of SQLite this is the one writer's place: nobody else writes until it ends. It writes nothing itself.
        with transaction.atomic(), transaction.atomic(using=TARGET):
            copied = _copy(say)
            say("comparing")
            found = {table._meta.db_table: _tally(table, TARGET) for table in _tables()}  # noqa: SLF001
            wrong = differences(copied, found)
            if wrong:
                raise CannotBeDone(f"the copy is not what was copied: {'; '.join(wrong)}. Nothing was left in it.")
            _go_on_counting()
            connections[TARGET].check_constraints()
    return copied


def _stands_still(now: datetime) -> None:
    if connection.vendor != "sqlite":
        raise CannotBeDone("DATABASE_URL names PostgreSQL already; the move begins where it names SQLite.")
    missing = unapplied_migrations()
    if missing:
        raise CannotBeDone(f"{missing[0]} is not applied; run python manage.py migrate first.")
    swept = last_seen("sweep")
    if swept is not None and (now - swept).total_seconds() < AT_WORK_SECONDS:
        raise CannotBeDone(
            "run_reminders is at work: stop it and the web server, wait ten seconds, and run this again. "
            "What they wrote after the copy would be lost."
        )


@contextmanager
def _connected(target: Mapping[str, Any]) -> Iterator[None]:
    """While this lasts Django knows the other database, and by one connection of its own."""
    options = {name: value for name, value in target.get("OPTIONS", {}).items() if name != "pool"}
    named = {TARGET: {**target, "OPTIONS": options}, "default": {}}
    connections.settings[TARGET] = connections.configure_settings(named)[TARGET]
    try:
        connections[TARGET].ensure_connection()
        yield
    except psycopg.Error as error:
        raise CannotBeDone(_said(error)) from error
    except DatabaseError as error:
        raise CannotBeDone(_said(error.__cause__ or error)) from error
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]


def _make_tables(address: str) -> None:
    """In a process of its own, which knows no other database: a migration that changes rows changes none of ours."""
    migrated = subprocess.run(  # noqa: S603 (our own interpreter and program)
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity=0", "--no-input"],
        env={**os.environ, "DATABASE_URL": address}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if migrated.returncode:
        raise CannotBeDone(f"the tables could not be made: {migrated.stderr.strip().rpartition(chr(10))[2]}")


def _said(error: BaseException) -> str:
    """What PostgreSQL refused, without the row that it refused: an error's detail may hold personal data."""
    diag = getattr(error, "diag", None)
    if diag is None or not diag.message_primary:
        return f"PostgreSQL does not answer ({type(error).__name__}). Nothing was copied."
    place = ", ".join(name for name in (diag.table_name, diag.column_name, diag.constraint_name) if name)
    return f"PostgreSQL refuses: {diag.message_primary}{f' ({place})' if place else ''}. Nothing was left in it."


def _tables() -> list[type[models.Model]]:
    """All that Django keeps; neither the cache, which Redis holds from now on, nor the list of migrations."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]  # noqa: SLF001


def _is_empty() -> None:
    with connections[TARGET].cursor() as cursor:
        for table in _tables():
            name = table._meta.db_table  # noqa: SLF001
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(name)))
            if cursor.fetchone() == (True,) and name not in MADE_BY_MIGRATE:
                raise CannotBeDone(f"the target is not empty: {name} has rows. Name a new database (createdb).")


def _copy(say: Say) -> dict[str, Tally]:
    copied = {}
    with connections[TARGET].cursor() as cursor:
        names = sql.SQL(", ").join(sql.Identifier(name) for name in sorted(MADE_BY_MIGRATE))
        cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
        for number, table in enumerate(_tables(), start=1):
            name = table._meta.db_table  # noqa: SLF001
            counting = Counting()
            fields = _fields(table)
            columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), columns)
            try:
                with cursor.copy(into) as copy:
                    for row in _rows(table, "default"):
                        counting.add(_plain(row))
                        copy.write_row(_for_postgresql(row, fields))
                        if counting.tally.rows % TOLD_EVERY == 0:
                            say(f"{name}: {counting.tally.rows} rows")
            except (psycopg.Error, DatabaseError) as error:
                raise CannotBeDone(f"{name}, row {counting.tally.rows} or next to it: {_said(error)}") from error
            copied[name] = counting.tally
            say(f"{number} of {len(_tables())}: {name}, {copied[name].rows} rows")
    return copied


def _fields(table: type[models.Model]) -> list[Any]:
    return list(table._meta.concrete_fields)  # noqa: SLF001 (Django's documented way to ask)


def _rows(table: type[models.Model], using: str) -> Iterator[Row]:
    """Every row as Django reads it: the same values from either database."""
    rows = table._base_manager.using(using).order_by().values_list(*(field.attname for field in _fields(table)))  # noqa: SLF001
    return rows.iterator(chunk_size=AT_ONCE)


def _tally(table: type[models.Model], using: str) -> Tally:
    counting = Counting()
    for row in _rows(table, using):
        counting.add(_plain(row))
    return counting.tally


def _plain(row: Row) -> Row:
    return tuple(_alike(value) for value in row)


def _alike(value: Any) -> Any:
    """A value as it is said of both databases: instants in UTC, amounts without idle zeros, objects in one order."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return bytes(value) if isinstance(value, memoryview) else value


def _for_postgresql(row: Row, fields: Sequence[Any]) -> list[Any]:
    there = connections[TARGET]
    return [field.get_db_prep_save(value, there) for field, value in zip(fields, row, strict=True)]


def _go_on_counting() -> None:
    """Keys that the database counts go on after the last one that was copied."""
    there = connections[TARGET]
    with there.cursor() as cursor:
        for statement in there.ops.sequence_reset_sql(no_style(), _tables()):
            cursor.execute(statement)
