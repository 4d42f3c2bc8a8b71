"""From one endpoint to the next: each message goes on to its person's next endpoint that it has not gone to."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from notifications import signals
from notifications.channel_names import IN_APP, WEB_PUSH
from notifications.models import Delivery, Message
from notifications.models.messages import WAITING
from notifications.outbox import delivery_to
from notifications.people import Someone, reach
from notifications.rows import insert_new


def queue_next(
    messages: Iterable[Message], now: datetime, *, instead_of: Collection[UUID] = (), in_app_too: bool = True
) -> set[UUID]:
    """Queue each message for the next endpoint of its person, if there is one; those for which there is.

    `instead_of` are deliveries that wait and shall not count. Without `in_app_too` a place in the app alone is none to
    turn to: better the first way a while later.
    """
    by_key = {message.pk: message for message in messages}
    if not by_key:
        return set()
    ways = reach(Someone(message.person_kind, message.person_id) for message in by_key.values())
    tried = set(Delivery.objects.filter(message_id__in=by_key).values_list("message_id", "endpoint_id"))
    # While another of the person's phones has it, or is to get it, one phone less is no reason to turn elsewhere.
    may_come = Q(status__in=WAITING) | Q(silent_at__isnull=False) | Q(confirmed_at__isnull=False)
    other_phones = Delivery.objects.exclude(pk__in=instead_of).filter(may_come, message_id__in=by_key, channel=WEB_PUSH)
    on_their_way = set(other_phones.values_list("message_id", flat=True))
    rows = []
    for message in by_key.values():
        if message.pk in on_their_way:
            continue
        in_order = ways.in_order(Someone(message.person_kind, message.person_id), message.kind)
        further = [
            one for one in in_order if (message.pk, one.pk) not in tried and (in_app_too or one.channel != IN_APP)
        ]
        rows += [delivery_to(message, endpoint.pk, endpoint.channel, now) for endpoint in further[:1]]
    insert_new(rows, once=("message_id", "endpoint", "day"))
    for channel in sorted({row.channel for row in rows}):
        signals.wake(channel)
    return {row.message_id for row in rows}
