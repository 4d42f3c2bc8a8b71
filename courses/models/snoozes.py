"""Snoozes: "Later", tapped on the reminder of a slot."""

from typing import ClassVar

from django.db import models

from courses.models.courses import Course
from courses.models.people import Patient
from courses.models.row import FactOnce, Seen


class Snooze(FactOnce):
    """The patient (or a helper) asked to be reminded of one slot again, a while after `known_at`.

    `client_id` is the phone's id, unique within the patient; the slot is that of `wall` on `medication_day`.
    """

    seen: ClassVar[Seen] = Seen(helpers="by_id")

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="snoozes")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="snoozes")
    client_id = models.UUIDField()
    medication_day = models.DateField()
    wall = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_snooze_a_client_id", fields=["patient", "client_id"]),
            models.UniqueConstraint(name="one_snooze_a_place", fields=["patient", "seq"]),
        ]
