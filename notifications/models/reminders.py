"""Reminders: what the schedule called for, and what became of it."""

from typing import Self

from django.db import models
from django.db.models import Q

from courses.access import CLINICAL, Kind, Viewer
from courses.models import Course
from notifications.keys import new_key


class Scope(models.TextChoices):
    """What a reminder belongs to."""

    COURSE = "course"
    PRACTICE = "practice"


class Outcome(models.TextChoices):
    """What became of a reminder."""

    PENDING = "pending"
    SENT = "sent"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Reminders(models.QuerySet["Reminder"]):
    """Reminders, seen by those who see what they belong to."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of the courses that this viewer may see, and to a patient no one else's."""
        if viewer.kind is Kind.SYSTEM:
            return self.all()
        of_courses = Q(scope_kind=Scope.COURSE, scope_id__in=Course.objects.visible_to(viewer).values("pk"))
        if viewer.acts_as & CLINICAL:
            return self.filter(of_courses | Q(scope_kind=Scope.PRACTICE, scope_id=viewer.practice_id))
        return self.filter(of_courses, recipient="patient")


class Reminder(models.Model):
    """One row for what one course (or practice) calls for at one instant.

    Nothing refers to a reminder by its id alone, and its uniqueness has its day in it: the table can be partitioned
    by `medication_day` without being rebuilt. For the same reason `scope_id` and `message_id` are bare keys.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    scope_kind = models.CharField(max_length=8, choices=Scope)
    scope_id = models.UUIDField(
        help_text="The course, or for digest and escalation the practice; never null, or it would not bind."
    )
    kind = models.CharField(max_length=32)
    medication_day = models.DateField()
    key = models.CharField(
        max_length=120, help_text="What tells two of one kind and day apart; empty where nothing must."
    )
    due_at = models.DateTimeField()
    recipient = models.CharField(max_length=10, help_text="patient, prescriber or staff")
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.PENDING)
    went_at = models.DateTimeField(null=True)
    wording = models.CharField(max_length=32, blank=True, help_text="Which words it went out with.")
    message_id = models.UUIDField(
        null=True, help_text="The message that took it to the patient; one to staff may go to several: Carried."
    )

    objects = Reminders.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reminder_once",
                fields=["scope_id", "medication_day", "kind", "key", "scope_kind"],
            ),
            models.CheckConstraint(
                name="reminder_sent_has_instant",
                condition=Q(outcome="sent", went_at__isnull=False) | (~Q(outcome="sent") & Q(went_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(name="reminder_pending", fields=["scope_id"], condition=Q(outcome="pending")),
            models.Index(name="reminder_of_message", fields=["message_id"], condition=Q(message_id__isnull=False)),
        ]

    def __str__(self) -> str:
        """Its kind and when it fell due."""
        return f"{self.kind} due {self.due_at:%Y-%m-%dT%H:%MZ}"
