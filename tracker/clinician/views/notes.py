"""Notes on a patient: written and taken back, for the practice's clinicians alone."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from courses import actions
from courses.access import Viewer
from courses.errors import Conflict, ShortcourseError
from courses.models import PatientNote
from tracker import clock
from tracker.accounts.guards import for_staff
from tracker.clinician.desk import THROUGH, done, patient_url, require
from tracker.clinician.forms.people import NoteForm
from tracker.clinician.once import FIELD
from tracker.clinician.sheet import open_person
from tracker.clinician.views.patients import show_patient
from tracker.problems import add_to_form


@require_POST
@for_staff
def note_write(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """Write a note. The form's key is the note's id: a form that is sent twice writes one."""
    person = open_person(viewer, patient_id, clock.now())
    require(viewer, "write_note", person.row)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show_patient(request, viewer, person, note_form=form)
    try:
        made = actions.write_note(
            patient=person.row,
            client_id=_form_key(request),
            text=form.cleaned_data["text"],
            by=viewer,
            through=THROUGH,
            now=clock.now,
        )
    except Conflict:
        form.add_error("text", "This form was sent before with other words. Send it again to keep these as well.")
        return show_patient(request, viewer, person, note_form=form)
    except ShortcourseError as error:
        add_to_form(form, error)
        return show_patient(request, viewer, person, note_form=form)
    done(request, "The note is kept." if made.created else "This form was sent before; the note is kept once.")
    return redirect(f"{patient_url(person.row.pk)}#notes")


@require_POST
@for_staff
def note_undo(request: HttpRequest, viewer: Viewer, patient_id: UUID, note_id: UUID) -> HttpResponse:
    """Take a note back: it stays, struck through."""
    person = open_person(viewer, patient_id, clock.now())
    require(viewer, "write_note", person.row)
    rows = PatientNote.objects.visible_to(viewer).filter(patient=person.row)
    note = rows.filter(client_id=note_id).first()
    if note is not None:
        actions.undo_note(note=note, by=viewer, through=THROUGH, now=clock.now)
        done(request, "The note is taken back. It stays in the record, struck through.")
    return redirect(f"{patient_url(person.row.pk)}#notes")


def _form_key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return uuid4()
