"""PostgreSQL stops as with a failing machine and comes back, while doses are logged and reminders go out."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from courses.models import Course, Dose
from notifications.channel_names import WEB_PUSH
from tests.browser.scenes import running_course
from tests.faults.conftest import Results, sized
from tests.faults.counting import all_sent, count, rows_are_whole
from tests.faults.places import PATIENCE, Postgres, wait_until
from tests.faults.test_killed import soon, this_minute
from tests.faults.test_redis import swept_since
from tests.faults.web import Phone, served
from tracker import clock
from tracker.bench.clockwork import BEAT, Clockwork, worker
from tracker.bench.due import Crowd
from tracker.bench.push_sink import PushSink
from tracker.celery import queue_of
from tracker.operator.heartbeats import last_seen

PATIENTS, RESTARTS, WRITERS = sized(600), 3, 4
GOES_ON_WITHIN = 30 * PATIENCE


def test_what_was_acknowledged_is_there_and_it_goes_on(
    clockwork: Clockwork, sink: PushSink, postgres: Postgres, results: Results
) -> None:
    parts = [clockwork.start(*worker("celery", queue_of(WEB_PUSH), processes=2)), clockwork.start(*BEAT)]
    scene = running_course(clock.now())
    stop = Event()
    took = []
    with served(clockwork) as web, ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(_log_on, Phone.of(scene.patient, web), scene.course, stop) for _ in range(WRITERS)]
        try:
            wait_until(lambda: last_seen("sweep"), "the first sweep")
            Crowd.open(sink.origin, clock.now()).due_at(this_minute(), PATIENTS, over_seconds=40, first_at=soon)
            wait_until(lambda: sink.count() > PATIENTS // 20, "the first sends", within=120)
            for _ in range(RESTARTS):
                postgres.restart_at_once()
                back, doses = clock.now(), Dose.objects.count()
                swept = wait_until(lambda: swept_since(back), "a sweep after it")  # noqa: B023
                logged = wait_until(lambda: Dose.objects.count() > doses, "a dose after it")  # noqa: B023
                took.append(swept + logged)
                time.sleep(3)
            wait_until(lambda: all_sent(PATIENTS), "all that was sent", within=240)
        finally:
            stop.set()
        acknowledged = {key for writer in writers for key in writer.result()}
    missing = acknowledged - set(Dose.objects.values_list("client_id", flat=True))
    found = count(sink, PATIENTS)
    results.note("PostgreSQL restarted at once, 3 times", of=PATIENTS, lost=found.lost, doubled=found.doubled,
                 repeated=found.repeated, seconds=max(took))  # fmt: skip
    results.note("the same: doses that were acknowledged", of=len(acknowledged), lost=len(missing))
    assert acknowledged
    assert not missing
    assert (found.lost, found.doubled) == (0, 0)
    assert rows_are_whole(PATIENTS)
    assert all(part.runs for part in parts)
    assert max(took) <= GOES_ON_WITHIN


def _log_on(phone: Phone, course: Course, stop: Event) -> list[UUID]:
    """Log doses, each until it is acknowledged, as a phone does; those that were."""
    done: list[UUID] = []
    dose: dict[str, Any] = {}
    while not stop.is_set():
        dose = dose or {"id": str(uuid4()), "amount": "0.25", "taken_at": clock.now().isoformat()}
        try:
            answer = phone.log(course, dose)
        except OSError:
            continue
        if answer.status in {200, 201}:
            done.append(UUID(dose["id"]))
            dose = {}
        stop.wait(0.2)
    connection.close()
    return done
