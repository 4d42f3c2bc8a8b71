"""The servers of a test run, as SHORTCOURSE_TEST_SERVERS says:

sqlite   a file in a temporary folder, no broker (the default, and the quickest)
private  PostgreSQL and Valkey of this run's own, started here and stopped when it ends
env      those that DATABASE_URL and REDIS_URL name; its databases get names of their own

The first process of a run starts them, and tells the processes that it starts by their environment.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tracker.bench.servers import start_postgresql, start_valkey

KINDS = ("sqlite", "private", "env")
FOLDER = "SHORTCOURSE_TEST_FOLDER"
CHOSEN_BY_INSTALLATIONS = (
    "ALLOWED_HOSTS",
    "BASE_URL",
    "DATABASE_POOL_SIZE",
    "DATABASE_URL",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_A_MINUTE",
    "EMAIL_HOOK_SECRET",
    "EMAIL_URL",
    "HSTS_SECONDS",
    "LOG_LEVEL",
    "METRICS_FOLDER",
    "METRICS_TOKEN",
    "REDIS_URL",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "SMS_A_MINUTE",
    "SMS_COUNTRIES",
    "SMS_SEGMENTS_A_DAY",
    "SMS_URL",
    "TRUSTED_PROXIES",
)


def name_servers() -> None:
    """Set the environment that the settings read; whatever else the shell had set for an installation is left out."""
    if FOLDER in os.environ:
        return
    kind = os.environ.setdefault("SHORTCOURSE_TEST_SERVERS", "sqlite")
    if kind not in KINDS:
        raise pytest.UsageError(f"SHORTCOURSE_TEST_SERVERS is {kind!r}; it can be {', '.join(KINDS)}.")
    folder = Path(tempfile.mkdtemp(prefix="shortcourse-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[FOLDER] = str(folder)
    given = {name: os.environ.pop(name, "") for name in CHOSEN_BY_INSTALLATIONS}
    os.environ["SHORTCOURSE_ENV"] = "development"
    # Tests open connections in threads of their own, and close them themselves.
    os.environ["DATABASE_POOL_SIZE"] = "0"
    if kind == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/shortcourse.sqlite3"
    elif kind == "private":
        os.environ["DATABASE_URL"] = start_postgresql(folder)
        os.environ["REDIS_URL"] = start_valkey(folder)
    else:
        for name in ("DATABASE_URL", "REDIS_URL"):
            if not given[name]:
                raise pytest.UsageError(f"SHORTCOURSE_TEST_SERVERS=env needs {name}.")
            os.environ[name] = given[name]


name_servers()
