"""What a mailbox that a code has confirmed gives its patient, and how that is taken back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from notifications.channel_names import EMAIL
from notifications.models import Endpoint, Person
from notifications.people import Someone, add_endpoint, retire
from tracker import clock
from tracker.accounts.models import Invitation, User


def mailbox_is(patient_id: UUID, email: str, now: datetime) -> None:
    """Messages go to this mailbox from now on, and to no older one."""
    _retire_mailboxes(patient_id, but=email, because="another mailbox took its place", now=now)
    person = Someone(Person.PATIENT, patient_id)
    add_endpoint(person=person, channel=EMAIL, address=email, verified_at=now, now=now)


def withdraw_other_mailboxes(invitation: Invitation, user: User, now: datetime) -> None:
    """With an invitation that was accepted, what another mailbox opened ends: its codes, and every session."""
    others = Invitation.objects.filter(
        patient_id=invitation.patient_id, accepted_at__isnull=False, withdrawn_at__isnull=True
    ).exclude(email=invitation.email)
    if others.update(withdrawn_at=now):
        end_sessions(user)


@transaction.atomic
def end_access(patient_id: UUID) -> None:
    """Let nobody in as this patient any more, and write to no mailbox of theirs, until they are invited again."""
    now = clock.now()
    Invitation.objects.filter(patient_id=patient_id, withdrawn_at__isnull=True).update(withdrawn_at=now)
    for user in User.objects.filter(patient=patient_id):
        end_sessions(user)
    _retire_mailboxes(patient_id, but=None, because="access ended", now=now)


def end_sessions(user: User) -> None:
    """End every session of a patient's user: each carries a hash of the password, and even one that fits nothing is
    another each time."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


def _retire_mailboxes(patient_id: UUID, *, but: str | None, because: str, now: datetime) -> None:
    there = Endpoint.objects.of(Person.PATIENT, patient_id).filter(channel=EMAIL, retired_at=None)
    for endpoint in there:
        if endpoint.address != but:
            retire(endpoint, because=because, now=now)
