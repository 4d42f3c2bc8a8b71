"""Processes of their own beside a bench: sinks, the web server, the load. Each ends with the bench."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tracker.bench.place import HOST

READY_WITHIN_SECONDS = 120
ENDS_WITHIN_SECONDS = 20
# The lines of standard output are the figures.
STANDARD_ERROR = 2


class Died(RuntimeError):  # noqa: N818 (named as what is the case)
    """A process beside the bench ended by itself; what it said is above."""


@contextmanager
def child(*command: str, environment: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """This Python with these arguments, while this lasts."""
    given = None if environment is None else {**os.environ, **environment}
    process = subprocess.Popen(  # noqa: S603 (our own interpreter and modules)
        [sys.executable, *command], env=given, stdout=STANDARD_ERROR
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def listening(port: int, *command: str, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """The id of such a process, from when it listens at a port on."""
    with child(*command, environment=environment) as process:
        until = time.monotonic() + READY_WITHIN_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > until:
                raise Died(" ".join(command))
            time.sleep(0.05)
        yield process.pid


def peak_mib(pid: int) -> int:
    """The most memory that a process, or one of those that it started, has held, in MiB."""
    return max(_peak_kib(one) for one in [pid, *_children_of(pid)]) // 1024


def _peak_kib(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def _children_of(pid: int) -> list[int]:
    with suppress(OSError):
        found = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
        return found + [further for one in found for further in _children_of(one)]
    return []


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
