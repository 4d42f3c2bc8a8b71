"""Codes by mail or SMS: six digits, ten minutes, five tries, and one patient each."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from courses.access import SYSTEM
from courses.actions import bind_user
from courses.models import Patient, Through
from tracker.accounts.access import (
    app_is,
    mailbox_is,
    mailbox_of,
    number_is,
    number_of_patient,
    withdraw_other_mailboxes,
)
from tracker.accounts.helpers import accept_to_help
from tracker.accounts.invitations import hash_of
from tracker.accounts.mails import Line, send_codes, send_no_sign_in
from tracker.accounts.models import BoundTo, HelperInvitation, Invitation, SignInCode, SignInRequest, User
from tracker.accounts.texts import text_codes

VALID_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=1)
TRIES = 5
DIGITS = 6


WayIn = Invitation | HelperInvitation


@dataclass(frozen=True, slots=True)
class Accepted:
    """A code (or a birth date) that was right: whom it signs in, and whether for the first time by this invitation."""

    user: User
    invitation: WayIn
    is_new: bool


@transaction.atomic
def ask_for_codes(
    address: str, invitations: Sequence[WayIn], now: datetime, *, by_sms_of: UUID | None = None
) -> SignInRequest:
    """Make one code for each invitation and mail them together; with none, mail that there is no sign-in.

    `by_sms_of` is the practice that sends them by SMS instead, to a number; with no invitation nothing is sent there.
    """
    SignInRequest.objects.filter(expires_at__lt=now - KEPT_FOR).delete()
    request = SignInRequest.objects.create(made_at=now, expires_at=now + VALID_FOR, tries_left=TRIES)
    codes: list[str] = []
    while len(codes) < len(invitations):
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if code not in codes:
            codes.append(code)
    SignInCode.objects.bulk_create(
        SignInCode(request=request, code_hash=_hash(request.pk, code), **_which(invitation))
        for invitation, code in zip(invitations, codes, strict=True)
    )
    if invitations:
        lines = [Line(label, code) for label, code in zip(_labels(invitations), codes, strict=True)]
        language = invitations[0].language
        if by_sms_of is not None:
            practice = by_sms_of
            transaction.on_commit(lambda: text_codes(address, lines, language, practice_id=practice, now=now))
        else:
            transaction.on_commit(lambda: send_codes(address, lines, language))
    elif by_sms_of is None:
        transaction.on_commit(lambda: send_no_sign_in(address))
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
        .select_related("invitation", "helper_invitation")
        .first()
    )
    if found is None:
        _count_wrong(request_id)
        return None
    return _accept_code(found, now)


@transaction.atomic
def try_birth_date(token: str, birth_date: date, now: datetime) -> Accepted | None:
    """Whom a link that is bound to the birth date signs in; None for a wrong one, or where the link holds no more.

    The try is counted before the date is looked at, and taken back where it was right.
    """
    mine = Invitation.objects.filter(token_hash=hash_of(token), bound_to=BoundTo.BIRTH_DATE)
    unused = mine.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)
    most = Invitation.MOST_WRONG[BoundTo.BIRTH_DATE]
    if not unused.filter(wrong_tries__lt=most).update(wrong_tries=F("wrong_tries") + 1):
        return None
    invitation = Invitation.objects.select_for_update().get(pk=mine.values("pk")[:1])
    right = Patient.objects.visible_to(SYSTEM).filter(pk=invitation.patient_id, birth_date=birth_date).exists()
    if not right or invitation.accepted_at is not None:
        return None
    invitation.wrong_tries -= 1
    return _accepted(invitation, now)


def is_over(request_id: UUID, now: datetime) -> bool:
    """Whether no try of a request can succeed any more: used up, too late, or done."""
    return not SignInRequest.objects.filter(
        pk=request_id, used_at__isnull=True, expires_at__gt=now, tries_left__gt=0
    ).exists()


@transaction.atomic
def _accept_code(found: SignInCode, now: datetime) -> Accepted | None:
    used = SignInRequest.objects.filter(pk=found.request_id, used_at__isnull=True).update(used_at=now)
    invitation: WayIn
    if found.helper_invitation_id is None:
        assert found.invitation_id is not None  # noqa: S101 (the database holds it to one of the two)
        invitation = Invitation.objects.select_for_update().get(pk=found.invitation_id)
    else:
        invitation = HelperInvitation.objects.select_for_update().get(pk=found.helper_invitation_id)
    if not used or invitation.withdrawn_at is not None:
        return None
    if invitation.accepted_at is None:
        return _accepted(invitation, now) if invitation.is_open(now) else None
    assert invitation.user is not None  # noqa: S101 (the database holds it to that)
    return Accepted(invitation.user, invitation, is_new=False) if invitation.user.is_active else None


def _accepted(invitation: WayIn, now: datetime) -> Accepted | None:
    """Take a locked invitation that is open: its user is there from now on."""
    if isinstance(invitation, HelperInvitation):
        user = accept_to_help(invitation, now)
    else:
        user = user_of_patient(invitation.patient_id, now)
        # Face to face no mailbox is named: one that was confirmed before goes on.
        invitation.email = invitation.email or mailbox_of(invitation.patient_id)
        invitation.number = invitation.number or number_of_patient(invitation.patient_id)
        invitation.accepted_at, invitation.user = now, user
        invitation.save(update_fields=["accepted_at", "user", "email", "number", "wrong_tries"])
        withdraw_other_mailboxes(invitation, user, now)
        app_is(invitation.patient_id, now)
        if invitation.email:
            mailbox_is(invitation.patient_id, invitation.email, now)
        # A number that said STOP, or was taken out, comes back by its holder alone.
        if invitation.bound_to == BoundTo.NUMBER:
            number_is(invitation.patient_id, invitation.number, now)
    return Accepted(user, invitation, is_new=True) if user.is_active else None


def _count_wrong(request_id: UUID) -> None:
    """A wrong try counts against every link that it could have opened: the practice sees it, and many end the link."""
    for model in (Invitation, HelperInvitation):
        tried = model.objects.filter(codes__request=request_id, accepted_at__isnull=True).values_list("pk", flat=True)
        model.objects.filter(pk__in=list(tried)).update(wrong_tries=F("wrong_tries") + 1)


def _which(invitation: WayIn) -> dict[str, WayIn]:
    return {"invitation" if isinstance(invitation, Invitation) else "helper_invitation": invitation}


def user_of_patient(patient_id: UUID, now: datetime) -> User:
    """The user of a patient, made and tied to them the first time."""
    username = f"patient:{patient_id}"
    patient = Patient.objects.visible_to(SYSTEM).select_related("user").get(pk=patient_id)
    if patient.user_id is not None:
        return User.objects.get(pk=patient.user_id)
    user = User.objects.filter(username=username).first() or User.objects.create_user(username)
    bind_user(patient=patient, user_id=user.pk, by=SYSTEM, through=Through.SYSTEM, now=now)
    return user


def _labels(invitations: Sequence[WayIn]) -> list[str]:
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
