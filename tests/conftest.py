"""What holds for every test: its servers, and what it may not share with another."""

import os
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# As in the settings, and before any test asks for a zone: the pinned tzdata, not the machine's.
zoneinfo.reset_tzpath(to=[])

# A test says what is right, not how fast this machine is today.
hypothesis_settings.register_profile("shortcourse", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("quick", parent=hypothesis_settings.get_profile("shortcourse"), max_examples=10)
hypothesis_settings.load_profile(os.environ.get("SHORTCOURSE_TEST_PROFILE", "shortcourse"))

SERVERS = {"postgres": "PostgreSQL", "redis": "Redis"}
left_out_key = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    nothing: Counter[str] = Counter()
    config.stash[left_out_key] = nothing


def pytest_report_header() -> str:
    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    return (
        f"servers: {os.environ['SHORTCOURSE_TEST_SERVERS']} ({engine}, {'Redis' if settings.REDIS_URL else 'no Redis'})"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run's servers cannot do; the closing lines say how much that was, and what runs it."""
    there = {
        "postgres": settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
        "redis": bool(settings.REDIS_URL),
    }
    counted = config.stash[left_out_key]
    kept, left_out = [], []
    for item in items:
        missing = [marker for marker in SERVERS if item.get_closest_marker(marker) and not there[marker]]
        if missing:
            left_out.append(item)
            counted[missing[0]] += 1
        else:
            kept.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        counted = session.config.stash[left_out_key]
        session.config.workeroutput["left_out"] = dict(counted)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Every worker collects everything, so one worker's count is the run's."""
    counted = getattr(node, "workeroutput", {}).get("left_out", {})
    node.config.stash[left_out_key].update(Counter(counted) - node.config.stash[left_out_key])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for marker, count in sorted(config.stash[left_out_key].items()):
        verb = "test needs" if count == 1 else "tests need"
        terminalreporter.write_line(f"left out: {count} {verb} {SERVERS[marker]}; `make test` has private ones")


@pytest.fixture(autouse=True)
def _a_cache_of_its_own() -> Iterator[None]:
    """No test meets the rate limits that another has used up."""
    before = settings.CACHES["default"].get("KEY_PREFIX", "")
    fresh = f"{before}-{uuid4().hex[:8]}"
    settings.CACHES["default"]["KEY_PREFIX"] = caches["default"].key_prefix = fresh
    yield
    settings.CACHES["default"]["KEY_PREFIX"] = caches["default"].key_prefix = before
