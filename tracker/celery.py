"""The Celery application. Redis only wakes: what is due stands in the database, and the next tick finds the lost."""

import os
from typing import Any

from celery import Celery, signals
from celery.app.amqp import AMQP
from kombu import Connection, Queue

from notifications.channel_names import NAMES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")


class BrokerConnection(Connection):
    """Tries once a second while the broker is away, so that everything goes on as soon as it is back."""

    def ensure_connection(self, *given: Any, **named: Any) -> Any:
        """Connect; by kombu's own waits, which grow to half a minute, a broker that is back would not be noticed."""
        waits = {"interval_start": 1, "interval_step": 0, "interval_max": 1}
        return super().ensure_connection(*given, **{**waits, **named})


class Broker(AMQP):
    """What this application speaks to its broker by."""

    Connection = BrokerConnection


app = Celery("shortcourse", amqp=Broker)
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
