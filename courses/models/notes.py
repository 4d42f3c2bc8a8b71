"""What clinicians write down about a patient for each other."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from courses.access import CLINICAL
from courses.models.people import Patient
from courses.models.row import Seen, Undoable, undone_together


class PatientNote(Undoable):
    """A free note on a patient, for the practice's clinicians alone. Taken back it stays in the record."""

    seen: ClassVar[Seen] = Seen(by=CLINICAL)

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_note_a_client_id", fields=["patient", "client_id"]),
            models.UniqueConstraint(name="one_note_a_place", fields=["patient", "seq"]),
            models.UniqueConstraint(
                name="one_note_an_undo_id",
                fields=["patient", "undo_client_id"],
                condition=Q(undo_client_id__isnull=False),
            ),
            models.CheckConstraint(name="note_says_something", condition=~Q(text="")),
            undone_together("note_undo_is_whole"),
        ]
