"""Redis forgets everything, and Redis is away: it only wakes, and everything goes on by itself."""

import time
from datetime import datetime

import pytest

from notifications.channel_names import WEB_PUSH
from tests.faults.conftest import Results, sized
from tests.faults.counting import all_sent, count, rows_are_whole
from tests.faults.places import PATIENCE, Redis, wait_until
from tests.faults.test_killed import soon, this_minute
from tracker import clock
from tracker.bench.clockwork import BEAT, Clockwork, worker
from tracker.bench.due import Crowd
from tracker.bench.push_sink import PushSink
from tracker.celery import queue_of
from tracker.operator.heartbeats import last_seen

PATIENTS = sized(600)
AWAY_SECONDS = 30
# Two ticks of a second each, and what their own work takes.
GOES_ON_WITHIN = (2 + 2) * PATIENCE


def swept_since(instant: datetime) -> bool:
    seen = last_seen("sweep")
    return seen is not None and seen > instant


@pytest.mark.parametrize("fault", ["FLUSHALL", "away"])
def test_it_goes_on_by_itself(fault: str, clockwork: Clockwork, sink: PushSink, redis: Redis, results: Results) -> None:
    parts = [clockwork.start(*worker("celery", queue_of(WEB_PUSH), processes=2)), clockwork.start(*BEAT)]
    wait_until(lambda: last_seen("sweep"), "the first sweep")
    Crowd.open(sink.origin, clock.now()).due_at(
        this_minute(), PATIENTS, over_seconds=AWAY_SECONDS + 10 if fault == "away" else 20, first_at=soon
    )
    wait_until(lambda: sink.count() > PATIENTS // 20, "the first sends", within=120)
    if fault == "away":
        redis.kill()
        time.sleep(AWAY_SECONDS)
        redis.come_back()
    else:
        redis.forget_all()
    back = clock.now()
    took = wait_until(lambda: swept_since(back), "a sweep after it")
    wait_until(lambda: all_sent(PATIENTS), "all that was sent", within=240)
    found = count(sink, PATIENTS)
    name = "Redis FLUSHALL" if fault == "FLUSHALL" else f"Redis down {AWAY_SECONDS} s"
    results.note(name, of=PATIENTS, lost=found.lost, doubled=found.doubled, repeated=found.repeated, seconds=took)
    assert (found.lost, found.doubled, found.repeated) == (0, 0, 0)
    assert rows_are_whole(PATIENTS)
    assert all(part.runs for part in parts)
    assert took <= GOES_ON_WITHIN
