"""Noting that staff read something of a patient."""

from datetime import datetime
from uuid import UUID

from courses.access import Kind, Viewer
from tracker.accounts.models import AccessLog


def note_access(viewer: Viewer, *, patient_id: UUID | None, page: str, now: datetime) -> None:
    """Keep that this clinician opened this page about this patient, or a list of many (None).

    A patient's own reading is not noted.
    """
    if viewer.kind is Kind.CLINICIAN and viewer.id is not None and viewer.practice_id is not None:
        AccessLog.objects.create(
            clinician_id=viewer.id, practice_id=viewer.practice_id, patient_id=patient_id, page=page, at=now
        )
