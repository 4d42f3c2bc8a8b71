"""The daily digest: once a day, at the hour that the practice set, to the staff who want it, if anything is open."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from courses.models import Clinician, Flag, Practice, TalkAnswer, TalkRequest
from courses.models import Outcome as Answered
from courses.rules.days import instant_of, zone_of
from courses.rules.record import Status
from notifications.failures import of_the_database, place_of
from notifications.models import Agenda, Outcome, Person, Reminder, Scope
from notifications.outbox import Going, put_out
from notifications.people import Someone
from notifications.rows import insert_new
from notifications.rules.reminder import Kind, Recipient

log = structlog.get_logger(__name__)

ONE_DAY = timedelta(days=1)
LOOK_EVERY = timedelta(minutes=15)
REMINDER_ONCE = ("scope_id", "medication_day", "kind", "key", "scope_kind")


def sweep_practices(clock: Callable[[], datetime]) -> tuple[int, int]:
    """Send every digest that is due; how many practices were looked at, and how many messages that made."""
    _begin(clock)
    practices = messages = 0
    while True:
        with transaction.atomic():
            practice = _claim(clock())
            if practice is None:
                return practices, messages
            practices += 1
            try:
                with transaction.atomic():
                    messages += _handle(practice, clock())
            except Exception as error:
                if of_the_database(error):
                    raise
                # One practice must not keep the others from their digest; it is looked at again in a while.
                log.warning("digest_failed", practice=str(practice.pk), error=place_of(error))
                later = clock() + LOOK_EVERY
                Agenda.objects.filter(practice=practice).update(next_due_at=later, failure=place_of(error))


def digest_instant(practice: Practice, now: datetime) -> datetime:
    """The latest instant at or before now at which this practice's digest fell due."""
    today = now.astimezone(zone_of(practice.time_zone)).date()
    found = (instant_of(today - ONE_DAY * ago, practice.digest_hour, practice.time_zone) for ago in (-1, 0, 1, 2))
    return next(at for at in found if at <= now)


def next_digest_instant(practice: Practice, now: datetime) -> datetime:
    """The first instant after now at which it falls due."""
    today = now.astimezone(zone_of(practice.time_zone)).date()
    found = (instant_of(today + ONE_DAY * ahead, practice.digest_hour, practice.time_zone) for ahead in (-1, 0, 1, 2))
    return next(at for at in found if at > now)


def _begin(clock: Callable[[], datetime]) -> None:
    """Give new practices an agenda. Nothing announces a practice, and there are few."""
    for key in Practice.objects.filter(agenda__isnull=True).values_list("pk", flat=True):
        with transaction.atomic():
            practice = Practice.objects.select_for_update(no_key=True).get(pk=key)
            now = clock()
            Agenda.objects.get_or_create(
                practice=practice, defaults={"next_due_at": _next_look(practice, now), "reminded_to": now}
            )


def _claim(now: datetime) -> Practice | None:
    return (
        Practice.objects.filter(agenda__next_due_at__lte=now)
        .order_by("agenda__next_due_at")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .first()
    )


def _handle(practice: Practice, now: datetime) -> int:
    agenda = Agenda.objects.get(practice=practice)
    if agenda.next_due_at is None or agenda.next_due_at > now:
        return 0
    # After an outage the newest alone: yesterday's list is today's, too.
    due_at, reminded_to = digest_instant(practice, now), agenda.reminded_to
    agenda.next_due_at, agenda.reminded_to = _next_look(practice, now), now
    agenda.save(update_fields=["next_due_at", "reminded_to"])
    if due_at <= reminded_to or not something_open(practice.pk):
        return 0
    row = Reminder(
        scope_kind=Scope.PRACTICE,
        scope_id=practice.pk,
        kind=Kind.DAILY_DIGEST.value,
        medication_day=due_at.astimezone(zone_of(practice.time_zone)).date(),
        key="",
        due_at=due_at,
        recipient=Recipient.STAFF.value,
        outcome=Outcome.SENT,
        went_at=now,
        wording=Kind.DAILY_DIGEST.value,
    )
    if not insert_new([row], once=REMINDER_ONCE):
        return 0
    instant = max(due_at, now.replace(second=0, microsecond=0))
    return put_out([Going(row, person, instant, now) for person in _readers(practice.pk)], now=now)


def _next_look(practice: Practice, now: datetime) -> datetime:
    """The next digest, or sooner: nothing announces that a practice changed its hour or its zone."""
    return min(next_digest_instant(practice, now), now + LOOK_EVERY)


def something_open(practice_id: UUID) -> bool:
    """Whether anything waits for the practice's staff: an open flag, or a talk request that nobody answered."""
    open_flags = Flag.objects.filter(course__patient__practice=practice_id, status=Status.OPEN.value)
    return open_flags.exists() or _someone_waits(practice_id)


def _someone_waits(practice_id: UUID) -> bool:
    """Whether a talk request is open, from the moment of asking: its flag opens only after a day."""
    ended = TalkAnswer.objects.filter(
        course=OuterRef("course"), seq__gt=OuterRef("seq"), outcome__in=[Answered.SPOKE, Answered.APPOINTMENT]
    )
    requests = TalkRequest.objects.filter(course__patient__practice=practice_id, undone_at=None)
    return requests.filter(~Exists(ended)).exists()


def _readers(practice_id: UUID) -> list[Someone]:
    readers = Clinician.objects.filter(
        Q(is_prescriber=True) | Q(is_reviewer=True), practice=practice_id, is_active=True, wants_digest=True
    )
    return [Someone(Person.CLINICIAN, key) for key in readers.order_by("pk").values_list("pk", flat=True)]
