"""Metrics: who reads them, what they count, and that no label tells of anybody."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from notifications.channel_names import NAMES
from notifications.channels import only
from notifications.channels.interface import Transient
from notifications.channels.recorder import Recorder
from notifications.deliver import deliver
from notifications.leases import LEASE, lease
from notifications.models import Agenda, Delivery, Outcome, Status
from notifications.rules.reminder import Kind
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, TWENTY, House, build, recording
from tracker.accounts.models import User
from tracker.logging.counted import OTHER, ROOMS
from tracker.operator.heartbeats import beat_seen
from tracker.operator.metrics import exposition
from tracker.operator.models import Heartbeat

TOKEN = "a-token-of-the-scraper-thirty-two-long"
BY_SESSION = "allauth.account.auth_backends.AuthenticationBackend"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]
Committed = Callable[..., AbstractContextManager[Any]]

# Whatever a label may say.
WORDS: dict[str, frozenset[str]] = {
    "kind": frozenset(kind.value for kind in Kind),
    "channel": frozenset(NAMES),
    "outcome": frozenset({*Outcome.values, *Status.values, "retried", "given_back"}),
    "of": frozenset({"patient", "practice"}),
    "part": frozenset(Heartbeat.Part.values),
    "room": ROOMS | {OTHER},
    "status": frozenset({"1xx", "2xx", "3xx", "4xx", "5xx"}),
}


def samples(text: str) -> Samples:
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            found[one.name, frozenset(one.labels.items())] = one.value
    return found


def now() -> Samples:
    return samples(exposition().decode())


def value(found: Samples, name: str, **labels: str) -> float:
    return found.get((f"shortcourse_{name}", frozenset(labels.items())), 0.0)


def grown(before: Samples, name: str, **labels: str) -> float:
    return value(now(), name, **labels) - value(before, name, **labels)


@pytest.fixture
def house(db: None) -> House:
    """A practice with a patient who gets mail."""
    house = build()
    house.course(house.patient(mail="ann@example.org"))
    return house


@pytest.mark.usefixtures("house")
def test_what_is_sent_is_counted_once_it_is_committed(django_capture_on_commit_callbacks: Committed) -> None:
    before = now()
    with django_capture_on_commit_callbacks() as waiting:
        sweep(EIGHT)
    assert not grown(before, "reminders_total", kind="dose_due", outcome="sent")
    for callback in waiting:
        callback()
    assert grown(before, "reminders_total", kind="dose_due", outcome="sent") == 1
    with recording():
        deliver("email", EIGHT + timedelta(seconds=3))
    assert grown(before, "deliveries_total", channel="email", kind="dose_due", outcome="sent") == 1
    assert grown(before, "delivery_seconds_sum", channel="email") == 3


@pytest.mark.usefixtures("house")
def test_what_comes_too_late_is_counted_as_expired(django_capture_on_commit_callbacks: Committed) -> None:
    before = now()
    with django_capture_on_commit_callbacks(execute=True):
        sweep(TWENTY)
    assert grown(before, "reminders_total", kind="dose_due", outcome="expired") == 1


@pytest.mark.usefixtures("house")
def test_retries_lost_leases_and_the_dead_are_counted() -> None:
    before = now()
    sweep(EIGHT)
    with only(Recorder("email", Transient("busy"))):
        deliver("email", EIGHT)
    assert grown(before, "deliveries_total", channel="email", kind="dose_due", outcome="retried") == 1
    at = Delivery.objects.get().available_at
    for attempt in range(1, 5):
        lease("email", at + attempt * LEASE, size=1)
    assert value(now(), "delivery_lag_seconds", channel="email") > 0
    with recording():
        deliver("email", at + 10 * LEASE)
    assert grown(before, "leases_lost_total", channel="email") == 1
    assert grown(before, "deliveries_total", channel="email", kind="dose_due", outcome="dead") == 1
    assert value(now(), "dead_letters", channel="email", kind="dose_due") == 1
    assert value(now(), "deliveries_waiting", channel="email") == 0


@pytest.mark.usefixtures("house")
def test_how_late_the_sweep_is_and_who_is_set_aside_is_read_from_the_database() -> None:
    assert value(now(), "sweep_lag_seconds") > 0
    assert value(now(), "agendas_due") >= 1
    beat_seen("sweep", EIGHT)
    Agenda.objects.filter(patient__isnull=False).update(set_aside_at=EIGHT, failure="ValueError", next_due_at=None)
    found = now()
    assert value(found, "set_aside", of="patient") == 1
    assert value(found, "part_last_seen_timestamp_seconds", part="sweep") == EIGHT.timestamp()


def test_no_label_says_anything_but_fixed_words(
    house: House, client: Client, django_capture_on_commit_callbacks: Committed
) -> None:
    beat_seen("sweep", EIGHT)
    with django_capture_on_commit_callbacks(execute=True):
        sweep(EIGHT)
    with recording():
        deliver("email", EIGHT)
    Delivery.objects.update(status="dead", finished_at=EIGHT)
    for address in ("/", "/me/", "/desk/patients/ann/", "/n/ann@example.org/", "/operator/"):
        client.get(address)
    text = exposition().decode()
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            if not one.name.startswith("shortcourse_"):
                continue
            for label, said in one.labels.items():
                assert label == "le" or said in WORDS[label], f"{one.name} says {label}={said!r}"
    for word in ("ann@example.org", "Example", "carisoprodol", str(house.practice.pk)):
        assert word not in text


@pytest.mark.django_db
def test_the_scraper_comes_in_by_its_token_and_an_operator_by_session(client: Client) -> None:
    staff = build().prescriber.user
    with override_settings(METRICS_TOKEN=TOKEN):
        assert client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        for wrong in ("Bearer ", "Bearer x", TOKEN, "Bearer \u00fc"):
            assert client.get("/metrics", headers={"authorization": wrong}).status_code == 401
    with override_settings(METRICS_TOKEN=""):
        for wrong in ("Bearer ", f"Bearer {TOKEN}"):
            assert client.get("/metrics", headers={"authorization": wrong}).status_code == 401
    assert client.get("/metrics").status_code == 302
    client.force_login(staff, backend=BY_SESSION)
    assert client.get("/metrics").status_code == 404
    client.force_login(User.objects.create_superuser("op@example.org"), backend=BY_SESSION)
    assert client.get("/metrics").status_code == 200


def test_what_processes_count_is_put_together_also_without_a_database(tmp_path: Path) -> None:
    folder = tmp_path / "counts"
    folder.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "SHORTCOURSE_ENV": "development",
        "DATABASE_URL": f"sqlite:///{tmp_path}/nothing.sqlite3",
        "METRICS_FOLDER": str(folder),
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
    }

    def run(script: str) -> str:
        begun = f"import django; django.setup(); {script}"
        return subprocess.run(
            [sys.executable, "-c", begun], env=environment, check=True, capture_output=True, text=True
        ).stdout

    for _ in range(2):
        run("from notifications.counted import leases_lost; leases_lost('email', 3)")
    found = samples(run("from tracker.operator.metrics import exposition; print(exposition().decode())"))
    assert value(found, "leases_lost_total", channel="email") == 6
    assert found["shortcourse_database_up", frozenset()] == 0
