"""Web processes as an operator runs them, and phones that speak to them."""

import http.client
import json
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from courses.models import Patient
from tests.browser.opening import session_of
from tests.faults.places import wait_until
from tracker import clock
from tracker.bench.clockwork import Clockwork, Part

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    kind: str

    @property
    def told(self) -> Any:
        """Its JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Web:
    """Where pages and API answer."""

    port: int
    part: Part

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One request over a connection of its own; raises OSError where nobody answers."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), answer.getheader("Content-Type", ""))
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def answers(self) -> bool:
        """Whether it lives."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/health/live")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


@contextmanager
def served(clockwork: Clockwork, **environment: str) -> Iterator[Web]:
    """Granian while this lasts."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    command = (
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-ws",
        "--blocking-threads", "8", "--log-level", "error", "tracker.wsgi:application",
    )  # fmt: skip
    web = Web(port, clockwork.start(*command, BASE_URL=f"http://{HOST}:{port}", **environment))
    wait_until(web.answers, "the pages")
    yield web
    web.part.end()


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone on which a patient is signed in."""

    web: Web
    session: str

    @classmethod
    def of(cls, patient: Patient, web: Web) -> "Phone":
        """Signed in now."""
        return cls(web, session_of(patient, clock.now()))

    @property
    def headers(self) -> dict[str, str]:
        """What each of its requests carries."""
        token = "f" * 32
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={token}"
        return {"Cookie": cookies, "X-CSRFToken": token, "Origin": f"http://{HOST}:{self.web.port}"}

    def log(self, course: Any, dose: Mapping[str, Any]) -> Answer:
        """Log a dose by the API."""
        headers = self.headers | {"Content-Type": "application/json"}
        return self.web.post(f"/api/v1/courses/{course.pk}/doses", json.dumps(dose).encode(), headers)

    def empty_outbox(self, entry: Mapping[str, str]) -> Answer:
        """Send one entry of the outbox of its pages."""
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        return self.web.post("/me/outbox/", urlencode(entry).encode(), headers)
