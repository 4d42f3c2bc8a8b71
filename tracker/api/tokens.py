"""Making tokens, finding them again, and taking them back."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from courses import inputs
from courses.access import Role
from courses.errors import WrongInput
from courses.models import Clinician, Patient, Practice
from tracker.api.models import STAFF_ROLES, ApiToken

PREFIX = "sct_"
TOKEN_BYTES = 32
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token's row and the token itself, which is known now and never again."""

    row: ApiToken
    token: str


def issue_token(
    *,
    role: Role,
    practice: Practice,
    clinician: Clinician | None = None,
    patient: Patient | None = None,
    label: str,
    valid_for: timedelta,
    now: datetime,
) -> Issued:
    """A new token. A patient's names the patient; a practice's may name the clinician whose roles and stay bind it.

    Raises WrongInput for a scope that nobody has.
    """
    if not timedelta(0) < valid_for <= LONGEST:
        raise WrongInput("valid_for", "out_of_range", f"A token is valid for up to {LONGEST.days} days.")
    if (role is Role.PATIENT) != (patient is not None) or role not in {*STAFF_ROLES, Role.PATIENT}:
        raise WrongInput("role", "wrong_scope", "A token acts for a patient, or in a role of the staff.")
    for person in (clinician, patient):
        if person is not None and person.practice_id != practice.pk:
            raise WrongInput("practice", "not_of_this_practice", "This person is of another practice.")
    if clinician is not None and (patient is not None or role not in clinician.as_viewer().roles):
        raise WrongInput("clinician", "wrong_scope", f"{clinician.name} has no such role.")
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    row = ApiToken.objects.create(
        digest=digest_of(token),
        label=inputs.text("label", label, most=100, required=True),
        role=role.value,
        practice=practice,
        clinician=clinician,
        patient=patient,
        made_at=now,
        expires_at=now + valid_for,
    )
    return Issued(row, token)


def find_token(token: str, now: datetime) -> ApiToken | None:
    """The row of a token that is in force now, None for any other. One query."""
    if not token.startswith(PREFIX):
        return None
    row = ApiToken.objects.select_related("clinician").filter(digest=digest_of(token)).first()
    return row if row is not None and row.in_force(now) else None


def revoke_token(row: ApiToken, now: datetime) -> ApiToken:
    """End a token now; one that has ended stays as it ended."""
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
    return row


def revoke_tokens_of(*, patient_id: UUID, now: datetime, **_: Any) -> None:
    """Listen to `tracker.accounts.signals.access_ended`: a patient's tokens were for who came in then."""
    ApiToken.objects.filter(patient=patient_id, revoked_at__isnull=True).update(revoked_at=now)


def digest_of(token: str) -> str:
    """What is kept of a token: it holds 256 random bits, so that one plain hash tells nothing of it."""
    return hashlib.sha256(token.encode()).hexdigest()
