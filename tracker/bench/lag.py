"""`lag`: how long after a reminder falls due it is at the push service, with the clockwork as an operator runs it.

Beat ticks each second, one worker sweeps, one hands over; 200 fall due each second among a million courses.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from statistics import median
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from notifications.channel_names import WEB_PUSH
from notifications.models import Delivery, Reminder
from tracker import clock
from tracker.bench.children import child, peak_mib
from tracker.bench.clinic import at, open_clinic
from tracker.bench.cloning import clone, vacuum
from tracker.bench.figures import Figure, Target
from tracker.bench.push import sink
from tracker.bench.push_sink import PushSink
from tracker.bench.shifted import environment_of, in_the_bench
from tracker.bench.sweep import DAY, HISTORY, fill_others, used_for_two_days
from tracker.bench.telling import tell
from tracker.celery import queue_of

PATIENTS, A_SECOND, SECONDS = 1_000_000, 200, 120
MOST_SECONDS = 5
WALL = "08:00"
# The clockwork is up by then.
AHEAD = timedelta(seconds=30)
LATE = timedelta(minutes=5)
CELERY = ("-m", "celery", "-A", "tracker.bench.ticking")
WORKER = (*CELERY, "worker", "--without-gossip", "--without-mingle", "--loglevel=ERROR", "--concurrency=1")
P99 = 99


def measure(scale: float) -> Figure:
    """The 99th percentile in seconds; as many a second at any scale, for less long and among fewer."""
    lasts = max(2, int(SECONDS * scale))
    count = A_SECOND * lasts
    first = at(DAY, WALL)
    clinic = open_clinic()
    # They live through two days, so they come first: nothing of the patients who are measured may be swept then.
    fill_others(clinic, max(1, int(PATIENTS * scale) - count))
    patient = used_for_two_days(clinic, first, phone=settings.PUSH_LOCAL_SERVICE)
    tell(f"{count:,} patients due within {lasts} s")
    clone(patient.pk, count - 1, leave_out=HISTORY)
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, {"first": first, "a_second": A_SECOND})
        if cursor.rowcount != count:
            raise RuntimeError(f"{cursor.rowcount} are due, not {count}")
    vacuum()
    environment = environment_of(first - AHEAD)
    with ExitStack() as running:
        service = running.enter_context(sink())
        workers = [
            running.enter_context(child(*WORKER, f"--queues={queue}", environment=environment)).pid
            for queue in ("celery", queue_of(WEB_PUSH))
        ]
        running.enter_context(child(*CELERY, "beat", "--pidfile=", "--loglevel=ERROR", environment=environment))
        _wait(service, count, first + timedelta(seconds=lasts), environment)
        lags = sorted(_lags(service, first, environment))
        memory = max(peak_mib(pid) for pid in workers)
    p99 = lags[min(len(lags) - 1, len(lags) * P99 // 100)]
    beside = {"median": round(median(lags), 3), "most": round(lags[-1], 3), "worker_mib": memory}
    size = {"patients": max(count, int(PATIENTS * scale)), "a_second": A_SECOND, "seconds": lasts}
    return Figure("lag", "s", p99, None, Target(MOST_SECONDS, at_most=True), size, beside)


def _wait(service: PushSink, count: int, until: datetime, environment: dict[str, str]) -> None:
    """Until all came; raises if they are not there long after the last was due."""
    while (now := in_the_bench(clock.now(), environment)) < until or service.count() < count:
        if now >= until + LATE:
            raise RuntimeError(f"{service.count()} of {count} came")
        time.sleep(1)


def _lags(service: PushSink, first: datetime, environment: dict[str, str]) -> Iterator[float]:
    """From the due instant of each reminder to its arrival."""
    measured = Reminder.objects.filter(due_at__gte=first, message_id__isnull=False)
    due = dict(measured.values_list("message_id", "due_at"))
    went = Delivery.objects.filter(message_id__in=measured.values("message_id"))
    came = service.received()
    for address, message in went.values_list("endpoint__address", "message_id"):
        (at, _), *_again = came[urlsplit(address).path]
        yield (in_the_bench(datetime.fromtimestamp(at, tz=UTC), environment) - due[message]).total_seconds()


# What is ready made falls due a little later than the plan says, so that as many do each second.
SPREAD = """
    WITH placed AS (
        SELECT id, interval '1 second' * (row_number() OVER () / %(a_second)s::float) AS later
        FROM notifications_agenda WHERE next_due_at = %(first)s AND ready IS NOT NULL
    )
    UPDATE notifications_agenda agenda SET
        next_due_at = next_due_at + placed.later,
        ready = jsonb_set(ready, '{0,at}', to_jsonb(next_due_at + placed.later))
    FROM placed WHERE placed.id = agenda.id
"""
