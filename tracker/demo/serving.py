"""Serving a built demo: the pages and the reminders, each a process of its own, until told to end."""

import http.client
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tracker.demo.place import Place
from tracker.demo.processes import LOOK_EVERY_SECONDS, Child, process

MOST_PORTS = 50
HIGHEST_PORT = 65_535
READY_WITHIN_SECONDS = 120
ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 (recognised, not chosen)
HTTP_OK = 200


class CannotServe(RuntimeError):  # noqa: N818 (named as what is the case)
    """The demo cannot be served; the text says why and what to do."""


def free_port(host: str, port: int) -> int:
    """This port, or the first free one after it; raises CannotServe where there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + MOST_PORTS, HIGHEST_PORT + 1)):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As servers do: a port that was in use a moment ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError as error:
                if isinstance(error, socket.gaierror):
                    raise CannotServe(f"{host} is no address of this machine. Try --host 127.0.0.1.") from None
                continue
            return candidate
    raise CannotServe(f"No port from {port} on is free on {host}. Name another: --port 9000.")


def address_of(host: str, port: int) -> str:
    """What to open in a browser on this machine."""
    name = "127.0.0.1" if host in ANYWHERE else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def hosts_for(host: str) -> str:
    """The hosts that the pages answer to."""
    own = [socket.gethostname()] if host in ANYWHERE else [f"[{host}]" if ":" in host else host]
    return ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", *own]))


@dataclass(slots=True)
class Serving:
    """The two processes; both end when one does, and when this process is told to end."""

    place: Place
    host: str
    port: int
    told: threading.Event

    @property
    def address(self) -> str:
        """What to open in a browser on this machine."""
        return address_of(self.host, self.port)

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until Ctrl-C or SIGTERM; `ready` is called once pages are answered. Raises CannotServe."""
        environment = self.place.environment(address=self.address) | {"ALLOWED_HOSTS": hosts_for(self.host)}
        pages = [
            "--interface", "wsgi", "--host", self.host, "--port", str(self.port), "--blocking-threads", "8", "--no-ws",
            "--log-level", "error", "tracker.wsgi:application",
        ]  # fmt: skip
        with (
            process(self.place.command("granian", *pages), environment) as web,
            process(self.place.command("django", "run_reminders"), environment) as reminders,
        ):
            children = {"The pages": web, "The reminders": reminders}
            self._until_ready(children)
            self.place.note(self.address)
            if not self.told.is_set():
                ready()
            while not self.told.wait(LOOK_EVERY_SECONDS):
                _check(children)

    def _until_ready(self, children: Mapping[str, Child]) -> None:
        for _ in range(int(READY_WITHIN_SECONDS / LOOK_EVERY_SECONDS)):
            if _answers(self.address) or self.told.wait(LOOK_EVERY_SECONDS):
                return
            _check(children)
        raise CannotServe(f"{self.address} did not answer within {READY_WITHIN_SECONDS} seconds.")


def _check(children: Mapping[str, Child]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise CannotServe(f"{name} ended by themselves with status {child.returncode}; what they said is above.")


def _answers(address: str) -> bool:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == HTTP_OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
