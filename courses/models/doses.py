"""Doses: what was taken, when, and who says so."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from courses.models.courses import Course
from courses.models.people import Patient
from courses.models.row import Seen, Undoable, amount, undone_together


class Dose(Undoable):
    """One logged intake. `client_id` is the phone's id, unique within the patient; `medication_day` is that of the
    zone in force when it was logged, and stays. `phone_instant` and `phone_zone` are what the phone itself said."""

    seen: ClassVar[Seen] = Seen(helpers="by_id")

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="doses")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="doses")
    amount = amount()
    taken_at = models.DateTimeField()
    medication_day = models.DateField()
    about = models.BooleanField(default=False)
    told_taken_at = models.DateTimeField()
    phone_instant = models.DateTimeField(null=True, blank=True)
    phone_zone = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_dose_a_client_id", fields=["patient", "client_id"]),
            models.UniqueConstraint(name="one_dose_a_place", fields=["patient", "seq"]),
            models.UniqueConstraint(
                name="one_dose_an_undo_id",
                fields=["patient", "undo_client_id"],
                condition=Q(undo_client_id__isnull=False),
            ),
            models.CheckConstraint(name="dose_amount_above_zero", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="dose_not_from_the_future", condition=Q(taken_at__lte=F("known_at"))),
            undone_together("dose_undo_is_whole"),
        ]
        indexes = [models.Index(fields=["course", "medication_day"], name="dose_by_course_and_day")]
