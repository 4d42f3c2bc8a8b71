"""What the server of these tests serves: the project's own application, by a clock that the tests can set."""

import os
from datetime import datetime
from pathlib import Path

from tracker import clock

_real = clock.now
_set = Path(os.environ["SHORTCOURSE_TEST_CLOCK"])


def now() -> datetime:
    """The instant that a test has set; without one the present instant."""
    try:
        return datetime.fromisoformat(_set.read_text(encoding="ascii"))
    except FileNotFoundError:
        return _real()


clock.now = now

from tracker.wsgi import application  # noqa: E402  the clock comes first: models name it while they are imported

__all__ = ["application"]
