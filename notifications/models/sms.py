"""Text messages cost money: which practice may send them, how much, and which numbers want none."""

from django.db import models

from courses.models import Practice


class SmsPractice(models.Model):
    """What the operator, who pays, lets a practice send by SMS; without a row nothing."""

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, primary_key=True, related_name="sms")
    on = models.BooleanField(default=True)
    segments_a_day = models.PositiveIntegerField(null=True, help_text="None: as many as the settings say.")
    since = models.DateTimeField()

    def __str__(self) -> str:
        """The practice's key, and whether it is on."""
        return f"SMS of {self.pk}: {'on' if self.on else 'off'}"


class SmsStop(models.Model):
    """A number that said STOP: nothing of any kind goes there until it says START."""

    number = models.CharField(max_length=16, primary_key=True)
    stopped_at = models.DateTimeField()

    def __str__(self) -> str:
        """When; the number is personal."""
        return f"STOP of {self.stopped_at:%Y-%m-%d}"


class Used(models.Model):
    """How much of a limit is used in one span: a practice's day, a channel's minute."""

    limit = models.CharField(max_length=80)
    span = models.CharField(max_length=20)
    amount = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="used_once", fields=["limit", "span"])]

    def __str__(self) -> str:
        """What of it."""
        return f"{self.amount} of {self.limit} in {self.span}"
