"""Who of the staff looked at whom: one row a page."""

from django.db import models

from tracker.accounts.models.users import new_id


class AccessLog(models.Model):
    """That a staff member read something of a patient. `page` is the name of the page; what it showed is not kept.
    A list of many patients is one row with no `patient_id`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clinician_id = models.UUIDField()
    practice_id = models.UUIDField()
    patient_id = models.UUIDField(null=True)
    page = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["patient_id", "at"], name="access_by_patient"),
            models.Index(fields=["clinician_id", "at"], name="access_by_clinician"),
        ]

    def __str__(self) -> str:
        return f"AccessLog {self.pk}"
