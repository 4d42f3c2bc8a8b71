"""Check-ins: how the patient is, and how the medicine is used."""

from django.db import models
from django.db.models import F, Q

from courses.models.courses import Course
from courses.models.people import Patient
from courses.models.row import Undoable, undone_together
from courses.rules import facts

WORST_PAIN = 10
WORST_DROWSINESS = 3
# From here on drowsiness names the symptom `drowsy`.
NAMES_DROWSY = 2


class Use(models.TextChoices):
    """How the patient says the medicine is used now."""

    AS_PLANNED = facts.Use.AS_PLANNED.value
    LESS = facts.Use.LESS.value
    MORE = facts.Use.MORE.value
    STOPPED = facts.Use.STOPPED.value
    STILL_TAKING = facts.Use.STILL_TAKING.value


class CheckIn(Undoable):
    """A short set of answers; each may be missing. Drowsiness 2 and 3 name the symptom `drowsy`."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="check_ins")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="check_ins")
    at = models.DateTimeField()
    told_at = models.DateTimeField()
    medication_day = models.DateField()
    use = models.CharField(max_length=20, choices=Use, null=True, blank=True)  # noqa: DJ001 (not answered is not "")
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    drowsiness = models.PositiveSmallIntegerField(null=True, blank=True)
    symptoms = models.JSONField(default=list, blank=True)
    line = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_check_in_a_client_id", fields=["patient", "client_id"]),
            models.UniqueConstraint(name="one_check_in_a_place", fields=["patient", "seq"]),
            models.UniqueConstraint(
                name="one_check_in_an_undo_id",
                fields=["patient", "undo_client_id"],
                condition=Q(undo_client_id__isnull=False),
            ),
            models.CheckConstraint(name="check_in_use_known", condition=Q(use__isnull=True) | Q(use__in=Use.values)),
            models.CheckConstraint(
                name="check_in_pain_of_ten", condition=Q(pain__isnull=True) | Q(pain__gte=0, pain__lte=WORST_PAIN)
            ),
            models.CheckConstraint(
                name="check_in_drowsiness_of_three",
                condition=Q(drowsiness__isnull=True) | Q(drowsiness__gte=0, drowsiness__lte=WORST_DROWSINESS),
            ),
            models.CheckConstraint(name="check_in_not_from_the_future", condition=Q(at__lte=F("known_at"))),
            undone_together("check_in_undo_is_whole"),
        ]
        indexes = [models.Index(fields=["course", "medication_day"], name="check_in_by_course_and_day")]
