"""What Prometheus reads: what stands in the database now, and what the processes of this machine have counted.

No label names anybody or anything of a course: channels, kinds, outcomes, rooms and parts are fixed words.
"""

import hmac
import os
from collections import Counter as Count
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from courses.access import Viewer
from notifications import dead_letters
from notifications.channel_names import NAMES
from notifications.models import Agenda, Circuit, Delivery, Outcome, Reminder
from notifications.models.messages import WAITING
from tracker import clock
from tracker.accounts.guards import for_operators
from tracker.operator import readiness
from tracker.operator.models import Heartbeat

UNAUTHORISED = 401


def exposition() -> bytes:
    """All metrics as text, as they are now."""
    registry = CollectorRegistry()
    registry.register(FromTheDatabase())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    # One process: its own counts are all there are.
    return generate_latest(registry) + generate_latest(REGISTRY)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponseBase:
    """For the scraper with its token, and for an operator who is signed in. Without a token set, for nobody else."""
    given = request.headers.get("Authorization")
    if given is None:
        return _for_operators(request)
    if not settings.METRICS_TOKEN or not hmac.compare_digest(
        given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()
    ):
        return HttpResponse("The token is not METRICS_TOKEN.\n", status=UNAUTHORISED, content_type="text/plain")
    return _answer()


@for_operators
def _for_operators(_request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    return _answer()


def _answer() -> HttpResponse:
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


class FromTheDatabase(Collector):
    """How things stand: asked anew at each scrape, by what partial indexes answer."""

    def collect(self) -> Iterator[Metric]:
        """The gauges; without a database only that there is none."""
        broker = readiness.broker_answers() if settings.BROKER_IN_USE else None
        if broker is not None:
            yield _gauge("broker_up", "Whether Redis answers.", float(broker))
        try:
            found = list(_standing())
        except DatabaseError:
            yield _gauge("database_up", "Whether the database answers.", 0)
            return
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield from found


def _standing() -> Iterator[Metric]:
    yield from _agendas()
    yield from _deliveries()
    yield _by(
        "dead_letters", "Deliveries that were given up and that no operator has settled.", ("channel", "kind"),
        {(channel, kind): count for (channel, kind), count in dead_letters.by_channel_and_kind().items()},
    )  # fmt: skip
    yield _by(
        "set_aside", "On whom the sweep fails again and again: nothing falls due for them.", ("of",),
        {("patient",): readiness.set_aside(), ("practice",): readiness.failing_practices()},
    )  # fmt: skip
    # A push service's name would be a label that grows with the phones; its channel says enough.
    providers = Circuit.objects.filter(open_until__isnull=False).values_list("provider", flat=True)
    shut = Count(provider.partition(":")[0] for provider in providers)
    yield _by(
        "circuits_open", "Providers to which nothing is handed for a while, as they fail.", ("channel",),
        {(name,): shut[name] for name in NAMES},
    )  # fmt: skip
    held = Reminder.objects.filter(outcome=Outcome.PENDING).values_list("kind").annotate(models.Count("pk"))
    yield _by(
        "reminders_held", "Reminders that quiet hours hold back.", ("kind",), {(kind,): count for kind, count in held}
    )
    seen = Heartbeat.objects.values_list("part", "seen_at")
    yield _by(
        "part_last_seen_timestamp_seconds", "When a part of the clockwork was last at work.", ("part",),
        {(part,): at.timestamp() for part, at in seen},
    )  # fmt: skip


def _agendas() -> Iterator[Metric]:
    now = clock.now()
    due = Agenda.objects.filter(next_due_at__lte=now).aggregate(
        count=models.Count("pk"), oldest=models.Min("next_due_at")
    )
    lag = 0.0 if due["oldest"] is None else (now - due["oldest"]).total_seconds()
    yield _gauge("agendas_due", "Patients and practices for whom something is due now.", due["count"])
    yield _gauge("sweep_lag_seconds", "For how long the oldest of them has been due.", lag)


def _deliveries() -> Iterator[Metric]:
    now = clock.now()
    waiting = Delivery.objects.filter(status__in=WAITING)
    counts = dict(waiting.values_list("channel").annotate(models.Count("pk")))
    oldest = dict(waiting.filter(available_at__lte=now).values_list("channel").annotate(models.Min("available_at")))
    yield _by(
        "deliveries_waiting", "Deliveries that wait or are in a worker's hands.", ("channel",),
        {(name,): counts.get(name, 0) for name in NAMES},
    )  # fmt: skip
    yield _by(
        "delivery_lag_seconds", "For how long the oldest that may go out has waited.", ("channel",),
        {(name,): (now - oldest.get(name, now)).total_seconds() for name in NAMES},
    )  # fmt: skip


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"shortcourse_{name}", said, value=value)


def _by(name: str, said: str, labels: tuple[str, ...], values: dict[tuple[str, ...], float]) -> Metric:
    family = GaugeMetricFamily(f"shortcourse_{name}", said, labels=labels)
    for told, value in sorted(values.items()):
        family.add_metric(told, value)
    return family
