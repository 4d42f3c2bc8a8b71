"""Endpoints: where a person can be reached, and what they chose about it."""

from typing import Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from courses.access import Kind, Viewer
from notifications import channel_names
from notifications.keys import new_key
from notifications.rules.kinds import LEAVABLE


class Person(models.TextChoices):
    """Who can be told something."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


class Channel(models.TextChoices):
    """How a message travels; each has its folder in `notifications.channels`."""

    WEB_PUSH = channel_names.WEB_PUSH
    EMAIL = channel_names.EMAIL
    SMS = channel_names.SMS
    IN_APP = channel_names.IN_APP
    CONSOLE = channel_names.CONSOLE


def person_of(viewer: Viewer) -> tuple[Person, UUID] | None:
    """Who a viewer is to notifications; None for who gets none (helpers, operators, tokens)."""
    if viewer.kind is Kind.PATIENT and viewer.patient_id is not None:
        return Person.PATIENT, viewer.patient_id
    if viewer.kind is Kind.CLINICIAN and viewer.id is not None:
        return Person.CLINICIAN, viewer.id
    return None


M = TypeVar("M", bound=models.Model)


class OfPerson(models.QuerySet[M]):
    """Rows that belong to one person, and are seen by that person alone."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The viewer's own rows: what goes to a person is nobody else's business, not even their practice's."""
        if viewer.kind is Kind.SYSTEM:
            return self.all()
        person = person_of(viewer)
        return self.none() if person is None else self.of(*person)

    def of(self, kind: str, key: UUID) -> Self:
        """The rows of one person."""
        return self.filter(person_kind=kind, person_id=key)


class Endpoint(models.Model):
    """One address of one person on one channel. It is retired, never changed: deliveries tell where they went."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person_kind = models.CharField(max_length=9, choices=Person)
    person_id = models.UUIDField()
    channel = models.CharField(max_length=16, choices=Channel)
    address = models.CharField(max_length=500)
    place = models.PositiveSmallIntegerField(default=0, help_text="The lowest is tried first, the others if it fails.")
    added_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, help_text="Nothing goes to an address before its owner confirmed it.")
    retired_at = models.DateTimeField(null=True)
    retired_because = models.CharField(max_length=200, blank=True)

    objects = OfPerson.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="endpoint_once",
                fields=["person_id", "person_kind", "channel", "address"],
                condition=Q(retired_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Its channel and key; the address is personal."""
        return f"{self.channel} endpoint {self.id}"


class Preference(models.Model):
    """What a person chose about one kind of reminder: to leave it, by which channel it comes first, or that it comes
    once more by the next one where the phone has not confirmed it (the ending and the talk kinds do anyhow)."""

    class Choice(models.TextChoices):
        """What can be chosen."""

        LEFT = "left"
        CHANNEL = "channel"
        FALL_BACK = "fallback"

    person_kind = models.CharField(max_length=9, choices=Person)
    person_id = models.UUIDField()
    kind = models.CharField(max_length=32)
    choice = models.CharField(max_length=8, choices=Choice)
    channel = models.CharField(max_length=16, choices=Channel, blank=True)
    chosen_at = models.DateTimeField()

    objects = OfPerson.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="preference_once", fields=["person_id", "person_kind", "kind", "choice"]),
            # The ending and the talk kinds are why the program is there: they change channel, nobody leaves them.
            models.CheckConstraint(
                name="preference_leaves_only_what_may_be_left",
                condition=~Q(choice="left") | Q(kind__in=sorted(kind.value for kind in LEAVABLE)),
            ),
            models.CheckConstraint(
                name="preference_channel_named",
                condition=Q(choice="channel") & ~Q(channel="") | ~Q(choice="channel") & Q(channel=""),
            ),
        ]

    def __str__(self) -> str:
        """What was chosen."""
        return f"{self.kind}: {self.choice}"
