"""The agenda: when time alone next changes something for a patient, or for a practice."""

from django.db import models
from django.db.models import Q


class Agenda(models.Model):
    """One row a patient, and one a practice (for its digest and escalations).

    It is written under the lock of its patient's (practice's) row and by nothing else, so it needs none of its own.
    Kept narrow and in a table of its own: every reminder moves it.
    """

    patient = models.OneToOneField("courses.Patient", on_delete=models.CASCADE, null=True, related_name="agenda")
    practice = models.OneToOneField("courses.Practice", on_delete=models.CASCADE, null=True, related_name="agenda")
    next_due_at = models.DateTimeField(null=True, help_text="None: time alone changes nothing any more.")
    reminded_to = models.DateTimeField(help_text="Reminders that fell due up to this instant are all in the table.")
    holds = models.BooleanField(
        default=True,
        db_default=True,
        help_text="Whether reminders may be held back by quiet hours: nobody looks for them in vain.",
    )
    ready = models.JSONField(
        null=True,
        help_text="What goes out at the next instants while nothing more is told; none where the rules are asked.",
    )
    failures = models.PositiveSmallIntegerField(default=0, help_text="Sweeps in a row that raised on this row alone.")
    failure = models.CharField(
        max_length=200, blank=True, help_text="Type and place of the last one; no personal data."
    )
    set_aside_at = models.DateTimeField(
        null=True,
        help_text="When the sweep failed on it for the fifth time in a row; it is tried every 15 minutes since.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agenda_of_a_patient_or_a_practice",
                condition=Q(patient__isnull=False, practice__isnull=True)
                | Q(patient__isnull=True, practice__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="agenda_due", fields=["next_due_at"], condition=Q(next_due_at__isnull=False)),
            models.Index(name="agenda_set_aside", fields=["set_aside_at"], condition=Q(set_aside_at__isnull=False)),
        ]

    def __str__(self) -> str:
        """Whose it is, by key only."""
        return f"agenda of {self.patient_id or self.practice_id}"
