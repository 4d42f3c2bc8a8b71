"""A browser that does not answer any more is ended: its test fails and says where it stood, and the others go on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

# Ten times as long as the longest test takes, on a busy machine.
SECONDS = 240.0
CLOSING_SECONDS = 40.0
BROWSERS = ("chrom", "firefox")


@contextmanager
def patience(seconds: float) -> Iterator[threading.Event]:
    """Ends all browsers of this run after so long, and once more, as a test may be tried twice.

    The event tells whether it came to that.
    """
    lost, over = threading.Event(), threading.Event()

    def watch() -> None:
        while not over.wait(seconds):
            lost.set()
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    if child.name().startswith(BROWSERS):
                        child.kill()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lost
    finally:
        over.set()
        watcher.join()
