"""The web server as an installation runs it, and people who are signed in to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest

from tracker.accounts.models import User
from tracker.accounts.sessions import Place, sign_in_patient
from tracker.bench.children import listening, peak_mib
from tracker.bench.place import HOST, free_port
from tracker.bench.shifted import environment_of

WORKERS, THREADS = 2, 4
TOKEN = "b" * 32


@dataclass(frozen=True, slots=True)
class Server:
    """A web server that runs."""

    address: str
    pid: int

    def peak_mib(self) -> int:
        """The most memory that one of its processes has held."""
        return peak_mib(self.pid)


@contextmanager
def serving(now: datetime, *, workers: int = WORKERS, threads: int = THREADS) -> Iterator[Server]:
    """The pages on this machine while this lasts; their clock runs from `now` on."""
    port = free_port()
    command = [
        "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(threads), "--no-ws", "--log-level", "error", "tracker.bench.served:application",
    ]  # fmt: skip
    given = environment_of(now) | {"DJANGO_SETTINGS_MODULE": "tracker.bench.served_settings"}
    with listening(port, *command, environment=given) as pid:
        yield Server(f"http://{HOST}:{port}", pid)


def signed_in(user: User, now: datetime) -> dict[str, str]:
    """The headers of a phone on which somebody is signed in, and may send forms."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    sign_in_patient(request, user, Place.OWN_PHONE, now)
    request.session.save()
    cookies = {settings.SESSION_COOKIE_NAME: request.session.session_key, settings.CSRF_COOKIE_NAME: TOKEN}
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "X-CSRFToken": TOKEN}
