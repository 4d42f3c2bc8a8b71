from typing import ClassVar

from django.db import models


class Heartbeat(models.Model):
    """When a part of the clockwork was last seen at work; one row a part, written by the part itself."""

    class Part(models.TextChoices):
        BEAT = "beat"
        WORKER = "worker"
        SWEEP = "sweep"

    part = models.CharField(max_length=10, primary_key=True, choices=Part)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(part__in=["beat", "worker", "sweep"]), name="heartbeat_part_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.seen_at.isoformat()}"
