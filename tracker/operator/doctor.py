"""What is well with an installation, what is not, and what to do about it, part by part, for `manage.py doctor`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Literal

from django.conf import settings
from django.core import checks
from django.core.mail import get_connection
from django.db import connection
from kombu.exceptions import OperationalError
from requests import RequestException

from notifications.channels.sms.sending import provider, purses
from notifications.channels.web_push import vapid
from notifications.models import Circuit, SmsPractice, Subscription
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
    yield _sms()
    yield _push_keys()
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
    yield _phones()
    yield _circuits()
    yield from _spent(now=now)
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
    if "anymail" in settings.EMAIL_BACKEND:
        return _mail_provider()
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


def _mail_provider() -> Finding:
    """No provider has a call that only asks whether the key is right; deliveries tell, and its circuit."""
    if settings.MAIL_LOCAL:
        return _wrong("mail", "EMAIL_URL names a service on this machine; remove it outside of tests")
    if not settings.MAIL_HOOK:
        return _wrong(
            "mail", "EMAIL_HOOK_SECRET is not set: mail that comes back retires no address, and nobody is told of it"
        )
    return Finding(
        part="mail", state="ok", said=f"by {settings.MAIL_HOOK}; its calls to {settings.BASE_URL}/hooks/mail"
    )


def _sms() -> Finding:
    way = provider()
    if way is None:
        return Finding(part="sms", state="off", said="SMS_URL is not set; no text is sent")
    if not way.account.api.startswith("https://"):
        return _wrong("sms", "SMS_URL names a service on this machine; remove it outside of tests")
    try:
        status = way.look()
    except RequestException as error:
        return _wrong("sms", f"the provider does not answer ({type(error).__name__}); correct SMS_URL, or wait")
    if status != HTTPStatus.OK:
        return _wrong("sms", f"the provider answers with {status}; correct account and token in SMS_URL")
    return Finding(part="sms", state="ok", said="the provider answers and knows the account")


def _circuits() -> Finding:
    """Providers that nothing is handed to at this time."""
    rows = Circuit.objects.filter(open_until__isnull=False).order_by("since")
    told = [f"{row.provider} since {row.since:%Y-%m-%d %H:%M} UTC ({row.reason})" for row in rows]
    if not told:
        return Finding(part="providers", state="ok", said="none fails")
    return _wrong("providers", f"left alone as they fail: {'; '.join(told)}. Each is tried again within 5 minutes")


def _spent(*, now: datetime) -> Iterator[Finding]:
    """Practices whose texts of today are used up, or nearly."""
    if not settings.SMS:
        return
    of = purses(list(SmsPractice.objects.filter(on=True).values_list("pk", flat=True)), now)
    gone = [str(key) for key, purse in of.items() if purse.spent >= purse.most]
    if gone:
        yield _wrong(
            "sms spent",
            f"the segments of today are used up for {', '.join(sorted(gone))}: what is left goes by other channels or "
            "waits; raise it: python manage.py sms PRACTICE --segments-a-day N",
        )
    else:
        yield Finding(part="sms spent", state="ok", said=f"{sum(one.spent for one in of.values())} segments today")


def _push_keys() -> Finding:
    if not settings.VAPID_PRIVATE_KEY:
        return Finding(
            part="push keys",
            state="off",
            said="VAPID_PRIVATE_KEY is not set, and reminders go by mail; make one: python manage.py vapid_keys",
        )
    try:
        found = len(vapid.keys())
    except vapid.WrongKey:
        return _wrong("push keys", "one is no key; make a new one: python manage.py vapid_keys")
    if settings.PUSH_LOCAL_SERVICE:
        return _wrong("push keys", "PUSH_LOCAL_SERVICE lets pushes go to this machine; remove it outside of tests")
    former = f", and {found - 1} former ones for phones that came with them" if found > 1 else ""
    return Finding(part="push keys", state="ok", said=f"one is set{former}")


def _phones() -> Finding:
    """Phones that no key in the settings can send to: a key was taken away too early."""
    if not settings.VAPID_PRIVATE_KEY:
        return Finding(part="phones", state="off", said="there are no push keys")
    lost = Subscription.objects.filter(endpoint__retired_at=None).exclude(vapid_key__in=vapid.keys()).count()
    if lost:
        return _wrong("phones", f"{lost} were subscribed with a key that is gone; put it back into VAPID_FORMER_KEYS")
    return Finding(part="phones", state="ok", said="all can be sent to by the keys that are set")


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
        'report "sweep_failed" and "practice_failed" of the log, and have the practice look after them meanwhile; '
        "python manage.py dead_letters list says where it fails",
    )


def _deliveries(*, now: datetime) -> Finding:
    dead = readiness.dead_deliveries(now=now)
    if not dead:
        return Finding(part="deliveries", state="ok", said="none was given up in the last 24 hours")
    return _wrong(
        "deliveries",
        f"{dead} were given up in the last 24 hours after five attempts each; see why with: python "
        "manage.py dead_letters list. Today's list names the patients whom messages do not reach",
    )


def _seen(part: str, remedy: str, *, now: datetime) -> Finding:
    age = readiness.age_of(part, now=now)
    if age is None:
        return _wrong(part, f"was never seen; {remedy}")
    if age >= LATELY:
        return _wrong(part, f"was last seen {age.total_seconds():.0f} s ago; {remedy}")
    return Finding(part=part, state="ok", said=f"seen {age.total_seconds():.0f} s ago")
