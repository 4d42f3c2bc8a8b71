"""How a patient comes in: an invitation, later a code for the mailbox that took it. No password anywhere.

A helper comes in the same way, by an invitation of the patient's own.
"""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from tracker.accounts.models.users import User, new_id


class BoundTo(models.TextChoices):
    """What is asked of whoever holds the link."""

    MAILBOX = "mailbox"
    NUMBER = "number"
    BIRTH_DATE = "birth_date"


class Invitation(models.Model):
    """A link that signs one patient in, once, with a code sent to a mailbox or a number or, for who sits face to face,
    with the birth date. The link itself is kept only as a hash.

    The newest accepted one says to which mailbox and number the patient's later codes go (empty until one is
    confirmed). `label` tells apart those who share one (a given name), `language` is that of mails and texts.
    """

    # Wrong tries after which a link is of no use any more: six digits bear more of them than a birth date.
    MOST_WRONG: ClassVar[dict[str, int]] = {BoundTo.MAILBOX: 20, BoundTo.NUMBER: 20, BoundTo.BIRTH_DATE: 5}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    patient_id = models.UUIDField(db_index=True)
    practice_id = models.UUIDField()
    bound_to = models.CharField(max_length=10, choices=BoundTo, default=BoundTo.MAILBOX, db_default=BoundTo.MAILBOX)
    email = models.EmailField(db_index=True, blank=True)
    number = models.CharField(max_length=16, db_index=True, blank=True, default="", db_default="")
    wrong_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    label = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=2, default="en")
    made_by_id = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")

    class Meta:
        constraints = [
            models.CheckConstraint(name="invitation_ends_after_it_began", condition=Q(expires_at__gt=F("made_at"))),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, user__isnull=True)
                | Q(accepted_at__isnull=False, user__isnull=False),
            ),
            models.CheckConstraint(name="invitation_bound_to_known", condition=Q(bound_to__in=BoundTo.values)),
            models.CheckConstraint(
                name="invitation_by_mail_has_a_mailbox",
                condition=~Q(bound_to=BoundTo.MAILBOX) | ~Q(email=""),
            ),
            models.CheckConstraint(
                name="invitation_by_sms_has_a_number",
                condition=~Q(bound_to=BoundTo.NUMBER) | ~Q(number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    @property
    def most_wrong(self) -> int:
        """How many wrong tries end it."""
        return self.MOST_WRONG[self.bound_to]

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be accepted."""
        unused = self.accepted_at is None and self.withdrawn_at is None
        return unused and now < self.expires_at and self.wrong_tries < self.most_wrong


class HelperInvitation(models.Model):
    """A link by which a patient lets a helper in, once, with a code sent to that helper's own mailbox.

    `until` is when the leave ends, None for until it is taken back; `helper_id` the leave that came of it.
    """

    MOST_WRONG = 20

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    patient_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=100)
    email = models.EmailField(db_index=True)
    language = models.CharField(max_length=2, default="en")
    until = models.DateTimeField(null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="helper_invitations")
    helper_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="helper_invitation_ends_after_it_began", condition=Q(expires_at__gt=F("made_at"))
            ),
            models.CheckConstraint(
                name="helper_invitation_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, user__isnull=True, helper_id__isnull=True)
                | Q(accepted_at__isnull=False, user__isnull=False, helper_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"HelperInvitation {self.pk}"

    @property
    def label(self) -> str:
        """What tells this sign-in apart from a patient's own with the same mailbox."""
        return _("%(name)s, to help") % {"name": self.name}

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be accepted."""
        unused = self.accepted_at is None and self.withdrawn_at is None
        leave = self.until is None or now < self.until
        return unused and leave and now < self.expires_at and self.wrong_tries < self.MOST_WRONG


class SignInRequest(models.Model):
    """That somebody asked for a code: it looks the same whether anybody is known by the address, or not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sign_in_request_ends_after_it_began", condition=Q(expires_at__gt=F("made_at")))
        ]

    def __str__(self) -> str:
        return f"SignInRequest {self.pk}"


class SignInCode(models.Model):
    """One code of a request, kept as a keyed hash; it signs in the patient, or the helper, of its invitation and nobody
    else."""

    request = models.ForeignKey(SignInRequest, on_delete=models.CASCADE, related_name="codes")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, related_name="codes")
    helper_invitation = models.ForeignKey(HelperInvitation, on_delete=models.CASCADE, null=True, related_name="codes")
    code_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sign_in_code_of_one_invitation",
                condition=Q(invitation__isnull=False, helper_invitation__isnull=True)
                | Q(invitation__isnull=True, helper_invitation__isnull=False),
            ),
            models.UniqueConstraint(name="one_sign_in_a_code_and_request", fields=["request", "code_hash"]),
        ]

    def __str__(self) -> str:
        return f"SignInCode {self.pk}"
