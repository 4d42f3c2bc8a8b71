"""SMS: opaque texts, through a provider, within what a practice may spend."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from courses.models import Clinician, Patient
from notifications.channel_names import SMS
from notifications.channels.interface import AddressGone, Away, Handed, NotDelivered, Outgoing, Permanent, Trouble
from notifications.channels.sms.sending import Purse, may_have_gone, provider, purses, stopped
from notifications.channels.sms.twilio import SAID_STOP, Twilio
from notifications.models import Endpoint

MOST_LOST = 2


class SmsChannel:
    """Hands texts to the provider that the settings name."""

    name = SMS

    def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
        """Send several at a time; where the provider is away the rest of the batch waits with the first."""
        way = provider()
        if way is None:
            yield from (Handed(one, Permanent("SMS is off in the settings")) for one in outgoing)
            return
        paid: list[tuple[Outgoing, str, Purse, int]] = []
        for one, found in _with_purses(outgoing):
            if isinstance(found, NotDelivered):
                yield Handed(one, found)
                continue
            text = text_for(one)
            try:
                paid.append((one, text, found, found.pay(text)))
            except NotDelivered as failure:
                yield Handed(one, failure)
        yield from _send(way, paid)


def text_for(outgoing: Outgoing) -> str:
    """The text: that there is something, and where to read it. It says nothing of a medicine, a dose or a practice."""
    with translation.override(outgoing.language):
        said = gettext("Something waits for you") if outgoing.to_staff else gettext("Reminder")
        return f"{said}: {outgoing.link}"


def _with_purses(outgoing: Sequence[Outgoing]) -> Iterator[tuple[Outgoing, Purse | NotDelivered]]:
    """Each with what pays for it, or with why it does not go out; in a constant number of queries."""
    people = dict(Endpoint.objects.filter(pk__in={one.endpoint for one in outgoing}).values_list("pk", "person_id"))
    practices: dict[UUID, UUID] = {}
    for model in (Patient, Clinician):
        practices |= dict(model.objects.filter(pk__in=set(people.values())).values_list("pk", "practice_id"))
    now = next((one.at for one in outgoing if one.at is not None), None)
    found = purses(set(practices.values()), now) if now is not None else {}
    silent = stopped({one.address for one in outgoing})
    for one in outgoing:
        practice = practices.get(people[one.endpoint]) if one.endpoint in people else None
        purse = found.get(practice) if practice is not None else None
        if one.address in silent:
            yield one, AddressGone(SAID_STOP)
        else:
            yield one, purse or Permanent("its practice sends no SMS")


def _send(way: Twilio, paid: Sequence[tuple[Outgoing, str, Purse, int]]) -> Iterator[Handed]:
    lost = 0
    pool = ThreadPoolExecutor(way.at_once)
    waiting: dict[Future[None], tuple[Outgoing, Purse, int]] = {}
    try:
        for one, text, purse, cost in paid:
            waiting[pool.submit(way.send, one.address, text, _report_to(one))] = (one, purse, cost)
        for future in as_completed(list(waiting)):
            one, purse, cost = waiting.pop(future)
            failure = _failure(future)
            if failure is not None and not may_have_gone(failure):
                purse.give_back(cost)
            yield Handed(one, failure)
            lost += isinstance(failure, Away)
            if lost >= MOST_LOST:
                # A provider that hangs costs a time-out each time: two of them are enough to know.
                for other in waiting:
                    other.cancel()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        for _, purse, cost in waiting.values():
            purse.give_back(cost)


def _failure(future: Future[None]) -> NotDelivered | None:
    if future.cancelled():
        return Away("the provider is away")
    error = future.exception()
    if error is None or isinstance(error, NotDelivered):
        return error
    return Trouble(type(error).__name__)


def _report_to(outgoing: Outgoing) -> str:
    return settings.BASE_URL + reverse("hooks:sms_status", args=[outgoing.delivery])
