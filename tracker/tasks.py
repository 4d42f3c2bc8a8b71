"""Celery's thin way in to the clockwork; `run_reminders` is the other one. What is due stands in the database."""

from typing import Any

from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from notifications import signals
from notifications.channel_names import NAMES
from notifications.deliver import deliver as deliver_all
from notifications.retention import forget
from notifications.sweep import sweep
from tracker import clock
from tracker.celery import queue_of
from tracker.operator.heartbeats import beat_seen

# A task that nobody took before the next few ticks came is worth nothing: they say the same.
EXPIRES = 10


@shared_task(name="tracker.tasks.tick")
def tick() -> None:
    """Each second: sweep, and see to it that every channel's queue is looked at."""
    beat_seen("worker", clock.now())
    try:
        sweep_now()
    finally:
        # What is in the queues goes out whatever becomes of the sweep.
        for channel in NAMES:
            _start(deliver, channel)


@shared_task(name="tracker.tasks.sweep")
def sweep_now() -> None:
    """Do all that is due. Sweeps may overlap: none waits for another."""
    sweep(clock.now)
    beat_seen("sweep", clock.now())


@shared_task(name="tracker.tasks.deliver")
def deliver(channel: str) -> None:
    """Hand over all that waits for one channel."""
    deliver_all(channel, clock.now)


@shared_task(name="tracker.tasks.forget")
def forget_old() -> None:
    """Each hour: delete what practices keep no longer of what they sent."""
    forget(clock.now())


def wake(*, work: str, **_: Any) -> None:
    """Listen to `notifications.signals.work_waits`: begin at once what else the next tick would."""
    if work == signals.SWEEP:
        _start(sweep_now)
    else:
        _start(deliver, work)


def _start(task: Any, *channel: str) -> None:
    if not settings.BROKER_IN_USE:
        return
    queue = {"queue": queue_of(channel[0])} if channel else {}
    try:
        # One try: while the broker is away the request that woke us must not wait for it.
        task.apply_async(args=channel, retry=False, expires=EXPIRES, **queue)
    except OperationalError:
        return
