"""What notifications say is waiting is handed to Celery, where there is a broker, and to no one where there is none."""

from typing import Any

import pytest
import redis
from django.conf import settings
from django.test import override_settings

from notifications import signals
from tracker import tasks
from tracker.celery import app
from tracker.tasks import wake


@pytest.mark.redis
def test_what_waits_for_a_channel_wakes_a_worker_of_its_own_queue() -> None:
    broker: Any = redis.Redis.from_url(settings.REDIS_URL)
    for work, queue in ((signals.SWEEP, "celery"), ("email", "deliver-email")):
        broker.delete(queue)
        wake(work=work)
        # Other processes of this run may add to it; nobody takes from it.
        assert broker.llen(queue) >= 1
        broker.delete(queue)
    broker.close()


@override_settings(BROKER_IN_USE=False)
def test_without_a_broker_nobody_is_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("there is no broker")

    monkeypatch.setattr(app, "send_task", refuse)
    wake(work="email")
    wake(work=signals.SWEEP)


@pytest.mark.django_db
def test_a_sweep_that_fails_holds_up_no_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []

    def fail(*_: Any) -> None:
        raise RuntimeError("of the sweep")

    monkeypatch.setattr(tasks, "sweep", fail)
    monkeypatch.setattr(tasks, "_start", lambda _task, *channel: started.extend(channel))
    with pytest.raises(RuntimeError, match="of the sweep"):
        tasks.tick()
    assert "email" in started
