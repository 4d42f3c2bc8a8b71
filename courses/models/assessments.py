"""What was asked before a course began, and what the patient was told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from courses.access import CLINICAL, Role
from courses.models.people import Language, Patient
from courses.models.row import Fact, FactOnce, Seen, one_of


class Known(models.TextChoices):
    """An answer that may be missing."""

    NOT_ASKED = "not_asked"
    NO = "no"
    YES = "yes"
    UNSURE = "unsure"


class Assessment(FactOnce):
    """What the prescriber asked. Risk factors and medicines chosen from the catalogue are matched by the entry checks;
    the free texts are shown and read by no rule."""

    seen: ClassVar[Seen] = Seen(by=CLINICAL)

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="assessments")
    risk_factors = models.JSONField(default=list, blank=True)
    other_medicines = models.JSONField(default=list, blank=True)
    other_medicines_text = models.TextField(max_length=2000, blank=True)
    allergies_text = models.TextField(max_length=2000, blank=True)
    work_needs_alertness = models.CharField(max_length=10, choices=Known, default=Known.NOT_ASKED)
    liver_disease = models.CharField(max_length=10, choices=Known, default=Known.NOT_ASKED)
    kidney_disease = models.CharField(max_length=10, choices=Known, default=Known.NOT_ASKED)
    pregnancy = models.CharField(max_length=10, choices=Known, default=Known.NOT_ASKED)
    enhanced_monitoring = models.BooleanField(default=False)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_assessment_a_place", fields=["patient", "seq"]),
            one_of("work_needs_alertness", Known, "assessment_work_known"),
            one_of("liver_disease", Known, "assessment_liver_known"),
            one_of("kidney_disease", Known, "assessment_kidney_known"),
            one_of("pregnancy", Known, "assessment_pregnancy_known"),
        ]


class DrugScreen(FactOnce):
    """The single-item drug screen (Smith 2010): how often in the past year a drug was used, or a medicine other than
    as prescribed; positive from 1. Kept apart from the assessment, for prescribers alone."""

    seen: ClassVar[Seen] = Seen(patient="assessment__patient", by=frozenset({Role.PRESCRIBER}))

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="drug_screen")
    times = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="drug_screen_is_of_a_year", condition=Q(times__lte=1000))]

    @property
    def is_positive(self) -> bool:
        """Once or more."""
        return self.times >= 1


class Briefing(Fact):
    """What the patient was told before starting, word by word, and when they said that they read it."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="briefings")
    course = models.ForeignKey(
        "courses.Course", on_delete=models.CASCADE, null=True, blank=True, related_name="briefings"
    )
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    text = models.TextField()
    given_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_briefing_a_place", fields=["patient", "seq"])]
