"""The whole clockwork in processes of their own: beat ticks, a worker sweeps and delivers, one mail arrives."""

import os
import signal
import subprocess
import sys
import time as wall_clock
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from courses.actions import prescribe, stop
from courses.models import Course
from courses.rules.facts import Step, StepSlot
from notifications.models import Delivery, Message, Person, Reminder
from tests.notifications.house import House, build
from tests.tracker.mail_sink import Sink
from tests.tracker.test_environment import ROOT
from tracker import clock
from tracker.operator.heartbeats import last_seen

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# What this run's other tests put into their queues is not for these processes.
BROKER_DATABASE = 9
PATIENCE = 90


@pytest.fixture
def clockwork(sink: tuple[Sink, int], tmp_path: Path) -> Iterator[Sink]:
    """A worker and beat, at work on the database of this test; ended as an operator ends them."""
    taking, port = sink
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DATABASE_URL": database.geturl(),
        "REDIS_URL": urlsplit(settings.REDIS_URL)._replace(path=f"/{BROKER_DATABASE}").geturl(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DEFAULT_FROM_EMAIL": "reminders@shortcourse.example",
    }
    parts = (
        ["worker", "--concurrency=1", "--without-gossip", "--without-mingle"],
        ["beat", "--pidfile="],
    )
    with ExitStack() as open_files:
        logs = [open_files.enter_context((tmp_path / part[0]).open("w")) for part in parts]
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "tracker", *part, "--loglevel=WARNING"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
            for part, log in zip(parts, logs, strict=True)
        ]
        try:
            yield taking
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            assert [process.wait(timeout=60) for process in processes] == [0, 0]


def wait_until(come: Callable[[], object], what: str) -> None:
    """Give it time: the machine may be busy."""
    end = wall_clock.monotonic() + PATIENCE
    while not come():
        assert wall_clock.monotonic() < end, f"{what}: not within {PATIENCE} s"
        wall_clock.sleep(0.2)


def ticks(count: int) -> None:
    """Let the worker sweep so many times more."""
    for _ in range(count):
        before = last_seen("sweep")
        wait_until(lambda: last_seen("sweep") != before, "a sweep")  # noqa: B023 (asked before it changes)


def stopped_just_now(house: House) -> Course:
    """A course that was entered and stopped a moment ago: its patient is to be told at once, at any hour."""
    patient = house.patient(mail="ann@example.org", quiet=(time(0), time(0)))
    told: dict[str, Any] = {"by": house.by, "through": "page"}
    today = clock.now().date()
    step = Step(days=10, slots=(StepSlot(time(8), Decimal(1)),))
    course = prescribe(
        patient=patient,
        prescriber=house.prescriber,
        medicine=house.medicine,
        strength="350 mg tablet",
        first_day=today + timedelta(days=3),
        steps=[step],
        now=clock.now,
        **told,
    ).course
    stop(course=course, reason="rash", told="call us", now=clock.now, **told)
    return course


def test_what_falls_due_is_swept_and_delivered_once(clockwork: Sink) -> None:
    for part in ("beat", "worker", "sweep"):
        wait_until(lambda: last_seen(part), part)  # noqa: B023
    course = stopped_just_now(build())
    wait_until(lambda: clockwork.to, "the mail")
    ticks(3)
    assert clockwork.to == ["ann@example.org"]
    reminder = Reminder.objects.get(scope_id=course.pk)
    assert (reminder.kind, reminder.outcome) == ("plan_changed", "sent")
    assert Message.objects.filter(person_kind=Person.PATIENT).count() == 1
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("sent", 1)
