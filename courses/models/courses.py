"""A course, its revisions and their steps, and what goes with it: overrides, supply, activities."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from courses.access import CLINICAL
from courses.models.assessments import Assessment
from courses.models.medicines import Medicine
from courses.models.people import Clinician, Patient
from courses.models.row import (
    ByKind,
    Fact,
    FactOnce,
    Row,
    Seen,
    Through,
    Undoable,
    WrittenOnce,
    amount,
    one_of,
    refuse_second_write,
    together,
    undone_together,
)
from courses.rules import facts


class RevisionKind(models.TextChoices):
    """What made a revision."""

    PRESCRIBE = facts.RevisionKind.PRESCRIBE.value
    EXTEND = facts.RevisionKind.EXTEND.value
    REVISE = facts.RevisionKind.REVISE.value


class Course(Fact):
    """One prescribed window of one medicine for one patient. Its state is derived; these are the facts."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="courses")
    prescriber = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="courses")
    medicine = models.ForeignKey(Medicine, on_delete=models.PROTECT, related_name="courses")
    assessment = models.ForeignKey(Assessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="courses")
    strength = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    mg_per_unit = amount(null=True, blank=True)
    indication = models.TextField(max_length=500, blank=True)
    instructions = models.TextField(max_length=2000, blank=True)
    first_day = models.DateField()
    enhanced_monitoring = models.BooleanField(default=False)

    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    stop_seq = models.PositiveIntegerField(null=True, blank=True)
    stop_reason = models.TextField(max_length=1000, blank=True)
    stop_told = models.TextField(max_length=2000, blank=True)
    stopped_by_kind = models.CharField(max_length=10, choices=ByKind, blank=True)
    stopped_by_id = models.UUIDField(null=True, blank=True)
    stopped_through = models.CharField(max_length=10, choices=Through, blank=True)

    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_seq = models.PositiveIntegerField(null=True, blank=True)
    cancel_reason = models.TextField(max_length=1000, blank=True)
    cancelled_by_kind = models.CharField(max_length=10, choices=ByKind, blank=True)
    cancelled_by_id = models.UUIDField(null=True, blank=True)
    cancelled_through = models.CharField(max_length=10, choices=Through, blank=True)

    closed_at = models.DateTimeField(null=True, blank=True)
    close_seq = models.PositiveIntegerField(null=True, blank=True)
    close_reason = models.TextField(max_length=1000, blank=True)
    closed_by_kind = models.CharField(max_length=10, choices=ByKind, blank=True)
    closed_by_id = models.UUIDField(null=True, blank=True)
    closed_through = models.CharField(max_length=10, choices=Through, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_course_a_place", fields=["patient", "seq"]),
            models.CheckConstraint(
                name="course_mg_above_zero", condition=Q(mg_per_unit__isnull=True) | Q(mg_per_unit__gt=0)
            ),
            together(
                "course_stop_is_whole",
                ("stopped_at", "stopped_on", "stop_seq"),
                ("stop_reason", "stopped_by_kind", "stopped_through"),
            ),
            together(
                "course_cancellation_is_whole",
                ("cancelled_at", "cancel_seq"),
                ("cancelled_by_kind", "cancelled_through"),
            ),
            together("course_close_is_whole", ("closed_at", "close_seq"), ("closed_by_kind", "closed_through")),
        ]

    @property
    def practice_id(self) -> UUID:
        """The practice of its patient."""
        return self.patient.practice_id


class Revision(FactOnce):
    """One version of a course's steps, from the medication day `begins_on` on, with all that it is judged by.

    It is never changed: what was prescribed on any past day can always be told.
    """

    seen: ClassVar[Seen] = Seen(patient="course__patient")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=RevisionKind)
    begins_on = models.DateField()
    reason = models.TextField(max_length=1000, blank=True)

    # What it was judged by, as it stood then: a later change of catalogue or setting holds from the next revision.
    medicine_code = models.CharField(max_length=80)
    medicine_class = models.CharField(max_length=60)
    medicine_version = models.PositiveIntegerField()
    mg_per_unit = amount(null=True, blank=True)
    label_max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    label_max_single_mg = amount(null=True, blank=True)
    label_max_daily_mg = amount(null=True, blank=True)
    abrupt_stop = models.CharField(max_length=40, blank=True)
    sedating = models.BooleanField(default=False)
    days_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    day_boundary = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_revision_a_number", fields=["course", "number"]),
            models.UniqueConstraint(name="one_revision_a_place", fields=["course", "seq"]),
            models.CheckConstraint(name="revision_number_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="first_revision_alone_prescribes",
                condition=Q(number=1, kind=RevisionKind.PRESCRIBE)
                | Q(number__gt=1, kind__in=[RevisionKind.EXTEND, RevisionKind.REVISE]),
            ),
            models.CheckConstraint(name="later_revision_has_a_reason", condition=Q(number=1) | ~Q(reason="")),
            models.CheckConstraint(
                name="revision_mg_above_zero", condition=Q(mg_per_unit__isnull=True) | Q(mg_per_unit__gt=0)
            ),
        ]
        ordering = ["course", "number"]


class Kept(Row):
    """A part of a revision, kept like it."""

    objects = WrittenOnce.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, the first time."""
        refuse_second_write(self)
        super().save(*args, **kwargs)


class Step(Kept):
    """Consecutive days with one dosing pattern: slots, or as needed (then all three columns say so)."""

    seen: ClassVar[Seen] = Seen(patient="revision__course__patient")

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    as_needed_amount = amount(null=True, blank=True)
    as_needed_min_interval_minutes = models.PositiveIntegerField(null=True, blank=True)
    as_needed_max_per_day = amount(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_step_a_position", fields=["revision", "position"]),
            models.CheckConstraint(name="step_has_days", condition=Q(days__gte=1)),
            models.CheckConstraint(
                name="step_as_needed_is_whole",
                condition=Q(
                    as_needed_amount__isnull=True,
                    as_needed_min_interval_minutes__isnull=True,
                    as_needed_max_per_day__isnull=True,
                )
                # A comparison with null is not false, so that there are values is asked for by itself.
                | Q(
                    as_needed_amount__isnull=False,
                    as_needed_min_interval_minutes__isnull=False,
                    as_needed_max_per_day__isnull=False,
                    as_needed_amount__gt=0,
                    as_needed_min_interval_minutes__gte=0,
                    as_needed_max_per_day__gte=F("as_needed_amount"),
                ),
            ),
        ]
        ordering = ["revision", "position"]


class StepSlot(Kept):
    """One planned wall time of a step."""

    seen: ClassVar[Seen] = Seen(patient="step__revision__course__patient")

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="slots")
    wall = models.TimeField()
    amount = amount()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_slot_a_wall_time", fields=["step", "wall"]),
            models.CheckConstraint(name="slot_amount_above_zero", condition=Q(amount__gt=0)),
        ]
        ordering = ["step", "wall"]


class Override(FactOnce):
    """That a prescriber let an entry check pass, and why. `entry_check` is its name, `finding` what it said."""

    seen: ClassVar[Seen] = Seen(patient="revision__course__patient", by=CLINICAL)

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="overrides")
    entry_check = models.CharField(max_length=40)
    finding = models.TextField()
    source = models.TextField(blank=True)
    reason = models.TextField(max_length=1000)

    class Meta:
        constraints = [models.CheckConstraint(name="override_has_a_reason", condition=~Q(reason=""))]


class Dispense(FactOnce):
    """Units handed out on a date, for so many days where that is known."""

    seen: ClassVar[Seen] = Seen(patient="course__patient")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="dispenses")
    units = amount()
    on = models.DateField()
    days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_dispense_a_place", fields=["course", "seq"]),
            models.CheckConstraint(name="dispense_units_above_zero", condition=Q(units__gt=0)),
            models.CheckConstraint(name="dispense_days_above_zero", condition=Q(days__isnull=True) | Q(days__gt=0)),
        ]


class ActivityKind(models.TextChoices):
    """What kind of care besides the medicine."""

    REST = "rest"
    EXERCISE = "exercise"
    VISIT = "visit"
    HEAT = "heat"
    OTHER = "other"


class Activity(Fact):
    """A part of the care besides the medicine. `on` is the day of a visit; without one it is for every day."""

    seen: ClassVar[Seen] = Seen(patient="course__patient")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=10, choices=ActivityKind)
    text = models.TextField(max_length=500)
    on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("kind", ActivityKind, "activity_kind_known"),
            models.CheckConstraint(name="activity_has_text", condition=~Q(text="")),
        ]


class ActivityTick(Undoable):
    """That the patient did an activity on a medication day."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="ticks")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="activity_ticks")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_tick_a_client_id", fields=["patient", "client_id"]),
            undone_together("tick_undo_is_whole"),
        ]
