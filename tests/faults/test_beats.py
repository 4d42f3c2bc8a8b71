"""More of everything than there should be: beats, workers, and a run_reminders beside them."""

import time

import pytest

from notifications.channel_names import WEB_PUSH
from notifications.models import Reminder
from tests.faults.conftest import Results, sized
from tests.faults.counting import all_sent, count, rows_are_whole
from tests.faults.places import wait_until
from tests.faults.test_killed import soon, this_minute
from tracker import clock
from tracker.bench.clockwork import BEAT, RUN_REMINDERS, Clockwork, worker
from tracker.bench.due import Crowd
from tracker.bench.push_sink import PushSink
from tracker.celery import queue_of
from tracker.operator.heartbeats import last_seen

PATIENTS = sized(1_000)


@pytest.mark.parametrize("beats", [2, 3])
def test_so_many_beats_send_nothing_twice(beats: int, clockwork: Clockwork, sink: PushSink, results: Results) -> None:
    for _ in range(beats):
        clockwork.start(*BEAT)
    for _ in range(2):
        clockwork.start(*worker("celery", queue_of(WEB_PUSH), processes=2))
    if beats > 2:
        clockwork.start(*RUN_REMINDERS)
    wait_until(lambda: last_seen("sweep"), "the first sweep")
    # The other beats and workers come up too.
    time.sleep(3)
    Crowd.open(sink.origin, clock.now()).due_at(this_minute(), PATIENTS, over_seconds=15, first_at=soon)
    wait_until(lambda: all_sent(PATIENTS), "all that was sent", within=240)
    # Let those who come late find nothing.
    time.sleep(3)
    found = count(sink, PATIENTS)
    results.note(f"{beats} beats{' and run_reminders' if beats > 2 else ''}, 2 workers", of=PATIENTS, lost=found.lost,
                 doubled=found.doubled, repeated=found.repeated)  # fmt: skip
    assert (found.lost, found.doubled, found.repeated) == (0, 0, 0)
    assert rows_are_whole(PATIENTS)
    assert Reminder.objects.count() == PATIENTS
