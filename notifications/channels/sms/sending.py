"""Sending texts: by which provider, for which practice, and how many segments that may cost on one day."""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings

from courses.models import Practice
from notifications import limits
from notifications.channels.interface import AddressGone, Away, Full, NotDelivered, Permanent, Trouble
from notifications.channels.sms.segments import segments
from notifications.channels.sms.twilio import SAID_STOP, Account, Twilio
from notifications.models import SmsPractice, SmsStop


def provider() -> Twilio | None:
    """The way to the provider that the settings name; None where SMS is off."""
    return _provider(settings.SMS) if settings.SMS else None


@lru_cache(maxsize=2)
def _provider(account: tuple[str, str, str, str]) -> Twilio:
    return Twilio(Account(*account))


def is_on(practice_id: UUID) -> bool:
    """Whether this practice sends texts."""
    return bool(settings.SMS) and SmsPractice.objects.filter(pk=practice_id, on=True).exists()


def countries() -> list[str]:
    """The countries of the practices that send texts."""
    rows = SmsPractice.objects.filter(on=True).values_list("practice__country", flat=True)
    return sorted(set(rows)) if settings.SMS else []


def stopped(numbers: Collection[str]) -> frozenset[str]:
    """Those of these numbers that said STOP."""
    return frozenset(SmsStop.objects.filter(pk__in=numbers).values_list("pk", flat=True))


log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Purse:
    """What a practice may spend on its day."""

    practice_id: UUID
    day: str
    most: int
    ends_in: timedelta

    @property
    def limit(self) -> str:
        """The name that it is counted under."""
        return f"sms:{self.practice_id}"

    def pay(self, text: str) -> int:
        """Use what a text costs; how many segments. Raises Full where the day has not as many left."""
        cost = segments(text)
        if not limits.take(self.limit, self.day, cost, most=self.most):
            raise Full("the SMS of its practice are used up for today", self.ends_in)
        return cost

    def give_back(self, cost: int) -> None:
        """What did not go out costs nothing."""
        limits.give_back(self.limit, self.day, cost)

    @property
    def spent(self) -> int:
        """Segments of this day so far."""
        return limits.used(self.limit, self.day)


def purses(practices: Collection[UUID], now: datetime) -> dict[UUID, Purse]:
    """By practice, what it may spend today; none for one that sends no texts."""
    found: dict[UUID, Purse] = {}
    rows = SmsPractice.objects.filter(pk__in=practices, on=True).select_related("practice")
    for row in rows:
        found[row.pk] = _purse(row, row.practice, now)
    return found


def _purse(row: SmsPractice, practice: Practice, now: datetime) -> Purse:
    zone = ZoneInfo(practice.time_zone)
    today = now.astimezone(zone).date()
    ends = datetime.combine(today + timedelta(days=1), time(0), zone)
    most = settings.SMS_SEGMENTS_A_DAY if row.segments_a_day is None else row.segments_a_day
    return Purse(row.pk, today.isoformat(), most, max(ends - now, timedelta(minutes=1)))


def send_text(number: str, text: str, *, practice_id: UUID, now: datetime) -> None:
    """Send one text at once, outside every queue: a code that somebody waits for. What it may not spend it raises as
    NotDelivered; what the provider says stands in the log."""
    way = provider()
    purse = purses([practice_id], now).get(practice_id)
    if way is None or purse is None:
        raise Permanent("SMS is off")
    if stopped([number]):
        raise AddressGone(SAID_STOP)
    purse.pay(text)
    # Nobody waits for the provider: how long an answer takes must not tell whose number is known here.
    threading.Thread(target=_send_apart, args=(way, number, text)).start()


def _send_apart(way: Twilio, number: str, text: str) -> None:
    try:
        way.send(number, text)
    except NotDelivered as failure:
        log.warning("text_not_sent", reason=failure.reason)


def may_have_gone(failure: NotDelivered) -> bool:
    """Whether a text may have gone out all the same, and cost what it costs."""
    return isinstance(failure, Trouble) and not isinstance(failure, Away)
