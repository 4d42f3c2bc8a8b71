"""A clinician's own drafts: listed, and deleted."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from courses.access import Viewer
from courses.models import Patient
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_staff
from tracker.clinician.desk import clinician_of, done, require, show
from tracker.clinician.drafts import drafts_of, drop_draft


@require_safe
@for_staff
def drafts(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What this clinician typed and did not sign, the newest first."""
    require(viewer, "prescribe")
    rows = list(drafts_of(viewer).select_related("patient"))
    note_access(viewer, patient_id=None, page="drafts", now=clock.now())
    context = {"drafts": rows, "zone": clinician_of(viewer).practice.time_zone, "tab": "patients"}
    return show(request, viewer, "drafts.html", context)


@require_POST
@for_staff
def draft_delete(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """Delete what was typed for a patient; what is deleted already is no error."""
    patient = Patient.objects.visible_to(viewer).filter(pk=patient_id).first()
    if patient is None:
        raise Http404
    require(viewer, "prescribe", patient)
    if drop_draft(viewer, patient_id):
        done(request, "The draft is deleted. Nothing of it was entered.")
    else:
        done(request, "There is no such draft any more.")
    return redirect("clinician:drafts")
