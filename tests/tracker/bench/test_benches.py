"""Each bench runs, at a size that takes no time, and counts what it says; on servers of this run."""

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tracker.bench.benches import BENCHES
from tracker.bench.figures import Figure, Target
from tracker.bench.names import ALONE, NAMES

TINY = "0.0004"
# Workers of a bench take all that is on it.
BROKER_DATABASE = 8

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]


def bench(name: str, scale: str = TINY) -> dict[str, Any]:
    """The line that a bench prints: in a process and a database of its own, on the servers of this run."""
    broker = urlsplit(settings.REDIS_URL)._replace(path=f"/{BROKER_DATABASE}").geturl()
    ran = subprocess.run(
        [sys.executable, "manage.py", "bench", name, "--scale", scale],
        cwd=settings.BASE_DIR, env=os.environ | {"REDIS_URL": broker}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-4000:]
    assert "scale" in ran.stderr
    line: dict[str, Any] = json.loads(ran.stdout)
    return line


def test_every_name_has_its_bench_and_all_of_them_run_but_the_long_one() -> None:
    assert set(BENCHES) == set(NAMES)
    assert "soak" not in set(NAMES) - ALONE


# What each says it ran at this size.
SIZES: dict[str, dict[str, int]] = {
    "sweep": {"due": 40, "processes": 2},
    "day_close": {"courses": 39, "days": 14},
    "sweep_growth": {"due": 8, "many": 800},
    "push": {"messages": 16, "by_the_peer": 16},
    "email": {"mails": 2},
    "lag": {"a_second": 200, "seconds": 2},
    "log_dose": {"posts": 16, "connections": 16},
    "today": {"pages": 16, "connections": 16},
    "review": {"courses": 20},
    "replay": {"scenarios": 1},
}


# What stands beside the figure of some.
OF_WORKERS, OF_PAGES = frozenset({"sweep", "day_close", "push", "email", "lag"}), frozenset({"log_dose", "today"})


@pytest.mark.parametrize("name", sorted(SIZES))
def test_a_bench_runs_and_says_what_it_ran(name: str) -> None:
    line = bench(name)
    assert line["bench"] == name
    assert line["ours"] > 0
    assert line["floor"] is None or line["ratio"] == pytest.approx(line["ours"] / line["floor"], rel=0.01)
    assert SIZES[name].items() <= line["size"].items()
    assert ("worker_mib" in line, "web_mib" in line) == (name in OF_WORKERS, name in OF_PAGES)
    assert all(20 < line[held] < 1000 for held in ("worker_mib", "web_mib") if held in line)
    # The list asks as often for a tenth of the patients.
    assert line.get("constant", True)


def test_a_target_is_met_at_equality_from_its_own_side() -> None:
    assert Target(0.4).met(0.4)
    assert not Target(0.4).met(0.39)
    assert Target(1.25, at_most=True).met(1.25)
    assert not Target(1.25, at_most=True).met(1.26)
    assert not Figure("b", "s", 6, None, Target(5, at_most=True)).ok
