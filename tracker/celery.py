"""The Celery application. Redis only wakes: what is due stands in the database, and the next tick finds the lost."""

import os
from typing import Any

from celery import Celery, signals
from kombu import Queue

from notifications.channel_names import NAMES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("shortcourse")
app.config_from_object("django.conf:settings", namespace="CELERY")


def queue_of(channel: str) -> str:
    """The queue of a channel: one that hangs holds up no other, where each has workers of its own (`celery -Q`)."""
    return f"deliver-{channel}"


# A worker that is told nothing else takes from all of them.
app.conf.task_queues = [Queue("celery"), *(Queue(queue_of(channel)) for channel in NAMES)]
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Workers log as the web processes do: a receiver of this signal keeps Celery from setting up its own."""
