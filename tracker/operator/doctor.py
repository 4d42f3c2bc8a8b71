"""What is well with an installation, what is not, and what to do about it, part by part, for `manage.py doctor`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.conf import settings
from django.core import checks
from django.core.mail import get_connection
from django.db import connection
from kombu.exceptions import OperationalError

from tracker.celery import app
from tracker.operator import readiness
from tracker.operator.heartbeats import LATELY

CLOCKS_MAY_DIFFER = timedelta(seconds=5)
WORKERS_ANSWER_WITHIN_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One part of the installation; "off" is what the settings leave out, "wrong" what is in use and does not work."""

    part: str
    state: Literal["ok", "off", "wrong"]
    said: str


def examine(*, now: datetime) -> Iterator[Finding]:
    """The findings, part by part; without a database the parts that stand in it are left out."""
    yield _settings()
    yield _broker()
    yield _mail()
    yield Finding(part="push keys", state="off", said="none are set, and reminders go by mail")
    if not readiness.database_answers():
        yield _wrong("database", "does not answer; start it, or correct DATABASE_URL")
        return
    yield Finding(part="database", state="ok", said=f"{connection.vendor} answers")
    yield _clock(now=now)
    missing = readiness.unapplied_migrations()
    if missing:
        yield _wrong(
            "migrations", f"{len(missing)} not applied, the first is {missing[0]}; run: python manage.py migrate"
        )
        return
    yield Finding(part="migrations", state="ok", said="all applied")
    yield _beat(now=now)
    yield _worker()
    yield _sweep(now=now)
    yield _set_aside()
    yield _deliveries(now=now)


def _wrong(part: str, said: str) -> Finding:
    return Finding(part=part, state="wrong", said=said)


def _settings() -> Finding:
    """Values were checked at start, or this would not run; here it is how they fit together."""
    messages = checks.run_checks(include_deployment_checks=settings.PRODUCTION)
    serious = [message for message in messages if message.level >= checks.WARNING and not message.is_silenced()]
    if serious:
        first = serious[0]
        return _wrong("settings", f"{len(serious)} doubtful, the first ({first.id}): {first.msg}")
    kind = (
        "production"
        if settings.PRODUCTION
        else "development; set SHORTCOURSE_ENV=production before anyone else uses it"
    )
    return Finding(part="settings", state="ok", said=f"for {kind}")


def _broker() -> Finding:
    if not settings.BROKER_IN_USE:
        return Finding(
            part="broker", state="off", said="REDIS_URL is not set; `manage.py run_reminders` does a worker's work"
        )
    if readiness.broker_answers():
        return Finding(part="broker", state="ok", said="Redis answers")
    return _wrong("broker", "Redis does not answer; start it, or correct REDIS_URL")


def _mail() -> Finding:
    if not settings.MAIL_IN_USE:
        return Finding(
            part="mail", state="off", said="EMAIL_URL is not set; no mail is sent, reminders and sign-in codes neither"
        )
    if "smtp" not in settings.EMAIL_BACKEND:
        return Finding(part="mail", state="ok", said="printed, not sent")
    mailer = get_connection()
    try:
        mailer.open()
        mailer.close()
    except OSError as error:
        return _wrong(
            "mail",
            f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes none ({type(error).__name__}); correct EMAIL_URL",
        )
    return Finding(part="mail", state="ok", said=f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers and lets us in")


def _clock(*, now: datetime) -> Finding:
    query = (
        "SELECT clock_timestamp()"
        if connection.vendor == "postgresql"
        else "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        (told,) = cursor.fetchone()
    of_database = told if isinstance(told, datetime) else datetime.fromisoformat(told)
    apart = abs(of_database.astimezone(UTC) - now)
    if apart > CLOCKS_MAY_DIFFER:
        return _wrong(
            "clock", f"this machine's and the database's are {apart.total_seconds():.0f} s apart; set both by NTP"
        )
    return Finding(part="clock", state="ok", said="this machine's and the database's agree")


def _beat(*, now: datetime) -> Finding:
    if not settings.BROKER_IN_USE:
        return Finding(part="beat", state="off", said="there is no broker")
    return _seen("beat", "start it: celery -A tracker beat", now=now)


def _worker() -> Finding:
    if not settings.BROKER_IN_USE:
        return Finding(part="worker", state="off", said="there is no broker")
    try:
        answers = app.control.ping(timeout=WORKERS_ANSWER_WITHIN_SECONDS)
    except (OperationalError, OSError):
        return _wrong("worker", "cannot be asked while the broker is away")
    if not answers:
        return _wrong("worker", "none answers; start one: celery -A tracker worker")
    return Finding(part="worker", state="ok", said=f"{len(answers)} at work")


def _sweep(*, now: datetime) -> Finding:
    start = "see beat and worker" if settings.BROKER_IN_USE else "start it: python manage.py run_reminders"
    return _seen("sweep", start, now=now)


def _set_aside() -> Finding:
    patients, practices = readiness.set_aside(), readiness.failing_practices()
    if not patients and not practices:
        return Finding(part="set aside", state="ok", said="nobody is")
    return _wrong(
        "set aside",
        f"the sweep fails on {patients} patients and {practices} practices, who get no reminders and escalations; "
        'report "sweep_failed" and "practice_failed" of the log, and look after them by hand meanwhile',
    )


def _deliveries(*, now: datetime) -> Finding:
    dead = readiness.dead_deliveries(now=now)
    if not dead:
        return Finding(part="deliveries", state="ok", said="none was given up in the last 24 hours")
    return _wrong(
        "deliveries",
        f"{dead} were given up in the last 24 hours after five attempts each; their reasons stand in the table "
        "notifications_delivery, and today's list names the patients whom messages do not reach",
    )


def _seen(part: str, remedy: str, *, now: datetime) -> Finding:
    age = readiness.age_of(part, now=now)
    if age is None:
        return _wrong(part, f"was never seen; {remedy}")
    if age >= LATELY:
        return _wrong(part, f"was last seen {age.total_seconds():.0f} s ago; {remedy}")
    return Finding(part=part, state="ok", said=f"seen {age.total_seconds():.0f} s ago")
