"""Addresses that were lost: retired not because their person wanted it so, but because they failed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from notifications.channel_names import EMAIL, SMS
from notifications.models import Endpoint, Person

# Why an address was given up that somebody chose to give up, or that another took the place of: that is no loss.
MEANT = ("the person removed it", "another mailbox took its place", "another number took its place", "access ended")


def lost_addresses(patients: Collection[UUID]) -> dict[UUID, tuple[datetime, str]]:
    """Of these patients those whose newest mailbox or number was lost: when, and why."""
    if not patients:
        return {}
    rows = Endpoint.objects.filter(
        person_kind=Person.PATIENT, person_id__in=patients, channel__in=(EMAIL, SMS), retired_at__isnull=False
    ).exclude(retired_because__in=MEANT)
    columns = rows.order_by("retired_at").values_list("person_id", "retired_at", "retired_because")
    return {person: (at, because) for person, at, because in columns if at is not None}


def lost_address(patient: UUID, channel: str) -> Endpoint | None:
    """The patient's mailbox or number that was lost, while no other of that channel is in use."""
    own = Endpoint.objects.of(Person.PATIENT, patient).filter(channel=channel)
    newest = own.order_by("added_at", "pk").last()
    lost = newest is not None and newest.retired_at is not None and newest.retired_because not in MEANT
    return newest if lost else None
