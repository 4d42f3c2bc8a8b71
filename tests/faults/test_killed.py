"""kill -9 of those who sweep and of those who deliver, twenty times, in the middle of their work."""

import time
from bisect import bisect_left
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

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


def soon() -> datetime:
    """In a moment."""
    return clock.now().replace(microsecond=0) + timedelta(seconds=2)


def kill(part: Part, number: int) -> None:
    """Kill one of its processes, or all of it and start it again.

    A worker ends itself if one of its pool is killed before all of them are up: whoever runs it starts it again then.
    """
    if number % WHOLE == WHOLE - 1:
        part.kill()
        part.start_again()
    else:
        wait_until(lambda: part.kept() and part.kill_one(), "a process to kill")


def test_a_deliverer_that_is_killed_loses_nothing(clockwork: Clockwork, sink: PushSink, results: Results) -> None:
    Crowd.open(sink.origin, clock.now()).due_at(this_minute(), SENDS)
    sweep(clock.now)
    assert Delivery.objects.filter(status=Status.QUEUED).count() == SENDS
    clockwork.start(*worker("celery"))
    deliverer = clockwork.start(*worker(queue_of(WEB_PUSH), processes=DELIVERERS))
    clockwork.start(*BEAT)
    comes_up_within = wait_until(lambda: sink.count() > 0, "the first send")
    left_behind: dict[UUID, tuple[int, datetime]] = {}
    for number in range(KILLS):
        enough = SENDS * (number + 1) // (KILLS + 2)
        wait_until(lambda: deliverer.kept() and sink.count() >= enough, "sends", within=600)  # noqa: B023
        kill(deliverer, number)
        leased = Delivery.objects.filter(status=Status.LEASED).values_list("pk", "fence", "available_at")
        left_behind |= {pk: (fence, until) for pk, fence, until in leased}
    wait_until(lambda: deliverer.kept() and all_sent(SENDS), "all that was sent", within=600)
    found = count(sink, SENDS)
    late = _late(left_behind)
    results.note(f"kill -9 a deliverer, {KILLS} times", of=SENDS, lost=found.lost, doubled=found.doubled,
                 repeated=found.repeated, seconds=(LEASE + late).total_seconds())  # fmt: skip
    assert (found.lost, found.doubled) == (0, 0)
    assert found.repeated <= KILLS * BATCH * DELIVERERS
    # All of the worker may have been killed just then: another one had to come up first.
    assert late <= TAKEN_UP_WITHIN + timedelta(seconds=comes_up_within)


def _late(left_behind: dict[UUID, tuple[int, datetime]]) -> timedelta:
    """For how long at most nothing was done though the lease of what a dead worker left had run out.

    What stands in a queue that is worked off is not late: how long the queue is, is the machine's business.
    """
    rows = Delivery.objects.values_list("pk", "fence", "finished_at")
    ended = [(pk, fence, at) for pk, fence, at in rows if at is not None]
    done = sorted(at for _, _, at in ended)
    late = timedelta(0)
    for pk, fence, at in ended:
        if pk in left_behind and fence > left_behind[pk][0]:
            place = bisect_left(done, at)
            late = max(late, at - max(left_behind[pk][1], done[place - 1] if place else left_behind[pk][1]))
    return late


def due() -> QuerySet[Agenda]:
    """Of patients that a sweep should look at now."""
    return Agenda.objects.filter(patient__isnull=False, next_due_at__lte=clock.now())


def went_on_from(reminders_before: int) -> bool:
    """Whether there are more reminders by now, or none to come."""
    return Reminder.objects.count() > reminders_before or not due().exists()


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
        if number % WHOLE == WHOLE - 1:
            wait_until(lambda: sweeper.kept() and went_on_from(swept[-1]), "it sweeps again")
    killed = clock.now()
    wait_until(lambda: sweeper.kept() and not due().exists(), "the rest")
    took = (clock.now() - killed).total_seconds()
    made = reminders().count()
    results.note(f"kill -9 a sweeper, {KILLS} times", of=SWEPT, lost=SWEPT - made, doubled=max(0, made - SWEPT),
                 seconds=took)  # fmt: skip
    assert len(set(swept)) > 1, "it was killed before or after its work, never in it"
    assert rows_are_whole(SWEPT)
