"""A rehearsal: what a sweep at some instant would send, found by really doing it and taking it all back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from notifications.models import Carried, Delivery, Message, Reminder
from notifications.sweep import Swept, sweep


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One message as it would go out."""

    at: datetime
    person_kind: str
    person_id: UUID
    kinds: tuple[str, ...]
    channels: tuple[str, ...]


def rehearse(instant: datetime) -> tuple[list[Rehearsed], Swept]:
    """What one sweep at this instant would send, in order, and what it would do besides.

    It holds the locks of all patients that are due while it lasts. Nothing stays, nothing leaves: the transaction is
    rolled back, and what starts after a commit never starts.
    """
    with transaction.atomic():
        there = set(Message.objects.filter(decided_at__gte=instant).values_list("pk", flat=True))
        swept = sweep(instant)
        new = Message.objects.filter(decided_at__gte=instant).exclude(pk__in=there).order_by("at", "pk")
        found = [_rehearsed(message) for message in new]
        transaction.set_rollback(True)
    return found, swept


def _rehearsed(message: Message) -> Rehearsed:
    to_staff = Carried.objects.filter(message_id=message.pk).values("reminder_id")
    kinds = {
        *Reminder.objects.filter(message_id=message.pk).values_list("kind", flat=True),
        *Reminder.objects.filter(pk__in=to_staff).values_list("kind", flat=True),
    }
    channels = Delivery.objects.filter(message_id=message.pk).values_list("channel", flat=True)
    return Rehearsed(
        at=message.at,
        person_kind=message.person_kind,
        person_id=message.person_id,
        kinds=tuple(sorted(kinds)),
        channels=tuple(sorted(set(channels))),
    )
