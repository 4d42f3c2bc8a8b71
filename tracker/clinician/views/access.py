"""Ending a patient's access by the phone: a phone that is lost, a mailbox that is somebody else's."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from courses import actions
from courses.access import Viewer
from courses.models import Helper, Through
from tracker import clock
from tracker.accounts.access import end_access
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_staff
from tracker.clinician.desk import done, patient_url, require, show
from tracker.clinician.once import SentBefore, once
from tracker.clinician.sheet import open_person


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def access_end(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """Say what ends, then end it; a new invitation lets the patient in again."""
    now = clock.now()
    person = open_person(viewer, patient_id, now)
    require(viewer, "change_patient", person.row)
    if request.method != "POST":
        note_access(viewer, patient_id=person.row.pk, page="end_access", now=now)
        return show(request, viewer, "end_access.html", {"person": person, "tab": "patients"})
    try:
        with once(request):
            end_access(person.row.pk)
            # Whoever held the phone may have asked them.
            for helper in Helper.objects.visible_to(viewer).filter(patient=person.row, revoked_at=None):
                actions.end_help(helper=helper, by=viewer, through=Through.PAGE, now=clock.now)
    except SentBefore as sent:
        done(request, sent.words("the access ended once."))
    else:
        done(request, f"{person.row.name} can no longer sign in. To let them in again, make a new invitation.")
    return redirect(patient_url(person.row.pk))
