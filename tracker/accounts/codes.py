"""Codes by mail: six digits, ten minutes, five tries, and one patient each."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from courses.access import SYSTEM
from courses.actions import bind_user
from courses.models import Patient, Through
from tracker.accounts.access import mailbox_is, withdraw_other_mailboxes
from tracker.accounts.mails import Line, send_codes, send_no_sign_in
from tracker.accounts.models import Invitation, SignInCode, SignInRequest, User

VALID_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=1)
TRIES = 5
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Accepted:
    """A code that was right: whom it signs in."""

    user: User
    invitation: Invitation


@transaction.atomic
def ask_for_codes(email: str, invitations: Sequence[Invitation], now: datetime) -> SignInRequest:
    """Make one code for each invitation and mail them together; with none, mail that there is no sign-in."""
    SignInRequest.objects.filter(expires_at__lt=now - KEPT_FOR).delete()
    request = SignInRequest.objects.create(made_at=now, expires_at=now + VALID_FOR, tries_left=TRIES)
    codes: list[str] = []
    while len(codes) < len(invitations):
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if code not in codes:
            codes.append(code)
    SignInCode.objects.bulk_create(
        SignInCode(request=request, invitation=invitation, code_hash=_hash(request.pk, code))
        for invitation, code in zip(invitations, codes, strict=True)
    )
    if invitations:
        lines = [Line(label, code) for label, code in zip(_labels(invitations), codes, strict=True)]
        language = invitations[0].language
        transaction.on_commit(lambda: send_codes(email, lines, language))
    else:
        transaction.on_commit(lambda: send_no_sign_in(email))
    return request


def try_code(request_id: UUID, code: str, now: datetime) -> Accepted | None:
    """Whom a code signs in; None for a wrong one, a late one, a used one, or after too many tries.

    The try is counted before the code is looked at, so that many at once gain nothing.
    """
    counted = SignInRequest.objects.filter(
        pk=request_id, used_at__isnull=True, expires_at__gt=now, tries_left__gt=0
    ).update(tries_left=F("tries_left") - 1)
    if not counted:
        return None
    found = (
        SignInCode.objects.filter(request_id=request_id, code_hash=_hash(request_id, code))
        .select_related("invitation")
        .first()
    )
    return _accept(found, now) if found is not None else None


def is_over(request_id: UUID, now: datetime) -> bool:
    """Whether no try of a request can succeed any more: used up, too late, or done."""
    return not SignInRequest.objects.filter(
        pk=request_id, used_at__isnull=True, expires_at__gt=now, tries_left__gt=0
    ).exists()


@transaction.atomic
def _accept(found: SignInCode, now: datetime) -> Accepted | None:
    used = SignInRequest.objects.filter(pk=found.request_id, used_at__isnull=True).update(used_at=now)
    invitation = Invitation.objects.select_for_update().get(pk=found.invitation_id)
    if not used or invitation.withdrawn_at is not None:
        return None
    if invitation.accepted_at is None:
        if not invitation.is_open(now):
            return None
        user = user_of_patient(invitation.patient_id, now)
        invitation.accepted_at, invitation.user = now, user
        invitation.save(update_fields=["accepted_at", "user"])
        withdraw_other_mailboxes(invitation, user, now)
        mailbox_is(invitation.patient_id, invitation.email, now)
    assert invitation.user is not None  # noqa: S101 (the database holds it to that)
    return Accepted(invitation.user, invitation) if invitation.user.is_active else None


def user_of_patient(patient_id: UUID, now: datetime) -> User:
    """The user of a patient, made and tied to them the first time."""
    username = f"patient:{patient_id}"
    patient = Patient.objects.visible_to(SYSTEM).select_related("user").get(pk=patient_id)
    if patient.user_id is not None:
        return User.objects.get(pk=patient.user_id)
    user = User.objects.filter(username=username).first() or User.objects.create_user(username)
    bind_user(patient=patient, user_id=user.pk, by=SYSTEM, through=Through.SYSTEM, now=now)
    return user


def _labels(invitations: Sequence[Invitation]) -> list[str]:
    """What tells the lines of one mail apart; nothing where there is one alone."""
    if len(invitations) == 1:
        return [""]
    alike = Counter(invitation.label for invitation in invitations)
    seen: Counter[str] = Counter()
    labels: list[str] = []
    for invitation in invitations:
        seen[invitation.label] += 1
        number = f" ({seen[invitation.label]})" if alike[invitation.label] > 1 else ""
        labels.append(f"{invitation.label}{number}".strip())
    return labels


def _hash(request_id: UUID, code: str) -> str:
    """Keyed, as six digits alone are soon tried out by who reads the table."""
    return salted_hmac("tracker.accounts.codes", f"{request_id}:{code}", algorithm="sha256").hexdigest()
