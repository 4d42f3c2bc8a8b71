"""Flags: the record of judgement, and what clinicians did about them."""

from datetime import datetime
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from courses.access import CLINICAL
from courses.models.courses import Course
from courses.models.people import Clinician, Patient
from courses.models.row import FactOnce, Row, Rows, Seen, WrittenOnce, one_of
from courses.rules import record


class Severity(models.IntegerChoices):
    """How much a finding asks for."""

    INFO = record.Severity.INFO.value
    WARNING = record.Severity.WARNING.value
    HIGH = record.Severity.HIGH.value


class Status(models.TextChoices):
    """Where a flag stands."""

    OPEN = record.Status.OPEN.value
    ACKNOWLEDGED = record.Status.ACKNOWLEDGED.value
    WITHDRAWN = record.Status.WITHDRAWN.value


class Change(models.TextChoices):
    """What happened to a flag at one instant."""

    OPENED = record.Change.OPENED.value
    REOPENED = record.Change.REOPENED.value
    RAISED = record.Change.RAISED.value
    LOWERED = record.Change.LOWERED.value
    ACKNOWLEDGED = record.Change.ACKNOWLEDGED.value
    UNDONE = record.Change.UNDONE.value
    WITHDRAWN = record.Change.WITHDRAWN.value


class Acknowledgement(FactOnce):
    """A clinician has seen a flag; up to the start of the medication day `until` only a rise opens it again."""

    seen: ClassVar[Seen] = Seen(patient="course__patient", by=CLINICAL)

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="acknowledgements")
    rule = models.CharField(max_length=40)
    note = models.TextField(max_length=2000, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_acknowledgement_a_place", fields=["course", "seq"])]


class AcknowledgementUndo(FactOnce):
    """That an acknowledgement was taken back; both stay in the record."""

    seen: ClassVar[Seen] = Seen(patient="course__patient", by=CLINICAL)

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="acknowledgement_undos")
    acknowledgement = models.OneToOneField(Acknowledgement, on_delete=models.CASCADE, related_name="undo")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_acknowledgement_undo_a_place", fields=["course", "seq"])]


class Assignment(FactOnce):
    """That what is asked for a patient was given to a colleague, or (`to` is null) back to whoever comes first.

    The newest holds for what waited then; what came up after it is nobody's yet.
    """

    seen: ClassVar[Seen] = Seen(by=CLINICAL)

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="assignments")
    to = models.ForeignKey(Clinician, on_delete=models.PROTECT, null=True, blank=True, related_name="assigned")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_assignment_a_place", fields=["patient", "seq"])]


OPENINGS = (Change.OPENED, Change.REOPENED, Change.RAISED)

OneFlag = TypeVar("OneFlag", bound="Flag")


class Flags(Rows[OneFlag]):
    """Flags, and which of them ask for somebody."""

    def waiting(self) -> Self:
        """The open ones, each with `waiting_since`: when it last opened, opened again or rose.

        Closing a course puts away what was open on it, but no high flag: that stays until somebody acknowledges it.
        """
        opened = FlagEvent.objects.filter(course=OuterRef("course"), rule=OuterRef("rule"), change__in=OPENINGS)
        since = Coalesce(Subquery(opened.order_by("-at").values("at")[:1]), F("opened_at"))
        stays = Q(course__closed_at=None) | Q(severity=Severity.HIGH) | Q(waiting_since__gt=F("course__closed_at"))
        return self.filter(status=Status.OPEN).annotate(waiting_since=since).filter(stays)


class Flag(Row):
    """One rule's finding on one course, as judged: written by the fold (`courses.load.save_record`) alone.

    `evidence` is a list of {"at", "key", "day"} in order of time; `acknowledged` is null or
    {"at", "day", "until", "keys"}: what the last acknowledgement saw.
    """

    seen: ClassVar[Seen] = Seen(patient="course__patient", by=CLINICAL)

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="flags")
    rule = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField(choices=Severity)
    opened_at = models.DateTimeField()
    status = models.CharField(max_length=15, choices=Status)
    evidence = models.JSONField(default=list)
    acknowledged = models.JSONField(null=True, blank=True)

    # Of the rows that `Flags.waiting` gives.
    waiting_since: datetime

    objects = Flags.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_flag_a_course_and_rule", fields=["course", "rule"]),
            models.CheckConstraint(name="flag_severity_known", condition=Q(severity__in=Severity.values)),
            one_of("status", Status, "flag_status_known"),
        ]
        indexes = [models.Index(fields=["status", "-severity", "opened_at"], name="flag_by_status")]


class FlagEvent(Row):
    """One change of a flag and how it stood afterwards; `position` is its place in its patient's history."""

    seen: ClassVar[Seen] = Seen(by=CLINICAL)

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="flag_events")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="flag_events")
    position = models.PositiveIntegerField()
    rule = models.CharField(max_length=40)
    at = models.DateTimeField()
    change = models.CharField(max_length=15, choices=Change)
    severity = models.PositiveSmallIntegerField(choices=Severity)
    status = models.CharField(max_length=15, choices=Status)

    objects = WrittenOnce.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_flag_event_a_position", fields=["patient", "position"]),
            one_of("change", Change, "flag_event_change_known"),
            one_of("status", Status, "flag_event_status_known"),
        ]
        # What became high since an instant: few rows, asked for often.
        indexes = [models.Index(fields=["at"], name="flag_event_high", condition=Q(status="open", severity=3))]
