"""The sweep of practices: the daily digest and escalations, whatever is a practice's and no patient's.

Nothing announces to a practice that one of its flags became high, or that its own hours changed: its agenda is looked
at often enough to miss no escalation (no later than the first could fall due) and to meet a new hour within minutes.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from courses.models import Practice
from notifications import counted
from notifications.digest import next_digest_instant, send_digest
from notifications.escalation import escalate
from notifications.failures import of_the_database, place_of
from notifications.models import Agenda
from notifications.outbox import Going, put_out

log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(minutes=15)
AFTER_FAILURE = timedelta(minutes=1)

Work = Callable[[Practice, datetime, datetime], tuple[list[Going], datetime]]


def sweep_practices(clock: Callable[[], datetime]) -> tuple[int, int]:
    """Do what is due for practices; how many were looked at, and how many messages that made."""
    _begin(clock)
    practices = messages = 0
    while True:
        with transaction.atomic():
            practice = _claim(clock())
            if practice is None:
                return practices, messages
            practices += 1
            messages += _handle(practice, clock())


def _begin(clock: Callable[[], datetime]) -> None:
    """Give new practices an agenda. Nothing announces a practice, and there are few."""
    for key in Practice.objects.filter(agenda__isnull=True).values_list("pk", flat=True):
        with transaction.atomic():
            practice = Practice.objects.select_for_update(no_key=True).get(pk=key)
            now = clock()
            Agenda.objects.get_or_create(practice=practice, defaults={"next_due_at": now, "reminded_to": now})


def _claim(now: datetime) -> Practice | None:
    return (
        Practice.objects.filter(agenda__next_due_at__lte=now)
        .order_by("agenda__next_due_at")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .first()
    )


def _handle(practice: Practice, now: datetime) -> int:
    """Look at one practice, whose row is locked; how many messages that made.

    Where one kind of work fails the other is done all the same. The next look then begins where this one did: what is
    written already is not written twice.
    """
    agenda = Agenda.objects.get(practice=practice)
    if agenda.next_due_at is None or agenda.next_due_at > now:
        return 0
    going: list[Going] = []
    agenda.failure, agenda.next_due_at = "", now + LOOK_EVERY
    for work in (_escalate, _digest):
        try:
            with transaction.atomic():
                more, following = work(practice, agenda.reminded_to, now)
        except Exception as error:
            if of_the_database(error):
                raise
            agenda.failure, following, more = place_of(error), now + AFTER_FAILURE, []
            counted.sweep_failed()
            log.warning("practice_failed", practice=str(practice.pk), error=agenda.failure)
        going += more
        agenda.next_due_at = min(agenda.next_due_at, following)
    if not agenda.failure:
        agenda.reminded_to = max(agenda.reminded_to, now)
    agenda.save(update_fields=["next_due_at", "reminded_to", "failure"])
    counted.decided(
        (one.reminder.kind, str(one.reminder.outcome)) for one in {id(one.reminder): one for one in going}.values()
    )
    # All of it at once: messages of one transaction are written in one order, so that no two wait for each other.
    return put_out(going, now=now)


def _escalate(practice: Practice, after: datetime, now: datetime) -> tuple[list[Going], datetime]:
    return escalate(practice, after=after, now=now)


def _digest(practice: Practice, after: datetime, now: datetime) -> tuple[list[Going], datetime]:
    return send_digest(practice, after=after, now=now), next_digest_instant(practice, now)
