"""Addresses that were lost: retired not because their person wanted it so, but because they failed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from notifications.channel_names import EMAIL, SMS
from notifications.models import Endpoint, Person
from notifications.people import Someone, add_endpoint

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


def lost_of(patient: UUID) -> dict[str, Endpoint]:
    """What of the patient's mailbox and number was lost, by its channel, while no other of that channel is in use."""
    own = Endpoint.objects.of(Person.PATIENT, patient).filter(channel__in=(EMAIL, SMS))
    newest = {one.channel: one for one in own.order_by("added_at", "pk")}
    return {channel: one for channel, one in newest.items() if _is_lost(one)}


def lost_mailboxes(staff: Collection[UUID]) -> dict[UUID, Endpoint]:
    """Of these clinicians those whose mailbox was lost: nothing that happens reaches them before they look."""
    theirs = Endpoint.objects.filter(person_kind=Person.CLINICIAN, person_id__in=staff, channel=EMAIL)
    newest = {one.person_id: one for one in theirs.order_by("added_at", "pk")}
    return {person: one for person, one in newest.items() if _is_lost(one)}


def use_again(lost: Endpoint, now: datetime) -> Endpoint:
    """Send to a lost mailbox again, which takes mails again; its owner confirmed it before."""
    return add_endpoint(
        person=Someone(lost.person_kind, lost.person_id), channel=lost.channel, address=lost.address,
        verified_at=lost.verified_at, now=now, place=lost.place,
    )  # fmt: skip


def _is_lost(newest: Endpoint) -> bool:
    return newest.retired_at is not None and newest.retired_because not in MEANT
