"""What a practice keeps no longer of what it sent. Facts of a course (doses, check-ins, flags, acts) always stay."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef

from courses.models import Clinician, Course, Patient, Practice
from notifications.models import Carried, Delivery, Message, Outcome, Person, Reminder, Scope
from notifications.models.messages import WAITING

# A transaction deletes so many and ends: nobody waits for it, and it can be broken off anywhere.
AT_ONCE = 1_000
# What one run leaves the next one takes.
MOST_BATCHES = 500

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Forgotten:
    """How many rows are gone."""

    reminders: int = 0
    messages: int = 0
    deliveries: int = 0


def forget(now: datetime, *, at_once: int = AT_ONCE, most: int = MOST_BATCHES) -> Forgotten:
    """Delete what each practice keeps no longer, in batches; how much that was. Who set nothing keeps all."""
    total = Forgotten()
    for practice in Practice.objects.filter(messages_kept_months__isnull=False).order_by("pk"):
        kept_from = kept_since(now, practice.messages_kept_months or 0)
        for batch in (_reminders(practice, kept_from, at_once), _messages(practice, kept_from, at_once)):
            for _, gone in zip(range(most), batch, strict=False):
                total.reminders += gone.reminders
                total.messages += gone.messages
                total.deliveries += gone.deliveries
    if total.reminders or total.messages:
        log.info("forgotten", reminders=total.reminders, messages=total.messages, deliveries=total.deliveries)
    return total


def kept_since(now: datetime, months: int) -> date:
    """The first day that is kept: months are whole ones, and the one that has begun is kept besides."""
    today = now.astimezone(UTC).date()
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(years, month + 1, 1)


def _reminders(practice: Practice, kept_from: date, at_once: int) -> Iterator[Forgotten]:
    """Those that were decided. Each yield is a batch that is gone."""
    courses: Any = Course.objects.filter(patient__practice=practice).values("pk")
    for scope, keys in ((Scope.COURSE, courses), (Scope.PRACTICE, [practice.pk])):
        old = Reminder.objects.filter(scope_kind=scope, scope_id__in=keys, medication_day__lt=kept_from)
        decided = old.exclude(outcome=Outcome.PENDING)
        while batch := list(decided.values_list("pk", flat=True)[:at_once]):
            with transaction.atomic():
                Carried.objects.filter(reminder_id__in=batch).delete()
                gone, _ = Reminder.objects.filter(pk__in=batch).delete()
            yield Forgotten(reminders=gone)


def _messages(practice: Practice, kept_from: date, at_once: int) -> Iterator[Forgotten]:
    """Those that carry no reminder any more and wait for no worker, with their deliveries."""
    patients: Any = Patient.objects.filter(practice=practice).values("pk")
    clinicians: Any = Clinician.objects.filter(practice=practice).values("pk")
    carries = Exists(Reminder.objects.filter(message_id=OuterRef("pk")))
    carried = Exists(Carried.objects.filter(message_id=OuterRef("pk")))
    waits = Exists(Delivery.objects.filter(message_id=OuterRef("pk"), status__in=WAITING))
    for person, keys in ((Person.PATIENT, patients), (Person.CLINICIAN, clinicians)):
        old = Message.objects.filter(person_kind=person, person_id__in=keys, day__lt=kept_from)
        empty = old.filter(~carries, ~carried, ~waits)
        while batch := list(empty.values_list("pk", flat=True)[:at_once]):
            with transaction.atomic():
                deliveries, _ = Delivery.objects.filter(message_id__in=batch).delete()
                gone, _ = Message.objects.filter(pk__in=batch).delete()
            yield Forgotten(messages=gone, deliveries=deliveries)
