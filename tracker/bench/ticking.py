"""The Celery application of a clockwork that is measured: it goes by the bench's clock."""

from tracker.bench.shifted import shift
from tracker.celery import app

__all__ = ["app"]

shift()
