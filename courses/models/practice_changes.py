"""What was changed of a practice: its settings, limits, staff and own medicines; by whom, when and through what."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from courses.models.people import OfPracticeRows, Practice
from courses.models.row import ByKind, Row, Through, WrittenOnce, one_of, refuse_second_write

LONGEST_NAME = 200


class PracticeChangeRows(OfPracticeRows["PracticeChange"], WrittenOnce["PracticeChange"]):  # type: ignore[override]
    """Changes of a practice: its staff sees them, nobody changes them."""


class PracticeChange(Row):
    """One change of a practice, never changed itself. What is told of a patient is a fact of theirs, and not here.

    `what` is the action's name; `about` is the key of the row that it changed and `called` what that was called then,
    as the row may be gone. `changed` says of each field what it was and what it is: `{"days": [10, 20]}`.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=40)
    about = models.UUIDField(null=True, blank=True)
    called = models.CharField(max_length=LONGEST_NAME, blank=True)
    changed = models.JSONField(encoder=DjangoJSONEncoder)
    by_kind = models.CharField(max_length=10, choices=ByKind)
    by_id = models.UUIDField(null=True, blank=True)
    through = models.CharField(max_length=10, choices=Through)
    known_at = models.DateTimeField()

    objects = PracticeChangeRows.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            one_of("by_kind", ByKind, "practice_change_by_known"),
            one_of("through", Through, "practice_change_through_known"),
        ]
        indexes = [models.Index(fields=["practice", "-known_at", "-id"], name="practice_changes_newest")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, the first time."""
        refuse_second_write(self)
        super().save(*args, **kwargs)
