"""What an installation needs to be of use, each checked by itself, for health and doctor alike."""

from datetime import datetime, timedelta
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from notifications import dead_letters
from notifications.models import Agenda
from tracker.operator.heartbeats import last_seen

ANSWER_WITHIN_SECONDS = 2
# A delivery that was given up is told for so long: it is not tried again, and health must not tell of it for ever.
DEAD_TOLD_FOR = timedelta(days=1)


def database_answers() -> bool:
    """Whether a query comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def unapplied_migrations() -> list[str]:
    """The migrations that the code has and the database has not."""
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in _migrations_of_the_code() if (app, name) not in applied]


@cache
def _migrations_of_the_code() -> list[tuple[str, str]]:
    """Read from the disk once: health is asked every few seconds, and code does not change under a process."""
    return sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


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


def set_aside() -> int:
    """How many patients' agendas the sweep fails on again and again: nothing falls due for them meanwhile."""
    return Agenda.objects.filter(set_aside_at__isnull=False).count()


def failing_practices() -> int:
    """On how many practices' digest or escalations the last look failed."""
    return Agenda.objects.filter(practice__isnull=False).exclude(failure="").count()


def dead_deliveries(*, now: datetime) -> int:
    """How many deliveries were given up lately, without those that an operator has dropped."""
    return dead_letters.standing().filter(finished_at__gte=now - DEAD_TOLD_FOR).count()
