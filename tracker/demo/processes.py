"""The demo's child processes: none outlives the demo, however that is ended."""

import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from tracker.demo.place import BASE_DIR

ENDS_WITHIN_SECONDS = 10
LOOK_EVERY_SECONDS = 0.2
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Child = subprocess.Popen[bytes]


@contextmanager
def told_to_end() -> Iterator[threading.Event]:
    """While this lasts, Ctrl-C, SIGTERM and a closed terminal set the event instead of ending this process."""
    told = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        told.set()

    before: dict[signal.Signals, Any] = {number: signal.signal(number, tell) for number in ENDING}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def process(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Child]:
    """A child that ends with this block. It has a session of its own: Ctrl-C reaches it by way of us alone."""
    child = subprocess.Popen(  # noqa: S603 (our own interpreter and modules)
        command, cwd=BASE_DIR, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            child.terminate()
        try:
            child.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def finished(child: Child, told: threading.Event) -> int | None:
    """The status with which a child ended; None where we were told to end before it did."""
    while child.poll() is None:
        if told.wait(LOOK_EVERY_SECONDS):
            return None
    return child.returncode
