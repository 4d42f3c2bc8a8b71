"""The project's own settings, on the servers of this run: those must be up, and named, before the settings are read."""

import tests.servers  # noqa: F401  names DATABASE_URL and REDIS_URL
from tracker.settings import *  # noqa: F403

# Hashing is slow on purpose; tests sign in too often for that.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
