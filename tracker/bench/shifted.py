"""A clock that runs from an instant in the days of a bench's patients on, alike in all processes of the bench."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime

from tracker import clock

BEGINS, BEGAN = "SHORTCOURSE_BENCH_BEGINS", "SHORTCOURSE_BENCH_BEGAN"


def environment_of(begins: datetime) -> dict[str, str]:
    """What tells a process of a bench that it is `begins` now."""
    return {BEGINS: begins.isoformat(), BEGAN: clock.now().isoformat()}


def shift(environment: Mapping[str, str] = os.environ) -> None:
    """Let this process go by it."""
    begins, began = (datetime.fromisoformat(environment[name]) for name in (BEGINS, BEGAN))
    real: Callable[[], datetime] = clock.now
    clock.now = lambda: begins + (real() - began)


def in_the_bench(real: datetime, environment: Mapping[str, str]) -> datetime:
    """What that clock says at a real instant."""
    begins, began = (datetime.fromisoformat(environment[name]) for name in (BEGINS, BEGAN))
    return begins + (real - began)
