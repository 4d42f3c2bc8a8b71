"""How a helper comes in: the patient invites them by mail, and a code to the same mailbox is their sign-in.

One mailbox is one helper's user, whoever they help; whom they may help stands in `courses`, and ends there.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from courses import actions
from courses.access import SYSTEM
from courses.models import Helper, Patient, Through
from tracker.accounts.invitations import hash_of, new_token
from tracker.accounts.mails import send_helper_invitation
from tracker.accounts.models import HelperInvitation, User, new_id

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite_helper(*, patient: Patient, name: str, email: str, until: datetime | None, now: datetime) -> str:
    """Mail a link to whom the patient lets help, valid once and for 7 days; its path. An earlier one to the same
    mailbox that nobody used is withdrawn. `until` is when the leave ends, None for until it is taken back."""
    mailbox = email.strip().lower()
    _unused(patient.pk).filter(email=mailbox).update(withdrawn_at=now)
    token = new_token()
    HelperInvitation.objects.create(
        token_hash=hash_of(token),
        patient_id=patient.pk,
        name=name.strip()[:100],
        email=mailbox,
        language=patient.language,
        until=until,
        made_at=now,
        expires_at=now + VALID_FOR,
    )
    path = reverse("accounts:invitation_link", args=[token])
    address = settings.BASE_URL.rstrip("/") + path
    transaction.on_commit(lambda: send_helper_invitation(mailbox, address, patient.language))
    return path


def waiting_invitations(patient_id: UUID, now: datetime) -> list[HelperInvitation]:
    """Whom a patient invited and who has not come yet, the newest first."""
    return [one for one in _unused(patient_id).order_by("-made_at", "-pk") if one.is_open(now)]


def withdraw_invitation(patient_id: UUID, invitation_id: UUID, now: datetime) -> bool:
    """Take back an invitation that nobody used; whether there was one."""
    return bool(_unused(patient_id).filter(pk=invitation_id).update(withdrawn_at=now))


def open_helper_invitation(token: str, now: datetime) -> HelperInvitation | None:
    """The invitation that a link leads to, None where it is unknown, used, withdrawn or too old."""
    invitation = HelperInvitation.objects.filter(token_hash=hash_of(token)).first()
    return invitation if invitation is not None and invitation.is_open(now) else None


def helps_by(email: str, now: datetime) -> list[HelperInvitation]:
    """By what a mailbox signs a helper in: the newest accepted invitation, while some patient's leave holds."""
    accepted = HelperInvitation.objects.filter(
        email=email.strip().lower(), accepted_at__isnull=False, user__is_active=True
    ).select_related("user")
    newest = accepted.order_by("accepted_at", "pk").last()
    return [newest] if newest is not None and newest.user is not None and leaves_of(newest.user, now) else []


def leaves_of(user: User, now: datetime) -> list[Helper]:
    """The leaves to help that a user has now, by the name of whom they help."""
    mine = Helper.objects.visible_to(SYSTEM).filter(user=user).select_related("patient__practice")
    return sorted(
        (leave for leave in mine if leave.in_force(now)), key=lambda leave: (leave.patient.name, str(leave.pk))
    )


def accept_to_help(invitation: HelperInvitation, now: datetime) -> User:
    """Take a locked invitation: the leave that the patient gave begins, and an older one of the same person ends."""
    user = _user_of(invitation.email)
    patient = Patient.objects.visible_to(SYSTEM).get(pk=invitation.patient_id)
    by: dict[str, Any] = {"by": patient.as_viewer(), "through": Through.PAGE, "now": now}
    for leave in leaves_of(user, now):
        if leave.patient_id == patient.pk:
            actions.end_help(helper=leave, **by)
    leave = actions.let_help(patient=patient, user_id=user.pk, name=invitation.name, until=invitation.until, **by)
    invitation.accepted_at, invitation.user, invitation.helper_id = now, user, leave.pk
    invitation.save(update_fields=["accepted_at", "user", "helper_id"])
    return user


def _user_of(email: str) -> User:
    before = HelperInvitation.objects.filter(email=email, accepted_at__isnull=False).select_related("user")
    newest = before.order_by("accepted_at", "pk").last()
    if newest is not None and newest.user is not None:
        return newest.user
    return User.objects.create_user(f"helper:{new_id()}")


def _unused(patient_id: UUID) -> models.QuerySet[HelperInvitation]:
    return HelperInvitation.objects.filter(patient_id=patient_id, accepted_at__isnull=True, withdrawn_at__isnull=True)
