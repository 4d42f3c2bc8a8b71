"""The project's own settings, on the servers of this run: those must be up, and named, before the settings are read."""

import os

import tests.servers  # names DATABASE_URL and REDIS_URL
from tracker.settings import *  # noqa: F403
from tracker.settings import CACHES, DATABASES

# Hashing is slow on purpose; tests sign in too often for that.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Runs of the suite share neither databases nor keys, nor do the processes of one run.
_folder = os.environ[tests.servers.FOLDER]
_run = _folder.rpartition("-")[2]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in an installation: a database in memory has no write-ahead log and locks in its own way.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_shortcourse_{_run.lower()}"}
CACHES["default"]["KEY_PREFIX"] = f"test-{_run}-{os.getpid()}"
