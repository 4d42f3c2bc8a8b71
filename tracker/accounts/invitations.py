"""Inviting a patient, and what becomes of the link."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from notifications.channels.sms.sending import is_on
from tracker.accounts.models import BoundTo, Invitation

VALID_FOR = timedelta(days=7)
# By the birth date: as long as both sit at one table, and a little more.
FACE_TO_FACE_FOR = timedelta(minutes=60)
# Read off paper and typed by hand: no 0 and o, no 1, l and i. Sixteen of 31 signs are 79 bits.
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
GROUPS, IN_A_GROUP = 4, 4


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its link's path. The link is known now and never again: only its hash is kept."""

    invitation: Invitation
    path: str


@transaction.atomic
def invite(
    *,
    patient_id: UUID,
    practice_id: UUID,
    email: str = "",
    number: str = "",
    bound_to: BoundTo = BoundTo.MAILBOX,
    label: str = "",
    language: str = "en",
    made_by: UUID | None,
    now: datetime,
) -> Invited:
    """Make a link for a patient, valid once and for 7 days; earlier ones that nobody used are withdrawn.

    `email` is the mailbox that the code goes to, `number` the number (E.164) where it goes by SMS, `label` what tells
    the patient from another who shares it (the given name), `made_by` the clinician. One bound to the birth date holds
    for 60 minutes and has neither. Whoever calls has checked that this clinician may.
    """
    withdraw(patient_id, now)
    token = new_token()
    invitation = Invitation.objects.create(
        token_hash=hash_of(token),
        patient_id=patient_id,
        practice_id=practice_id,
        bound_to=bound_to,
        email=email.strip().lower() if bound_to == BoundTo.MAILBOX else "",
        number=number if bound_to == BoundTo.NUMBER else "",
        label=label.strip()[:100],
        language=language,
        made_by_id=made_by,
        made_at=now,
        expires_at=now + (FACE_TO_FACE_FOR if bound_to == BoundTo.BIRTH_DATE else VALID_FOR),
    )
    return Invited(invitation, reverse("accounts:invitation_link", args=[token]))


def withdraw(patient_id: UUID, now: datetime) -> int:
    """Take back every link of a patient that nobody used; how many there were."""
    unused = Invitation.objects.filter(patient_id=patient_id, accepted_at__isnull=True, withdrawn_at__isnull=True)
    return unused.update(withdrawn_at=now)


def newest_invitation(patient_id: UUID) -> Invitation | None:
    """The newest link that was made for a patient, whatever became of it."""
    return Invitation.objects.filter(patient_id=patient_id).order_by("made_at", "pk").last()


def open_invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation that a link leads to, None where it is unknown, used, withdrawn or too old."""
    invitation = Invitation.objects.filter(token_hash=hash_of(token)).first()
    return invitation if invitation is not None and invitation.is_open(now) else None


def accepted_for(email: str) -> list[Invitation]:
    """The invitations by which a mailbox signs patients in: of each patient the newest accepted one, if it is of it."""
    return _accepted_with("email", email.strip().lower())


def accepted_for_number(number: str) -> list[Invitation]:
    """The same by a number, of practices that send texts."""
    return [found for found in _accepted_with("number", number) if is_on(found.practice_id)]


def _accepted_with(field: str, value: str) -> list[Invitation]:
    patients = Invitation.objects.filter(**{field: value}, accepted_at__isnull=False).values("patient_id")
    newest: dict[UUID, Invitation] = {}
    accepted = Invitation.objects.filter(
        patient_id__in=patients, accepted_at__isnull=False, withdrawn_at__isnull=True, user__is_active=True
    )
    for invitation in accepted.order_by("accepted_at", "pk"):
        newest[invitation.patient_id] = invitation
    return [found for found in newest.values() if getattr(found, field) == value]


def new_token() -> str:
    """A secret in groups that one can read out and type."""
    groups = ("".join(secrets.choice(SIGNS) for _ in range(IN_A_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def hash_of(token: str) -> str:
    """What is kept of a link, however it was typed. It is long and random, so a plain hash does."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()
