"""People who help the patient: who they are and until when, inviting one, taking it back."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions
from courses.access import Viewer
from courses.models import Helper, Through
from courses.rules.days import instant_of
from tracker import clock
from tracker.accounts import limits
from tracker.accounts.guards import for_patients
from tracker.accounts.helpers import invite_helper, waiting_invitations, withdraw_invitation
from tracker.patient.forms import HelperForm
from tracker.patient.reading import Reading
from tracker.patient.views.page import page, reading_of


@require_http_methods(["GET", "POST"])
@for_patients
def every(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Who helps, who was asked, and a form to ask one more."""
    reading = reading_of(viewer)
    today = reading.say.local(reading.now).date()
    form = HelperForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if limits.HELPERS_A_PATIENT.allows(str(reading.patient.pk), reading.now):
            last = said["until"]
            until = None if last is None else instant_of(last + timedelta(days=1), time(0), reading.say.zone)
            invite_helper(patient=reading.patient, name=said["name"], email=said["email"], until=until, now=clock.now())
            messages.success(request, _("%(name)s has mail now, with a link to come in.") % {"name": said["name"]})
            return redirect("patient:helpers")
        form.add_error(None, _("You asked many people today. Try again tomorrow."))
    context = {
        "form": form,
        "helpers": [(leave, _until(reading, leave.until)) for leave in _in_force(viewer, reading.now)],
        "waiting": [(one, _until(reading, one.until)) for one in waiting_invitations(reading.patient.pk, reading.now)],
    }
    return page(request, reading, "helpers", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_patients
def end(request: HttpRequest, viewer: Viewer, helper_id: UUID) -> HttpResponse:
    """Take the leave to help back: asked once. What they logged stays, and nothing is sent to them."""
    leave = Helper.objects.visible_to(viewer).filter(pk=helper_id).first()
    if leave is None:
        raise Http404
    reading = reading_of(viewer)
    if request.method == "POST":
        actions.end_help(helper=leave, by=viewer, through=Through.PAGE, now=clock.now)
        messages.success(request, _("%(name)s can see and do nothing here any more.") % {"name": leave.name})
        return redirect("patient:helpers")
    if not leave.in_force(reading.now):
        return redirect("patient:helpers")
    return page(request, reading, "helper_end", {"leave": leave})


@require_POST
@for_patients
def withdraw(request: HttpRequest, viewer: Viewer, invitation_id: UUID) -> HttpResponse:
    """Take back an invitation that nobody used yet."""
    reading = reading_of(viewer)
    if not withdraw_invitation(reading.patient.pk, invitation_id, clock.now()):
        raise Http404
    messages.success(request, _("The invitation is taken back. Its link does nothing now."))
    return redirect("patient:helpers")


def _in_force(viewer: Viewer, now: datetime) -> list[Helper]:
    mine = Helper.objects.visible_to(viewer).order_by("since", "pk")
    return [leave for leave in mine if leave.in_force(now)]


def _until(reading: Reading, until: datetime | None) -> str:
    """The last day of a leave, in words; nothing where it has none."""
    return "" if until is None else reading.say.day(reading.say.local(until - timedelta(microseconds=1)).date())
