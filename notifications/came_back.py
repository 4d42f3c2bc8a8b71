"""What a provider tells after it took a message: that it came, that it came back, that an address is no use."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from notifications.channel_names import SMS
from notifications.channels.sms.twilio import SAID_STOP
from notifications.models import Delivery, Endpoint, Message, SmsStop, Status
from notifications.next_way import queue_next
from notifications.people import Someone, add_endpoint, retire


@transaction.atomic
def came_back(delivery_id: UUID, channel: str, *, reason: str, gone: bool, now: datetime) -> bool:
    """A message that a provider took did not arrive after all; whether there was one.

    It goes by the person's next channel, if still called for. One that is `gone` is retired. What the worker that
    handed it over has yet to write counts no more: that provider was quicker.
    """
    found = Delivery.objects.filter(pk=delivery_id, channel=channel, status__in=(Status.SENT, Status.LEASED))
    status = Status.RETIRED if gone else Status.FAILED
    if not found.update(status=status, reason=reason[:200], finished_at=now, fence=F("fence") + 1, silent_at=None):
        return False
    delivery = Delivery.objects.select_related("endpoint").get(pk=delivery_id)
    if gone and delivery.endpoint.retired_at is None:
        retire(delivery.endpoint, because=reason, now=now)
    queue_next(Message.objects.filter(pk=delivery.message_id), now)
    return True


def came(delivery_id: UUID, channel: str, *, now: datetime) -> bool:
    """The provider says that it came; whether there was one."""
    return bool(Delivery.objects.filter(pk=delivery_id, channel=channel, confirmed_at=None).update(confirmed_at=now))


def address_is_no_use(channel: str, address: str, *, because: str, now: datetime) -> int:
    """Nothing is sent to this address any more, whosever it is; how many people had it."""
    return _retire_all(Endpoint.objects.filter(channel=channel, address=address, retired_at=None), because, now)


@transaction.atomic
def stop(number: str, *, now: datetime) -> None:
    """The number said STOP: no text of any kind goes there. Again does no harm."""
    SmsStop.objects.get_or_create(pk=number, defaults={"stopped_at": now})
    address_is_no_use(SMS, number, because=SAID_STOP, now=now)


@transaction.atomic
def start(number: str, *, now: datetime) -> None:
    """The number said START: whose it was get texts there again. What holds a number is proven by its answer."""
    SmsStop.objects.filter(pk=number).delete()
    newest: dict[Someone, Endpoint] = {}
    for row in Endpoint.objects.filter(channel=SMS, address=number).order_by("added_at", "pk"):
        newest[Someone(row.person_kind, row.person_id)] = row
    for person, row in newest.items():
        if row.retired_at is not None and row.retired_because == SAID_STOP:
            add_endpoint(
                person=person, channel=SMS, address=number, verified_at=row.verified_at, now=now, place=row.place
            )


def _retire_all(endpoints: Iterable[Endpoint], because: str, now: datetime) -> int:
    found = list(endpoints)
    for endpoint in found:
        retire(endpoint, because=because, now=now)
    return len(found)
