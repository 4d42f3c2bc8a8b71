"""`manage.py move_to_postgresql`: from SQLite and no broker to PostgreSQL and Redis, every row, compared."""

import os
from typing import Any

import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from tracker import clock, environment
from tracker.safekeeping.move import move
from tracker.safekeeping.problems import CannotBeDone
from tracker.safekeeping.tallies import rows_of

NAMES = {"TARGET_DATABASE_URL": "DATABASE_URL", "TARGET_REDIS_URL": "REDIS_URL"}


class Command(BaseCommand):
    help = (
        "Copy the database from SQLite to the empty PostgreSQL that TARGET_DATABASE_URL names, and compare both; "
        "TARGET_REDIS_URL, if set, is asked whether it answers. Passwords stay out of the list of processes this way."
    )

    def handle(self, **_options: Any) -> None:
        """Copy, and say what to set next."""
        chosen = _chosen()
        if chosen.redis_url:
            _answers(chosen.redis_url)
        try:
            moved = move(chosen.database, os.environ["TARGET_DATABASE_URL"], now=clock.now(), say=self.stderr.write)
        except CannotBeDone as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{rows_of(moved)} rows of {len(moved)} tables were copied and are the same on both sides.")
        self.stdout.write(
            "Now set DATABASE_URL and REDIS_URL to the new servers and start web, beat and workers; "
            "`manage.py doctor` says whether all is well. The SQLite file was not changed: keep it as a backup."
        )


def _chosen() -> environment.Environment:
    """The settings as they will be after the move, checked as at any start."""
    given = {new: os.environ.get(old, "") for old, new in NAMES.items()}
    if not given["DATABASE_URL"].startswith("postgres"):
        raise CommandError("TARGET_DATABASE_URL is not set to postgres://USER:PASSWORD@HOST:PORT/NAME.")
    try:
        return environment.read({**os.environ, **given}, base_dir=settings.BASE_DIR)
    except ImproperlyConfigured as wrong:
        text = str(wrong)
        for old, new in NAMES.items():
            text = text.replace(new, old) if text.startswith(new) else text
        raise CommandError(text) from wrong


def _answers(address: str) -> None:
    try:
        redis.Redis.from_url(address, socket_connect_timeout=5, socket_timeout=5).ping()
    except (redis.RedisError, OSError) as error:
        raise CommandError(f"TARGET_REDIS_URL does not answer ({type(error).__name__}). Nothing was copied.") from error
