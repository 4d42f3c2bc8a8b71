"""Delivering: lease, decide again, hand to the channel, write what became of it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from notifications import circuits, counted, leases, limits
from notifications.channel_names import WEB_PUSH
from notifications.channels import channels
from notifications.channels.interface import (
    AddressGone,
    Away,
    Channel,
    Full,
    Handed,
    NotDelivered,
    Outgoing,
    Permanent,
    Transient,
    hand_over,
)
from notifications.leases import LEASE, MOST_ATTEMPTS, Leased, Result
from notifications.leaving import leave_token
from notifications.models import Person, Status
from notifications.next_way import queue_next
from notifications.people import Someone, languages, retire
from notifications.recheck import Dropped, Held, recheck
from notifications.silence import CONFIRMED_WITHIN, note_silence

Clock = Callable[[], datetime]

BATCH = 200
WRITE_EVERY = 25
# A worker stops handing over so long before its lease runs out, and gives back the rest.
MARGIN = timedelta(seconds=15)

# So long a message waits for a provider that fails before it goes by another channel.
ELSEWHERE_AFTER = timedelta(minutes=5)
PROVIDER_FAILS = "its provider fails"

NOT_HANDED = (Status.QUEUED, Status.DROPPED)
NO_MESSAGE = UUID(int=0)
UNREACHED = frozenset({Status.FAILED, Status.RETIRED, Status.DEAD})

log = structlog.get_logger(__name__)


def deliver(channel: str, now: Clock | datetime, *, size: int = BATCH) -> Counter[str]:
    """Hand over all that waits for a channel; how many ended in which status."""
    clock: Clock = now if callable(now) else lambda: now
    total: Counter[str] = Counter()
    if channel == WEB_PUSH:
        note_silence(clock())
    while leases.something_waits(channel, clock()):
        span, room = limits.minute_of(clock()), _room(channel, clock(), size)
        if not room:
            break
        batch, more = deliver_batch(channel, clock, size=room)
        if settings.A_MINUTE.get(channel):
            limits.give_back(channel, span, room - batch.total() + sum(batch[status] for status in NOT_HANDED))
        total += batch
        if not more:
            break
    if total:
        log.info("delivered", channel=channel, **total)
    return total


def _room(channel: str, now: datetime, size: int) -> int:
    """How many of a channel may be handed over now, within what it may take a minute."""
    most = settings.A_MINUTE.get(channel)
    return limits.take_up_to(channel, limits.minute_of(now), size, most=most) if most else size


def deliver_batch(channel: str, clock: Clock, *, size: int = BATCH) -> tuple[Counter[str], bool]:
    """Lease one batch and hand it over; how many ended in which status, and whether more may wait."""
    began = clock()
    counts: Counter[str] = Counter()
    taken = leases.lease(channel, began, size=size)
    counts.update(result.status for result in taken.buried)
    counted.leases_lost(channel, taken.lost)
    counted.ended(taken.buried, began)
    queue_next((result.leased.message for result in taken.buried), began)
    if not taken.leased:
        return counts, taken.more
    watch = circuits.Watch((one.endpoint for one in taken.leased), began)
    open_to, held = _hold_back(watch, taken.leased, began)
    going, settled = _decide_again(open_to, began)
    _settle([*held, *settled], clock(), counts)
    way = channels().get(channel)
    if way is None:
        _settle([_after(one, Permanent("the channel is off"), began) for one in going], clock(), counts)
    else:
        _hand_over(way, going, watch, stop_at=began + LEASE - MARGIN, clock=clock, counts=counts)
    # What was not sent may wait again by now, or have made a delivery to its person's next endpoint.
    return counts, taken.more or counts.keys() != {Status.SENT}


def _hold_back(watch: circuits.Watch, leased: Sequence[Leased], now: datetime) -> tuple[list[Leased], list[Result]]:
    """What may be handed over, and what waits as its provider fails."""
    open_to: list[Leased] = []
    held: list[Result] = []
    for one in leased:
        until = watch.held_until(one.endpoint)
        if until is None:
            open_to.append(one)
        else:
            elsewhere = now >= one.message.at + ELSEWHERE_AFTER
            held.append(Result(one, Status.QUEUED, PROVIDER_FAILS, until, untried=True, elsewhere=elsewhere))
    return open_to, held


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


def _hand_over(
    way: Channel,
    going: Sequence[Leased],
    watch: circuits.Watch,
    *,
    stop_at: datetime,
    clock: Clock,
    counts: Counter[str],
) -> None:
    """Hand over and write results every few; what the time does not suffice for is given back."""
    by_delivery = {one.id: one for one in going}
    results: list[Result] = []
    spoken = languages(_person(one) for one in going)
    now = clock()
    outgoing = [_outgoing(one, spoken[_person(one)], now) for one in going]
    for handed in _until(stop_at, clock, hand_over(way, outgoing)):
        one = by_delivery.pop(handed.outgoing.delivery)
        watch.note(one.endpoint, handed.failure)
        results.append(_sent(one) if handed.failure is None else _after(one, handed.failure, clock()))
        if len(results) >= WRITE_EVERY:
            _settle(results, clock(), counts)
            results = []
    results += [Result(one, Status.QUEUED, "", clock(), untried=True) for one in by_delivery.values()]
    _settle(results, clock(), counts)
    watch.tell(clock())


def _until(stop_at: datetime, clock: Clock, handed: Iterator[Handed]) -> Iterator[Handed]:
    for one in handed:
        yield one
        if clock() >= stop_at:
            return


def _sent(one: Leased) -> Result:
    """What is on its way to a phone is to be confirmed by it."""
    within = CONFIRMED_WITHIN if one.endpoint.channel == WEB_PUSH else None
    return Result(one, Status.SENT, confirmed_within=within)


def _after(one: Leased, failure: NotDelivered, now: datetime) -> Result:
    """What a failure means for its delivery."""
    if isinstance(failure, AddressGone):
        return Result(one, Status.RETIRED, failure.reason)
    if isinstance(failure, Permanent):
        return Result(one, Status.FAILED, failure.reason)
    if isinstance(failure, Full):
        again = now + (failure.retry_after or leases.WHILE_AWAY)
        return Result(one, Status.QUEUED, failure.reason, again, untried=True, elsewhere=True)
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
    # All of it or nothing: a message whose worker dies here must not end without its next endpoint.
    with transaction.atomic():
        results = _turn_elsewhere(results, now)
        written = leases.write(results, now)
        for result in results:
            if result.status == Status.RETIRED and result.leased.endpoint.retired_at is None:
                retire(result.leased.endpoint, because=result.reason, now=now)
        queue_next((result.leased.message for result in results if result.status in UNREACHED), now)
    if written < len(results):
        log.warning("results_fenced_off", count=len(results) - written)
    counts.update(result.status for result in results)
    counted.ended(results, now)


def _turn_elsewhere(results: Sequence[Result], now: datetime) -> list[Result]:
    """What waits and may go by another channel does so where its person has one."""
    waiting = [result.leased for result in results if result.elsewhere]
    turned = queue_next((one.message for one in waiting), now, instead_of=[one.id for one in waiting], in_app_too=False)
    return [
        Result(result.leased, Status.DROPPED, f"{result.reason}; by the next channel")
        if result.elsewhere and result.leased.message.pk in turned
        else result
        for result in results
    ]


def _person(one: Leased) -> Someone:
    return Someone(one.message.person_kind, one.message.person_id)


@cache
def _page(name: str) -> str:
    """The path of a page of `mail_links` without what tells it apart, which stands at its end."""
    return reverse(f"mail_links:{name}", args=[NO_MESSAGE]).removesuffix(str(NO_MESSAGE))


def _outgoing(one: Leased, language: str, now: datetime) -> Outgoing:
    message = one.message
    # A push has no place for it: its page does.
    leavable = message.leavable and one.endpoint.channel != WEB_PUSH
    return Outgoing(
        delivery=one.id,
        address=one.endpoint.address,
        tag=str(one.id),
        to_staff=message.person_kind == Person.CLINICIAN,
        link=f"{settings.BASE_URL}{_page('open')}{message.pk}",
        leave=f"{settings.BASE_URL}{_page('leave')}{leave_token(message)}" if leavable else None,
        language=language,
        message=message.pk,
        endpoint=one.endpoint.pk,
        at=now,
        too_late_at=message.too_late_at,
    )
