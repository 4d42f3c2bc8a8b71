"""Many messages that wait to be handed over: for `push` and `email`."""

import resource
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from courses.models import Patient
from notifications.deliver import deliver
from notifications.models import Delivery, Message, Status
from notifications.sweep import sweep
from tracker.bench.clinic import at, open_clinic
from tracker.bench.cloning import clone
from tracker.bench.figures import seconds
from tracker.bench.processes import Processes
from tracker.bench.telling import tell

# Within a minute of the sweep's decision: later each would be decided again, as in an outage.
INSTANT = at(3, "08:00")
NOW = INSTANT + timedelta(seconds=1)


def fill(count: int, *, phone: str = "") -> Patient:
    """So many patients, each with one message that waits: for the phone at this address, else for their mailbox."""
    patient, _ = open_clinic().patient("Waits", f"{INSTANT:%H:%M}", phone=phone)
    sweep(INSTANT)
    tell(f"{count:,} messages to hand over")
    earlier = Message.objects.exclude(at=INSTANT).values_list("pk", flat=True)
    Delivery.objects.filter(message_id__in=list(earlier)).delete()
    clone(patient.pk, count - 1)
    return patient


def wait_again() -> None:
    """Let all of them wait as they did at first."""
    Delivery.objects.update(
        status=Status.QUEUED, available_at=INSTANT, attempts=0, finished_at=None, reason="", silent_at=None
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE notifications_delivery")


def rate(processes: Processes, work: Callable[[], object], count: int) -> float:
    """How many a second are handed over by all processes together."""
    wait_again()
    took = seconds(lambda: processes.all(work))
    sent = Delivery.objects.filter(status=Status.SENT).count()
    if sent != count:
        raise RuntimeError(f"{work.__name__} handed over {sent} of {count}")
    tell(f"{work.__name__.strip('_')}: {sent / took:,.0f}/s")
    return sent / took


def hand_over(channel: str) -> None:
    """What a worker does."""
    deliver(channel, NOW)


def peak_mib() -> int:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
