"""Secret calendar addresses."""

from django.db import models
from django.db.models import Q

from tracker.accounts.models.users import new_id


class CalendarFeed(models.Model):
    """A secret address under which a calendar reads what is to come for one patient. Only the address's hash is kept.

    `tells_more` is the patient's word that titles may name the medicine.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient_id = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)
    tells_more = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_calendar_feed_a_patient", fields=["patient_id"], condition=Q(revoked_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        """Its key: the address is a secret, and whose it is, personal."""
        return f"calendar feed {self.pk}"
