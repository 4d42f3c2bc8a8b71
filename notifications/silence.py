"""Pushes that no phone confirmed: counted, and what must not be missed goes out once more by the next channel.

That a push service took a message says nothing of the phone. Each push that was handed over carries the instant at
which it counts as not come; it stands in the database, so it outlives every process, and a delivery is unique by
message and endpoint, so two workers that find it make one.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from notifications import signals
from notifications.channel_names import WEB_PUSH
from notifications.models import Delivery, Message, Reminder, Subscription
from notifications.outbox import delivery_to
from notifications.people import Reach, Someone, reach
from notifications.rows import insert_new
from notifications.rules.kinds import COMES_AGAIN

CONFIRMED_WITHIN = timedelta(minutes=30)
BATCH = 200
MOST_COUNTED = 1000


def note_silence(now: datetime) -> int:
    """Look after the pushes that should have been confirmed by now; how many were not."""
    total = 0
    while Delivery.objects.filter(silent_at__lte=now).exists():
        looked, silent = _batch(now)
        total += silent
        if looked < BATCH:
            break
    return total


def _batch(now: datetime) -> tuple[int, int]:
    with transaction.atomic():
        found = Delivery.objects.filter(silent_at__lte=now).order_by("silent_at", "pk")
        rows = list(found.select_for_update(skip_locked=True, of=("self",))[:BATCH])
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(silent_at=None)
        silent = [row for row in rows if row.confirmed_at is None]
        for endpoint, times in sorted(Counter(row.endpoint_id for row in silent).items()):
            Subscription.objects.filter(pk=endpoint, unconfirmed__lt=MOST_COUNTED).update(
                unconfirmed=F("unconfirmed") + times
            )
        _once_more({row.message_id for row in silent}, now)
    return len(rows), len(silent)


def _once_more(keys: Collection[UUID], now: datetime) -> None:
    """Queue what must not be missed for each person's next channel; `deliver` asks whether it is still called for."""
    if not keys:
        return
    messages = Message.objects.in_bulk(keys)
    tried: dict[UUID, set[UUID]] = defaultdict(set)
    came: set[UUID] = set()
    for key, endpoint, confirmed_at in Delivery.objects.filter(message_id__in=keys).values_list(
        "message_id", "endpoint_id", "confirmed_at"
    ):
        tried[key].add(endpoint)
        if confirmed_at is not None:
            came.add(key)
    kinds = _kinds(messages)
    ways = reach(Someone(message.person_kind, message.person_id) for message in messages.values())
    rows = []
    for message in messages.values():
        person = Someone(message.person_kind, message.person_id)
        if message.pk in came or not _comes_again(ways, person, kinds[message.pk]):
            continue
        others = [one for one in ways.in_order(person, message.kind) if one.channel != WEB_PUSH]
        # Once: where another channel has had it already, that was the time.
        if not any(one.pk in tried[message.pk] for one in others):
            rows += [delivery_to(message, one.pk, one.channel, now) for one in others[:1]]
    insert_new(rows, once=("message_id", "endpoint", "day"))
    for channel in sorted({row.channel for row in rows}):
        signals.wake(channel)


def _kinds(messages: dict[UUID, Message]) -> dict[UUID, Sequence[str]]:
    """Every kind that each message carries."""
    found: dict[UUID, list[str]] = {key: [message.kind] for key, message in messages.items()}
    for message, kind in Reminder.objects.filter(message_id__in=messages).values_list("message_id", "kind"):
        if message is not None:
            found[message].append(kind)
    return dict(found)


def _comes_again(ways: Reach, person: Someone, kinds: Sequence[str]) -> bool:
    return any(kind in COMES_AGAIN or (person, kind) in ways.fall_back for kind in kinds)
