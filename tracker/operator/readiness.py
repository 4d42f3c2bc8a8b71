"""What an installation needs to be of use, each checked by itself, for health and doctor alike."""

from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tracker.operator.heartbeats import last_seen

ANSWER_WITHIN_SECONDS = 2


def database_answers() -> bool:
    """Whether a query comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def unapplied_migrations() -> list[str]:
    """The migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def broker_answers() -> bool:
    """Whether Redis answers; False where none is set."""
    if not settings.BROKER_IN_USE:
        return False
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=ANSWER_WITHIN_SECONDS, socket_timeout=ANSWER_WITHIN_SECONDS
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def age_of(part: str, *, now: datetime) -> timedelta | None:
    """How long ago `part` was seen at work; None if never, 0 where its clock is ahead of this one."""
    seen_at = last_seen(part)
    return None if seen_at is None else max(now - seen_at, timedelta(0))
