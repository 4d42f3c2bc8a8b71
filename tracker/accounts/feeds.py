"""Secret calendar addresses: made and taken back by their patient, opened by whoever holds one."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from courses.models import Patient
from tracker.accounts.models import CalendarFeed

TOKEN_BYTES = 32
# That a calendar reads is noted this often at most: a program asks every few minutes.
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed(patient_id: UUID, *, tells_more: bool, now: datetime) -> str:
    """The secret of a new address, known now and never again; an older address is taken back by it."""
    # Two taps at once make one address after the other.
    Patient.objects.select_for_update(no_key=True).get(pk=patient_id)
    revoke_feeds(patient_id, now=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.create(patient_id=patient_id, token_hash=_hash(token), tells_more=tells_more, made_at=now)
    return token


def revoke_feeds(patient_id: UUID, *, now: datetime) -> None:
    """Whatever address a patient has leads nowhere from now on."""
    CalendarFeed.objects.filter(patient_id=patient_id, revoked_at__isnull=True).update(revoked_at=now)


def feed_in_force(patient_id: UUID) -> CalendarFeed | None:
    """The address that a patient has, if any."""
    return CalendarFeed.objects.filter(patient_id=patient_id, revoked_at__isnull=True).first()


def feed_of(token: str) -> CalendarFeed | None:
    """The feed that a secret opens; None for one that opens none."""
    return CalendarFeed.objects.filter(token_hash=_hash(token), revoked_at__isnull=True).first()


def note_reading(feed: CalendarFeed, now: datetime) -> None:
    """Keep that the feed was read, so that its patient sees whether a calendar uses it."""
    if feed.last_read_at is None or now - feed.last_read_at >= NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)


def _hash(token: str) -> str:
    """What is kept of a secret. It is long and random, so a plain hash does."""
    return hashlib.sha256(token.encode()).hexdigest()
