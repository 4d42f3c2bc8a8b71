"""kill -9 of those who sweep and of those who deliver, twenty times, in the middle of their work."""

import time
from datetime import datetime, timedelta
from uuid import UUID

from courses.models import Patient
from notifications.channel_names import WEB_PUSH
from notifications.deliver import BATCH
from notifications.leases import LEASE
from notifications.models import Agenda, Delivery, Reminder, Status
from notifications.sweep import sweep
from tests.faults.conftest import SCALE, Results, sized
from tests.faults.counting import all_sent, count, reminders, rows_are_whole
from tests.faults.places import PATIENCE, wait_until
from tracker import clock
from tracker.bench.clockwork import BEAT, Clockwork, Part, worker
from tracker.bench.due import Crowd
from tracker.bench.push_sink import PushSink
from tracker.celery import queue_of

SENDS, SWEPT, KILLS = sized(20_000), sized(6_000), max(4, int(20 * SCALE))
DELIVERERS = 2
# Every so many times the whole worker is killed, not one of its processes.
WHOLE = 5
TAKEN_UP_WITHIN = timedelta(seconds=10) * PATIENCE


def this_minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)


def kill(part: Part, number: int) -> None:
    """Kill one of its processes, or all of it and start it again."""
    if number % WHOLE == WHOLE - 1:
        part.kill()
        part.start_again()
    else:
        wait_until(part.kill_one, "a process to kill")


def test_a_deliverer_that_is_killed_loses_nothing(clockwork: Clockwork, sink: PushSink, results: Results) -> None:
    Crowd.open(sink.origin, clock.now()).due_at(this_minute(), SENDS)
    sweep(clock.now)
    assert Delivery.objects.filter(status=Status.QUEUED).count() == SENDS
    clockwork.start(*worker("celery"))
    deliverer = clockwork.start(*worker(queue_of(WEB_PUSH), processes=DELIVERERS))
    clockwork.start(*BEAT)
    left_behind: dict[UUID, tuple[int, datetime]] = {}
    for number in range(KILLS):
        wait_until(lambda: sink.count() >= SENDS * (number + 1) // (KILLS + 2), "sends", within=600)  # noqa: B023
        kill(deliverer, number)
        leased = Delivery.objects.filter(status=Status.LEASED).values_list("pk", "fence", "available_at")
        left_behind |= {pk: (fence, until) for pk, fence, until in leased}
    wait_until(lambda: all_sent(SENDS), "all that was sent", within=600)
    found = count(sink, SENDS)
    late = _late(left_behind)
    results.note(f"kill -9 a deliverer, {KILLS} times", of=SENDS, lost=found.lost, doubled=found.doubled,
                 repeated=found.repeated, seconds=(LEASE + late).total_seconds())  # fmt: skip
    assert (found.lost, found.doubled) == (0, 0)
    assert found.repeated <= KILLS * BATCH * DELIVERERS
    assert late <= TAKEN_UP_WITHIN


def _late(left_behind: dict[UUID, tuple[int, datetime]]) -> timedelta:
    """By how much what a dead worker left was sent after its lease, or after all that had waited longer."""
    rows = Delivery.objects.values_list("pk", "fence", "finished_at")
    ended = {pk: at for pk, fence, at in rows if pk in left_behind and fence > left_behind[pk][0] and at is not None}
    others = max(at for pk, _, at in rows if pk not in ended and at is not None)
    return max((at - max(left_behind[pk][1], others) for pk, at in ended.items()), default=timedelta(0))


def test_a_sweeper_that_is_killed_makes_each_reminder_once(
    clockwork: Clockwork, sink: PushSink, results: Results
) -> None:
    minute = this_minute()
    Crowd.open(sink.origin, clock.now()).due_at(minute, SWEPT, over_seconds=20)
    # Two of three are decided by the rules, the others as was decided beforehand.
    slow = Patient.objects.order_by("pk").values_list("pk", flat=True)[: SWEPT * 2 // 3]
    Agenda.objects.filter(patient__in=list(slow)).update(ready=None, next_due_at=minute)
    sweeper = clockwork.start(*worker("celery", processes=2))
    clockwork.start(*BEAT)
    wait_until(Reminder.objects.exists, "the first reminder")
    swept = []
    for number in range(KILLS):
        time.sleep(0.3)
        kill(sweeper, number)
        swept.append(Reminder.objects.count())
    killed = clock.now()
    wait_until(
        lambda: not Agenda.objects.filter(patient__isnull=False, next_due_at__lte=clock.now()).exists(), "the rest"
    )
    took = (clock.now() - killed).total_seconds()
    made = reminders().count()
    results.note(f"kill -9 a sweeper, {KILLS} times", of=SWEPT, lost=SWEPT - made, doubled=max(0, made - SWEPT),
                 seconds=took)  # fmt: skip
    assert len(set(swept)) > 1, "it was killed before or after its work, never in it"
    assert rows_are_whole(SWEPT)
