"""What beat starts. Celery finds tasks here; the work itself is done by `notifications`, which knows nothing of heartbeats."""

from celery import shared_task

from tracker import clock
from tracker.operator.heartbeats import beat_seen


@shared_task(name="tracker.tasks.tick")
def tick() -> None:
    """One tick of the clockwork.

    The sweep of `notifications` is called here, between the two heartbeats; `beat_seen("sweep", ...)` joins it, as a sweep is
    seen only when one was made.
    """
    beat_seen("worker", clock.now())
