"""`manage.py serve_metrics`: the metrics of this machine, for a scraper on it. No token: nobody else reaches it."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from prometheus_client import CONTENT_TYPE_LATEST

from tracker.operator.metrics import exposition

HERE = "127.0.0.1"
PORT = 9108
MOST_PORT = 65_535


class Command(BaseCommand):
    help = "Serve the metrics of this machine's processes at http://127.0.0.1:PORT/metrics, to this machine alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port."""
        parser.add_argument("--port", type=int, default=PORT, help=f"the port ({PORT})")

    def handle(self, *, port: int, **_options: Any) -> None:
        """Until Ctrl-C."""
        if not 0 < port <= MOST_PORT:
            raise CommandError(f"--port is {port}; it is a number from 1 to {MOST_PORT}.")
        try:
            server = make_server(HERE, port, answer, handler_class=Silent)
        except OSError as error:
            raise CommandError(f"Cannot listen at {HERE}:{port}: {error.strerror}.") from None
        self.stdout.write(f"metrics at http://{HERE}:{port}/metrics; Ctrl-C ends it")
        self.stdout.flush()
        with server:
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                return


class Silent(WSGIRequestHandler):
    """A scrape every few seconds is nothing to log."""

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The metrics, at /metrics alone."""
    if environ["PATH_INFO"] != "/metrics":
        start("404 Not Found", [("Content-Type", "text/plain")])
        return [b"The metrics are at /metrics.\n"]
    try:
        found = exposition()
    finally:
        # No request ends here as far as Django knows; a connection that broke must not be kept.
        connection.close()
    start("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
    return [found]
