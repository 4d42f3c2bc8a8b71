import subprocess
import sys

import pytest
from celery import signals
from django.conf import settings

from tests.tracker.test_environment import ROOT
from tracker import celery_app
from tracker.operator import beat
from tracker.operator.heartbeats import last_seen
from tracker.operator.models import Heartbeat
from tracker.tasks import tick


@pytest.mark.django_db
def test_a_tick_is_a_sign_of_life_of_its_worker() -> None:
    tick()
    assert last_seen("worker") is not None
    # A tick makes a sweep, and says so.
    assert last_seen("sweep") is not None


@pytest.mark.django_db(transaction=True)
def test_beat_is_seen_when_it_hands_out_a_tick_and_no_other_process_passes_for_it() -> None:
    signals.after_task_publish.send(sender="tracker.tasks.tick")
    assert last_seen("beat") is None
    beat.watch_ticks()
    try:
        signals.after_task_publish.send(sender="tracker.tasks.tick")
    finally:
        signals.after_task_publish.disconnect(beat.say_alive)
    assert last_seen("beat") is not None


def test_every_schedule_names_a_task_that_exists() -> None:
    celery_app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in celery_app.tasks


def test_heartbeats_know_their_parts() -> None:
    assert set(Heartbeat.Part) == {"beat", "worker", "sweep"}


def test_zones_come_from_the_pinned_package_alone() -> None:
    program = "import tracker.settings, zoneinfo; print(zoneinfo.TZPATH, len(zoneinfo.ZoneInfo('Pacific/Chatham').key))"
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"SHORTCOURSE_ENV": "development"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "() 15"
