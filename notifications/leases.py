"""Leases: which worker may hand over which deliveries, and until when.

An attempt is counted when it is leased, so that one whose worker dies counts too. A result is written only under the
fence of its lease: a worker that was given up for dead and wakes up again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from notifications.models import Delivery, Endpoint, Message, Status
from notifications.models.messages import WAITING

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
# A wait after each attempt but the last; what is too late by then is dropped.
WAITS = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3))
# So many of a dead worker's deliveries are tried together once more.
AFTER_A_DEATH = 10
WHILE_AWAY = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
WORKER_DIED = "its worker died at each attempt"


@dataclass(frozen=True, slots=True)
class Leased:
    """One delivery in this worker's hands, with what it is about."""

    id: UUID
    fence: int
    attempts: int
    message: Message
    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a leased delivery."""

    leased: Leased
    status: str
    reason: str = ""
    available_at: datetime | None = None
    # Given back without having been tried.
    untried: bool = False
    # Sent: the receiver has so long to say that it came.
    confirmed_within: timedelta | None = None
    # Waiting: it may go by the person's next channel instead.
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What a worker took up, what is given up for good, and whether there is more to be taken.

    `lost`: of how many of these an earlier lease had run out.
    """

    leased: list[Leased]
    buried: list[Result]
    more: bool
    lost: int = 0


def something_waits(channel: str, now: datetime) -> bool:
    """Whether a channel has anything to do, taken in a look that locks nothing."""
    return Delivery.objects.filter(channel=channel, status__in=WAITING, available_at__lte=now).exists()


def lease(channel: str, now: datetime, *, size: int) -> Taken:
    """Take up to `size` deliveries of a channel. What a dead worker left is taken a few at a time, then one by one.

    One of those may have killed it: alone, it takes no neighbour with it. But nearly always none has, and all of them
    are to go soon. What was left behind at its last attempt is set aside, so that it kills no further worker.
    """
    with transaction.atomic():
        waiting = Delivery.objects.filter(channel=channel, status__in=WAITING, available_at__lte=now)
        in_order = waiting.order_by("available_at").select_related("endpoint")
        found = list(in_order.select_for_update(skip_locked=True, of=("self",))[:size])
        left_behind = [row for row in found if row.status == Status.LEASED]
        hopeless = [row for row in left_behind if row.attempts >= MOST_ATTEMPTS]
        if hopeless:
            Delivery.objects.filter(pk__in=[row.pk for row in hopeless]).update(
                status=Status.DEAD, finished_at=now, reason=WORKER_DIED
            )
        tried = [row for row in left_behind if row.attempts < MOST_ATTEMPTS]
        first = [row for row in tried if row.attempts == 1]
        rows = first[:AFTER_A_DEATH] or tried[:1] or [row for row in found if row.status == Status.QUEUED]
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            status=Status.LEASED, attempts=F("attempts") + 1, fence=F("fence") + 1, available_at=now + LEASE
        )
    messages = Message.objects.in_bulk({row.message_id for row in (*rows, *hopeless)})

    def leased(row: Delivery) -> Leased:
        return Leased(row.pk, row.fence + 1, row.attempts + 1, messages[row.message_id], row.endpoint)

    return Taken(
        leased=[leased(row) for row in rows],
        buried=[Result(leased(row), Status.DEAD, WORKER_DIED) for row in hopeless],
        more=len(rows) + len(hopeless) < len(found) or len(found) == size,
        lost=len(hopeless) + len(tried[:1]),
    )


def write(results: Iterable[Result], now: datetime) -> int:
    """Write results, each under the fence of its lease; how many were written. The rest is somebody else's now."""
    alike: dict[tuple[int, str, str, datetime | None, bool, timedelta | None], list[UUID]] = defaultdict(list)
    for result in results:
        key = (
            result.leased.fence,
            result.status,
            result.reason,
            result.available_at,
            result.untried,
            result.confirmed_within,
        )
        alike[key].append(result.leased.id)
    written = 0
    for (fence, status, reason, available_at, untried, within), ids in alike.items():
        mine = Delivery.objects.filter(pk__in=ids, fence=fence, status=Status.LEASED)
        if status == Status.QUEUED:
            tried = F("attempts") - 1 if untried else F("attempts")
            written += mine.update(status=status, reason=reason, available_at=available_at or now, attempts=tried)
        else:
            silent_at = None if within is None else now + within
            written += mine.update(status=status, reason=reason, finished_at=now, silent_at=silent_at)
    return written


def wait_after(attempts: int, asked: timedelta | None) -> timedelta:
    """How long to wait after so many attempts; as long as the other side asked, within reason, where it did."""
    own = WAITS[min(attempts, len(WAITS)) - 1]
    return own if asked is None else min(max(asked, timedelta(seconds=1)), LONGEST_WAIT)
