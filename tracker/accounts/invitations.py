"""Inviting a patient, and what becomes of the link."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from tracker.accounts.models import Invitation

VALID_FOR = timedelta(days=7)
TOKEN_BYTES = 24


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
    email: str,
    label: str = "",
    language: str = "en",
    made_by: UUID | None,
    now: datetime,
) -> Invited:
    """Make a link for a patient, valid once and for 7 days; earlier ones that nobody used are withdrawn.

    `email` is the mailbox that the code goes to, `label` what tells the patient from another who shares it (the given
    name), `made_by` the clinician. Whoever calls has checked that this clinician may.
    """
    Invitation.objects.filter(patient_id=patient_id, accepted_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=now
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        token_hash=hash_of(token),
        patient_id=patient_id,
        practice_id=practice_id,
        email=email.strip().lower(),
        label=label.strip()[:100],
        language=language,
        made_by_id=made_by,
        made_at=now,
        expires_at=now + VALID_FOR,
    )
    return Invited(invitation, reverse("accounts:invitation_link", args=[token]))


def open_invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation that a link leads to, None where it is unknown, used, withdrawn or too old."""
    invitation = Invitation.objects.filter(token_hash=hash_of(token)).first()
    return invitation if invitation is not None and invitation.is_open(now) else None


def accepted_for(email: str) -> list[Invitation]:
    """The invitations by which a mailbox signs patients in: of each patient the newest accepted one, if it is of it."""
    patients = Invitation.objects.filter(email=email.strip().lower(), accepted_at__isnull=False).values("patient_id")
    newest: dict[UUID, Invitation] = {}
    accepted = Invitation.objects.filter(
        patient_id__in=patients, accepted_at__isnull=False, withdrawn_at__isnull=True, user__is_active=True
    )
    for invitation in accepted.order_by("accepted_at", "pk"):
        newest[invitation.patient_id] = invitation
    return [found for found in newest.values() if found.email == email.strip().lower()]


def hash_of(token: str) -> str:
    """What is kept of a link. It is long and random, so a plain hash does."""
    return hashlib.sha256(token.encode()).hexdigest()
