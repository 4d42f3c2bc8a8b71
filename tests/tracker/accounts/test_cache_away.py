"""Limits hold for their whole span, and a cache that is away closes no door."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory
from redis.exceptions import ConnectionError as RedisIsAway

from tests.tracker.api.calling import API
from tracker.accounts.limits import Limit
from tracker.clinician.once import FIELD, SentBefore, once

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[RedisIsAway("away"), OSError("away")])
def _away(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_named: Any) -> None:
        raise request.param

    for name in ("add", "incr", "touch", "delete", "get", "set"):
        monkeypatch.setattr(type(caches["default"]), name, fail)


def test_a_limit_is_kept_in_mind_for_its_whole_span(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    backend = type(caches["default"])
    before = backend.touch

    def touch(self: Any, key: str, timeout: int, version: int | None = None) -> bool:
        kept.append(timeout)
        return bool(before(self, key, timeout, version))

    monkeypatch.setattr(backend, "touch", touch)
    limit = Limit(f"tried-{uuid4()}", 2, timedelta(hours=1))
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert [limit.allows("somebody", now) for _ in range(4)] == [True, True, False, False]
    assert kept == [3600, 3600, 3600]


@pytest.mark.usefixtures("_away")
def test_without_a_cache_nobody_is_turned_away() -> None:
    limit = Limit("tried", 1, timedelta(hours=1))
    assert [limit.allows("somebody", datetime(2026, 3, 2, tzinfo=UTC)) for _ in range(3)] == [True] * 3
    assert Client().post("/accounts/patient/", {"email": "marsh@example.org"}).status_code == 302
    assert Client().get(f"{API}me", headers={"Authorization": "Bearer nobody's"}).status_code == 401


@pytest.mark.usefixtures("_away")
def test_without_a_cache_a_form_is_done_each_time() -> None:
    form = RequestFactory().post("/", {FIELD: str(uuid4())})
    done = 0
    for _ in range(2):
        with once(form) as not_done:
            done += 1
            not_done()
    assert done == 2


def test_with_one_it_is_done_once() -> None:
    form = RequestFactory().post("/", {FIELD: str(uuid4())})
    with once(form):
        pass
    with pytest.raises(SentBefore), once(form):
        pass
