"""Messages and deliveries: what one person gets at one instant, and each chain of attempts to hand it over."""

from datetime import UTC, date, datetime

from django.db import models
from django.db.models import Q

from courses.access import Kind, Viewer
from notifications.keys import new_key
from notifications.models.endpoints import Channel, Endpoint, OfPerson, Person, person_of


class Status(models.TextChoices):
    """Where a delivery stands."""

    QUEUED = "queued"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"  # the channel refused it for good
    RETIRED = "retired"  # its endpoint is gone
    DROPPED = "dropped"  # no longer called for, or too late, before it was handed over
    DEAD = "dead"  # set aside after too many attempts


WAITING = (Status.QUEUED, Status.LEASED)


class Message(models.Model):
    """What one person gets at one instant. It says nothing itself: its reminders do, on the page that it opens.

    `day` is the UTC date of `at`, and part of the uniqueness so that the table can be partitioned by it.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    day = models.DateField()
    person_kind = models.CharField(max_length=9, choices=Person)
    person_id = models.UUIDField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=32, help_text="The most urgent kind that it carries.")
    wording = models.CharField(max_length=32, help_text="The words of that one.")
    leavable = models.BooleanField(help_text="Whether every kind that it carries may be left.")
    decided_at = models.DateTimeField(help_text="When it was found to be called for.")
    decided_seq = models.PositiveIntegerField(
        null=True, help_text="The patient's newest fact then: while it is the newest, little can have changed."
    )
    too_late_at = models.DateTimeField(
        null=True, help_text="From when on nothing in it makes sense any more; none where that never comes."
    )

    objects = OfPerson.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="message_once", fields=["person_id", "at", "person_kind", "day"]),
        ]

    def __str__(self) -> str:
        """Its key: what it is about is personal."""
        return f"message {self.id}"


class ReadTo(models.Model):
    """Up to when a person has read what waits in the app."""

    person_kind = models.CharField(max_length=9, choices=Person)
    person_id = models.UUIDField()
    read_to = models.DateTimeField()

    objects = OfPerson.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="read_to_once", fields=["person_id", "person_kind"])]

    def __str__(self) -> str:
        """The instant."""
        return f"read to {self.read_to:%Y-%m-%dT%H:%MZ}"


class Carried(models.Model):
    """That a message to staff carries a reminder: one may go to several people, one message carry several patients'."""

    message_id = models.UUIDField()
    reminder_id = models.UUIDField()
    medication_day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="carried_once", fields=["message_id", "reminder_id", "medication_day"]),
        ]
        indexes = [models.Index(name="carried_reminder", fields=["reminder_id"])]

    def __str__(self) -> str:
        """Both keys."""
        return f"{self.message_id} carries {self.reminder_id}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, seen by whom they go to."""

    def visible_to(self, viewer: Viewer) -> "DeliveryQuerySet":
        """The viewer's own."""
        if viewer.kind is Kind.SYSTEM:
            return self.all()
        person = person_of(viewer)
        if person is None:
            return self.none()
        return self.filter(endpoint__person_kind=person[0], endpoint__person_id=person[1])


class Delivery(models.Model):
    """The attempts to hand one message to one endpoint.

    `available_at` is when a worker may take it: a queued one at its next attempt, a leased one when the lease runs out
    (its worker is dead then). `fence` rises with each lease; a result is written only under the fence of its lease.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    day = models.DateField()
    message_id = models.UUIDField()
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=16, choices=Channel)
    status = models.CharField(max_length=8, choices=Status, default=Status.QUEUED)
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Counted when leased: a worker that dies counts.")
    fence = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it ended as it did, or the last failure.")
    confirmed_at = models.DateTimeField(null=True, help_text="When the phone said that it came.")
    silent_at = models.DateTimeField(
        null=True, help_text="When it counts as not come, unless the phone has confirmed it by then."
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(name="delivery_once", fields=["message_id", "endpoint", "day"]),
            models.CheckConstraint(
                name="delivery_finished_or_waiting",
                condition=Q(status__in=WAITING, finished_at__isnull=True)
                | (~Q(status__in=WAITING) & Q(finished_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="delivery_waiting", fields=["channel", "available_at"], condition=Q(status__in=WAITING)),
            models.Index(name="delivery_silent", fields=["silent_at"], condition=Q(silent_at__isnull=False)),
            models.Index(name="delivery_dead", fields=["finished_at"], condition=Q(status=Status.DEAD)),
        ]

    def __str__(self) -> str:
        """Its key and where it stands."""
        return f"delivery {self.id} ({self.status})"


def day_of(at: datetime) -> date:
    """The day that a message's and its deliveries' rows are kept under: the UTC date."""
    return at.astimezone(UTC).date()
