"""Delivering: lease, decide again, hand to the channel, write what became of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.urls import reverse

from notifications import leases, signals
from notifications.channels import channels
from notifications.channels.interface import (
    AddressGone,
    Away,
    Channel,
    Handed,
    NotDelivered,
    Outgoing,
    Permanent,
    Transient,
)
from notifications.leases import LEASE, MOST_ATTEMPTS, Leased, Result
from notifications.leaving import leave_token
from notifications.models import Delivery, Person, Status
from notifications.outbox import delivery_to
from notifications.people import Someone, reach, retire
from notifications.recheck import Dropped, Held, recheck
from notifications.rows import insert_new

Clock = Callable[[], datetime]

BATCH = 50
WRITE_EVERY = 10
# A worker stops handing over so long before its lease runs out, and gives back the rest.
MARGIN = timedelta(seconds=15)

UNREACHED = frozenset({Status.FAILED, Status.RETIRED, Status.DEAD})

log = structlog.get_logger(__name__)


def deliver(channel: str, now: Clock | datetime, *, size: int = BATCH) -> Counter[str]:
    """Hand over all that waits for a channel; how many ended in which status."""
    clock: Clock = now if callable(now) else lambda: now
    total: Counter[str] = Counter()
    while leases.something_waits(channel, clock()) and (batch := deliver_batch(channel, clock, size=size)):
        total += batch
    if total:
        log.info("delivered", channel=channel, **total)
    return total


def deliver_batch(channel: str, clock: Clock, *, size: int = BATCH) -> Counter[str]:
    """Lease one batch and hand it over; empty if nothing waited."""
    began = clock()
    counts: Counter[str] = Counter()
    buried = leases.bury(channel, began)
    counts.update(result.status for result in buried)
    _fall_back([result.leased for result in buried], began)
    leased = leases.lease(channel, began, size=size)
    if not leased:
        return counts
    going, settled = _decide_again(leased, began)
    _settle(settled, clock(), counts)
    way = channels().get(channel)
    if way is None:
        _settle([_after(one, Permanent("the channel is off"), began) for one in going], clock(), counts)
        return counts
    _hand_over(way, going, stop_at=began + LEASE - MARGIN, clock=clock, counts=counts)
    return counts


def _decide_again(leased: Sequence[Leased], now: datetime) -> tuple[list[Leased], list[Result]]:
    """What still goes out, and the end of the rest."""
    verdicts = recheck({one.message.pk: one.message for one in leased}.values(), now)
    going: list[Leased] = []
    settled: list[Result] = []
    for one in leased:
        verdict = verdicts.get(one.message.pk)
        if isinstance(verdict, Dropped):
            settled.append(Result(one, Status.DROPPED, verdict.reason))
        elif isinstance(verdict, Held):
            settled.append(Result(one, Status.QUEUED, verdict.reason, verdict.until, untried=True))
        elif one.endpoint.retired_at is not None:
            settled.append(Result(one, Status.RETIRED, one.endpoint.retired_because))
        else:
            going.append(one)
    return going, settled


def _hand_over(way: Channel, going: Sequence[Leased], *, stop_at: datetime, clock: Clock, counts: Counter[str]) -> None:
    """Hand over and write results every few; what the time does not suffice for is given back."""
    by_delivery = {one.id: one for one in going}
    results: list[Result] = []
    for handed in _until(stop_at, clock, way.send_all([_outgoing(one) for one in going])):
        one = by_delivery.pop(handed.outgoing.delivery)
        results.append(Result(one, Status.SENT) if handed.failure is None else _after(one, handed.failure, clock()))
        if len(results) >= WRITE_EVERY:
            _settle(results, clock(), counts)
            results = []
    results += [Result(one, Status.QUEUED, "", clock(), untried=True) for one in by_delivery.values()]
    _settle(results, clock(), counts)


def _until(stop_at: datetime, clock: Clock, handed: Iterator[Handed]) -> Iterator[Handed]:
    for one in handed:
        yield one
        if clock() >= stop_at:
            return


def _after(one: Leased, failure: NotDelivered, now: datetime) -> Result:
    """What a failure means for its delivery."""
    if isinstance(failure, AddressGone):
        return Result(one, Status.RETIRED, failure.reason)
    if isinstance(failure, Permanent):
        return Result(one, Status.FAILED, failure.reason)
    if isinstance(failure, Away):
        # However long it lasts: what is too late by then is for `recheck` to say.
        again = now + (failure.retry_after or leases.WHILE_AWAY)
        return Result(one, Status.QUEUED, failure.reason, again, untried=True)
    if one.attempts >= MOST_ATTEMPTS:
        return Result(one, Status.DEAD, failure.reason)
    asked = failure.retry_after if isinstance(failure, Transient) else None
    return Result(one, Status.QUEUED, failure.reason, now + leases.wait_after(one.attempts, asked))


def _settle(results: Sequence[Result], now: datetime, counts: Counter[str]) -> None:
    """Write results, retire endpoints that are gone, and try the next endpoint of whom this one did not reach."""
    if not results:
        return
    written = leases.write(results, now)
    if written < len(results):
        log.warning("results_fenced_off", count=len(results) - written)
    counts.update(result.status for result in results)
    for result in results:
        if result.status == Status.RETIRED and result.leased.endpoint.retired_at is None:
            retire(result.leased.endpoint, because=result.reason, now=now)
    _fall_back([result.leased for result in results if result.status in UNREACHED], now)


def _fall_back(unreached: Iterable[Leased], now: datetime) -> None:
    """Queue each message for the person's next endpoint that it has not gone to, if there is one."""
    messages = {one.message.pk: one.message for one in unreached}
    if not messages:
        return
    ways = reach(Someone(message.person_kind, message.person_id) for message in messages.values())
    tried = set(Delivery.objects.filter(message_id__in=messages).values_list("message_id", "endpoint_id"))
    rows = []
    for message in messages.values():
        in_order = ways.in_order(Someone(message.person_kind, message.person_id), message.kind)
        further = [endpoint for endpoint in in_order if (message.pk, endpoint.pk) not in tried]
        rows += [delivery_to(message, endpoint.pk, endpoint.channel, now) for endpoint in further[:1]]
    insert_new(rows, once=("message_id", "endpoint", "day"))
    for channel in sorted({row.channel for row in rows}):
        signals.wake(channel)


def _outgoing(one: Leased) -> Outgoing:
    message = one.message
    return Outgoing(
        delivery=one.id,
        address=one.endpoint.address,
        tag=str(one.id),
        to_staff=message.person_kind == Person.CLINICIAN,
        link=settings.BASE_URL + reverse("mail_links:open", args=[message.pk]),
        leave=settings.BASE_URL + reverse("mail_links:leave", args=[leave_token(message)])
        if message.leavable
        else None,
    )
