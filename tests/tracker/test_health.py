import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from tracker import clock
from tracker.operator.heartbeats import beat_seen, last_seen

NOBODY_LISTENS = "redis://127.0.0.1:9/0"


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/health/ready")
    return response.status_code, json.loads(response.content)


def test_live_answers_without_asking_the_database(client: Client) -> None:
    # Without the django_db mark any query fails the test.
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
@override_settings(BROKER_IN_USE=False)
def test_ready_is_ok_without_a_broker_once_a_sweep_was_seen(client: Client) -> None:
    beat_seen("sweep", clock.now())
    status, told = ready(client)
    assert status == 200
    assert told["status"] == "ok"
    assert told["broker"] == "off"
    assert told["degraded"] == []
    assert told["last_sweep_seconds_ago"] < 60


@pytest.mark.django_db
@override_settings(BROKER_IN_USE=False)
def test_a_sweep_that_is_late_degrades_and_takes_nothing_away(client: Client) -> None:
    beat_seen("sweep", clock.now() - timedelta(minutes=5))
    status, told = ready(client)
    assert (status, told["status"], told["sweep"], told["degraded"]) == (200, "degraded", "late", ["sweep"])
    assert 299 < told["last_sweep_seconds_ago"] < 330


@pytest.mark.django_db
@override_settings(BROKER_IN_USE=False)
def test_a_sweep_that_never_was_is_named(client: Client) -> None:
    status, told = ready(client)
    assert (status, told["sweep"], told["last_sweep_seconds_ago"]) == (200, "never seen", None)


@pytest.mark.django_db
@override_settings(BROKER_IN_USE=True, REDIS_URL=NOBODY_LISTENS)
def test_a_lost_broker_degrades_and_takes_nothing_away(client: Client) -> None:
    beat_seen("sweep", clock.now())
    status, told = ready(client)
    assert (status, told["status"], told["broker"], told["degraded"]) == (200, "degraded", "unreachable", ["broker"])


@pytest.mark.redis
@pytest.mark.django_db
def test_a_broker_that_answers_is_ok(client: Client) -> None:
    assert ready(client)[1]["broker"] == "ok"


@pytest.mark.django_db
def test_a_database_that_is_away_is_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert ready(client) == (503, {"status": "unavailable", "database": "unreachable"})


@pytest.mark.django_db
def test_unapplied_migrations_are_503_and_named(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'operator_pages' AND name = '0001_initial'")
    status, told = ready(client)
    assert (status, told["migrations"]) == (503, ["operator_pages.0001_initial"])


@pytest.mark.django_db
def test_health_is_never_cached_and_only_read(client: Client) -> None:
    assert "no-store" in client.get("/health/ready").headers["Cache-Control"]
    assert client.post("/health/ready").status_code == 405


@pytest.mark.django_db
def test_a_part_has_one_row_with_its_latest_sign_of_life() -> None:
    first = clock.now()
    beat_seen("worker", first)
    beat_seen("worker", first + timedelta(seconds=1))
    assert last_seen("worker") == first + timedelta(seconds=1)
    assert last_seen("beat") is None
