"""A database of a replay's own, put under `connections["default"]` for the running thread.

Database routers do not help, as `transaction.atomic()` does not ask them. The one in memory is a copy of an image that
is migrated once a process: copying takes a millisecond, migrating two seconds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import environ
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from courses.catalogue import load_catalogue
from courses.models import Practice
from notifications.models import Agenda

PRACTICE = "Replay"
SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
IN_MEMORY = {"ENGINE": SQLITE, "NAME": ":memory:"}
# The catalogue is as old as the program; no rule reads when it was loaded.
LOADED_AT = datetime(2000, 1, 1, tzinfo=UTC)


class NotForReplay(ValueError):  # noqa: N818 (named as what is wrong)
    """The database that was named is not for replays."""


@contextmanager
def in_memory() -> Iterator[None]:
    """A fresh database in memory, with every table and the catalogue, while this lasts."""
    image = _image()
    with _instead(IN_MEMORY) as wrapper:
        wrapper.ensure_connection()
        wrapper.connection.deserialize(image)
        wrapper.connection.execute("PRAGMA foreign_keys = ON")
        yield


@contextmanager
def named(name: str) -> Iterator[None]:
    """The database of that name (an address, or a file of SQLite), migrated; raises NotForReplay for one in use."""
    with _instead(_config(name)) as wrapper:
        try:
            _refuse_one_in_use(wrapper)
            _prepare()
        except DatabaseError as error:
            raise NotForReplay(f"the database cannot be used: {error}") from error
        # Stories that were told there before are over: their patients are swept no more.
        Agenda.objects.update(next_due_at=None)
        yield


def _refuse_one_in_use(wrapper: BaseDatabaseWrapper) -> None:
    """Raise NotForReplay, before anything is changed, where records stand that are no replay's."""
    tables = wrapper.introspection.table_names()
    if tables and (
        Practice._meta.db_table not in tables or Practice.objects.exclude(name=PRACTICE).exists()  # noqa: SLF001
    ):
        raise NotForReplay("it holds records that are no replay's")


@cache
def _image() -> bytes:
    with _instead(IN_MEMORY) as wrapper:
        _prepare()
        serialized: bytes = wrapper.connection.serialize()
        return serialized


def _prepare() -> None:
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    load_catalogue(LOADED_AT)


def _config(name: str) -> dict[str, Any]:
    """The settings of a database by its address or file name; raises NotForReplay for the project's own."""
    if "://" not in name:
        config: dict[str, Any] = {"ENGINE": SQLITE, "NAME": name}
    else:
        try:
            config = dict(environ.Env.db_url_config(name))
        except (ValueError, KeyError) as error:
            raise NotForReplay("the address of the database cannot be read") from error
    if config.get("ENGINE") not in {SQLITE, POSTGRESQL} or not config.get("NAME"):
        raise NotForReplay("a database for replays is one of SQLite or PostgreSQL, with its name")
    if config["ENGINE"] == SQLITE:
        # A file that another name leads to is still the same file.
        config["NAME"] = str(Path(config["NAME"]).resolve())
    if _place(config) == _place(settings.DATABASES[DEFAULT_DB_ALIAS]):
        raise NotForReplay("this is the project's own database")
    return config


def _place(config: dict[str, Any]) -> tuple[str, ...]:
    """Where a database is: its file, or its name on its server."""
    if config["ENGINE"] == SQLITE:
        return (str(Path(config["NAME"]).resolve()),)
    return tuple(str(config.get(key) or "") for key in ("HOST", "PORT", "NAME"))


@contextmanager
def _instead(config: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """A connection of these settings in the place of the default one, for this thread."""
    wrapper: Any = ConnectionHandler({DEFAULT_DB_ALIAS: dict(config)})[DEFAULT_DB_ALIAS]
    # What begins after a commit leaves the process: here the recorder is the only way out.
    wrapper.on_commit = _forget
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = wrapper
    try:
        yield wrapper
    finally:
        connections[DEFAULT_DB_ALIAS] = before
        # Django keeps a database in memory open when its connection is closed.
        if wrapper.connection is not None:
            wrapper.connection.close()


def _forget(_do: Callable[[], object], robust: bool = False) -> None:  # noqa: FBT001, FBT002 (Django's signature)
    """Do nothing after a commit."""
