"""How often one may ask: counted in the one cache that all processes share, told with 429 and Retry-After."""

from datetime import datetime, timedelta
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from courses.access import Viewer
from tracker import clock
from tracker.accounts.limits import Limit, ip_of

REQUESTS = Limit("api-requests", 600, timedelta(minutes=1))
CHANGES = Limit("api-changes", 120, timedelta(minutes=1))
WRONG_TOKENS = Limit("api-wrong-tokens", 30, timedelta(minutes=1))


class Requests(BaseThrottle):
    """Any request of one viewer; of nobody's, by the address that it came from."""

    limit = REQUESTS

    def allow_request(self, request: Request, view: Any) -> bool:  # noqa: ARG002 (DRF's)
        """Count one more; whether it is within the limit."""
        self.now = clock.now()
        return self.limit.allows(key_of(request), self.now)

    def wait(self) -> float:
        """Seconds until the next span begins."""
        return seconds_left(self.limit, self.now)


class Changes(Requests):
    """What one viewer changes."""

    limit = CHANGES

    def allow_request(self, request: Request, view: Any) -> bool:
        """Reading is not counted here."""
        return request.method in {"GET", "HEAD"} or super().allow_request(request, view)


def key_of(request: Request) -> str:
    """Whose requests are counted together."""
    viewer = request.auth
    return f"{viewer.kind}:{viewer.id}" if isinstance(viewer, Viewer) else f"ip:{ip_of(request._request)}"  # noqa: SLF001 (DRF's name for the request that it wraps)


def seconds_left(limit: Limit, now: datetime) -> float:
    """How long the present span of a limit lasts yet."""
    span = limit.within.total_seconds()
    return span - now.timestamp() % span
