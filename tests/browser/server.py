"""A server for tests: the application in a process of its own, on the database of this run."""

import email
import email.policy
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from tests.courses.making import at
from tracker import clock
from tracker.demo.place import BASE_DIR
from tracker.demo.processes import process

HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 60


class Server:
    """The pages at `address`, `environment` of its processes, its mails, and its clock."""

    def __init__(self, folder: Path, database: str, **environment: str) -> None:
        """Nothing runs yet. `environment` is what it has besides."""
        self.port = free_port()
        self.address = f"http://{HOST}:{self.port}"
        self._clock, self._mails = folder / "clock", folder / "mails"
        self._mails.mkdir()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.browser.served_settings",
            "SHORTCOURSE_ENV": "development",
            "DATABASE_URL": f"sqlite:///{database}",
            "BASE_URL": self.address,
            "LOG_LEVEL": "WARNING",
            "SHORTCOURSE_TEST_CLOCK": str(self._clock),
            "SHORTCOURSE_TEST_MAILS": str(self._mails),
            **environment,
        }

    def set_clock(self, now: datetime | str) -> None:
        """Let the server stand at this instant (a text is a wall time in New York) until set anew."""
        instant = at(now) if isinstance(now, str) else now
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(instant.isoformat(), encoding="ascii")
        fresh.replace(self._clock)

    def real_clock(self) -> None:
        """Let it go by the real clock, as it does at the beginning of each test."""
        self._clock.unlink(missing_ok=True)

    @property
    def stands(self) -> bool:
        """Whether its clock was set."""
        return self._clock.exists()

    def now(self) -> datetime:
        """What its clock says."""
        return datetime.fromisoformat(self._clock.read_text(encoding="ascii")) if self.stands else clock.now()

    def mails(self) -> list[EmailMessage]:
        """What it has mailed since the test began, in order."""
        files = sorted(self._mails.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        return [
            email.message_from_bytes(part + b"\n", policy=email.policy.default)
            for path in files
            for part in path.read_bytes().split(b"-" * 79)
            if part.strip()
        ]

    def begin_anew(self) -> None:
        """Forget the mails, and the clock that a test has set."""
        self.real_clock()
        shutil.rmtree(self._mails)
        self._mails.mkdir()

    def manage(self, *arguments: str) -> str:
        """What a command of manage.py prints, run in a process beside the server."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR, env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve while this lasts."""
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(self.port),
            "--blocking-threads", "4", "--no-ws", "--log-level", "error", "tests.browser.served:application",
        ]  # fmt: skip
        with process(command, self.environment) as child:
            until = time.monotonic() + READY_WITHIN_SECONDS
            while not answers(self.port):
                assert child.poll() is None, "the server ended by itself; what it said is above"
                assert time.monotonic() < until, f"the server did not answer within {READY_WITHIN_SECONDS} seconds"
                time.sleep(0.05)
            yield


def free_port() -> int:
    """One that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether a server of ours lives at this port."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
