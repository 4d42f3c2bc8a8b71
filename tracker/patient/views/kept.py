"""What the phone keeps for when there is no signal, given to it at each load with one."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from courses.access import Viewer
from tracker.accounts.guards import for_patients
from tracker.accounts.limits import Limit
from tracker.patient.offline.plan import kept_plan, version_of
from tracker.patient.views.page import reading_of

NOTHING_NEW, TOO_MANY = 204, 429
# It draws dozens of pages; a phone asks for it when something changed. What it has meanwhile, it keeps.
PLANS_A_PATIENT = Limit("kept-plans", 120, timedelta(hours=1))


@require_GET
@gzip_page
@for_patients
def plan(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The plan of the next days, the pages around it and the numbers; nothing where the phone has this version."""
    reading = reading_of(viewer)
    if request.GET.get("version") == version_of(request, reading):
        return HttpResponse(status=NOTHING_NEW)
    if not PLANS_A_PATIENT.allows(str(reading.patient.pk), reading.now):
        return HttpResponse(status=TOO_MANY)
    return JsonResponse(kept_plan(request, viewer, reading))
