"""The project and its edges: wires courses and notifications together, and shows them to people and machines."""

from tracker.celery import app as celery_app

__all__ = ["celery_app"]
