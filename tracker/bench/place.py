"""A database that is made for one bench, and dropped after it; and free ports."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

HOST = "127.0.0.1"


@contextmanager
def fresh_database(address: str) -> Iterator[str]:
    """The address of a new, empty database on the server that `address` names, while this lasts."""
    name = f"shortcourse_bench_{uuid4().hex[:12]}"
    identifier = sql.Identifier(name)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
