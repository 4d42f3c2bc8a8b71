"""Plans for the end, as far as they are words: a taper or an extension is a revision."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from courses.models.courses import Course
from courses.models.row import FactOnce, Seen
from courses.rules import facts


class Decision(models.TextChoices):
    """What the prescriber decided for the end."""

    STOP_AS_PLANNED = facts.Decision.STOP_AS_PLANNED.value
    SEE_PATIENT = facts.Decision.SEE_PATIENT.value


class EndPlan(FactOnce):
    """The prescriber's decision for the end; the newest counts. `by_day` is the medication day to be seen by.

    One that was recorded with an extension or a revision has that revision's place, as it was told with it.
    """

    seen: ClassVar[Seen] = Seen(patient="course__patient")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="end_plans")
    decision = models.CharField(max_length=20, choices=Decision)
    by_day = models.DateField(null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_end_plan_a_place", fields=["course", "seq"]),
            models.CheckConstraint(
                name="end_plan_to_see_has_a_day",
                condition=Q(decision=Decision.SEE_PATIENT, by_day__isnull=False)
                | Q(decision=Decision.STOP_AS_PLANNED, by_day__isnull=True),
            ),
        ]
