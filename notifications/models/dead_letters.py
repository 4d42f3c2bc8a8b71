"""What operators did about a dead letter, or about somebody whom the sweep set aside: who, when and why."""

from django.db import models
from django.db.models import Q


class OperatorDeed(models.Model):
    """One thing that an operator did. It stays when the delivery that it was about is long gone.

    What was dropped keeps its status: it did not arrive, and the practice's list goes on saying so.
    """

    class What(models.TextChoices):
        """What was done."""

        RETRIED = "retried"
        DROPPED = "dropped"

    class Through(models.TextChoices):
        """By what."""

        PAGE = "page"
        COMMAND = "command"

    delivery_id = models.UUIDField(null=True, help_text="A bare key: deliveries go, and this stays.")
    agenda_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=7, choices=What)
    failure = models.CharField(max_length=200, blank=True, help_text="What it had failed by; no personal data.")
    by_id = models.UUIDField(null=True, help_text="The operator's user; none where it was the command line.")
    by_name = models.CharField(max_length=254, help_text="Their name to sign in by, here or on the machine.")
    through = models.CharField(max_length=7, choices=Through)
    at = models.DateTimeField()
    why = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(name="operator_deed_has_a_reason", condition=~Q(why="")),
            # Somebody who is set aside is tried again; nobody is dropped.
            models.CheckConstraint(
                name="operator_deed_about_one_thing",
                condition=Q(delivery_id__isnull=False, agenda_id__isnull=True)
                | Q(delivery_id__isnull=True, agenda_id__isnull=False, what="retried"),
            ),
        ]
        indexes = [
            models.Index(name="operator_deed_delivery", fields=["delivery_id"]),
            models.Index(name="operator_deed_agenda", fields=["agenda_id"]),
        ]

    def __str__(self) -> str:
        """What was done, about what."""
        about = f"agenda {self.agenda_id}" if self.delivery_id is None else f"delivery {self.delivery_id}"
        return f"{self.what} {about}"
