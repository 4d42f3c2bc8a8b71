"""A restore: a backup comes back into a database that has nothing yet, and is compared with its manifest."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from tracker.safekeeping import manifest as manifests
from tracker.safekeeping.backup import database_file
from tracker.safekeeping.manifest import Manifest
from tracker.safekeeping.problems import CannotBeDone
from tracker.safekeeping.programs import program, reached_by, run
from tracker.safekeeping.tallies import Tallies, differences, tallies_of_postgresql, tallies_of_sqlite

Say = Callable[[str], object]


def restore(folder: Path, *, say: Say) -> Manifest:
    """Bring a backup back into the empty database that the settings name. Raises CannotBeDone."""
    say("checking the backup")
    manifest = manifests.read(folder)
    write = _sqlite if connection.vendor == "sqlite" else _postgresql
    write(folder / manifest.file, manifest, say)
    return manifest


def _sqlite(path: Path, manifest: Manifest, say: Say) -> None:
    """Beside its place first: there is no database until it is whole."""
    place = database_file()
    _nothing_there(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f"{place.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    backup = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    copy = sqlite3.connect(unfinished, isolation_level=None)
    try:
        say("copying")
        backup.backup(copy)
        say("counting")
        _as_told(manifest.tables, tallies_of_sqlite(copy), "Nothing was left behind.")
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    finally:
        copy.close()
        backup.close()
    unfinished.chmod(0o600)
    for name in (place.name, f"{place.name}-wal", f"{place.name}-shm"):
        place.with_name(name).unlink(missing_ok=True)
    unfinished.rename(place)


def _nothing_there(place: Path) -> None:
    if not place.exists():
        return
    there = sqlite3.connect(place)
    try:
        [(tables,)] = there.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error as error:
        raise CannotBeDone(f"{place} is there and is no database: {error}") from error
    finally:
        there.close()
    if tables:
        raise CannotBeDone(f"{place} holds a database. Move it away, with its -wal and -shm files, and run this again.")


def _postgresql(path: Path, manifest: Manifest, say: Say) -> None:
    """In one transaction of pg_restore: all of it comes back, or nothing."""
    with connection.cursor() as cursor:
        if tallies_of_postgresql(cursor):
            raise CannotBeDone("the database that DATABASE_URL names holds tables. Restore into a new one (createdb).")
        info = connection.connection.info
        # A dump is read by programs no older than those that wrote it.
        tool = program("pg_restore", at_least=max(manifest.version, info.server_version // 10_000))
        address, password = reached_by(connection.connection)
    say("copying")
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password"]
    run(tool, [*words, f"--dbname={address}", str(path)], password=password)
    say("counting")
    with transaction.atomic(), connection.cursor() as cursor:
        _as_told(manifest.tables, tallies_of_postgresql(cursor), "Do not use this database: drop it.")


def _as_told(expected: Tallies, found: Tallies, remedy: str) -> None:
    wrong = differences(expected, found)
    if wrong:
        raise CannotBeDone(f"what came back is not what was backed up: {'; '.join(wrong)}. {remedy}")
