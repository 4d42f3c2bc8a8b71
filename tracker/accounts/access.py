"""What a mailbox that a code has confirmed gives its patient, and how that is taken back."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q, QuerySet

from notifications.channel_names import EMAIL, IN_APP, SMS, WEB_PUSH
from notifications.models import Endpoint, Person
from notifications.people import Someone, add_endpoint, retire
from tracker import clock
from tracker.accounts.feeds import revoke_feeds
from tracker.accounts.models import HelperInvitation, Invitation, User
from tracker.accounts.signals import access_ended


def mailbox_is(patient_id: UUID, email: str, now: datetime) -> None:
    """Messages go to this mailbox from now on, and to no older one."""
    _retire_mailboxes(patient_id, but=email, because="another mailbox took its place", now=now)
    person = Someone(Person.PATIENT, patient_id)
    add_endpoint(person=person, channel=EMAIL, address=email, verified_at=now, now=now)


def number_is(patient_id: UUID, number: str, now: datetime) -> None:
    """Texts go to this number from now on, and to no older one."""
    _retire(patient_id, SMS, but=number, because="another number took its place", now=now)
    add_endpoint(person=Someone(Person.PATIENT, patient_id), channel=SMS, address=number, verified_at=now, now=now)


def app_is(patient_id: UUID, now: datetime) -> None:
    """Who can come in finds in the app what no other way brought."""
    person = Someone(Person.PATIENT, patient_id)
    add_endpoint(person=person, channel=IN_APP, address="app", verified_at=now, now=now)


def accepted_invitation(patient_id: UUID) -> Invitation | None:
    """The newest invitation by which a patient came in, while it holds."""
    accepted = Invitation.objects.filter(patient_id=patient_id, accepted_at__isnull=False, withdrawn_at__isnull=True)
    return accepted.order_by("accepted_at", "pk").last()


def mailbox_of(patient_id: UUID) -> str:
    """The mailbox that a patient's codes go to; nothing where none is confirmed."""
    newest = accepted_invitation(patient_id)
    return newest.email if newest is not None else ""


def number_of_patient(patient_id: UUID) -> str:
    """The number that a patient's codes go to; nothing where none is confirmed."""
    newest = accepted_invitation(patient_id)
    return newest.number if newest is not None else ""


def confirm_mailbox(invitation: Invitation, email: str, now: datetime) -> None:
    """Who came in face to face has named a mailbox, and a code to it came back: from now on they sign in by it."""
    invitation.email = email.strip().lower()
    invitation.save(update_fields=["email"])
    mailbox_is(invitation.patient_id, invitation.email, now)


def confirm_number(invitation: Invitation, number: str, now: datetime) -> None:
    """A code to this number came back: texts go there. Who had no way to sign in again has one now; where there is one
    already it stays, as a phone left on a table must not move it."""
    if not invitation.email and not invitation.number:
        invitation.number = number
        invitation.save(update_fields=["number"])
    number_is(invitation.patient_id, number, now)


def withdraw_other_mailboxes(invitation: Invitation, user: User, now: datetime) -> None:
    """With an invitation that was accepted, what another mailbox opened ends: its codes, every session, what goes to
    phones, the calendar address, and whom it asked to help and who has not come yet."""
    # Who had no number till now has gained one, and lost nothing.
    another = ~Q(email=invitation.email) | (~Q(number="") & ~Q(number=invitation.number))
    others = Invitation.objects.filter(
        another, patient_id=invitation.patient_id, accepted_at__isnull=False, withdrawn_at__isnull=True
    )
    if others.update(withdrawn_at=now):
        end_sessions(user)
        # A phone that is still the patient's subscribes again when it is next opened.
        _retire(invitation.patient_id, WEB_PUSH, because="another mailbox took its place", now=now)
        revoke_feeds(invitation.patient_id, now=now)
        _withdraw_helpers(invitation.patient_id, now)
        access_ended.send(sender=Invitation, patient_id=invitation.patient_id, now=now)


@transaction.atomic
def end_access(patient_id: UUID) -> None:
    """Let nobody in as this patient any more, and write to no mailbox of theirs, until they are invited again."""
    now = clock.now()
    Invitation.objects.filter(patient_id=patient_id, withdrawn_at__isnull=True).update(withdrawn_at=now)
    _withdraw_helpers(patient_id, now)
    for user in User.objects.filter(patient=patient_id):
        end_sessions(user)
    revoke_feeds(patient_id, now=now)
    access_ended.send(sender=Invitation, patient_id=patient_id, now=now)
    _retire_mailboxes(patient_id, but=None, because="access ended", now=now)
    for channel in (WEB_PUSH, SMS, IN_APP):
        _retire(patient_id, channel, because="access ended", now=now)


def passkeys_of(user: User) -> "QuerySet[Authenticator]":
    """The keys by which the lock of a phone signs a patient in."""
    keys: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return keys


def end_sessions(user: User) -> None:
    """End every session of a patient's user: each carries a hash of the password, and even one that fits nothing is
    another each time. No phone's lock begins a new one."""
    passkeys_of(user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])


def _withdraw_helpers(patient_id: UUID, now: datetime) -> None:
    """Whoever was asked to help and has not come yet may have been asked by somebody else."""
    waiting = HelperInvitation.objects.filter(patient_id=patient_id, accepted_at__isnull=True)
    waiting.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)


def _retire_mailboxes(patient_id: UUID, *, but: str | None, because: str, now: datetime) -> None:
    _retire(patient_id, EMAIL, but=but, because=because, now=now)


def _retire(patient_id: UUID, channel: str, *, but: str | None = None, because: str, now: datetime) -> None:
    there = Endpoint.objects.of(Person.PATIENT, patient_id).filter(channel=channel, retired_at=None)
    for endpoint in there:
        if endpoint.address != but:
            retire(endpoint, because=because, now=now)
