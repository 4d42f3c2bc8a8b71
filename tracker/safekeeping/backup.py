"""A backup: the whole database as of one instant, while people go on working, in a folder with its manifest."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from tracker.safekeeping.manifest import Manifest, manifest_for
from tracker.safekeeping.problems import CannotBeDone
from tracker.safekeeping.programs import program, reached_by, run
from tracker.safekeeping.tallies import Tally, differences, tallies_of_postgresql, tallies_of_sqlite

Say = Callable[[str], object]
APPLIED = "SELECT app, name FROM django_migrations ORDER BY app, name"


def back_up(folder: Path, *, now: datetime, say: Say) -> Manifest:
    """Write a backup into a new folder, which is there only once it is whole; readable by its owner alone.

    Raises CannotBeDone.
    """
    if folder.exists():
        raise CannotBeDone(f"{folder} is there already; name a folder that is not.")
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    if unfinished.exists():
        raise CannotBeDone(
            f"{unfinished} is of a backup that is being made or was broken off; remove it if the latter."
        )
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        write = _sqlite if connection.vendor == "sqlite" else _postgresql
        manifest = write(unfinished, now, say)
        manifest.write(unfinished)
        for path in unfinished.iterdir():
            path.chmod(0o600)
            _to_disk(path)
        _to_disk(unfinished)
        unfinished.rename(folder)
        _to_disk(folder.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return manifest


def _sqlite(folder: Path, now: datetime, say: Say) -> Manifest:
    """By SQLite's own copying, out of one snapshot: writers neither wait nor get in between."""
    path = folder / "database.sqlite3"
    original = sqlite3.connect(f"{database_file().absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    copy = sqlite3.connect(path, isolation_level=None)
    try:
        original.execute("BEGIN")
        say("counting")
        tables = tallies_of_sqlite(original)
        say("copying")
        original.backup(copy)
        # Else it would be one of three files.
        copy.execute("PRAGMA journal_mode=DELETE")
        _same(tables, tallies_of_sqlite(copy))
        migrations = [".".join(row) for row in original.execute(APPLIED)]
    except sqlite3.Error as error:
        raise CannotBeDone(f"the database cannot be copied: {error}") from error
    finally:
        copy.close()
        original.close()
    return manifest_for(path, tables=tables, migrations=migrations, version=sqlite3.sqlite_version_info[0], made_at=now)


def _postgresql(folder: Path, now: datetime, say: Say) -> Manifest:
    """By pg_dump, out of a snapshot that the counts are taken in too."""
    path = folder / "database.dump"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [(snapshot,)] = cursor.fetchall()
        version = connection.connection.info.server_version // 10_000
        dump = program("pg_dump", at_least=version)
        address, password = reached_by(connection.connection)
        say("copying")
        words = ["--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--snapshot={snapshot}"]
        run(dump, [*words, f"--file={path}", f"--dbname={address}"], password=password)
        say("counting")
        tables = tallies_of_postgresql(cursor)
        cursor.execute(APPLIED)
        migrations = [".".join(row) for row in cursor.fetchall()]
    return manifest_for(path, tables=tables, migrations=migrations, version=version, made_at=now)


def database_file() -> Path:
    """The file that SQLite's database stands in."""
    return Path(connection.settings_dict["NAME"])


def _same(expected: dict[str, Tally], found: dict[str, Tally]) -> None:
    wrong = differences(expected, found)
    if wrong:
        raise CannotBeDone(f"the copy is not what was copied: {'; '.join(wrong)}")


def _to_disk(path: Path) -> None:
    """Have the system write a file, or a folder's entries, out."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
