"""How a patient comes in: an invitation, later a code for the mailbox that took it. No password anywhere."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from tracker.accounts.models.users import User, new_id


class Invitation(models.Model):
    """A link that signs one patient in, once, with a code sent to a mailbox. The link itself is kept only as a hash.

    The newest accepted one says which mailbox the patient's later codes go to. `label` tells apart those who share a
    mailbox (a given name), `language` is that of the mails.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    patient_id = models.UUIDField(db_index=True)
    practice_id = models.UUIDField()
    email = models.EmailField(db_index=True)
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
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at


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
    """One code of a request, kept as a keyed hash; it signs in the patient of its invitation and nobody else."""

    request = models.ForeignKey(SignInRequest, on_delete=models.CASCADE, related_name="codes")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_sign_in_a_code_and_request", fields=["request", "code_hash"]),
        ]

    def __str__(self) -> str:
        return f"SignInCode {self.pk}"
