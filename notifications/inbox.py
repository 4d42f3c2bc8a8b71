"""What waits in the app: a person's messages of late, and which of them they have not read there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from notifications.models import Delivery, Message, ReadTo, Reminder
from notifications.people import Someone
from notifications.rules.reminder import DOSE_KINDS

KEPT_FOR = timedelta(days=30)
MOST = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message as the app shows it: its kinds, the words of the most urgent, and whether it is new."""

    at: datetime
    kind: str
    wording: str
    kinds: frozenset[str]
    is_new: bool


def inbox(person: Someone, now: datetime) -> list[Waiting]:
    """The person's messages of the last 30 days, the newest first. Those about a dose alone stand on Today."""
    since, read_to = now - KEPT_FOR, _read_to(person)
    rows = Message.objects.of(*person).filter(day__gte=since.date(), at__gt=since, at__lte=now)
    messages = list(rows.exclude(kind__in=DOSE_KINDS).order_by("-at")[:MOST])
    kinds: dict[UUID, set[str]] = {message.pk: {message.kind} for message in messages}
    carried = Reminder.objects.filter(message_id__in=kinds, medication_day__gte=since.date() - timedelta(days=1))
    for message, kind in carried.values_list("message_id", "kind"):
        if message is not None:
            kinds[message].add(kind)
    return [
        Waiting(
            at=message.at,
            kind=message.kind,
            wording=message.wording,
            kinds=frozenset(kinds[message.pk]),
            is_new=read_to is None or message.at > read_to,
        )
        for message in messages
    ]


def unread(person: Someone, now: datetime) -> int:
    """How many messages wait that the person has not read."""
    since = now - KEPT_FOR
    rows = Message.objects.of(*person).filter(day__gte=since.date(), at__gt=since, at__lte=now)
    read = ReadTo.objects.of(*person).filter(read_to__gte=OuterRef("at"))
    return rows.exclude(kind__in=DOSE_KINDS).filter(~Exists(read)).count()


def read(person: Someone, now: datetime) -> None:
    """The person has seen the page: what stood there is read, and what only waited in the app has come."""
    ReadTo.objects.update_or_create(person_kind=person.kind, person_id=person.id, defaults={"read_to": now})
    own = Message.objects.of(*person).filter(day__gte=(now - KEPT_FOR).date(), at__lte=now)
    Delivery.objects.filter(
        channel="in_app", confirmed_at=None, day__gte=(now - KEPT_FOR).date(), message_id__in=own.values("pk")
    ).update(confirmed_at=now)


def _read_to(person: Someone) -> datetime | None:
    return ReadTo.objects.of(*person).values_list("read_to", flat=True).first()
