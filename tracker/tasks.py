"""What beat starts. The work itself is done by `notifications`, which knows nothing of heartbeats."""

from celery import shared_task

from tracker import clock
from tracker.operator.heartbeats import beat_seen


@shared_task(name="tracker.tasks.tick")
def tick() -> None:
    """One tick of the clockwork.

    The sweep of `notifications` is called here, after the worker's heartbeat, and `beat_seen("sweep", ...)` after it:
    a sweep is seen only when one was made. `run_reminders`, which does without Celery, records the sweep likewise.
    """
    beat_seen("worker", clock.now())
