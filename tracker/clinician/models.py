"""What is a clinician's alone: what they chose for their desk, and what they typed and did not sign yet."""

from django.db import models
from uuid_utils.compat import uuid7

from courses.models import Clinician, Patient


class Show(models.TextChoices):
    """Which part of today's list."""

    ALL = "all", "Whole practice"
    MINE = "mine", "Mine"
    ENDING = "ending", "Ending this week"


class DeskChoice(models.Model):
    """The part of the list that was looked at last, and whether single keys do something (WCAG 2.1.4)."""

    clinician = models.OneToOneField(Clinician, on_delete=models.CASCADE, primary_key=True, related_name="+")
    show = models.CharField(max_length=10, choices=Show, default=Show.ALL)
    keys = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="desk_shows_a_known_part", condition=models.Q(show__in=Show.values)),
        ]

    def __str__(self) -> str:
        return f"DeskChoice {self.pk}"


class Draft(models.Model):
    """What a clinician typed of a course that they did not sign yet, field by field as the form sent it.

    It is nobody's but theirs, tells no fact, and no rule reads it. One a clinician and patient.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    typed = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_draft_a_clinician_and_patient", fields=["clinician", "patient"]),
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"
