"""A day without a clockwork: what is stale expires and is counted, and nobody gets a burst."""

from collections import Counter
from datetime import timedelta

import pytest

from notifications.channels import only
from notifications.channels.recorder import Recorder
from notifications.deliver import deliver
from notifications.models import Delivery, Reminder, Status
from notifications.sweep import sweep
from tests.faults.conftest import Results, sized
from tests.faults.test_clocks import live_through, right
from tests.notifications.house import EIGHT, build
from tracker.bench.cloning import clone

pytestmark = pytest.mark.django_db

OUTAGE = timedelta(hours=24)
WALLS = ("08:00", "11:00", "14:00", "17:00", "20:00")
PATIENTS = sized(300)


def crowd() -> None:
    """So many patients alike, each with mail."""
    house = build()
    patient = house.patient(mail="ann@example.org")
    house.course(patient, slots=WALLS)
    clone(patient.pk, PATIENTS - 1)


def test_after_a_day_without_sweeps_what_is_stale_expires_and_there_is_no_burst(results: Results) -> None:
    crowd()
    # The day before goes well; nobody sweeps then from a quarter to eight to the same time of the next day.
    began = EIGHT + timedelta(days=1, minutes=-15)
    live_through(EIGHT, began, right())
    before = Reminder.objects.count()
    back = began + OUTAGE
    recorder = Recorder("email")
    with only(recorder):
        swept = sweep(back)
        deliver("email", back)
    outcomes = Counter(
        Reminder.objects.filter(kind="dose_due", due_at__gt=began, due_at__lte=back).values_list("outcome", flat=True)
    )
    burst = max(Counter(one.address for one in recorder.handed).values(), default=0)
    results.note("24 h without sweeps", of=PATIENTS * len(WALLS), lost=PATIENTS * len(WALLS) - outcomes.total(),
                 doubled=max(0, burst - 1))  # fmt: skip
    assert before > 0
    assert outcomes == {"expired": PATIENTS * len(WALLS)}
    assert swept.reminders["expired"] >= outcomes["expired"]
    assert burst <= 1


def test_after_a_day_without_workers_what_was_queued_is_dropped_and_corrected(results: Results) -> None:
    crowd()
    now = EIGHT + timedelta(seconds=1)
    for hours in (0, 3, 6, 9, 12):
        sweep(now + timedelta(hours=hours))
    queued = Delivery.objects.filter(status=Status.QUEUED).count()
    recorder = Recorder("email")
    with only(recorder):
        deliver("email", now + OUTAGE)
    burst = max(Counter(one.address for one in recorder.handed).values(), default=0)
    told = Reminder.objects.filter(kind="dose_due")
    waiting = Delivery.objects.filter(status__in=[Status.QUEUED, Status.LEASED]).count()
    results.note("24 h without workers", of=queued, lost=waiting, doubled=max(0, burst - 1))
    assert waiting == 0
    assert queued >= PATIENTS * len(WALLS)
    assert told.filter(outcome="expired").count() == PATIENTS * len(WALLS)
    assert burst <= 1
