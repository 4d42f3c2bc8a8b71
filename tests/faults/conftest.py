"""What the tests of faults share: the run's private servers, a sink, the clockwork in processes of its own, a table."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from notifications.channels.web_push.vapid import new_private_key
from tests.faults.places import Postgres, Redis
from tests.servers import FOLDER
from tracker.bench.clockwork import Clockwork
from tracker.bench.push_sink import PushSink, push_sink

if os.environ["SHORTCOURSE_TEST_SERVERS"] != "private":
    raise pytest.UsageError("Faults are for servers of this run's own: make test-faults")

# A share of the full size, for a quick look: the table then says so by its counts.
SCALE = float(os.environ.get("SHORTCOURSE_FAULTS_SCALE", "1"))


def sized(count: int) -> int:
    """So many, or in a quick look fewer."""
    return max(100, int(count * SCALE))


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one fault."""

    fault: str
    of: int
    lost: int
    doubled: int
    repeated: int = 0
    seconds: float | None = None

    def __str__(self) -> str:
        """One line of the table."""
        took = "" if self.seconds is None else f"{self.seconds:.1f}"
        return f"{self.fault:<62} {self.of:>7} {self.lost:>5} {self.doubled:>8} {self.repeated:>9} {took:>8}"


rows_key = pytest.StashKey[list[Row]]()


class Results:
    """The table at the end of the run."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    def note(
        self, fault: str, *, of: int, lost: int = 0, doubled: int = 0, repeated: int = 0, seconds: float | None = None
    ) -> None:
        """Write down what came of a fault, before it is judged."""
        self.rows.append(Row(fault, of, lost, doubled, repeated, seconds))


@pytest.fixture(scope="session")
def results(pytestconfig: pytest.Config) -> Results:
    """The table."""
    return Results(pytestconfig.stash.setdefault(rows_key, []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash.get(rows_key, [])
    if rows:
        terminalreporter.section("faults")
        terminalreporter.write_line(f"{'fault':<62} {'of':>7}  lost  doubled  repeated  goes on (s)")
        for row in rows:
            terminalreporter.write_line(str(row))


@pytest.fixture(scope="session")
def postgres(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Postgres]:
    """The database's server."""
    there = Postgres(Path(os.environ[FOLDER]) / "postgresql")
    yield there
    # Who was killed may not have been missed yet, and a database in use cannot be dropped.
    with django_db_blocker.unblock():
        there.cut_off()


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """The broker."""
    there = Redis(tmp_path_factory.mktemp("valkey"))
    yield there
    there.stop()


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[PushSink]:
    """A push service that takes everything."""
    with push_sink(tmp_path / "pushed") as sink:
        yield sink


@pytest.fixture
def vapid_key() -> str:
    """The key of this test's installation."""
    return new_private_key()


@pytest.fixture
def installed(vapid_key: str, sink: PushSink) -> Iterator[None]:
    """This process has the settings that the clockwork has."""
    with override_settings(
        VAPID_PRIVATE_KEY=vapid_key, VAPID_FORMER_KEYS=[], VAPID_CONTACT="mailto:admin@tracker.example",
        PUSH_LOCAL_SERVICE=sink.origin,
    ):  # fmt: skip
        yield


@pytest.fixture
def clockwork(
    transactional_db: None, tmp_path: Path, postgres: Postgres, redis: Redis, vapid_key: str, sink: PushSink,
    installed: None,
) -> Iterator[Clockwork]:  # fmt: skip
    """Nothing runs yet; parts that are started work on this test's database, broker and sink."""
    redis.forget_all()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DATABASE_URL": postgres.address,
        "DATABASE_POOL_SIZE": "4",
        "REDIS_URL": redis.address,
        "DEBUG": "false",
        "LOG_LEVEL": "WARNING",
        "VAPID_PRIVATE_KEY": vapid_key,
        "VAPID_CONTACT": "mailto:admin@tracker.example",
        "PUSH_LOCAL_SERVICE": sink.origin,
    }
    folder = tmp_path / "clockwork"
    folder.mkdir()
    with Clockwork(folder, environment) as clockwork:
        yield clockwork
