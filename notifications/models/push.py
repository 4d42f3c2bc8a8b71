"""Push: what an endpoint needs besides its address, and what a person lets a lock screen show."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from courses.access import Kind, Viewer
from notifications.models.endpoints import Endpoint, OfPerson, Person, person_of


class Subscriptions(models.QuerySet["Subscription"]):
    """Subscriptions, seen by whom they belong to."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The viewer's own."""
        if viewer.kind is Kind.SYSTEM:
            return self.all()
        person = person_of(viewer)
        return self.none() if person is None else self.of(*person)

    def of(self, kind: str, key: UUID) -> Self:
        """Those of one person that are in use."""
        return self.filter(endpoint__person_kind=kind, endpoint__person_id=key, endpoint__retired_at=None)


class Subscription(models.Model):
    """How a phone subscribed: its keys, and ours that it knows. Beside an endpoint whose address is the push service's.

    `unconfirmed` counts the messages in a row that the phone did not say it got.
    """

    endpoint = models.OneToOneField(Endpoint, on_delete=models.CASCADE, primary_key=True, related_name="subscription")
    p256dh = models.CharField(max_length=88)
    auth = models.CharField(max_length=24)
    vapid_key = models.CharField(max_length=88, help_text="The public key of ours that it was subscribed with.")
    buttons = models.BooleanField(default=True, help_text="Whether a dose may be logged from the notification.")
    seen_at = models.DateTimeField(help_text="When the phone last said that it is still subscribed.")
    confirmed_at = models.DateTimeField(null=True, help_text="When the phone last said that a message came.")
    unconfirmed = models.PositiveSmallIntegerField(default=0)

    objects = Subscriptions.as_manager()

    def __str__(self) -> str:
        """Its endpoint's key."""
        return f"subscription {self.pk}"


class LockScreen(models.Model):
    """What a person lets their lock screen show; without a row nothing is named."""

    class Shows(models.TextChoices):
        """What can be chosen."""

        OPAQUE = "opaque"
        DETAILS = "details"

    person_kind = models.CharField(max_length=9, choices=Person)
    person_id = models.UUIDField()
    shows = models.CharField(max_length=7, choices=Shows)
    chosen_at = models.DateTimeField()

    objects = OfPerson.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="lock_screen_once", fields=["person_id", "person_kind"]),
            models.CheckConstraint(name="lock_screen_shows", condition=Q(shows__in=["opaque", "details"])),
        ]

    def __str__(self) -> str:
        """What was chosen."""
        return self.shows
