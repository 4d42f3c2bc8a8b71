"""Writing a note on a patient, and taking it back."""

from dataclasses import dataclass
from uuid import UUID

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, acting
from courses.actions.sent import sent_before, undo
from courses.models import Patient, PatientNote


@dataclass(frozen=True, slots=True)
class Noted:
    """A note as it stands in the record; `created` is False where the same was sent before."""

    note: PatientNote
    created: bool


def write_note(*, patient: Patient, client_id: UUID, text: str, by: Viewer, through: str, now: Now) -> Noted:
    """Write a note that the practice's clinicians alone read; neither patient nor helper is ever shown it.

    Sending the same id again answers as the first time; raises Conflict where its content differs, WrongInput.
    """
    content = {"text": inputs.text("text", text, most=2000, required=True)}
    with acting(patient.pk, what="write_note", by=by, through=through, now=now) as act:
        before = sent_before(PatientNote.objects.filter(patient=patient), client_id, content)
        if before is not None:
            return Noted(before, created=False)
        # No rule reads it, and no course is changed by it.
        told = act.tell(part=None)
        note = PatientNote.objects.create(patient=act.patient, client_id=client_id, **content, **told)
    return Noted(note, created=True)


def undo_note(*, note: PatientNote, undo_id: UUID | None = None, by: Viewer, through: str, now: Now) -> PatientNote:
    """Take a note back; it stays in the record, struck through. Twice answers as once did. Raises Conflict."""
    with acting(note.patient_id, what="write_note", by=by, through=through, now=now) as act:
        undo(act, note, PatientNote.objects.filter(patient=note.patient_id), undo_id, None)
    return note
