"""Ticking the care besides the medicine, and taking a tick back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from courses import actions
from courses.access import Viewer
from courses.errors import Conflict, ShortcourseError
from courses.models import Activity, ActivityTick, Through
from tracker import clock
from tracker.accounts.guards import for_patients
from tracker.patient.forms import valid_uuid
from tracker.patient.problems import sentence
from tracker.patient.today import new_id


@require_POST
@for_patients
def tick(request: HttpRequest, viewer: Viewer, activity_id: UUID) -> HttpResponse:
    """Tick an activity for today."""
    activity = Activity.objects.visible_to(viewer).select_related("course").filter(pk=activity_id).first()
    if activity is None:
        raise Http404
    client_id = valid_uuid(request.POST.get("id", "")) or new_id()
    try:
        actions.tick_activity(activity=activity, client_id=client_id, by=viewer, through=Through.PAGE, now=clock.now)
    except Conflict:
        pass  # the other of two taps came first
    except ShortcourseError as error:
        messages.error(request, sentence(error))
    return redirect("patient:today")


@require_POST
@for_patients
def untick(request: HttpRequest, viewer: Viewer, tick_id: UUID) -> HttpResponse:
    """Take a tick back."""
    ticked = ActivityTick.objects.visible_to(viewer).filter(client_id=tick_id).first()
    if ticked is None:
        raise Http404
    undo_id = valid_uuid(request.POST.get("id", ""))
    try:
        actions.undo_tick(tick=ticked, undo_id=undo_id, by=viewer, through=Through.PAGE, now=clock.now)
    except ShortcourseError as error:
        messages.error(request, sentence(error))
    return redirect("patient:today")
