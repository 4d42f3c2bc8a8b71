"""The application of a web server that is measured: it goes by the bench's clock."""

from tracker.bench.shifted import shift
from tracker.wsgi import application

__all__ = ["application"]

shift()
