"""Which of the first steps a patient has taken: one row a step."""

from django.db import models

from tracker.accounts.models.users import new_id


class FirstStep(models.Model):
    """That a patient has answered one of the questions of coming in. What they chose stands where it belongs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient_id = models.UUIDField()
    step = models.CharField(max_length=20)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_first_step_a_patient", fields=["patient_id", "step"])]

    def __str__(self) -> str:
        return f"FirstStep {self.pk}"
