"""How many requests each room answers, how, and how long that takes: for Prometheus."""

from prometheus_client import Histogram

OTHER = "other"
ROOMS = frozenset({"accounts", "api", "clinician", "helping", "look", "mail_links", "operator", "patient"})

REQUEST_SECONDS = Histogram(
    "shortcourse_request_seconds",
    "Time to answer a request, by the room that answered and the first digit of the status.",
    ["room", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


def answered(route: str, status: int, seconds: float) -> None:
    """Count one answer; `route` is the name of its route."""
    room = route.partition(":")[0]
    REQUEST_SECONDS.labels(room if room in ROOMS else OTHER, f"{status // 100}xx").observe(seconds)
