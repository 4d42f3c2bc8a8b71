"""What the pipeline counts at the moment it happens, for Prometheus. What stands in the database is read from there.

Labels come from fixed words (kinds, channels, outcomes): nothing of a person, a practice or a medicine is among them.
"""

from collections import Counter as Count
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from prometheus_client import Counter, Histogram

from notifications.leases import Result
from notifications.models import Status

REMINDERS = Counter(
    "shortcourse_reminders_total", "Reminders decided, by what became of them.", ["kind", "outcome"]
)  # fmt: skip
DELIVERIES = Counter(
    "shortcourse_deliveries_total",
    "Attempts to hand a message over, by how they ended; kind is the most urgent that the message carries.",
    ["channel", "kind", "outcome"],
)
LEASES_LOST = Counter(
    "shortcourse_leases_lost_total",
    "Deliveries whose worker died or was too slow: taken up again by another one, or given up.",
    ["channel"],
)
DELIVERY_SECONDS = Histogram(
    "shortcourse_delivery_seconds",
    "From when a message was decided until a channel took it.",
    ["channel"],
    buckets=(0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200),
)
SWEEP_FAILURES = Counter("shortcourse_sweep_failures_total", "Looks at one patient or practice that failed.")

# A queued result is one that is tried again, or one that was given back untried.
RETRIED, GIVEN_BACK = "retried", "given_back"


def decided(outcomes: Iterable[tuple[str, str]]) -> None:
    """Count reminders by kind and outcome, once this transaction is committed."""
    counts = Count(outcomes)
    transaction.on_commit(lambda: _decided(counts), robust=True)


def _decided(counts: Mapping[tuple[str, str], int]) -> None:
    for (kind, outcome), count in counts.items():
        REMINDERS.labels(kind, outcome).inc(count)


def ended(results: Iterable[Result], now: datetime) -> None:
    """Count attempts by how they ended, and how long the handed over ones took."""
    counts: Count[tuple[str, str, str]] = Count()
    for result in results:
        message, channel = result.leased.message, result.leased.endpoint.channel
        outcome = result.status
        if outcome == Status.QUEUED:
            outcome = GIVEN_BACK if result.untried else RETRIED
        elif outcome == Status.SENT:
            DELIVERY_SECONDS.labels(channel).observe(max(0.0, (now - message.decided_at).total_seconds()))
        counts[channel, message.kind, str(outcome)] += 1
    for labels, count in counts.items():
        DELIVERIES.labels(*labels).inc(count)


def leases_lost(channel: str, count: int) -> None:
    """Count deliveries that were found with a lease that had run out."""
    if count:
        LEASES_LOST.labels(channel).inc(count)


def sweep_failed() -> None:
    """Count a patient or practice on whom the sweep failed."""
    SWEEP_FAILURES.inc()
