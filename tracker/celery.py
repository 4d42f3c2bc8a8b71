"""The Celery application. Redis only wakes: what is due stands in the database, and the next tick finds the lost."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("shortcourse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Workers log as the web processes do: a receiver of this signal keeps Celery from setting up its own."""
