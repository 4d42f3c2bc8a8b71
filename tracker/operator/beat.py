"""Beat says that it lives. It runs in the beat process alone, each time that it hands a tick to the broker."""

from typing import Any

from celery import signals
from django.db import DatabaseError, close_old_connections

from tracker import clock
from tracker.operator.heartbeats import beat_seen


@signals.beat_init.connect
def watch_ticks(**_: Any) -> None:
    """From now on this process is beat, and every task that it sends is a sign of life."""
    signals.after_task_publish.connect(say_alive)


def say_alive(**_: Any) -> None:
    """Record the sign of life; a database that is away for a while must not end beat."""
    close_old_connections()
    try:
        beat_seen("beat", clock.now())
    except DatabaseError:
        return
