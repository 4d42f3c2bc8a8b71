"""Disks on which nothing more fits: a small one that is mounted, or, where none may be, files that may not grow."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
import psycopg
import pytest
from django.db import connection

from tests.faults.places import Postgres
from tests.faults.web import Web
from tests.servers import FOLDER

MEBIBYTES = 128
COPY = "shortcourse_small_disk"
# A file of PostgreSQL's log has 16 MiB: that one must fit, else the whole server falls.
QUOTA = 16 * 1024 * 1024
# Doses of nobody; none of them is smaller than a patient's. It never ends well, so that none of them stays, and their
# room is taken nevertheless.
BALLAST = b"""
    INSERT INTO courses_dose SELECT made.*
    FROM (SELECT generate_series(1, 10000000) AS n) AS numbers, jsonb_populate_record(
        NULL::courses_dose, jsonb_build_object(
            'id', gen_random_uuid(), 'patient_id', gen_random_uuid(), 'course_id', gen_random_uuid(),
            'client_id', gen_random_uuid(), 'seq', n, 'amount', 1, 'about', false, 'device', '', 'phone_zone', '',
            'by_kind', '', 'through', '', 'undone_by_kind', '', 'undone_through', '',
            'known_at', now(), 'taken_at', now(), 'told_taken_at', now(), 'medication_day', current_date
        )
    ) AS made
"""


class Disk(Protocol):
    """Where a database stands for which there may be no more room."""

    name: str
    folder: Path

    def database(self, postgres: Postgres) -> Any:
        """The address of a database on it that is as the tests' own, while this lasts."""

    def full(self, web: Web, postgres: Postgres | None = None) -> Any:
        """Not one more dose fits while this lasts: into that PostgreSQL, or into the SQLite of these pages."""


class Mounted:
    """A small disk of its own; only root may mount it, and not in every container."""

    name = "disk full"

    def __init__(self, folder: Path) -> None:
        """It is mounted there."""
        self.folder = folder

    @contextmanager
    def database(self, postgres: Postgres) -> Iterator[str]:
        """A copy of the tests' database whose tables stand on this disk."""
        room = self.folder / "tables"
        room.mkdir()
        if postgres.user is not None:
            shutil.chown(room, postgres.user, postgres.user)
        here = str(connection.settings_dict["NAME"])
        # A database in use cannot be copied, and who was killed may not have been missed yet.
        postgres.cut_off()
        with psycopg.connect(postgres.server_address, autocommit=True) as server:
            server.execute(f"CREATE TABLESPACE small LOCATION '{room}'".encode())
            server.execute(f'CREATE DATABASE {COPY} TEMPLATE "{here}" TABLESPACE small'.encode())
            try:
                yield urlsplit(postgres.address)._replace(path=f"/{COPY}").geturl()
            finally:
                server.execute(f"DROP DATABASE {COPY} WITH (FORCE)".encode())
                server.execute(b"DROP TABLESPACE small")

    @contextmanager
    def full(self, web: Web, postgres: Postgres | None = None) -> Iterator[None]:
        """Not one more byte fits."""
        ballast = self.folder / "ballast"
        try:
            with ballast.open("wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(bytes(4096))
            yield
        finally:
            ballast.unlink()


class Quota:
    """Any disk, on which who writes may not let a file grow: the same to them, but for the number of the error."""

    name = "no file may grow"

    def __init__(self, folder: Path) -> None:
        """Any folder."""
        folder.mkdir()
        self.folder = folder

    @contextmanager
    def database(self, postgres: Postgres) -> Iterator[str]:
        """The tests' own."""
        yield postgres.address

    @contextmanager
    def full(self, web: Web, postgres: Postgres | None = None) -> Iterator[None]:
        """What is there may be written over, and no more; with PostgreSQL there is no room left among the doses."""
        if postgres is None:
            with held_to(0, web.part.pid):
                yield
            return
        with held_to(QUOTA, postgres.pid, postgres.user):
            with (
                psycopg.connect(postgres.address) as server,
                pytest.raises(psycopg.Error, match=r"could not extend file .*: File too large"),
            ):
                server.execute(BALLAST)
            yield


@contextmanager
def held_to(size: int, pid: int, user: str | None = None) -> Iterator[None]:
    """No file of a process and of its children, those to come too, grows past that size while this lasts."""
    usual, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        _limit(pid, str(size), user)
        yield
    finally:
        _limit(pid, "unlimited" if usual == resource.RLIM_INFINITY else str(usual), user)


def _limit(pid: int, size: str, user: str | None) -> None:
    """Done as the user whose processes they are: a container's root may not do it to others'."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    for one in family:
        order = ["prlimit", f"--pid={one.pid}", f"--fsize={size}:"]
        done = subprocess.run(order, user=user, capture_output=True, text=True, check=False)
        assert done.returncode == 0 or not one.is_running(), done.stderr


@contextmanager
def small_disk() -> Iterator[Disk]:
    """A small one, else any one with a quota."""
    # Where the server's own user may go: the folders of a test are root's alone.
    folder = Path(os.environ[FOLDER]) / f"disk-{uuid4().hex[:8]}"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEBIBYTES}m", "tmpfs", str(folder)]
    refused = os.environ.get("SHORTCOURSE_FAULTS_MOUNT") == "0"
    if refused or os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        yield Quota(folder / "any")
        return
    try:
        yield Mounted(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S607
