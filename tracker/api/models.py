"""Tokens for machines: each acts in one role for one practice, as one clinician, or as one patient, for a time."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from courses.access import Kind, Role, Viewer
from courses.models import Clinician, Patient, Practice
from tracker.accounts.models.users import new_id

STAFF_ROLES = (Role.PRESCRIBER, Role.REVIEWER, Role.MANAGER)
ROLES = [(role.value, role.value) for role in (*STAFF_ROLES, Role.PATIENT)]


class ApiToken(models.Model):
    """A bearer token. The token itself was shown once and is not kept: `digest` is its SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100, help_text="What it is for, in the words of whoever made it.")
    role = models.CharField(max_length=12, choices=ROLES)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, null=True, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_of_a_patient_is_a_patients",
                condition=Q(role="patient", patient__isnull=False, clinician__isnull=True)
                | (~Q(role="patient") & Q(patient__isnull=True)),
            ),
            models.CheckConstraint(name="token_expires", condition=Q(expires_at__gt=models.F("made_at"))),
        ]

    def __str__(self) -> str:
        """Its key: the label is somebody's words."""
        return f"ApiToken {self.pk}"

    def in_force(self, now: datetime) -> bool:
        """Whether it holds now: not revoked, before its end, and its clinician still active in its role."""
        if self.revoked_at is not None or now >= self.expires_at:
            return False
        if self.clinician is None:
            return True
        return Role(self.role) in self.clinician.as_viewer().roles

    def as_viewer(self) -> Viewer:
        """Who looks by it."""
        return Viewer(
            kind=Kind.TOKEN,
            id=self.pk,
            practice_id=self.practice_id,
            roles=frozenset({Role(self.role)}),
            patient_id=self.patient_id,
        )
