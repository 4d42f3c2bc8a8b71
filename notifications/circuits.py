"""What fails again and again is left alone for a while, then tried with one delivery, and used again once that works.

A provider is a channel, and for pushes the push service: one maker's that fails closes the way to no other's.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from django.db import transaction

from notifications.channel_names import WEB_PUSH
from notifications.channels.interface import NotDelivered, Permanent, Trouble
from notifications.models import Circuit, Endpoint

OPENS_AFTER = 5
FIRST = timedelta(seconds=30)
LONGEST = timedelta(minutes=5)
# So long a trial has: a worker that dies at it leaves the next one to others.
TRIAL = timedelta(seconds=60)
MOST_COUNTED = 1_000
LONGEST_NAME = 120

log = structlog.get_logger(__name__)


def provider_of(endpoint: Endpoint) -> str:
    """Who hands over what goes to this endpoint."""
    if endpoint.channel != WEB_PUSH:
        return str(endpoint.channel)
    return f"{WEB_PUSH}:{urlsplit(endpoint.address).hostname or ''}"[:LONGEST_NAME]


class Watch:
    """The circuits of one batch: what they hold back, and how its hand-overs went, told to them at the end."""

    def __init__(self, endpoints: Iterable[Endpoint], now: datetime) -> None:
        """Of these endpoints; of a provider whose time is up this batch makes the trial, unless another does."""
        self._known = Circuit.objects.in_bulk({provider_of(one) for one in endpoints})
        self._shut = {key: row.open_until for key, row in self._known.items() if row.open_until is not None}
        self._trials = {key for key, until in self._shut.items() if until <= now and _claim(key, until, now)}
        self._shut = {key: max(until, now + FIRST) for key, until in self._shut.items()}
        self._on_trial: set[str] = set()
        self._worked: set[str] = set()
        self._failed: dict[str, list[str]] = defaultdict(list)

    def held_until(self, endpoint: Endpoint) -> datetime | None:
        """Until when what goes to this endpoint waits; None for what may be handed over, one of a trial included."""
        provider = provider_of(endpoint)
        if provider in self._trials - self._on_trial:
            self._on_trial.add(provider)
            return None
        return self._shut.get(provider)

    def note(self, endpoint: Endpoint, failure: NotDelivered | None) -> None:
        """One was handed over, or not. An answer about the message or the address comes from a provider that works."""
        if isinstance(failure, Trouble):
            self._failed[provider_of(endpoint)].append(failure.reason)
        elif failure is None or isinstance(failure, Permanent):
            self._worked.add(provider_of(endpoint))

    def tell(self, now: datetime) -> None:
        """Open what failed and nothing else, close what worked."""
        for provider in sorted(self._worked & self._known.keys()):
            Circuit.objects.filter(pk=provider).delete()
            log.info("circuit_closed", provider=provider)
        for provider in sorted(self._failed.keys() - self._worked):
            _fails(provider, self._failed[provider], trial=provider in self._on_trial, now=now)


def _claim(provider: str, until: datetime, now: datetime) -> bool:
    """Whether the trial is this worker's: one alone moves the instant on, and the others wait for it."""
    return bool(Circuit.objects.filter(pk=provider, open_until=until).update(open_until=now + TRIAL))


def _fails(provider: str, reasons: list[str], *, trial: bool, now: datetime) -> None:
    """From the fifth failure in a row on it is left alone, and longer after each trial that fails too."""
    with transaction.atomic():
        Circuit.objects.get_or_create(pk=provider, defaults={"since": now, "reason": reasons[-1]})
        row = Circuit.objects.select_for_update().get(pk=provider)
        row.failures, row.reason = min(row.failures + len(reasons), MOST_COUNTED), reasons[-1]
        # What was on its way when it opened says nothing new.
        if trial or (row.open_until is None and row.failures >= OPENS_AFTER):
            row.open_until = now + min(FIRST * 2 ** min(row.opened, MOST_COUNTED.bit_length()), LONGEST)
            row.opened = min(row.opened + 1, MOST_COUNTED)
            log.warning("circuit_open", provider=provider, times=row.opened, reason=row.reason)
        row.save(update_fields=["failures", "reason", "open_until", "opened"])
